"""Three programs read the same calendars and agree, over both changes of the clocks."""

import datetime as dt
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from tests.journeys.people import chromium, page_of

from bluestem.community.queries import the_community
from bluestem.events import actions
from bluestem.events.models import Event
from bluestem.events.queries import calendars
from bluestem.kit import time

from .kit import published
from .readers import Said, ical_js_reads, icalendar_reads, khal_reads

pytestmark = [pytest.mark.django_db, pytest.mark.browser]

HALF_AN_HOUR = dt.timedelta(minutes=30)
CHANGES = {
    "Europe/Zurich": ("2022-03-27T01:00Z", "2022-10-30T01:00Z"),
    # Half an hour, in the other half of the year.
    "Australia/Lord_Howe": ("2022-04-02T15:00Z", "2022-10-01T15:30Z"),
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = page_of(browser)
    yield page
    page.context.close()


def around_the_changes(zone):
    """An event every half hour, from three hours before each change to three hours after it."""
    found = []
    for change in CHANGES[zone]:
        for step in range(-6, 7):
            start = dt.datetime.fromisoformat(change).astimezone(dt.UTC) + step * HALF_AN_HOUR
            name = f"Café; “{start:%d %H:%M}”, no\\n\\; yes: été"
            found.append(
                published(
                    slug=f"e-{start:%m%d-%H%M}",
                    title_en=name,
                    place=f"Hall é, {step}; gate B\\C",
                    audience="public",
                    starts_at=start,
                    ends_at=start + (step % 4 + 1) * HALF_AN_HOUR,
                )
            )
    return found


def as_it_is(events):
    return {
        calendars.uid_of(each): Said(each.title_en, each.place, each.starts_at, each.ends_at)
        for each in events
    }


@pytest.mark.parametrize("zone", CHANGES)
def test_three_programs_agree_on_a_feed_over_both_changes_of_the_clocks(
    community, page, tmp_path, zone
):
    community.time_zone = zone
    community.save()
    expected = as_it_is(around_the_changes(zone))
    content = calendars.public_feed("en")
    assert b"BEGIN:VTIMEZONE" in content
    assert f"DTSTART;TZID={zone}".encode() in content
    assert icalendar_reads(content) == expected
    assert ical_js_reads(page, content) == expected
    assert khal_reads(tmp_path, content) == expected


def test_three_programs_agree_on_an_invitation_of_every_half_hour(cast, page, tmp_path):
    for number, event in enumerate(around_the_changes("Europe/Zurich")):
        with time.clock_at(event.starts_at - HALF_AN_HOUR):
            registration = actions.register(actor=cast["ada"], event=event)
        content = calendars.invitation(registration, the_community())
        assert b"METHOD:REQUEST" in content
        expected = as_it_is([event])
        assert icalendar_reads(content) == expected
        assert ical_js_reads(page, content) == expected
        if number % 6 == 0:  # it takes a second each time
            (folder := tmp_path / str(number)).mkdir()
            assert khal_reads(folder, content) == expected
    assert Event.objects.count() == 26
