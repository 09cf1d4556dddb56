"""A Diversity Talk and the people around it, for the journey of its organiser."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.journeys.crowd import Person, populate
from tests.journeys.people import axe_violations, choose, page_of, save
from tests.journeys.program import Program
from tests.journeys.site import Site, running_site

YEAR_DAYS, AHEAD_DAYS = 364, 20  # the same day of the week; as far ahead as `populate` plans
NOTE = "Ask for the projector a week before."
TO_DO_DAYS = (-42, -28, -14, 3)  # from the event, as its series has it
WORDS = {
    "copied": ("This is a copy with its to-dos on new dates.", "Voici une copie, avec ses choses"),
    "title": ("Quiet power", "La force tranquille"),
    "invitation": ("Would you be our guest?", "Invitation à parler"),
    "said yes": ("You said yes", "Vous avez dit oui"),
    "no recording": ("No recording", "Pas d’enregistrement"),
    "for members": ("For members only", "Pour les membres seulement"),
    "waits": ("Waits for a yes", "Attend un oui"),
    "published": ("Published. People can register now.", "Publié. On peut s’inscrire maintenant."),
    "here": (r"{} of {} are here", r"Déjà là\s: {} sur {}"),
    "thanks": ("Thank you for being our guest", "Merci d’avoir accepté notre invitation"),
    "helped": ("took place because you helped.", "a eu lieu grâce à votre aide."),
    "answered": ("Your answer is in. Thank you.", "Votre réponse nous est parvenue. Merci."),
    "few": ("Fewer than 5 answers are in.", "Moins de 5 réponses sont arrivées."),
    "refused": ("It cannot be published: Rosa Lind", "Impossible de le publier : Rosa Lind"),
    "shown": ("The recording is published.", "L’enregistrement est publié."),
    "members only": ("Members only", "Réservé aux membres"),
    "industry": ("Industry", "Industrie"),
}
AT_NOON = """UPDATE events_event SET starts_at = date(starts_at) || ' 11:30:00',
ends_at = date(starts_at) || ' 12:30:00'"""
EARLIER = """UPDATE events_event SET starts_at = datetime(starts_at, '-{days} days'),
ends_at = datetime(ends_at, '-{days} days') WHERE slug = '{slug}'"""
DUE_EARLIER = """UPDATE events_todo SET due_on = date(due_on, '-{days} days')
WHERE event_id = (SELECT id FROM events_event WHERE slug = '{slug}')"""
STEERING = """INSERT INTO members_role (member_id, kind, starts_on)
SELECT id, 'steering', joined_on FROM members_member WHERE name IN ('Person 000', 'Person 001')"""
ON_LIST = """INSERT INTO members_subscription
(mailing_list_id, address, member_id, language, started_way, started_at, confirmed_at, ended_way)
SELECT l.id, m.address, m.id, m.language, 'joining', l.now, l.now, '' FROM members_member m,
(SELECT id, datetime('now') AS now FROM members_mailinglist WHERE slug = 'announcements') l
WHERE m.name LIKE 'Person %'"""


@dataclass
class House(Site):
    organiser: Person
    people: list[Person]


def pass_days(program: Program, slug: str, days: int) -> None:
    """Let days go by: an event, and what is to be done for it, lie so much earlier."""
    for words in (EARLIER, DUE_EARLIER):
        assert program.change(words.format(slug=slug, days=days))


@contextmanager
def house_of_talks(folder: Path) -> Iterator[House]:
    """Run a site where two people may approve and last year had a talk in either language."""
    made: list[Any] = []

    def prepare(program: Program) -> None:
        last = {"series": "diversity-talks", "handover": NOTE}
        made.extend(populate(program, 6, {"last-en": last, "last-fr": last}, ("en", "fr")))
        for words in (AT_NOON, STEERING, ON_LIST):
            assert program.change(words)
        for slug in ("last-en", "last-fr"):
            pass_days(program, slug, YEAR_DAYS)
        assert program.command("set", "approval", "on").returncode == 0

    with running_site(folder, prepare) as site:
        yield House(site.program, site.server, site.browser, *made)


class Talk:
    """A talk and who has to do with it: Ben and Sol organise, Rosa speaks, Ada and Eve listen."""

    def __init__(self, house: House, prefix: str, has_scripts: bool) -> None:
        self.house, self.prefix, self.has_scripts, self.slug = house, prefix, has_scripts, ""
        self.code = prefix[1:] or "en"
        self.sol, self.ada, self.eve = house.people[prefix == "/fr" :: 2]
        self.rosa_address = f"rosa-{self.code}@example.net"
        self.ben, self.rosa = self.page(house.organiser), self.page()

    def page(self, who: Person | None = None, width: int = 1280) -> Page:
        """A browser of its own, of a member or of a visitor."""
        if who is None:
            return page_of(self.house.browser, has_scripts=self.has_scripts)
        return self.house.with_session(who.key, has_scripts=self.has_scripts, width=width)

    def say(self, key: str) -> str:
        return WORDS[key][self.prefix == "/fr"]

    def sees(self, page: Page, key: str) -> None:
        expect(page.locator("main")).to_contain_text(self.say(key))

    def address(self, path: str) -> str:
        return f"{self.house.program.address}{self.prefix}{path}"

    def desk(self, page: Page, part: str = "") -> None:
        """Open the event's page on the desk, or one of those it leads to."""
        page.goto(self.address(f"/desk/events/{self.slug}{part}"))

    def check_by_axe(self, page: Page) -> None:
        assert not self.has_scripts or axe_violations(page) == []

    def write_to_rosa(self, step: str) -> None:
        """Send the letter of a step as it is written beforehand."""
        self.desk(self.ben)
        self.ben.locator(f'#speakers a[href*="/letter/{step}"]').first.click()
        save(self.ben)
        self.ben.wait_for_url("**#speakers")

    def rosa_says(self, consent: str) -> None:
        choose(self.rosa, "value", consent)
        self.rosa.locator('button[name="do"][value="recording"]').click()
        expect(self.rosa.locator(f'input[value="{consent}"]')).to_be_checked()

    def name_of(self, who: Person) -> str:
        return f"Person {self.house.people.index(who):03}"
