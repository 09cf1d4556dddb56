"""What asks for an organiser's attention: each room's `attention.py` registers a source."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from bluestem.kit.audience import AUDIENCES


@dataclass(frozen=True)
class Item:
    """One thing that needs someone: what, why, until when, and the one button that does it."""

    kind: str | Promise
    title: str | Promise
    text: str | Promise
    button: str | Promise
    address: str  # where the button leads; with `is_post` it posts there
    due_on: dt.date | None = None
    is_post: bool = False


Source = Callable[[object], Iterable[Item]]
_sources: list[tuple[frozenset[str], Source]] = []


def asks(*audiences: str) -> Callable[[Source], Source]:
    """Register a function that, given an organiser, yields the items she can do something about."""
    unknown = set(audiences) - AUDIENCES
    if unknown or not audiences:
        raise ValueError(f"Unknown audience: {sorted(unknown)}.")

    def register(source: Source) -> Source:
        _sources.append((frozenset(audiences), source))
        return source

    return register


def items_for(organiser: object) -> list[Item]:
    """Return everything that asks for this organiser, the most urgent first, undated last."""
    hers: frozenset[str] = getattr(organiser, "audiences", frozenset())
    found = [item for who, source in _sources if who & hers for item in source(organiser)]
    return sorted(found, key=lambda item: item.due_on or dt.date.max)
