"""The pages of events: what shows to whom, nothing leaked, nothing broken by hostile input."""

import datetime as dt
import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from bluestem.audit.actors import CONSOLE
from bluestem.events import actions, letters
from bluestem.events.models import Event, Offer, PlaceRequest, Registration, Speaker, ToDo
from bluestem.kit import time
from bluestem.mailroom.contexts import unpack
from bluestem.mailroom.models import Mailing
from bluestem.members.models import Member

from .kit import HOUR, START, drafted, make_members, make_steering, published, states

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script> {{ 7 }} \u202e ' \" \N{PILE OF POO}"
DESK = ("desk_event", "desk_edit", "registration_list", "door")
STEPS = ("desk_propose", "desk_withdraw", "desk_approve", "desk_call_off", "desk_discard",
         "desk_copy", "desk_places", "speaker_add", "to_do_add", "door")  # fmt: skip


def at(name, *args):
    return reverse(f"events:{name}", args=args)


def the_link(letter):
    context = unpack(Mailing.objects.get(letter=letter).context)
    return re.sub(r"^https?://[^/]+", "", context["button_address"])


def test_list_shows_each_reader_what_is_hers(cast, client, client_of):
    published(audience="public", title_en="For all", slug="a")
    published(audience="members", title_en="For members", slug="b")
    published(audience="newcomers", title_en="For newcomers", slug="c")
    secret = published(audience="invited", title_en="For Eve alone", slug="d")
    secret.invited.add(cast["eve"])
    drafted(title_en="A draft", slug="e")
    partner = Member.objects.get(pk=cast["hanna"].pk)
    Member.objects.filter(pk=partner.pk).update(affiliation="partner")
    shows = {
        "visitor": client.get("/events"),
        "partner": client_of(partner).get("/events"),
        "ada": client_of(cast["ada"]).get("/events"),
        "eve": client_of(cast["eve"]).get("/events"),
        "ben": client_of(cast["ben"]).get("/events"),
    }
    found = {
        who: "".join(sorted(row.event.slug for row in answer.context["rows"]))
        for who, answer in shows.items()
    }
    assert found == {
        "visitor": "a", "partner": "a", "ada": "abc", "eve": "abcd", "ben": "abcd"
    }  # fmt: skip


@pytest.mark.parametrize("who", ["visitor", "ada", "fay", "gus"])
def test_event_of_others_answers_like_one_that_does_not_exist(cast, client, client_of, who):
    hidden = [
        published(audience="invited", title_en="Hidden words", slug="hidden-one"),
        drafted(cast["ben"], title_en="Hidden words", slug="hidden-two"),
    ]
    browser = client if who == "visitor" else client_of(cast[who])
    for event in hidden:
        for method in ("get", "post"):
            for view in ("event", "register", "cancel", "place_request"):
                answer = getattr(browser, method)(at(view, event.slug))
                nobodys = getattr(browser, method)(at(view, "hidden-000"))
                assert answer.status_code == nobodys.status_code
                same = answer.content.replace(event.slug.encode(), b"hidden-000")
                csrf = rb'name="csrfmiddlewaretoken" value="[^"]+"'
                assert re.sub(csrf, b"", same) == re.sub(csrf, b"", nobodys.content)
                assert b"Hidden words" not in answer.content


@pytest.mark.parametrize("who", ["ada", "eve", "cleo", "fay", "gus", "jo"])
def test_desk_of_others_answers_like_one_that_does_not_exist(cast, client_of, who):
    event = published(slug="drinks-1", title_en="Mine alone")
    registration = actions.register(actor=cast["hanna"], event=event)
    speaker = Speaker.objects.create(event=event, name="Ilse", sector="lab")
    to_do = ToDo.objects.create(event=event, words="Secret to-do", due_on=dt.date(2022, 5, 1))
    browser = client_of(cast[who])
    for view in DESK:
        answer = browser.get(at(view, "drinks-1"))
        assert answer.status_code == 404
        assert b"Mine alone" not in answer.content
    posts = [at(view, "drinks-1") for view in STEPS]
    posts += [
        at("check_in", "drinks-1", registration.pk),
        at("registration_cancel", "drinks-1", registration.pk),
        at("speaker_step", "drinks-1", speaker.pk),
        at("to_do_tick", "drinks-1", to_do.pk),
    ]
    assert [browser.post(where).status_code for where in posts] == [404] * len(posts)
    assert states(event) == ["registered"]


