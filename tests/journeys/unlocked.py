"""The site without the lock around an event's places: a control for the race, loaded by its server.

Nobody stands in line, registering loses the transaction that holds the event, and the event is read
without a lock; its numbers come from a counter, so that the table's constraint does not do the
lock's work. Everything else is the site as it is. If people and places agreed here as well, the
race would prove nothing.
"""

import itertools
import uuid
from typing import Any

from bluestem.config.wsgi import application
from bluestem.events.actions import places
from bluestem.events.models import Event

__all__ = ["application"]

numbers = itertools.count(1)
register_all: Any = places._register_all


class Alone:
    """Each for herself, and without a transaction."""

    def ask(self, key: object, wish: places.Wish) -> Any:
        return register_all.__wrapped__(key, lambda: [wish])[0]


def read(**key: uuid.UUID | str) -> Event:
    found = Event.objects.select_related("series").get(**key)
    found.last_order = next(numbers)
    return found


crowd: Any = places
crowd._CLICKS = Alone()
crowd.hold = read
