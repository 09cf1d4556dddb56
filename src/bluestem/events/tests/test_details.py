"""What only some kinds of events have, who reads which part of it, and what follows a talk."""

import datetime as dt

import pytest
from django.urls import reverse

from bluestem.events import actions
from bluestem.events.actions import copy_from_last_year
from bluestem.events.attention import names_to_send
from bluestem.events.errors import MayNotManage
from bluestem.events.models import Event, Film, Interview, Tour
from bluestem.kit import time
from bluestem.mailroom.contexts import unpack
from bluestem.mailroom.models import Mailing

from .kit import HOUR, START, drafted, make_members, published

pytestmark = pytest.mark.django_db

FORM = {
    "title_en": "A title", "starts_at": "2022-05-05T12:30", "ends_at": "2022-05-05T13:30",
    "place": "Building 193", "audience": "members",
}  # fmt: skip
OF_ORGANISERS = {
    "screenings": {"rights_holder": "Nightjar Films", "licence": "One showing", "cost": "253 CHF"},
    "wit-talks": {"run_sheet": "12:35 the hard question"},
}


def at(name, *args):
    return reverse(f"events:{name}", args=args)


def kept(browser, event, **details):
    """Send the edit page with these details."""
    event.refresh_from_db()
    said = {f"details-{name}": value for name, value in details.items()}
    seen = event.changed_at.isoformat()
    return browser.post(at("desk_edit", event.slug), {**FORM, **said, "seen": seen})


def test_each_kind_keeps_its_own_details(cast, client_of):
    browser = client_of(cast["ben"])
    talk, drinks, film = (
        published(series=series, slug=series) for series in ("wit-talks", "drinks", "screenings")
    )
    assert kept(browser, talk, interviewer="Ada", run_sheet="12:30 welcome").status_code == 302
    assert kept(
        browser, drinks, guide="Rosa", group_people="12", meeting_point="Gate C", needs_badge="on",
        names_due_on="2022-05-02",
    ).status_code == 302  # fmt: skip
    assert kept(browser, film, title="Orbits", made_in="1998", cost="250 CHF").status_code == 302
    assert Interview.objects.get().interviewer == cast["ada"]
    tour = Tour.objects.get()
    assert (tour.guide, tour.group_people, tour.needs_badge) == ("Rosa", 12, True)
    assert not tour.needs_closed_shoes
    assert Film.objects.get().made_in == 1998
    for event in (talk, drinks, film):
        page = browser.get(at("desk_edit", event.slug)).content.decode()
        assert any(words in page for words in ('value="Ada', "Rosa", "250 CHF"))
        assert browser.get(at("desk_event", event.slug)).status_code == 200


@pytest.mark.parametrize("series", ["coffees", "lectures", "trainings"])
def test_other_kinds_have_no_details(cast, client_of, series):
    event = published(series=series, slug="e")
    page = client_of(cast["ben"]).get(at("desk_edit", "e"))
    assert page.context["details"] is None
    assert kept(client_of(cast["ben"]), event, guide="Rosa").status_code == 302


def test_interviewer_is_looked_up_and_what_does_not_fit_is_said(cast, client_of):
    browser = client_of(cast["ben"])
    event = published(series="wit-talks", slug="e")
    for member, name in zip(
        make_members(3), ("Ada Two", "Noor Haddad", "Noor Haddad-Weiss"), strict=True
    ):
        type(member).objects.filter(pk=member.pk).update(name=name)
    page = kept(browser, event, interviewer="Nobody Here").content.decode()
    assert "No member is called “Nobody Here”" in page
    assert 'value="Nobody Here"' in page
    assert "Several members fit: Noor Haddad" not in page
    page = kept(browser, event, interviewer="noor", run_sheet="kept words").content.decode()
    assert "Several members fit: Noor Haddad, Noor Haddad-Weiss." in page
    assert "kept words" in page
    assert kept(browser, event, interviewer="Noor  Haddad").status_code == 302
    assert Interview.objects.get().interviewer.name == "Noor Haddad"
    assert kept(browser, event, interviewer="EVE@example.org").status_code == 302
    assert Interview.objects.get().interviewer == cast["eve"]
    assert kept(browser, event, interviewer="").status_code == 302
    assert Interview.objects.get().interviewer is None


def test_name_hidden_from_organisers_is_not_found(cast, client_of):
    event = published(series="wit-talks", slug="e")
    type(cast["eve"]).objects.filter(pk=cast["eve"].pk).update(name_visibility=0)
    page = kept(client_of(cast["ben"]), event, interviewer=cast["eve"].name)
    assert b"No member is called" in page.content


