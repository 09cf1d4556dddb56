"""What stands in a room's addresses: for `bluestem addresses`, and for whoever walks them all.

Each room's `examples.py` registers a source, which is asked with the name of a view and the name
of what stands in its address.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

Source = Callable[[str, str], object]
_sources: dict[str, Source] = {}


def shows(*rooms: str) -> Callable[[Source], Source]:
    """Register a function that gives something that exists for the addresses of these rooms."""

    def register(source: Source) -> Source:
        _sources.update(dict.fromkeys(rooms, source))
        return source

    return register


def example_for(name: str, parameter: str) -> object:
    """Return what can stand in an address for a parameter; None where the room has nothing."""
    room, _, view = name.rpartition(":")
    source = _sources.get(room)
    return source(view, parameter) if source else None


def first_key(rows: QuerySet[Any]) -> object:
    """Return the key of the first row, None where there is none."""
    return rows.values_list("pk", flat=True).first()
