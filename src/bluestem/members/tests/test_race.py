"""Two deeds about one address at the same moment: on PostgreSQL, with threads.

On SQLite a transaction that writes is the lock.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections
from django.utils import timezone

from bluestem.audit.actors import VISITOR
from bluestem.members import actions
from bluestem.members.errors import AddressTaken
from bluestem.members.models import AddressChange, Joining, Member

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="threads share one SQLite database in memory"
    ),
]
NEW = "dov@example.org"


def at_once(deeds: Sequence[Callable[[], Any]]) -> list[Any]:
    """Start all deeds together, each on a connection of its own; return what came of each."""
    start = Barrier(len(deeds))

    def one(deed: Callable[[], Any]) -> Any:
        try:
            start.wait(timeout=30)
            return deed()
        except Exception as raised:  # the test says which one it expects
            return raised
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(one, deeds))


def test_two_joinings_of_one_address_make_one_member(cast: dict[str, Member]) -> None:
    joinings = [
        Joining.objects.create(address=NEW, name="Dov", asked_at=timezone.now(), letter_count=1)
        for _ in range(8)
    ]
    made = at_once(
        [partial(actions.confirm_joining, actor=VISITOR, joining=one) for one in joinings]
    )
    assert set(made) == {Member.objects.get(address=NEW)}


def test_two_members_cannot_both_take_one_address(cast: dict[str, Member]) -> None:
    changes = [
        AddressChange.objects.create(
            member=cast[part],
            old_address=cast[part].address or "",
            new_address=NEW,
            asked_at=timezone.now(),
        )
        for part in ("ada", "eve", "gus", "fay")
    ]
    made = at_once([partial(actions.confirm_address, actor=VISITOR, change=one) for one in changes])
    owner = Member.objects.get(address=NEW)
    assert [one for one in made if isinstance(one, Member)] == [owner]
    assert [type(one) for one in made if one != owner] == [AddressTaken] * 3
