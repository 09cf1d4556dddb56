"""The site without the lock around an event's places: a control for the race, loaded by its server.

`register` loses the transaction that holds the event, and the event is read without a lock; its
numbers come from a counter, so that the table's constraint does not do the lock's work. Everything
else is the site as it is. If people and places agreed here as well, the race would prove nothing.
"""

import itertools
from typing import Any

from bluestem.config.wsgi import application
from bluestem.events import actions
from bluestem.events.actions import holding, places
from bluestem.events.models import Event, Registration
from bluestem.kit import time

__all__ = ["application"]

numbers = itertools.count(1)


def read(*, event: Event) -> Event:
    return Event.objects.select_related("series").get(pk=event.pk)


def write(*, event: Event, found: Registration, state: str) -> None:
    found.order = next(numbers)
    found.registered_at = time.now()
    holding.become(found=found, state=state)


register: Any = places.register
actions.register = register.__wrapped__  # without its transaction
places.held = read
places.write = write