@pytest.mark.parametrize(
    ("series", "wrong"),
    [("drinks", {"group_people": "0"}), ("drinks", {"group_people": "9" * 40}),
     ("drinks", {"names_due_on": "0001-01-01"}), ("drinks", {"names_due_on": "\0"}),
     ("drinks", {"guide": "x" * 121}), ("drinks", {"meeting_point": "\0"}),
     ("screenings", {"made_in": "1700"}), ("screenings", {"made_in": "\0"}),
     ("wit-talks", {"run_sheet": "x" * 8001}), ("wit-talks", {"interviewer": "\0"}),
     ("wit-talks", {"interviewer": "%_"}), ("wit-talks", {"interviewer": "@"}),
     ("lunches", {"before": "no-such-talk"}), ("lunches", {"before": "\0"})],
)  # fmt: skip
def test_hostile_details_are_refused_with_words_and_nothing_is_kept(cast, client_of, series, wrong):
    event = published(series=series, slug="e")
    answer = kept(client_of(cast["ben"]), event, **wrong)
    assert answer.status_code == 200
    assert b"error-summary" in answer.content
    assert Event.objects.get().title_en == "The antimatter hall"
    for kind in (Interview, Tour, Film):
        assert not kind.objects.exists()


def test_later_of_two_editors_of_a_run_sheet_is_told(cast, client_of):
    event = published(series="wit-talks", slug="e")
    browser = client_of(cast["ben"])
    seen = event.changed_at.isoformat()
    first = {**FORM, "details-run_sheet": "First", "seen": seen}
    assert browser.post(at("desk_edit", "e"), {**FORM, "seen": seen}).status_code == 302
    event.refresh_from_db()
    first["seen"] = event.changed_at.isoformat()
    assert browser.post(at("desk_edit", "e"), first).status_code == 302
    second = browser.post(at("desk_edit", "e"), {**first, "details-run_sheet": "Second"})
    assert second.status_code == 409
    assert b"Second" in second.content
    assert Interview.objects.get().run_sheet == "First"


def test_author_without_a_role_edits_words_and_no_details(cast, client_of):
    event = drafted(cast["ada"], series="screenings", slug="e")
    page = client_of(cast["ada"]).get(at("desk_edit", "e"))
    assert page.context["details"] is None
    assert kept(client_of(cast["ada"]), event, title="Orbits").status_code == 302
    assert not Film.objects.exists()
    with pytest.raises(MayNotManage):
        actions.set_details(actor=cast["ada"], event=event, title="Orbits")


@pytest.mark.parametrize("series", list(OF_ORGANISERS))
@pytest.mark.parametrize("who", ["visitor", "ada", "eve", "cleo", "ben"])
def test_what_organisers_keep_to_themselves_is_on_no_page_of_readers(
    cast, client, client_of, series, who
):
    event = published(series=series, slug="e", audience="public")
    actions.set_details(actor=cast["ben"], event=event, **OF_ORGANISERS[series])
    browser = client if who == "visitor" else client_of(cast[who])
    for where in (at("event", "e"), at("event_list"), at("event_ics", "e"), "/events.ics"):
        answer = browser.get(where)
        assert answer.status_code == 200
        assert not [
            words for words in OF_ORGANISERS[series].values() if words.encode() in answer.content
        ]


def test_readers_see_film_and_how_to_get_in(cast, client):
    film = published(series="screenings", slug="film", audience="public")
    actions.set_details(
        actor=cast["ben"], event=film, title="Orbits", made_in=1998, subtitles="French"
    )
    page = client.get(at("event", "film")).content.decode()
    assert "Orbits (1998)" in page
    assert "Subtitles: French" in page
    visit = published(series="drinks", slug="visit", audience="public")
    actions.set_details(
        actor=cast["ben"], event=visit, meeting_point="Gate C", needs_badge=True,
        needs_closed_shoes=True, guide="Rosa",
    )  # fmt: skip
    page = client.get(at("event", "visit")).content.decode()
    for words in ("Gate C", "Bring your badge.", "Wear closed shoes.", "Rosa"):
        assert words in page


def test_letter_to_who_registers_says_how_to_get_in(cast):
    event = published(slug="e", access="Ring twice.")
    actions.set_details(actor=cast["ben"], event=event, meeting_point="Gate C", needs_badge=True)
    actions.register(actor=cast["ada"], event=Event.objects.get())
    context = unpack(Mailing.objects.get(letter="events.registered").context)
    assert context["access_en"] == "Meeting point: Gate C\nBring your badge.\nRing twice."
    assert context["access_fr"].startswith("Point de rencontre")


