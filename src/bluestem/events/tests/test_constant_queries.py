"""Lists and pages ask the database as often for a thousand events and 500 people as for ten."""

import pytest
from django.db.models import F
from django.test import Client

from bluestem.events.actions import rebuild_search
from bluestem.events.models import Event, Registration
from bluestem.kit import time

from .kit import HOUR, START, make_members, published, series_named

pytestmark = pytest.mark.django_db


def make_events(count):
    """Make events a day apart, with the person in half of them, straight in the table."""
    series = series_named()
    made = Event.objects.bulk_create(
        Event(
            slug=f"e{number}",
            series=series,
            title_en=f"Event {number}",
            place="Building 193",
            audience="public",
            starts_at=START + number * HOUR,
            ends_at=START + (number + 1) * HOUR,
            state="published",
            published_at=time.now(),
            changed_at=time.now(),
        )
        for number in range(count)
    )
    rebuild_search()
    return made


def register(events, members):
    """Give each member a registration of each event, every third of them waiting."""
    Registration.objects.bulk_create(
        Registration(
            event=event,
            member=member,
            state="waiting" if number % 3 == 2 else "registered",
            order=number + 1,
            registered_at=time.now(),
            changed_at=time.now(),
        )
        for event in events
        for number, member in enumerate(members)
    )
    Event.objects.update(last_order=F("last_order") + len(members), capacity_people=len(members))


@pytest.mark.parametrize("count", [10, 1000])
@pytest.mark.parametrize(
    "asked",
    [
        ("", "/events", 5),
        ("", "/events?page=2", 5),
        ("", "/events?q=event", 5),
        ("", "/events?free=on", 5),
        ("", "/events?month=2022-05", 3),
        ("ada", "/events", 10),
        ("ada", "/events?mine=on", 10),
        ("ada", "/fr/events?month=2022-05", 7),
        ("ben", "/desk/events", 7),
    ],
)
def test_list_asks_as_often_for_a_thousand_events_as_for_ten(
    cast, client_of, django_assert_num_queries, count, asked
):
    person, address, queries = asked
    register(make_events(count)[::2], [cast["ada"]])
    browser = client_of(cast[person]) if person else Client()
    with django_assert_num_queries(queries):
        assert browser.get(address).status_code == 200


@pytest.mark.parametrize("count", [10, 500])
@pytest.mark.parametrize(
    "asked",
    [
        ("", "/events/e", 8),
        ("ada", "/events/e", 12),
        ("m5", "/events/e", 13),
        ("ben", "/desk/events/e/registrations", 7),
        ("ben", "/desk/events/e/door", 6),
        ("ben", "/desk/events/e", 12),
    ],
)
def test_page_asks_as_often_for_500_registrations_as_for_ten(
    cast, client_of, django_assert_num_queries, count, asked
):
    person, address, queries = asked
    event, members = published(slug="e", audience="public"), make_members(count)
    register([event], members)
    people = {**cast, "m5": members[5]}  # she waits
    browser = client_of(people[person]) if person else Client()
    with django_assert_num_queries(queries):
        assert browser.get(address).status_code == 200
