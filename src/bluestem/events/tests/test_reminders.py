"""Reminders: exact in local time, once, also after a long sleep."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from bluestem.community.models import Community
from bluestem.events import actions
from bluestem.events.models import Event, Reminder
from bluestem.events.queries.reminders import due_at
from bluestem.events.sweeps import remind_of_events
from bluestem.kit import time
from bluestem.mailroom.models import Mailing

from . import reminder_clock
from .kit import HOUR, START, published

pytestmark = pytest.mark.django_db

DAY, QUARTER = dt.timedelta(days=1), dt.timedelta(minutes=15)
ZONES = ("Europe/Zurich", "Europe/London", "America/New_York", "America/Los_Angeles",
         "America/Sao_Paulo", "Asia/Tokyo", "Asia/Kolkata", "Asia/Tehran", "Australia/Sydney",
         "Australia/Lord_Howe", "Pacific/Apia", "UTC")  # fmt: skip


def reminded():
    return Mailing.objects.filter(letter="events.reminder").count()


def test_each_reminder_is_sent_once_to_who_has_a_place(cast):
    event = published(capacity_people=1)
    actions.register(actor=cast["ada"], event=event)
    actions.register(actor=cast["eve"], event=event)  # waits
    found = []
    for moment in (START - DAY - QUARTER, START - DAY, START - DAY + QUARTER, START - QUARTER,
                   START - QUARTER / 2, START):  # fmt: skip
        with time.clock_at(moment):
            remind_of_events()
            remind_of_events()
        found.append(reminded())
    assert found == [0, 1, 1, 2, 2, 2]
    assert Mailing.objects.filter(letter="events.reminder").first().deliveries.get().address == (
        "ada@example.org"
    )


def test_moved_event_is_reminded_of_anew(cast):
    event = published()
    actions.register(actor=cast["ada"], event=event)
    with time.clock_at(START - DAY):
        remind_of_events()
        actions.move(
            actor=cast["ben"],
            event=event,
            starts_at=START + 7 * DAY,
            ends_at=START + 7 * DAY + HOUR,
        )
        remind_of_events()
    assert reminded() == 1
    with time.clock_at(START + 6 * DAY):
        remind_of_events()
    assert reminded() == 2


@pytest.mark.parametrize("state", ["draft", "proposed", "cancelled", "over"])
def test_nobody_is_reminded_of_what_does_not_take_place(cast, state):
    event = published()
    actions.register(actor=cast["ada"], event=event)
    Event.objects.update(state=state)
    with time.clock_at(START - QUARTER):
        remind_of_events()
    assert reminded() == 0


def test_what_was_due_before_publication_is_left_out(cast):
    event = published()
    Event.objects.update(published_at=START - 2 * HOUR)
    actions.register(actor=cast["ada"], event=event)
    with time.clock_at(START - HOUR):
        remind_of_events()
    assert reminded() == 0


@pytest.mark.parametrize("zone", ZONES)
def test_every_day_of_two_years_is_reminded_at_the_same_local_time(zone):
    """The day before at half past twelve, whatever the clocks do; a quarter is a quarter."""
    here = ZoneInfo(zone)
    for number in range(2 * 365):
        day = dt.date(2022, 1, 1) + dt.timedelta(days=number)
        start = dt.datetime.combine(day, dt.time(12, 30), tzinfo=here).astimezone(dt.UTC)
        event = Event(starts_at=start)
        before = due_at(event, "1d", here).astimezone(here)
        assert (before.date(), before.time()) == (day - DAY, dt.time(12, 30))
        assert due_at(event, "15m", here) == start - QUARTER


@pytest.mark.parametrize("zone", ["Europe/Zurich", "America/St_Johns", "Australia/Lord_Howe"])
@pytest.mark.parametrize("first", [dt.date(2022, 3, 24), dt.date(2022, 10, 27)])
def test_clock_that_jumps_through_every_due_time_reminds_once_and_at_the_right_local_time(
    cast, zone, first
):
    """Eleven days around a change of the clocks; tests/prove has two years in twelve zones."""
    Community.objects.update(time_zone=zone)
    reminder_clock.jump_through(cast["ada"], first, 11)
    said = reminder_clock.local_times_in_letters(list(Event.objects.all()))
    assert all(words.startswith(hands) for words, hands in said)


def test_worker_that_slept_over_the_change_of_clocks_reminds_once(cast):
    for start in (dt.datetime(2022, 3, 27, 3, 30, tzinfo=dt.UTC),
                  dt.datetime(2022, 10, 30, 3, 30, tzinfo=dt.UTC)):  # fmt: skip
        event = published(starts_at=start, title_en=f"At {start:%m}", slug=f"at-{start:%m}")
        Event.objects.filter(pk=event.pk).update(published_at=start - 30 * DAY)
        with time.clock_at(start - 2 * DAY):
            actions.register(actor=cast["ada"], event=event)
        before = reminded()
        with time.clock_at(start - DAY + 3 * HOUR):  # asleep for three hours
            remind_of_events()
            remind_of_events()
        assert reminded() == before + 1
        assert set(event.reminders.values_list("key", flat=True)) == {"1d"}


@pytest.mark.parametrize("key", ["", "x", "1", "d", "1y", "-1d", "99999d", "١d", "1d "])
def test_time_that_is_none_is_never_due(key):
    assert due_at(Event(starts_at=START), key, ZoneInfo("UTC")) is None


def test_reminding_twice_by_action_writes_once(cast):
    event = published()
    actions.register(actor=cast["ada"], event=event)
    for _ in range(2):
        actions.remind(actor=cast["ben"], event=event, key="1d")
    assert reminded() == 1
    assert Reminder.objects.get().people == 1
