"""One door to background work, so that the engine stays a setting."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import transaction
from django.tasks import Task


def later(work: Task[..., Any], **ids: Any) -> None:
    """Enqueue `work` with plain ids once the running transaction is committed.

    The database engine would take it inside the transaction too; a broker would hand it to a
    worker that cannot see the rows yet, so the order is the same for all engines. What must
    happen is in rows and found by a sweep, should the process die in between.
    """
    transaction.on_commit(partial(_enqueue, work, ids))


def _enqueue(work: Task[..., Any], ids: dict[str, Any]) -> None:
    enqueue: Callable[..., Any] = work.enqueue
    enqueue(**ids)
