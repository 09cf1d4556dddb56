"""What pages say: days and hours, a place or the waiting list, an event that is called off."""

import datetime as dt

import pytest
from django.utils import timezone, translation

from bluestem.audit.actors import VISITOR
from bluestem.events import actions, letters
from bluestem.events.models import Offer, Registration
from bluestem.kit.templatetags.kit import hours

from .kit import make_steering, published, states
from .test_pages import at, the_link

pytestmark = pytest.mark.django_db

MORNING = dt.datetime(2022, 4, 20, 7, 0, tzinfo=dt.UTC)  # 09:00 in Geneva
EVENING = dt.datetime(2022, 4, 21, 15, 0, tzinfo=dt.UTC)  # 17:00


def words_of(answer):
    """Return a page's text with single spaces, as far as its tags leave it together."""
    return " ".join(answer.content.decode().split())


def registered_visitor(event, address="dov@example.org"):
    wish = actions.request_place(
        actor=VISITOR, event=event, address=address, name="Dov", language="en", is_online=None
    )
    return actions.confirm_place(actor=VISITOR, wish=wish)


def own_page(registration):
    return at("own_registration", letters.token_of(letters.REGISTRATION_SALT, registration.pk))


def call_off(event, by, reason_en=""):
    actions.call_off(actor=make_steering(by), event=event, reason_en=reason_en, reason_fr="")


# ---- Days and hours ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ((2022, 4, 20, 9), (2022, 4, 20, 17), "09:00–17:00"),
        ((2022, 4, 20, 20), (2022, 4, 21, 1), "20:00–01:00"),
        ((2022, 4, 20, 20), (2022, 4, 21, 5, 59), "20:00–05:59"),
        ((2022, 4, 20, 20), (2022, 4, 21, 6), "20:00 – 21 April, 06:00"),
        ((2022, 4, 20, 2), (2022, 4, 21, 5), "02:00 – 21 April, 05:00"),
        ((2022, 4, 20, 9), (2022, 4, 21, 17), "09:00 – 21 April, 17:00"),
        ((2022, 12, 31, 9), (2023, 1, 1, 17), "09:00 – 1 January 2023, 17:00"),
    ],
)
def test_hours_name_the_last_day_where_an_event_goes_on_over_several(start, end, words):
    with timezone.override(dt.UTC):
        said = hours(dt.datetime(*start, tzinfo=dt.UTC), dt.datetime(*end, tzinfo=dt.UTC))
    assert said == words


def test_hours_in_french_say_the_first_of_a_month_as_people_do():
    start = dt.datetime(2022, 4, 30, 9, tzinfo=dt.UTC)
    with timezone.override(dt.UTC), translation.override("fr"):
        said = hours(start, start + dt.timedelta(days=1))
    assert said.replace("\N{NO-BREAK SPACE}", " ") == "9 h 00 – 1er mai, 9 h 00"


def test_page_and_list_say_both_days_of_a_training(cast, client):
    event = published(audience="public", starts_at=MORNING, ends_at=EVENING)
    page = words_of(client.get(at("event", event.slug)))
    assert "<dt>Start</dt><dd>Wednesday 20 April 2022, 09:00</dd>" in page
    assert "<dt>End</dt> <dd>Thursday 21 April 2022, 17:00 <small>" in page
    assert "<dt>Date</dt>" not in page
    assert "09:00 – 21 April, 17:00" in words_of(client.get("/events"))


def test_page_and_list_of_one_evening_stay_as_they_are(cast, client):
    evening = dt.datetime(2022, 4, 20, 18, 0, tzinfo=dt.UTC)
    event = published(audience="public", starts_at=evening, ends_at=evening + dt.timedelta(hours=5))
    page = words_of(client.get(at("event", event.slug)))
    assert "<dt>Date</dt><dd>Wednesday 20 April 2022</dd>" in page
    assert "<dt>Time</dt> <dd>20:00–01:00 <small>" in page
    assert "20:00–01:00</span>" in words_of(client.get("/events"))


# ---- Called off ----------------------------------------------------------------------------


