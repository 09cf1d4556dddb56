"""Many people at the same moment, each signed in and with a connection of her own.

`populate` makes members, their sessions and events straight in the database, because signing 500
people in by mail is not what is looked at. `at_once` then opens all connections, and only when the
last one stands does everybody press the button.
"""

import asyncio
import json
import re
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from tests.journeys.program import Program

PATIENCE_SECONDS = 120
CSRF = "c" * 32  # both in the cookie and in the form, as a page that was loaded before has it
MADE = """
import datetime as dt, json, sys
import django
django.setup()
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import transaction
from django.utils import timezone
from bluestem.audit.actors import CONSOLE
from bluestem.events import actions
from bluestem.events.models import Event, Series
from bluestem.kit.sessions import SessionStore
from bluestem.members.models import Member
people, events, languages = int(sys.argv[1]), json.loads(sys.argv[2]), json.loads(sys.argv[3])
start = timezone.now().replace(second=0, microsecond=0) + dt.timedelta(days=20)
keys = []
with transaction.atomic():
    actions.make_default_series(actor=CONSOLE)
    for slug, values in events.items():
        usual = {"title_en": slug.title(), "title_fr": slug.title(), "place": "Building 193",
                 "starts_at": start, "ends_at": start + dt.timedelta(hours=2), "series": "drinks"}
        values = {**usual, **values, "slug": slug}
        values["series"] = Series.objects.get(slug=values["series"])
        event = actions.draft(actor=CONSOLE, **values)
        Event.objects.filter(pk=event.pk).update(state="published", published_at=timezone.now())
    made = Member.objects.bulk_create(
        Member(address=f"person{n}@example.org", name=f"Person {n:03}",
               language=languages[n % len(languages)], joined_on=dt.date(2021, 2, 1))
        for n in range(people)
    )
    organiser = Member.objects.get(address="ben@example.org")
    for member in [organiser, *made]:
        session = SessionStore()
        session[SESSION_KEY] = str(member.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = member.get_session_auth_hash()
        session.create()
        keys.append(session.session_key)
print(json.dumps(keys))
"""


@dataclass
class Answer:
    """What came back: the status, where it sends to, the page, and when by the clock."""

    status: int
    headers: dict[str, list[str]]
    page: str
    began: float
    ended: float

    @property
    def seconds(self) -> float:
        return self.ended - self.began


@dataclass
class Person:
    """Somebody signed in: the cookies of her browser."""

    key: str
    address: str = ""
    cookies: dict[str, str] = field(default_factory=dict)

    def request(self, method: str, address: str, form: dict[str, str] | None = None) -> bytes:
        """Return the bytes of one request; a POST carries the token that its page had."""
        cookies = {"bluestem_session": self.key, "bluestem_csrf": CSRF, **self.cookies}
        head = [
            f"{method} {address} HTTP/1.1",
            "Host: localhost",
            "Connection: close",
            "Cookie: " + "; ".join(f"{name}={value}" for name, value in cookies.items()),
        ]
        body = b""
        if method == "POST":
            body = urllib.parse.urlencode({"csrfmiddlewaretoken": CSRF, **(form or {})}).encode()
            head += [
                "Content-Type: application/x-www-form-urlencoded",
                f"Content-Length: {len(body)}",
            ]
        return "\r\n".join([*head, "", ""]).encode() + body


@dataclass
class Deed:
    """One request of one person."""

    who: Person
    method: str
    address: str
    form: dict[str, str] = field(default_factory=dict)


def populate(
    program: Program,
    people: int,
    events: Mapping[str, Mapping[str, object]],
    languages: Sequence[str] = ("en",),
) -> tuple[Person, list[Person]]:
    """Make published events, by their slug, and people; return the organiser and the people.

    What is not said of an event is as Drinks for members are, in twenty days.
    """
    made = (str(people), json.dumps(events), json.dumps(languages))
    ended = subprocess.run(
        [sys.executable, "-c", MADE, *made],
        env={**program.environment, "DJANGO_SETTINGS_MODULE": "bluestem.config.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    organiser, *keys = json.loads(ended.stdout.splitlines()[-1])
    crowd = [Person(key, f"person{number}@example.org") for number, key in enumerate(keys)]
    return Person(organiser, "ben@example.org"), crowd


def at_once(port: int, deeds: Sequence[Deed]) -> list[Answer]:
    """Do all deeds at the same moment; every one has its own open connection before the first."""
    with ThreadPoolExecutor(1) as beside:  # a browser's own loop may be running in this thread
        return beside.submit(lambda: asyncio.run(_all(port, deeds))).result()


async def _all(port: int, deeds: Sequence[Deed]) -> list[Answer]:
    opened = [await asyncio.open_connection("127.0.0.1", port, limit=2**22) for _ in deeds]
    async with asyncio.timeout(PATIENCE_SECONDS):
        return list(
            await asyncio.gather(
                *(
                    _one(reader, writer, deed)
                    for (reader, writer), deed in zip(opened, deeds, strict=True)
                )
            )
        )


async def _one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, deed: Deed) -> Answer:
    began = time.monotonic()
    writer.write(deed.who.request(deed.method, deed.address, deed.form))
    await writer.drain()
    said = await reader.read(-1)
    ended = time.monotonic()
    writer.close()
    head, _, body = said.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers: dict[str, list[str]] = {}
    for line in lines:
        name, _, value = line.partition(": ")
        headers.setdefault(name.lower(), []).append(value)
    for cookie in headers.get("set-cookie", []):
        name, _, value = cookie.partition(";")[0].partition("=")
        if name != "bluestem_session":
            deed.who.cookies[name] = value
    return Answer(int(first.split()[1]), headers, body.decode(), began, ended)


def registering(people: Iterable[Person], slug: str) -> list[Deed]:
    """Return the one click of each."""
    return [Deed(who, "POST", f"/events/{slug}/register") for who in people]


def looking(people: Iterable[Person], slug: str) -> list[Deed]:
    """Return what a browser does next: the page, with the answer on it."""
    return [Deed(who, "GET", f"/events/{slug}") for who in people]


def told_numbers(answers: Iterable[Answer]) -> list[int | None]:
    """Return what each was told: her number on the waiting list, None for a place."""
    found: list[int | None] = []
    for answer in answers:
        number = re.search(r"You are number (\d+) on the waiting list\.", answer.page)
        assert number or "You have a place." in answer.page, answer.page
        found.append(int(number[1]) if number else None)
    return found


def percentile(values: Iterable[float], share: float) -> float:
    """Return the value that this share of all does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def in_turn(port: int, deeds: Sequence[Deed], hands: int = 8) -> list[Answer]:
    """Do the deeds with a few connections at a time."""
    found: list[Answer] = []
    for first in range(0, len(deeds), hands):
        found += at_once(port, deeds[first : first + hands])
    return found
