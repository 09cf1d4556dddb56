"""What an import asks of the organiser who uploaded a list."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from bluestem.kit import time
from bluestem.kit.attention import Item
from bluestem.kit.imports.models import RunState

SHOWN = 5


def waiting_lists(model: Any, organiser: object, address: str) -> Iterator[Item]:
    """Yield lists that this organiser uploaded and has not imported.

    `model` is the room's table of runs, `address` the name of their page.
    """
    waiting = model.objects.filter(
        state=RunState.READY, started_by_id=getattr(organiser, "pk", None)
    )
    for key, file_name in waiting.order_by("asked_at").values_list("pk", "file_name")[:SHOWN]:
        yield Item(
            kind=_("Import"),
            title=_("%(file)s is checked and waits for you") % {"file": file_name},
            text=_("Nothing is written yet. An uploaded list is removed after a day."),
            button=_("Look at it"),
            address=reverse(address, args=[key]),
            due_on=time.today(),
        )