@pytest.mark.parametrize("reason", ["The speaker is ill.", ""])
def test_offer_of_an_event_called_off_says_so(cast, client, reason):
    event = published(audience="public", capacity_people=1)
    first = actions.register(actor=cast["eve"], event=event)
    actions.register(actor=cast["ada"], event=event)
    actions.cancel(actor=cast["eve"], registration=first)
    link = at("offer", letters.token_of(letters.OFFER_SALT, Offer.objects.get().pk))
    assert "it is held for you until" in words_of(client.get(link))
    call_off(event, cast["ben"], reason)
    for answer in (client.get(link), client.post(link, {"do": "accept"})):
        page = words_of(answer)
        assert "This event is called off." in page
        assert (reason or "This event does not take place.") in page
        assert "next person" not in page
        assert "A place is free for you" not in page
        assert at("event", event.slug) in page
        assert 'value="accept"' not in page


def test_page_of_an_event_called_off_shows_no_places(cast, client):
    event = published(audience="public", capacity_people=1)
    assert "1 of 1 left" in words_of(client.get(at("event", event.slug)))
    call_off(event, cast["ben"])
    page = words_of(client.get(at("event", event.slug)))
    assert "Called off" in page
    assert "<dt>Places</dt>" not in page
    assert "of 1 left" not in page


# ---- A place, or the waiting list ----------------------------------------------------------


def ask_as(client, event, member):
    said = {"name": "Ada", "address": member.address}
    client.post(at("place_request", event.slug), said, follow=True)
    return client.post(the_link("events.confirm_place"), follow=True)


def test_members_address_confirmed_says_that_it_worked(cast, client):
    event = published(audience="public")
    answer = ask_as(client, event, cast["ada"])
    assert answer.redirect_chain[-1][0] == at("event", event.slug)
    assert "You have a place." in words_of(answer)
    assert Registration.objects.get().member == cast["ada"]


def test_members_address_confirmed_says_that_she_waits(cast, client):
    event = published(audience="public", capacity_people=1)
    actions.register(actor=cast["eve"], event=event)
    answer = ask_as(client, event, cast["ada"])
    assert "You are number 1 on the waiting list." in words_of(answer)
    assert "You have a place." not in words_of(answer)


def test_members_address_confirmed_says_that_an_offer_waits_for_her(cast, client):
    event = published(audience="public", capacity_people=1)
    first = actions.register(actor=cast["eve"], event=event)
    actions.register(actor=cast["ada"], event=event)
    actions.cancel(actor=cast["eve"], registration=first)
    assert "A place is free for you. Answer with" in words_of(ask_as(client, event, cast["ada"]))


def full(cast):
    event = published(audience="public", capacity_people=1)
    actions.register(actor=cast["eve"], event=event)
    return event


def test_visitor_who_waits_leaves_the_waiting_list(cast, client):
    event = full(cast)
    own = own_page(registered_visitor(event))
    page = words_of(client.get(own))
    assert "Leave the waiting list" in page
    assert "place back" not in page
    page = words_of(client.post(own, follow=True))
    assert "You left the waiting list." in page
    assert "given back" not in page
    assert states(event) == ["registered", "cancelled"]


def test_visitor_with_a_place_gives_it_back(cast, client):
    own = own_page(registered_visitor(published(audience="public")))
    page = words_of(client.get(own))
    assert "Give your place back?" in page
    assert "waiting list" not in page
    assert "Your place is given back." in words_of(client.post(own, follow=True))


def test_member_who_waits_leaves_the_waiting_list(cast, client_of):
    event = full(cast)
    actions.register(actor=cast["ada"], event=event)
    page = words_of(client_of(cast["ada"]).post(at("cancel", event.slug), follow=True))
    assert "You left the waiting list." in page
    assert "given back" not in page


def test_second_click_does_not_say_that_a_place_was_given_back(cast, client, client_of):
    event = full(cast)
    actions.register(actor=cast["ada"], event=event)
    visitors = own_page(registered_visitor(event))
    for browser, where in ((client_of(cast["ada"]), at("cancel", event.slug)), (client, visitors)):
        browser.post(where, follow=True)
        page = words_of(browser.post(where, follow=True))
        assert "You are not registered." in page
        assert "given back" not in page


def test_new_words_are_in_french_too(cast, client):
    event = full(cast)
    own = "/fr" + own_page(registered_visitor(event))
    assert "Quitter la liste d’attente" in words_of(client.get(own))
    page = words_of(client.post(own, follow=True))
    assert "Vous n’êtes plus sur la liste d’attente." in page
