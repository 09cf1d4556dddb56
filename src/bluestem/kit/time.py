"""The community's clock: what day it is for events, terms and figures.

A demonstration sets it to a day of its own and tests set it too; security times (codes, sessions,
tokens) ask `django.utils.timezone.now` instead, which nobody can set.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

_set_to: ContextVar[dt.datetime | None] = ContextVar("community_clock", default=None)


def now() -> dt.datetime:
    """Return the community's present, aware and in UTC."""
    fixed = _set_to.get()
    if fixed is not None:
        return fixed
    present = timezone.now()
    demonstration = settings.DEMONSTRATION
    if demonstration is None:
        return present
    return demonstration.shows_at + (present - demonstration.set_at)


def today() -> dt.date:
    """Return the community's date, in the time zone that is active."""
    return now().astimezone(timezone.get_current_timezone()).date()


def midnight(day: dt.date, zone: ZoneInfo | dt.tzinfo | None = None) -> dt.datetime:
    """Return the first moment of `day` in `zone` (default: the active one), in UTC."""
    start = dt.datetime.combine(day, dt.time(), tzinfo=zone or timezone.get_current_timezone())
    return start.astimezone(dt.UTC)


@contextmanager
def clock_at(moment: dt.datetime) -> Iterator[None]:
    """Hold the community's clock at `moment` (aware) inside the block."""
    if moment.tzinfo is None:
        raise ValueError("The community's clock needs an aware time.")
    token = _set_to.set(moment.astimezone(dt.UTC))
    try:
        yield
    finally:
        _set_to.reset(token)