def test_row_of_another_event_is_not_found(cast, client_of):
    one, other = published(slug="one"), published(slug="other")
    registration = actions.register(actor=cast["ada"], event=other)
    speaker = Speaker.objects.create(event=other, name="Ilse", sector="lab")
    browser = client_of(cast["ben"])
    for where in (
        at("check_in", one.slug, registration.pk),
        at("check_in", one.slug, uuid.uuid4()),
        at("speaker_step", one.slug, speaker.pk),
        at("speaker_step", one.slug, 10**30),
        at("to_do_tick", one.slug, 0),
    ):
        assert browser.post(where).status_code == 404


def test_one_click_registers_and_one_gives_back(cast, client_of):
    event = published()
    browser = client_of(cast["ada"])
    for _ in range(2):
        answer = browser.post(at("register", event.slug), follow=True)
        assert b"You are registered" in answer.content
    assert states(event) == ["registered"]
    answer = browser.post(at("cancel", event.slug), follow=True)
    assert b"Your place is given back" in answer.content
    assert states(event) == ["cancelled"]


def test_full_event_says_so_and_tells_the_place_on_the_list(cast, client_of):
    event = published(capacity_people=1)
    actions.register(actor=cast["eve"], event=event)
    browser = client_of(cast["ada"])
    assert b"Join the waiting list" in browser.get(at("event", event.slug)).content
    answer = browser.post(at("register", event.slug), follow=True)
    assert b"You are number 1" in answer.content
    assert b"Full, waiting list open" in client_of(cast["ben"]).get("/events").content


def test_offer_is_answered_from_the_mail_without_signing_in(cast, client):
    event = published(capacity_people=1)
    first = actions.register(actor=cast["eve"], event=event)
    actions.register(actor=cast["ada"], event=event)
    actions.cancel(actor=cast["eve"], registration=first)
    link = the_link("events.offered")
    page = client.get(link)
    assert b"Take the place" in page.content
    assert page["Cache-Control"].count("no-store")
    assert states(event) == ["cancelled", "offered"]  # a link scanner changes nothing
    answer = client.post(link, {"do": "accept"}, follow=True)
    assert b"The place is yours" in answer.content
    assert states(event) == ["cancelled", "registered"]


def test_offer_is_declined_and_an_old_one_says_so(cast, client):
    event = published(capacity_people=1)
    first = actions.register(actor=cast["eve"], event=event)
    actions.register(actor=cast["ada"], event=event)
    actions.cancel(actor=cast["eve"], registration=first)
    link = the_link("events.offered")
    with time.clock_at(Offer.objects.get().deadline_at):
        assert b"This offer is over" in client.get(link).content
        assert client.post(link, {"do": "accept"}).status_code == 409
    assert client.post(link, {"do": "decline"}, follow=True).status_code == 200
    assert states(event) == ["cancelled", "cancelled"]


@pytest.mark.parametrize("view", ["offer", "own_registration", "confirm_place"])
@pytest.mark.parametrize(
    "token", ["x", "a.b", f"{uuid.UUID(int=0)}", f"{uuid.UUID(int=0)}.x", "é.%00", "." * 300]
)
def test_forged_links_are_not_found(cast, client, view, token):
    assert client.get(at(view, token)).status_code == 404
    assert client.post(at(view, token)).status_code == 404


def test_token_of_one_purpose_serves_no_other(cast, client):
    event = published(audience="public")
    registration = actions.register(actor=cast["ada"], event=event)
    token = letters.token_of(letters.REGISTRATION_SALT, registration.pk)
    assert client.get(at("own_registration", token)).status_code == 404  # members sign in
    for view in ("offer", "confirm_place"):
        assert client.get(at(view, token)).status_code == 404


def test_visitor_registers_confirms_and_gives_back(cast, client):
    event = published(audience="public")
    page = client.get(at("event", event.slug))
    assert b'name="address"' in page.content
    answer = client.post(
        at("place_request", event.slug), {"name": "Dov", "address": "dov@example.org"}, follow=True
    )
    assert b"We have sent you a mail" in answer.content
    link = the_link("events.confirm_place")
    assert b"Confirm your place" in client.get(link).content
    assert not Registration.objects.exists()
    answer = client.post(link, follow=True)
    assert b"You have a place." in answer.content
    own = the_link("events.registered")
    answer = client.post(own, follow=True)
    assert b"You are not registered." in answer.content


