"""A place at a full event, and the way of a visitor to the next lecture: journeys 1 and 10.

The whole program, a real browser, a real SMTP server; in English with JavaScript, in French
without it.
"""

import datetime as dt
import re
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import icalendar
import pytest
from playwright.sync_api import Page, expect

from bluestem.mailroom.tests.smtp import Received
from tests.journeys import race
from tests.journeys.crowd import Deed, Person, at_once, populate
from tests.journeys.people import axe_violations, follow, link_in, page_of, press
from tests.journeys.program import Program
from tests.journeys.site import Site, running_site

pytestmark = [pytest.mark.browser, pytest.mark.processes]

HOUR = dt.timedelta(hours=1)
IN_LANGUAGES = pytest.mark.parametrize(
    ("prefix", "has_scripts"), [("", True), ("/fr", False)], ids=["english", "french-no-scripts"]
)
PUBLIC = {"series": "lectures", "audience": "public"}
WORDS = {
    "": {
        "second in line": "You are number 2 on the waiting list.",
        "full": "Full, waiting list open",
        "offer": "A place is free",
    },
    "/fr": {
        "second in line": "Vous êtes numéro 2 sur la liste d’attente.",
        "full": "Complet, liste d’attente ouverte",
        "offer": "Une place est libre",
    },
}


@dataclass
class House(Site):
    organiser: Person
    people: list[Person]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made: list[Any] = []

    def prepare(program: Program) -> None:
        events: dict[str, dict[str, object]] = {}
        for code in ("en", "fr"):
            events[f"drinks-{code}"] = {"capacity_people": 1}
            events[f"lecture-{code}"] = PUBLIC
            events[f"visitors-{code}"] = PUBLIC
        made.extend(populate(program, 8, events, languages=("en", "fr")))

    with running_site(tmp_path_factory.mktemp("events"), prepare) as site:
        yield House(site.program, site.server, site.browser, *made)


@pytest.fixture(scope="module")
def ben(house: House) -> Page:
    """The organiser at his browser."""
    return house.with_session(house.organiser.key)


def do(house: House, who: Person, deed: str, slug: str) -> None:
    """Somebody else, who is not looked at, registers or gives a place back."""
    race.check_no_error(at_once(house.program.port, [Deed(who, "POST", f"/events/{slug}/{deed}")]))


def entry_in(mail: Received) -> tuple[str, icalendar.Event]:
    """The method and the one entry of the calendar in a mail."""
    (part,) = (each for each in mail.mail.walk() if each.get_content_type() == "text/calendar")
    calendar = icalendar.Calendar.from_ical(part.get_payload(decode=True))
    assert part.get_param("method") == calendar["METHOD"]
    (entry,) = calendar.walk("VEVENT")
    return str(calendar["METHOD"]), entry


def an_hour_later(house: House, ben: Page, slug: str) -> None:
    """Ben moves an event in its form."""
    ben.goto(f"{house.program.address}/desk/events/{slug}/edit")
    for name in ("starts_at", "ends_at"):
        field = ben.locator(f'[name="{name}"]')
        moment = dt.datetime.fromisoformat(field.input_value())
        field.fill(f"{moment + HOUR:%Y-%m-%dT%H:%M}")
    ben.locator("main form button.primary").first.click()
    ben.wait_for_url(f"**/desk/events/{slug}")


def take(link: str, page: Page, answer: str) -> None:
    """Follow an offer's link, after a scanner did, and press one of its two buttons."""
    for _ in range(3):
        urllib.request.urlopen(link).read()
    page.goto(link)
    page.locator(f'button[name="do"][value="{answer}"]').click()


@IN_LANGUAGES
def test_member_waits_is_offered_a_place_and_her_calendar_follows(
    house: House, ben: Page, prefix: str, has_scripts: bool
) -> None:
    slug, words = f"drinks-{prefix[1:] or 'en'}", WORDS[prefix]
    first, second, ada = house.people[prefix == "/fr" :: 2][:3]
    do(house, first, "register", slug)
    do(house, second, "register", slug)
    page = house.with_session(ada.key, has_scripts=has_scripts)
    page.goto(f"{house.program.address}{prefix}/events")
    row = page.locator(".agenda li", has=page.locator(f'a[href="{prefix}/events/{slug}"]'))
    expect(row.locator(".side")).to_contain_text(words["full"])
    row.locator("h3 a").click()
    button = page.locator(f'form[action*="/{slug}/register"] button')
    button.dblclick()
    expect(page.locator("main")).to_contain_text(words["second in line"])
    page.go_back()
    if button.count():  # the browser shows the page as it was: she presses once more
        button.click()
        expect(page.locator("main")).to_contain_text(words["second in line"])
    waiting = house.mail_to(ada.address)
    assert re.search(r"\b2\b", waiting.text)

    do(house, first, "cancel", slug)
    offered = house.mail_to(second.address, 2)
    take(link_in(offered.text, "/offers/"), page_of(house.browser), "decline")
    link = link_in(house.mail_to(ada.address, 2).text, "/offers/")
    assert f"{prefix}/offers/" in link
    page.goto(f"{house.program.address}{prefix}/events/{slug}")
    expect(page.locator("main")).to_contain_text(words["offer"])
    take(link, page, "accept")
    page.go_back()
    page.goto(link)  # accepted once: no button is left to press
    assert page.locator('button[name="do"]').count() == 0

    method, before = entry_in(house.mail_to(ada.address, 3))
    assert (method, before["SEQUENCE"], before["STATUS"]) == ("REQUEST", 0, "CONFIRMED")
    assert before["ATTENDEE"] == f"mailto:{ada.address}"
    assert before["ORGANIZER"] == "mailto:wit@example.org"
    an_hour_later(house, ben, slug)
    method, after = entry_in(house.mail_to(ada.address, 4))
    assert (method, after["UID"], after["SEQUENCE"]) == ("REQUEST", before["UID"], 1)
    assert after.decoded("DTSTART") == before.decoded("DTSTART") + HOUR
    assert after.decoded("DTEND") == before.decoded("DTEND") + HOUR
    assert len(house.server.to(ada.address)) == 4
    assert race.states_of(race.rows_of(house.program, slug)) == {"cancelled": 2, "registered": 1}


