"""When events are reminded of, exact across zones and changes of the clock."""

import datetime as dt
import re
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from bluestem.community.queries import the_community
from bluestem.events.models import Event, Reminder
from bluestem.kit import time

WRITTEN = re.compile(r"(\d{1,4})([dhm])", re.ASCII)
FARTHEST = dt.timedelta(days=62)
UNITS = {"d": "days", "h": "hours", "m": "minutes"}


def how_long_before(key: str) -> dt.timedelta:
    """Return how long before an event a reminder is due, whatever the clocks do in between.

    Raises: ValueError for a key that is none.
    """
    found = WRITTEN.fullmatch(key)
    if not found:
        raise ValueError(key)
    return dt.timedelta(**{UNITS[found[2]]: int(found[1])})


def due_at(event: Event, key: str, zone: ZoneInfo) -> dt.datetime | None:
    """Return when a reminder is due; None for a key that is none.

    "1d" is a day before at the same time of day, whatever the clocks do in between; "15m" and
    "2h" are exactly that long before. A time of day that does not exist, because the clocks jump
    over it, is taken as that much later; one that comes twice, as its first.
    """
    found = WRITTEN.fullmatch(key)
    if not found:
        return None
    count, unit = int(found[1]), found[2]
    if unit != "d":
        return event.starts_at - dt.timedelta(**{UNITS[unit]: count})
    local = event.starts_at.astimezone(zone).replace(fold=0) - dt.timedelta(days=count)
    return local.astimezone(dt.UTC)


def due_reminders() -> Iterator[tuple[Event, str]]:
    """Yield what is due and was not sent: of several that were slept through, all.

    What was due before the event was published is left out, and so is what is over.
    """
    now, zone = time.now(), the_community().zone
    events = (
        Event.objects.taking_place()
        .filter(ends_at__gt=now, starts_at__lt=now + FARTHEST)
        .select_related("series")
        .order_by("starts_at", "id")
    )
    sent = set(
        Reminder.objects.filter(event__in=events).values_list("event_id", "key", "starts_at")
    )
    for event in events:
        for key in event.series.reminder_times:
            at = due_at(event, str(key), zone)
            if at is None or at > now or at < (event.published_at or at):
                continue
            if (event.pk, key, event.starts_at) not in sent:
                yield event, str(key)
