"""axe looks at every page: light and dark, on a phone and on a desk; and nothing sticks out."""

import datetime as dt
from collections.abc import Iterator, Mapping

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from bluestem.announcements.actions import ask_for_approval, draft
from bluestem.events import actions as events
from bluestem.events.models import Event, Question, Registration, Series
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