def test_visitor_sees_the_link_fifteen_minutes_before(cast, client):
    event = published(audience="public", place="", link="https://meet.example.org/5")
    wish = actions.request_place(
        actor=cast["ada"], event=event, address="dov@example.org", name="Dov", language="en",
        is_online=None,
    )  # fmt: skip
    registration = actions.confirm_place(actor=cast["ada"], wish=wish)
    own = at("own_registration", letters.token_of(letters.REGISTRATION_SALT, registration.pk))
    assert b"meet.example.org" not in client.get(own).content
    with time.clock_at(START - dt.timedelta(minutes=15)):
        assert b"meet.example.org" in client.get(own).content
    assert b"meet.example.org" not in client.get(at("event", event.slug)).content


def test_link_is_for_members_with_a_place_online(cast, client_of):
    event = published(link="https://meet.example.org/5")
    eve, ada = client_of(cast["eve"]), client_of(cast["ada"])
    eve.post(at("register", event.slug), {"way": "site"})
    ada.post(at("register", event.slug), {"way": "online"})
    assert b"meet.example.org" not in eve.get(at("event", event.slug)).content
    assert b"meet.example.org" in ada.get(at("event", event.slug)).content


@pytest.mark.parametrize(
    "said", [{}, {"name": "x", "address": "no"}, {"name": "", "address": "a@b.c"},
             {"name": "\0", "address": "a@example.org"}, {"name": "n" * 500, "address": "é@é"}]
)  # fmt: skip
def test_hostile_wish_is_refused_with_words(cast, client, said):
    event = published(audience="public")
    answer = client.post(at("place_request", event.slug), said)
    assert answer.status_code == 200
    assert b"error-summary" in answer.content
    assert not PlaceRequest.objects.exists()


def test_members_event_takes_no_visitors(cast, client):
    event = published()
    said = {"name": "Dov", "address": "dov@example.org"}
    assert client.post(at("place_request", event.slug), said).status_code == 404


@pytest.mark.parametrize(
    ("state", "words"),
    [("published", "EventScheduled"), ("moved", "EventRescheduled"),
     ("cancelled", "EventCancelled")],
)  # fmt: skip
def test_structured_data_says_what_became_of_it(cast, client, state, words):
    event = published(audience="public", title_en="Open lecture")
    Event.objects.update(state=state)
    page = client.get(at("event", event.slug)).content.decode()
    assert f'itemprop="eventStatus" href="https://schema.org/{words}"' in page
    assert "OfflineEventAttendanceMode" in page
    assert 'itemprop="startDate" content="2022-05-05T12:30:00+02:00"' in page
    assert 'content="Building 193"' in page


def test_hostile_words_harm_no_page(cast, client_of):
    event = published(
        title_en=HOSTILE, summary_en=HOSTILE, text_en=HOSTILE, place=HOSTILE, slug="h",
    )  # fmt: skip
    Speaker.objects.create(event=event, name=HOSTILE, about=HOSTILE, sector="lab")
    ToDo.objects.create(event=event, words=HOSTILE, due_on=dt.date(2022, 5, 1))
    browser = client_of(cast["ben"])
    for where in ("/events", at("event", "h"), *(at(view, "h") for view in DESK), "/desk/events"):
        page = browser.get(where)
        assert page.status_code == 200
        assert b"<script>alert" not in page.content


@pytest.mark.parametrize(
    "query",
    ["page=99999999999999999999", "page=x", "page=-1", "page=²", "series=%00", "series=nobody",
     "q=%00", "q=%ff", "q=" + "x" * 3000, "month=9999-99", "month=0000-01", "month=%00",
     "month=2022-02-30", "month=99999999999-1", "month=", "past=on&free=on&online=on&mine=on"],
)  # fmt: skip
def test_hostile_query_is_answered(cast, client, client_of, query):
    published(audience="public")
    for browser in (client, client_of(cast["ada"])):
        assert browser.get(f"/events?{query}").status_code == 200


@pytest.mark.parametrize("slug", ["%00", "a" * 3000, "é", "..", "new", "<b>"])
def test_hostile_slug_is_not_found(cast, client, client_of, slug):
    assert client.get(f"/events/{slug}").status_code == 404
    assert client_of(cast["ben"]).get(f"/desk/events/{slug}/door").status_code == 404


