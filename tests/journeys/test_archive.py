"""A past event in a real browser: its recording plays in parts, its pages pass axe, it prints."""

import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, Response
from pytest_django.live_server_helper import LiveServer

from bluestem.audit.actors import SYSTEM
from bluestem.events import actions
from bluestem.events.models import Event
from bluestem.events.tests.kit_archive import pictured, recorded, talk
from bluestem.kit import ranges
from bluestem.members.models import Member
from tests.journeys.people import axe_violations, chromium

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = "WEBVTT\n\n00:00.000 --> 00:30.000\nGood morning.\n"
SECONDS = 30


def wait_until(page: Page, condition: str, seconds: float = 15) -> None:
    """Ask again and again: the page's own policy forbids Playwright to wait inside it."""
    end = time.monotonic() + seconds
    while not page.evaluate(condition):
        assert time.monotonic() < end, condition
        page.wait_for_timeout(50)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def event(cast: Mapping[str, Member], tmp_path: Path, settings: Any) -> Event:
    settings.MEDIA_ROOT = tmp_path
    event = talk("t", "members", title_en="Keeping magnets cold")
    recording = recorded(event, "members", seconds=SECONDS)
    actions.write_subtitles(actor=SYSTEM, recording=recording, language="en", text=WORDS)
    pictured(event)
    recorded(talk("u"))
    actions.write_notes(actor=SYSTEM, event=event, notes_en="## Three things\n\n- One", notes_fr="")
    return event


def page_of(
    browser: Browser, live_server: LiveServer, member: Member, width: int = 1280, scheme: str = ""
) -> Page:
    client = Client()
    client.force_login(member)
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme or "light",  # type: ignore[arg-type]
    )
    key = client.cookies["bluestem_session"].value
    context.add_cookies([{"name": "bluestem_session", "value": key, "url": live_server.url}])
    return context.new_page()


def test_player_plays_to_the_end_and_seeks_though_it_gets_pieces(
    event: Event,
    cast: Mapping[str, Member],
    live_server: LiveServer,
    browser: Browser,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ranges, "PIECE_BYTES", 20_000)
    page = page_of(browser, live_server, cast["ada"])
    asked: list[str] = []

    def hear(answer: Response) -> None:
        if "/recordings/" in answer.url and not answer.url.endswith(".vtt"):
            asked.append(str(answer.status))

    page.on("response", hear)
    page.goto(f"{live_server.url}/events/t")
    wait_until(page, "document.querySelector('video').readyState >= 1")
    assert page.evaluate("document.querySelector('video').duration") == SECONDS
    page.evaluate(
        "() => { const v = document.querySelector('video'); v.muted = true;"
        f" v.currentTime = {SECONDS - 2}; return v.play(); }}"
    )
    wait_until(page, "document.querySelector('video').ended")
    track = "document.querySelector('video').textTracks[0]"
    assert page.evaluate(f"{track}.cues[0].text") == "Good morning."
    assert page.evaluate("document.querySelector('video').error") is None
    assert asked
    assert set(asked) == {"206"}


def test_axe_finds_nothing_on_pages_of_the_archive(
    event: Event, cast: Mapping[str, Member], live_server: LiveServer, browser: Browser
) -> None:
    faults = []
    for width, scheme in ((1280, "light"), (390, "dark")):
        for person, addresses in (
            ("ada", ("/events/t", "/events?q=magnets", "/fr/events/t")),
            ("ben", ("/desk/events/t/recordings", "/desk/events/u/recordings",
                     "/desk/events/t/notes", "/desk/events/t/pictures")),
        ):  # fmt: skip
            page = page_of(browser, live_server, cast[person], width, scheme)
            for address in addresses:
                page.goto(live_server.url + address)
                faults += [f"{width} {scheme} {line}" for line in axe_violations(page)]
                wide = page.evaluate("document.documentElement.scrollWidth")
                if wide > width:
                    faults.append(f"{width} {address}: {wide} px wide")
            page.context.close()
    assert faults == []


def test_printed_event_is_its_words_without_the_way_around(
    event: Event, cast: Mapping[str, Member], live_server: LiveServer, browser: Browser
) -> None:
    page = page_of(browser, live_server, cast["ada"])
    page.emulate_media(media="print")
    for address in ("/events/t", "/events?q=magnets"):
        page.goto(live_server.url + address)
        for gone in (".site-header", ".site-footer", ".btn", "form", "video", ".crumb"):
            for found in page.locator(gone).all():
                assert not found.is_visible(), (address, gone)
        assert page.get_by_text("Keeping magnets cold").first.is_visible()
    page.goto(f"{live_server.url}/events/t")
    assert page.get_by_text("Three things").is_visible()
