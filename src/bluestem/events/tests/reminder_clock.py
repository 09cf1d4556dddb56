"""The reminder clock, jumping from one due time to the next, and what has to have been sent then.

When a reminder is due is counted here a second time, with another library (`dateutil`) and in
other words: take the hands of the clock at the start, turn the calendar back by whole days, and
ask which moment that is.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from dateutil import tz

from bluestem.community.queries import the_community
from bluestem.events.models import Event, Registration, Reminder
from bluestem.events.sweeps import remind_of_events
from bluestem.kit import time
from bluestem.mailroom.models import Mailing
from bluestem.members.models import Member

from .kit import series_named

# Half hours of the night are the ones that changes of the clocks skip and repeat.
HOURS = ((12, 30), (0, 0), (1, 30), (2, 0), (2, 30), (3, 0), (18, 15), (23, 45))
LENGTH = dt.timedelta(hours=4)  # longer than the sleep, so that no event is over after it
SLEEP = dt.timedelta(hours=3)
SECOND = dt.timedelta(seconds=1)
BACK = {"1d": 1, "7d": 7}


@dataclass(frozen=True)
class Due:
    """A reminder that has to go out at a moment."""

    at: dt.datetime
    event_id: object
    key: str


def zone_of(name: str) -> dt.tzinfo:
    """Return a zone of the other library."""
    found = tz.UTC if name == "UTC" else tz.gettz(name)
    assert found is not None, name
    return found


def moment_of(hands: dt.datetime, zone: dt.tzinfo) -> dt.datetime:
    """Return when a clock on the wall shows this: the first time, or as much later as it skips."""
    local = tz.resolve_imaginary(tz.enfold(hands.replace(tzinfo=zone), 0))
    return local.astimezone(dt.UTC)


def due_by_hand(event: Event, key: str, zone: dt.tzinfo) -> dt.datetime:
    """Return when a reminder is due, counted without our code."""
    if key == "15m":
        return event.starts_at - dt.timedelta(minutes=15)
    hands = event.starts_at.astimezone(zone).replace(tzinfo=None)
    return moment_of(hands - dt.timedelta(days=BACK[key]), zone)


def changes_of(zone: dt.tzinfo, first: dt.date, days: int) -> list[dt.datetime]:
    """Return the moments, to the minute, at which the clocks of a zone change."""
    found = []
    start = dt.datetime.combine(first, dt.time(), tzinfo=dt.UTC)
    for number in range(days):
        low, high = (start + dt.timedelta(days=each) for each in (number, number + 1))
        if low.astimezone(zone).utcoffset() == high.astimezone(zone).utcoffset():
            continue
        while high - low > dt.timedelta(minutes=1):
            middle = low + (high - low) // 2
            is_same = low.astimezone(zone).utcoffset() == middle.astimezone(zone).utcoffset()
            low, high = (middle, high) if is_same else (low, middle)
        found.append(high.replace(second=0, microsecond=0))
    return found


def make_events(member: Member, zone: dt.tzinfo, first: dt.date, days: int) -> list[Event]:
    """Make an event every day, at hours that take turns, and one person who comes to all."""
    series = series_named("drinks")
    series.reminder_times = ["7d", "1d", "15m"]
    series.save()
    long_ago = dt.datetime.combine(first, dt.time(), tzinfo=dt.UTC) - dt.timedelta(days=30)
    events = []
    for number in range(days):
        hands = dt.datetime.combine(first + dt.timedelta(days=number), dt.time(*HOURS[number % 8]))
        start = moment_of(hands, zone)
        events.append(
            Event(
                slug=f"day-{number}",
                series=series,
                title_en=f"Day {number}",
                place="Building 193",
                starts_at=start,
                ends_at=start + LENGTH,
                state="published",
                published_at=long_ago,
                changed_at=long_ago,
                last_order=1,
            )
        )
    Event.objects.bulk_create(events)
    Registration.objects.bulk_create(
        Registration(
            event=event,
            member=member,
            state="registered",
            order=1,
            registered_at=long_ago,
            changed_at=long_ago,
        )
        for event in events
    )
    return events


def awake(moment: dt.datetime, changes: list[dt.datetime]) -> dt.datetime:
    """Return when the worker sees what is due at a moment: it sleeps around each change."""
    for change in changes:
        if change - SLEEP / 2 < moment < change + SLEEP / 2:
            return change + SLEEP / 2
    return moment


def expected_of(
    events: list[Event], zone: dt.tzinfo, changes: list[dt.datetime]
) -> dict[dt.datetime, set[Due]]:
    """Return what has to go out at each look of the worker."""
    found: dict[dt.datetime, set[Due]] = {}
    for event in events:
        for key in ("7d", "1d", "15m"):
            at = awake(due_by_hand(event, key, zone), changes)
            found.setdefault(at, set()).add(Due(at, event.pk, key))
    return found


def sent() -> Iterator[Due]:
    for reminder in Reminder.objects.all():
        assert reminder.people == 1
        yield Due(reminder.sent_at, reminder.event_id, reminder.key)


def jump_through(member: Member, first: dt.date, days: int) -> str:
    """Let the clock of the community's zone jump through every due time; return the figures.

    A second before each due time nothing may go out that was not due, at it all that is.
    """
    name = the_community().time_zone
    zone = zone_of(name)
    changes = changes_of(zone, first, days)
    events = make_events(member, zone, first, days)
    expected = expected_of(events, zone, changes)
    total = 0
    for at in sorted(expected):
        if awake(at - SECOND, changes) == at - SECOND:
            with time.clock_at(at - SECOND):
                remind_of_events()
        assert Reminder.objects.count() == total, f"{name}: too early before {at}"
        with time.clock_at(at):
            remind_of_events()
            remind_of_events()
        total += len(expected[at])
        assert Reminder.objects.count() == total, f"{name}: not all, or too many, at {at}"
    assert set(sent()) == set().union(*expected.values())
    mailed = Mailing.objects.filter(letter="events.reminder").values_list("reference", flat=True)
    assert sorted(mailed) == sorted(each.reference for each in events for _ in range(3))
    return f"{name}: {total} reminders of {days} days, once each, over {len(changes)} changes"


def local_times_in_letters(events: list[Event]) -> Iterator[tuple[str, str]]:
    """Yield what a letter says of the time, beside what the other library's clock shows."""
    from bluestem.events.letters import words_of

    zone = zone_of(the_community().time_zone)
    for event in events:
        local = event.starts_at.astimezone(zone)
        yield words_of(event)["when_en"], f"{local:%A} {local.day} {local:%B}, {local:%H:%M}"