def test_month_shows_events_on_their_local_day(cast, client_of):
    late = START.replace(day=31, hour=22, minute=30)  # half past midnight on 1 June in Geneva
    published(title_en="Late", slug="late", starts_at=late)
    browser = client_of(cast["ada"])
    days = [
        (day.date.isoformat(), [event.slug for event in day.events])
        for week in browser.get("/events?month=2022-06").context["weeks"]
        for day in week
        if day.events
    ]
    assert days == [("2022-06-01", ["late"])]


def test_month_without_events_says_so(cast, client_of):
    published(slug="in-june", starts_at=START.replace(month=6, day=1, hour=10))
    browser, said = client_of(cast["ada"]), "No events in"
    assert f"{said} May 2022." in browser.get("/events?month=2022-05").text  # its last week has one
    assert said not in browser.get("/events?month=2022-06").text
    assert "Aucun événement en mai 2022." in browser.get("/fr/events?month=2022-05").text


def test_filters_find_what_they_say(cast, client_of):
    full = published(title_en="Full", slug="full", capacity_people=1)
    published(title_en="Online", slug="online", place="", link="https://m.example.org/1")
    talk = drafted(series="wit-talks", title_en="Magnets", starts_at=START + 24 * HOUR)
    Event.objects.filter(pk=talk.pk).update(state="published")
    actions.add_speaker(actor=CONSOLE, event=talk, name="Ilse Brandt", sector="lab")
    published(title_en="Past", slug="past", starts_at=START - 2000 * HOUR)
    actions.register(actor=cast["ada"], event=full)
    browser = client_of(cast["ada"])

    def titles(query):
        rows = browser.get(f"/events?{query}").context["rows"]
        return sorted(row.event.title_en for row in rows)

    assert titles("") == ["Full", "Magnets", "Online"]
    assert titles("online=on") == ["Online"]
    assert titles("free=on") == ["Magnets", "Online"]
    assert titles("mine=on") == ["Full"]
    assert titles("series=wit-talks") == ["Magnets"]
    assert titles("q=ilse+magn") == ["Magnets"]
    assert titles("past=on") == ["Past"]


@pytest.mark.parametrize("count", [1, 30])
def test_lists_take_as_many_queries_for_thirty_as_for_one(
    cast, client_of, django_assert_num_queries, count
):
    for number in range(count):
        event = published(title_en=f"E {number}", slug=f"e{number}")
        actions.register(actor=cast["ben"], event=event)
    browser = client_of(cast["ben"])
    for where, queries in (("/events", 10), ("/events/mine", 7), ("/desk/events", 7),
                           ("/events?month=2022-05", 7)):  # fmt: skip
        with django_assert_num_queries(queries):
            assert browser.get(where).status_code == 200


@pytest.mark.parametrize("count", [1, 60])
def test_event_pages_take_as_many_queries_for_sixty_people_as_for_one(
    cast, client_of, django_assert_num_queries, count
):
    event = published(slug="e")
    for member in make_members(count):
        actions.register(actor=member, event=event)
    browser = client_of(cast["ben"])
    for view, queries in (("event", 11), ("registration_list", 7), ("door", 6), ("desk_event", 12)):
        with django_assert_num_queries(queries):
            assert browser.get(at(view, "e")).status_code == 200


@pytest.mark.parametrize("language", ["en", "fr"])
def test_pages_stand_in_both_languages(cast, client_of, language):
    prefix = "/fr" if language == "fr" else ""
    event = published(slug="e", audience="public")
    actions.register(actor=cast["ada"], event=event)
    browser = client_of(make_steering(cast["ada"]))
    for where in ("/events", "/events?month=2022-05", "/events/mine", "/events/e", "/desk/events",
                  "/desk/events/new", "/desk/events/e", "/desk/events/e/edit", "/desk/series",
                  "/desk/events/e/registrations", "/desk/events/e/door"):  # fmt: skip
        page = browser.get(prefix + where)
        assert page.status_code == 200
        assert f'<html lang="{language}">' in page.content.decode()
    title = "Le hall de l’antimatière" if language == "fr" else "The antimatter hall"
    assert title in Client().get(f"{prefix}/events/e").content.decode().replace("&#x27;", "’")
