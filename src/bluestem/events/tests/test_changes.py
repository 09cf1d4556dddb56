"""What becomes of those who registered when an event changes under them."""

import datetime as dt

import pytest
from django.test import Client

from bluestem.events import actions
from bluestem.events.errors import OnePlaceOnly, OnlyWordsNow, StillNeeded
from bluestem.events.models import Event, Offer
from bluestem.events.tests.kit import HOUR, START, make_steering, published
from bluestem.events.tests.test_letters import words_of
from bluestem.kit import time
from bluestem.mailroom.models import Mailing
from bluestem.members.models import Member

pytestmark = pytest.mark.django_db

LINK = "https://meeting.example.org/5"


def now(event: Event) -> Event:
    return Event.objects.select_related("series").get(pk=event.pk)


def edit(event: Event, by: Member, **values: object) -> Event:
    return actions.edit(actor=by, event=now(event), values=values)


def test_who_registered_reads_what_has_become_somebody_elses(
    cast: dict[str, Member], client: Client
) -> None:
    ben = make_steering(cast["ben"])
    event = published(slug="ours", capacity_people=1)
    actions.register(actor=cast["ada"], event=event)
    actions.register(actor=cast["eve"], event=event)
    edit(event, ben, audience="invited")
    for name, status in {"ada": 200, "eve": 200, "ines": 404, "ben": 200}.items():
        client.force_login(cast[name])
        assert client.get("/events/ours").status_code == status, name
        assert client.get("/events/ours.ics").status_code == status, name
    client.force_login(cast["ada"])
    assert client.post("/events/ours/cancel").status_code == 302
    assert client.get("/events/ours").status_code == 404  # now she is nobody there


def test_whose_way_is_gone_takes_the_other_one(cast: dict[str, Member]) -> None:
    ben = make_steering(cast["ben"])
    event = published(place="Hall", link=LINK)
    here = actions.register(actor=cast["ada"], event=event, is_online=False)
    there = actions.register(actor=cast["eve"], event=event, is_online=True)
    edit(event, ben, place="")
    here.refresh_from_db()
    assert here.is_online
    assert LINK in words_of("moved", 0)[1]
    edit(event, ben, place="Hall", link="")
    for each in (here, there):
        each.refresh_from_db()
        assert not each.is_online
    assert "Where: Hall" in words_of("moved")[1]


def test_who_waits_for_a_way_that_is_gone_waits_for_the_other(cast: dict[str, Member]) -> None:
    ben = make_steering(cast["ben"])
    event = published(place="Hall", link=LINK, online_capacity_people=0)
    waiting = actions.register(actor=cast["eve"], event=event, is_online=True)
    edit(event, ben, link="")
    waiting.refresh_from_db()
    assert (waiting.state, waiting.is_online) == ("offered", False)


def test_another_link_is_told_to_those_online_alone(cast: dict[str, Member]) -> None:
    ben = make_steering(cast["ben"])
    event = published(place="Hall", link=LINK)
    actions.register(actor=cast["ada"], event=event, is_online=False)
    actions.register(actor=cast["eve"], event=event, is_online=True)
    edit(event, ben, link=f"{LINK}/new", text_en="More.")
    told = Mailing.objects.filter(letter="events.moved")
    assert [mailing.deliveries.get().address for mailing in told] == ["eve@example.org"]


def test_what_people_registered_for_keeps_a_place_or_a_link(cast: dict[str, Member]) -> None:
    ben = make_steering(cast["ben"])
    event = published(place="Hall")
    with pytest.raises(StillNeeded, match="a place or a link"):
        edit(event, ben, place="")
    assert now(event).place == "Hall"


def test_what_is_called_off_keeps_its_time_and_says_so(cast: dict[str, Member]) -> None:
    ben = make_steering(cast["ben"])
    event = published(place="Hall")
    actions.call_off(actor=ben, event=event)
    with pytest.raises(OnlyWordsNow):
        edit(event, ben, title_en="Another", place="Room")
    edit(event, ben, title_en="Another", place="Hall")
    assert (now(event).title_en, now(event).place) == ("Another", "Hall")


def test_an_offer_ends_before_what_it_is_for(cast: dict[str, Member]) -> None:
    ben = make_steering(cast["ben"])
    event = published(capacity_people=1)
    first = actions.register(actor=cast["ada"], event=event)
    actions.register(actor=cast["eve"], event=event)
    actions.cancel(actor=cast["ada"], registration=first)
    start = time.now() + 2 * HOUR
    actions.move(actor=ben, event=now(event), starts_at=start, ends_at=start + HOUR)
    assert Offer.objects.get().deadline_at <= time.now() + HOUR
    assert START - time.now() > dt.timedelta(days=1)  # before, it lasted longer


def test_two_do_not_wait_for_one_place(cast: dict[str, Member]) -> None:
    event = published(capacity_people=1, has_companions=True)
    with pytest.raises(OnePlaceOnly):
        actions.register(actor=cast["ada"], event=event, has_companion=True)
    assert actions.register(actor=cast["eve"], event=event).is_registered


def test_the_letter_says_who_cancelled_and_what(cast: dict[str, Member]) -> None:
    ben = make_steering(cast["ben"])
    event = published(capacity_people=1)
    ada = actions.register(actor=cast["ada"], event=event)
    eve = actions.register(actor=cast["eve"], event=event)
    actions.cancel(actor=cast["eve"], registration=eve)
    assert words_of("cancelled")[0].startswith("You left the waiting list")
    actions.cancel(actor=ben, registration=ada)
    subject, text, html = words_of("cancelled")
    assert subject.startswith("Your registration was cancelled")
    assert "The organisers cancelled your registration." in text
    assert "You gave" not in html
    again = actions.register(actor=cast["ada"], event=now(event))
    actions.cancel(actor=cast["ada"], registration=again)
    assert words_of("cancelled")[0].startswith("You gave your place back")