def structured(page: Page) -> dict[str, str]:
    """What programs read on the page: schema.org as microdata."""
    return dict(
        page.evaluate(
            """() => Object.fromEntries(
                [...document.querySelectorAll('[itemtype="https://schema.org/Event"] [itemprop]')]
                .map(e => [e.getAttribute('itemprop'),
                           e.getAttribute('content') ?? e.getAttribute('href')
                           ?? e.textContent.trim()]))"""
        )
    )


def feed_entry(address: str, page: str) -> icalendar.Event:
    """Fetch a calendar as a program does, and return the entry of one page."""
    with urllib.request.urlopen(address) as answer:
        calendar = icalendar.Calendar.from_ical(answer.read())
    (entry,) = (each for each in calendar.walk("VEVENT") if each["URL"] == page)
    return entry


@IN_LANGUAGES
def test_visitor_finds_the_lecture_and_what_became_of_it_on_page_and_in_her_calendar(
    house: House, ben: Page, prefix: str, has_scripts: bool
) -> None:
    slug, site = f"lecture-{prefix[1:] or 'en'}", house.program.address
    page = page_of(house.browser, has_scripts=has_scripts)
    page.goto(f"{site}{prefix}/")
    follow(page.locator(f'a[href="{prefix}/events"]').first)
    assert "drinks-" not in page.content()  # members' events
    feeds = [site + str(page.locator('a[href$="/events.ics"]').first.get_attribute("href"))]
    feeds.append(f"{site}/events/series/lectures.ics")
    follow(page.locator(f'main a[href="{prefix}/events/{slug}"]'))
    if has_scripts:
        assert axe_violations(page) == []
    said = structured(page)
    assert said["eventStatus"].endswith("/EventScheduled")
    assert said["eventAttendanceMode"].endswith("/OfflineEventAttendanceMode")
    assert said["name"]
    starts_at = dt.datetime.fromisoformat(said["startDate"])
    for feed in feeds:
        entry = feed_entry(feed, f"{site}/events/{slug}")
        assert (entry["STATUS"], entry["SEQUENCE"]) == ("CONFIRMED", 0)
        assert entry.decoded("DTSTART") == starts_at

    an_hour_later(house, ben, slug)
    page.reload()
    said = structured(page)
    assert said["eventStatus"].endswith("/EventRescheduled")
    assert dt.datetime.fromisoformat(said["startDate"]) == starts_at + HOUR
    for feed in feeds:
        again = feed_entry(feed, f"{site}/events/{slug}")
        assert (again["UID"], again["SEQUENCE"]) == (entry["UID"], 1)
        assert again.decoded("DTSTART") == starts_at + HOUR

    ben.goto(f"{site}/desk/events/{slug}")
    ben.locator('details:has(form[action*="/call-off"]) summary').click()
    ben.locator('[name="off-reason_en"]:visible').fill("The hall is closed.")
    ben.locator('form[action*="/call-off"] button[type="submit"]:visible').click()
    expect(ben.locator("main .badge").first).to_have_text("Called off")
    page.reload()
    assert structured(page)["eventStatus"].endswith("/EventCancelled")
    expect(page.locator("main")).to_contain_text("The hall is closed.")
    for feed in feeds:
        last = feed_entry(feed, f"{site}/events/{slug}")
        assert (last["UID"], last["STATUS"], last["SEQUENCE"]) == (entry["UID"], "CANCELLED", 2)


@IN_LANGUAGES
def test_visitor_confirms_her_address_and_has_one_place_however_often_she_presses(
    house: House, prefix: str, has_scripts: bool
) -> None:
    code = prefix[1:] or "en"
    slug, address = f"visitors-{code}", f"visitor-{code}@example.net"
    page = page_of(house.browser, has_scripts=has_scripts)
    page.goto(f"{house.program.address}{prefix}/events/{slug}")
    page.fill('[name="name"]', "Dov")
    page.fill('[name="address"]', address)
    press(page, f"/{slug}/request")
    link = link_in(house.mail_to(address).text, "/places/")
    for _ in range(3):  # a scanner fetches every link
        urllib.request.urlopen(link).read()
    page.goto(link)
    page.locator("main form button").first.dblclick()
    page.wait_for_url("**/registrations/**")
    page.goto(link)
    page.locator("main form button").first.click()
    page.wait_for_url("**/registrations/**")
    method, entry = entry_in(house.mail_to(address, 2))
    assert (method, entry["ATTENDEE"]) == ("REQUEST", f"mailto:{address}")
    place = link_in(house.mail_to(address, 2).text, "/registrations/")
    page.goto(place)
    assert len(house.server.to(address)) == 2
    counted = race.ask(
        house.program,
        "SELECT COUNT(*) FROM events_registration r JOIN events_event e ON e.id = r.event_id"
        f" WHERE e.slug = '{slug}'",
    )
    assert counted == [(1,)]
