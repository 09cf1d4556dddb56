"""The exact limit a minute: kept, shared between senders, changed in mid-mailing."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from bluestem.community.models import Community
from bluestem.mailroom.models import Counter
from bluestem.mailroom.sender import pace
from bluestem.mailroom.sender.claims import Claims
from bluestem.mailroom.tests.help import people, released


class Clock:
    """A clock that only moves when told."""

    def __init__(self) -> None:
        self.now = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        return self.now

    def forward(self, seconds: float) -> None:
        self.now += dt.timedelta(seconds=seconds)


@pytest.fixture
def clock_of_pace(monkeypatch: pytest.MonkeyPatch, community: Community) -> Clock:
    clock = Clock()
    monkeypatch.setattr(timezone, "now", clock)
    return clock


def slots_in(clock: Clock, limit: int, seconds: float, stall: float = 0.0) -> list[dt.datetime]:
    """Return when mails leave, with senders that look every 0.2 s and once fall asleep."""
    end = clock.now + dt.timedelta(seconds=seconds)
    left: list[dt.datetime] = []
    while clock.now < end:
        count = pace.free_slots(limit)
        if count:
            left += [max(slot, clock.now) for slot in pace.reserve(limit, count)]
            if stall and clock.now + dt.timedelta(seconds=seconds / 2) > end:
                clock.forward(stall)
                stall = 0.0
        clock.forward(0.2)
    return left


@pytest.mark.parametrize("limit", [1, 7, 60, 600])
@pytest.mark.parametrize("stall", [0.0, 2.0])
def test_no_minute_holds_more_than_the_limit_and_hardly_less(
    clock_of_pace: Clock, limit: int, stall: float
) -> None:
    left = slots_in(clock_of_pace, limit, 75, stall)
    most = max(
        sum(start <= other < start + dt.timedelta(seconds=60) for other in left)
        for start in left[:: max(1, len(left) // 300)]
    )
    assert most <= limit
    if not stall and limit >= 60:
        assert most >= 0.98 * limit


def test_two_senders_share_one_limit(clock_of_pace: Clock) -> None:
    mailing = released(people(40))
    first, second = Claims("one"), Claims("two")
    taken = 0
    for _ in range(100):  # five seconds
        for claims in (first, second):
            group = claims.take_of(mailing.pk, 200, 120)
            if group:
                assert len(group.slots) == len(group.deliveries)
                taken += len(group.deliveries)
        clock_of_pace.forward(0.05)
    assert 9 <= taken <= 11


def test_a_higher_limit_counts_at_once(clock_of_pace: Clock) -> None:
    assert pace.reserve(1, 1)
    assert pace.free_slots(1) == 0
    clock_of_pace.forward(0.3)
    assert pace.free_slots(600) > 0


def test_a_clock_that_was_set_back_stops_nothing(clock_of_pace: Clock) -> None:
    pace.reserve(600, 10)
    clock_of_pace.forward(-86_400)
    assert pace.free_slots(600) > 0
    pace.reserve(600, 1)
    assert Counter.objects.get().next_slot_at < clock_of_pace.now + dt.timedelta(seconds=2)


def test_the_communitys_own_limit_goes_before_the_environments(
    community: Community, settings: Any
) -> None:
    settings.MAILS_PER_MINUTE = 30
    assert pace.limit_of(community) == 30
    community.mails_per_minute = 0
    assert pace.limit_of(community) == 0
    community.mails_per_minute = 600
    assert pace.limit_of(community) == 600
