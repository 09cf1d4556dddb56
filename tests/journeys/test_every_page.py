"""axe looks at every page: light and dark, on a phone and on a desk; and nothing sticks out."""

import datetime as dt
from collections.abc import Iterator, Mapping

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from bluestem.announcements.actions import ask_for_approval, draft
from bluestem.audit.actors import VISITOR
from bluestem.events import actions as events
from bluestem.events.actions import import_runs
from bluestem.events.models import Event, Question, Registration, Said, Series
from bluestem.front.addresses import addresses
from bluestem.kit import audience, time
from bluestem.members.models import MailingList, Member
from tests.journeys.people import axe_violations, chromium

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HOUR = dt.timedelta(hours=1)
SHAPES = ((1280, "light"), (1280, "dark"), (390, "light"), (390, "dark"))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def lived_in(cast: Mapping[str, Member]) -> Mapping[str, Member]:
    """The cast, with something on every page: an announcement that waits, a letter, a mailing."""
    for mailing_list in MailingList.objects.filter(slug="announcements"):
        words = {
            "subject_en": "A walk at noon",
            "subject_fr": "Une promenade à midi",
            "text_en": "Meet at **building 40**.",
            "text_fr": "Rendez-vous au **bâtiment 40**.",
        }
        draft(actor=cast["ben"], mailing_list=mailing_list, **words)
        waiting = draft(actor=cast["ben"], mailing_list=mailing_list, **words)
        ask_for_approval(actor=cast["ben"], announcement=waiting, seen_at=waiting.changed_at)
    an_event(cast)
    a_visit(cast)
    a_coffee(cast)
    a_list_of_events(cast)
    return cast


def an_event(cast: Mapping[str, Member]) -> None:
    """A talk that is over, with everything on its pages; its address is that of the examples."""
    events.make_default_series(actor=cast["ben"])
    event = events.draft(
        actor=cast["ben"],
        series=Series.objects.get(slug="wit-talks"),
        slug="example",
        title_en="Keeping magnets cold",
        title_fr="Garder les aimants au froid",
        place="Council Chamber",
        starts_at=time.now() - 2 * HOUR,
        ends_at=time.now() - HOUR,
        handover="Ask early.",
    )
    events.set_details(
        actor=cast["ben"], event=event, interviewer=cast["ada"], run_sheet="- 12:30 Welcome"
    )
    events.add_speaker(
        actor=cast["ben"], event=event, name="Ilse", sector="lab", address="ilse@example.net"
    )
    events.add_part(actor=cast["ben"], event=event, starts_at=event.starts_at, title_en="Questions")
    done = event.to_dos.all()[0]
    events.tick_to_do(actor=cast["ben"], to_do=done)
    events.draft_lunch_after(actor=cast["ben"], event=event)
    events.approve(actor=cast["ben"], event=event)
    the_talk_of(event, cast)


def the_talk_of(event: Event, cast: Mapping[str, Member]) -> None:
    """Questions in every state, a visitor with a code for the door, and enough feedback to show."""
    for number, state in enumerate(Question.State.values):
        Question.objects.create(
            event=event, text=f"Why {number}?", state=state, member=cast["ada"], kept_votes=number
        )
    for number in range(6):
        place = Registration.objects.create(
            event=event,
            member=cast["ada"] if not number else None,
            address=f"visitor{number}@example.net" if number else "",
            name=f"Visitor {number}" if number else "",
            state="attended",
            order=number + 1,
            registered_at=time.now(),
            changed_at=time.now(),
        )
        if number:
            words = {"good": "The end", "better": "The beginning"}
            events.give_feedback(registration=place, rating=number, **words)
    Event.objects.filter(pk=event.pk).update(last_order=6)


def a_visit(cast: Mapping[str, Member]) -> None:
    """A visit that asks much, with a member, a visitor, somebody who is offered a place, a wish."""
    event = events.draft(
        actor=cast["ben"],
        series=Series.objects.get(slug="drinks"),
        slug="visit",
        title_en="The antimatter hall",
        title_fr="Le hall de l’antimatière",
        place="Building 193",
        audience="public",
        has_companions=True,
        capacity_people=3,
        starts_at=time.now() + 48 * HOUR,
        ends_at=time.now() + 50 * HOUR,
    )
    events.set_details(
        actor=cast["ben"], event=event, meeting_point="Gate C", needs_badge=True,
        needs_closed_shoes=True, names_due_on=time.today(),
    )  # fmt: skip
    choices = [["Morning", "Matin"], ["Noon", "Midi"]]
    for kind, words in (
        ("line", ("Your team?", "Votre équipe ?")),
        ("text", ("What do you want to ask?", "Que voulez-vous demander ?")),
        ("choice", ("When?", "Quand ?")),
        ("choices", ("When could you?", "Quand pourriez-vous ?")),
        ("yes", ("Is it your first time?", "Est-ce la première fois ?")),
    ):
        events.add_question(
            actor=cast["ben"], event=event, kind=kind, words_en=words[0], words_fr=words[1],
            choices=choices, is_required=False,
        )  # fmt: skip
    events.ask_needs(actor=cast["ben"], event=event, access=True, diet=True)
    event = events.approve(actor=cast["ben"], event=event)
    keys = [str(field.pk) for field in event.form_fields.all()]
    said = Said(
        answers=dict(zip(keys, ("Beams", "How cold?", "1", "0,1", "yes"), strict=True)),
        access="A seat",
        diet="Vegan",
        companion="Noor Haddad",
    )
    events.register(actor=cast["ada"], event=event, said=said, has_companion=True)
    for name in ("Vera", "Wim"):
        wish = events.request_place(
            actor=VISITOR, event=event, address=f"{name.lower()}@example.net", name=name,
            language="en", is_online=None, said=said,
        )  # fmt: skip
        if name == "Vera":
            events.confirm_place(actor=VISITOR, wish=wish)
    events.register(actor=cast["eve"], event=event, said=said)
    events.change_capacity(
        actor=cast["ben"], event=event, capacity_people=4, online_capacity_people=None
    )