@pytest.mark.parametrize(
    ("who", "status"),
    [("ben", 200), ("ada", 200), ("eve", 404), ("cleo", 404), ("visitor", 302)],
)
def test_run_sheet_is_read_by_organisers_and_the_interviewer_alone(
    cast, client, client_of, who, status
):
    event = published(series="wit-talks", slug="e")
    actions.set_details(
        actor=cast["ben"], event=event, interviewer=cast["ada"], run_sheet="12:35 **hard** one"
    )
    browser = client if who == "visitor" else client_of(cast[who])
    answer = browser.get(at("run_sheet", "e"))
    assert answer.status_code == status
    assert (b"12:35 <strong>hard</strong> one" in answer.content) == (status == 200)
    if who != "visitor":
        page = browser.get(at("event", "e")).content.decode()
        assert (at("run_sheet", "e") in page) == (who == "ada")


def test_run_sheet_of_others_answers_like_one_that_does_not_exist(cast, client_of):
    published(series="drinks", slug="drinks")
    browser = client_of(cast["ben"])
    for slug in ("drinks", "nothing", "nul\0"):
        assert browser.get("/desk/events/" + slug + "/run-sheet").status_code == 404


def test_interviewer_sees_nothing_else_of_the_desk(cast, client_of):
    event = published(series="wit-talks", slug="e")
    actions.set_details(actor=cast["ben"], event=event, interviewer=cast["ada"])
    for view in ("desk_event", "desk_edit", "registration_list"):
        assert client_of(cast["ada"]).get(at(view, "e")).status_code == 404


def test_copy_takes_details_along_with_the_day_for_names_moved(cast):
    event = published(slug="e")
    actions.set_details(
        actor=cast["ben"], event=event, guide="Rosa", needs_badge=True,
        names_due_on=dt.date(2022, 5, 2),
    )  # fmt: skip
    event = Event.objects.get(pk=event.pk)
    actions.note_names_sent(actor=cast["ben"], event=event)
    new = copy_from_last_year(
        actor=cast["ben"], event=event, starts_at=START + dt.timedelta(days=364)
    )
    assert (new.tour.guide, new.tour.needs_badge) == ("Rosa", True)
    assert new.tour.names_due_on == dt.date(2023, 5, 1)
    assert new.tour.names_sent_at is None


def test_desk_asks_for_names_until_they_are_sent(cast, client_of):
    event = published(slug="e")
    actions.set_details(actor=cast["ben"], event=event, names_due_on=dt.date(2022, 5, 2))
    with time.clock_at(START - 100 * HOUR):
        (item,) = names_to_send(cast["ben"])
        assert item.due_on == dt.date(2022, 5, 2)
        client_of(cast["ben"]).post(at("names_sent", "e"))
        assert list(names_to_send(cast["ben"])) == []
        assert client_of(cast["ada"]).post(at("names_sent", "e"), {"do": "undo"}).status_code == 404
        client_of(cast["ben"]).post(at("names_sent", "e"), {"do": "undo"})
        assert len(list(names_to_send(cast["ben"]))) == 1


def test_lunch_follows_the_talk_with_one_click_and_only_once(cast, client_of):
    talk = published(series="wit-talks", slug="talk", title_en="Cold magnets", title_fr="")
    browser = client_of(cast["ben"])
    for _again in range(2):
        answer = browser.post(at("desk_lunch", "talk"))
    lunch = Event.objects.get(series__slug="lunches")
    assert answer["Location"] == at("desk_edit", lunch.slug)
    assert (lunch.state, lunch.starts_at) == ("draft", talk.ends_at)
    assert lunch.title_en == "Lunch after “Cold magnets”"
    assert lunch.title_fr == "Déjeuner après « Cold magnets »"
    talk.refresh_from_db()
    assert talk.followed_by == lunch
    assert client_of(cast["ada"]).post(at("desk_lunch", "talk")).status_code == 404


def test_talk_and_lunch_lead_to_each_other_as_far_as_a_reader_may(cast, client_of):
    talk = published(series="wit-talks", slug="talk", title_en="Cold magnets")
    other = published(series="wit-talks", slug="other", title_en="Another one")
    lunch = published(series="lunches", slug="lunch", starts_at=START + HOUR)
    browser = client_of(cast["ben"])
    assert kept(browser, lunch, before="talk").status_code == 302
    assert at("event", "lunch") in browser.get(at("event", "talk")).content.decode()
    assert "Cold magnets" in browser.get(at("event", "lunch")).content.decode()
    assert kept(browser, lunch, before="other").status_code == 302
    talk.refresh_from_db()
    other.refresh_from_db()
    assert (talk.followed_by, other.followed_by) == (None, lunch)
    Event.objects.filter(pk=other.pk).update(state="draft")
    assert "Another one" not in client_of(cast["ada"]).get(at("event", "lunch")).content.decode()


def test_another_year_is_no_talk_to_choose(cast, client_of):
    published(series="wit-talks", slug="old", starts_at=START - 365 * 24 * HOUR)
    lunch = published(series="lunches", slug="lunch")
    assert kept(client_of(cast["ben"]), lunch, before="old").status_code == 200