def a_coffee(cast: Mapping[str, Member]) -> None:
    """A coffee whose groups are formed."""
    event = events.draft(
        actor=cast["ben"],
        series=Series.objects.get(slug="coffees"),
        slug="coffee",
        title_en="Coffee",
        title_fr="Café",
        place="Restaurant 1",
        audience="members",
        starts_at=time.now() + 24 * HOUR,
        ends_at=time.now() + 25 * HOUR,
    )
    event = events.approve(actor=cast["ben"], event=event)
    for name in ("ada", "eve", "hanna", "ines"):
        events.register(actor=cast[name], event=event)
    events.form_coffee_groups(actor=cast["ben"], event=event)


# Not pages: files, parts of other pages, and what leads elsewhere.
NO_PAGES = frozenset({"ask", "calendar_open", "event_ics", "own_ask", "picture", "place_request",
                      "recording", "share_picture", "subtitles"})  # fmt: skip


def test_walk_comes_to_every_page_of_events(lived_in: Mapping[str, Member]) -> None:
    reached = set()
    for person in ("", "ada", "ben"):
        client = Client()
        if person:
            client.force_login(lived_in[person])
        hers = lived_in[person].audiences if person else frozenset({audience.EVERYONE})
        reached |= set(pages_for(client, hers))
    missed = {
        address.name.removeprefix("events:"): address.example
        for address in addresses()
        if address.name.startswith("events:")
        and "GET" in address.methods
        and address.example not in reached
    }
    assert {name: missed[name] for name in set(missed) - NO_PAGES} == {}


def a_list_of_events(cast: Mapping[str, Member]) -> None:
    """A list that was uploaded and waits, with a new event and one that changes."""
    rows = (
        "series,title,start,place",
        f"WIT Talks,Keeping magnets cold,{time.now() - 2 * HOUR:%Y-%m-%d %H:%MZ},Main hall",
        "Drinks,An evening in a hall,2019-05-09 17:30,Building 193",
    )
    import_runs.upload_list(
        actor=cast["ben"], file_name="events.csv", content="\n".join(rows).encode()
    )


def pages_for(client: Client, hers: frozenset[str], prefix: str = "") -> list[str]:
    """Every address that answers this person with a page of HTML."""
    found = []
    for address in addresses():
        if "GET" not in address.methods or not hers & set(address.audience):
            continue
        if prefix and not address.languages:
            continue
        answer = client.get(prefix + address.example)
        kind = answer.headers.get("Content-Type", "")
        is_page = kind.startswith("text/html") and b"<h1" in b"".join(answer)
        # A shown mail may run no script, so axe would wait in it for ever; the letters' own
        # tests look at mails.
        is_page = is_page and "sandbox" not in answer.headers.get("Content-Security-Policy", "")
        if answer.status_code == 200 and is_page:
            found.append(prefix + address.example)
    return found


def page_in(browser: Browser, width: int, scheme: str, live_server: LiveServer, key: str) -> Page:
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,  # type: ignore[arg-type]
    )
    if key:
        context.add_cookies([{"name": "bluestem_session", "value": key, "url": live_server.url}])
    return context.new_page()


@pytest.mark.parametrize("person", ["", "ada", "ben"])
@pytest.mark.parametrize("prefix", ["", "/fr"])
def test_axe_finds_nothing_and_nothing_sticks_out(
    lived_in: Mapping[str, Member],
    live_server: LiveServer,
    browser: Browser,
    person: str,
    prefix: str,
) -> None:
    client, key = Client(), ""
    hers = frozenset({audience.EVERYONE})
    if person:
        client.force_login(lived_in[person])
        key = client.cookies["bluestem_session"].value
        # what others see as well is looked at once, as a visitor
        hers = lived_in[person].audiences - {audience.EVERYONE}
        hers -= {audience.SIGNED_IN, audience.MEMBER} if person == "ben" else set()
    found = pages_for(client, hers, prefix)
    assert found
    faults = []
    for width, scheme in SHAPES if not prefix else SHAPES[3:]:
        page = page_in(browser, width, scheme, live_server, key)
        for address in found:
            page.goto(live_server.url + address)
            faults += [f"{width} {scheme} {line}" for line in axe_violations(page)]
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                faults.append(f"{width} {address}: {wide} px wide")
        page.context.close()
    assert faults == []
