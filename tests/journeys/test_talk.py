"""A talk in a real browser, with and without scripts: asked, voted for, shown, counted in."""

from collections.abc import Iterator, Mapping

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from bluestem.events.models import Event, Question
from bluestem.events.tests.kit import HOUR
from bluestem.events.tests.kit_talk import asked, link_of, talk, was_there
from bluestem.members.models import Member
from tests.journeys.people import axe_violations, chromium, page_of, tab_to

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def button(words: str) -> str:
    """The button with these words at the question that is asked here."""
    return f"li:has-text('Is it warm in there?') button:has-text('{words}')"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def event(cast: Mapping[str, Member]) -> Event:
    # The site in the other thread reads the real clock.
    event = talk(title_en="Keeping magnets cold", starts_at=timezone.now() + HOUR)
    asked(event, "Will there be enough helium?", cast["hanna"])
    asked(event, "Who called whom first?", kept_votes=1)
    return event


def page_for(
    browser: Browser, site: LiveServer, member: Member, *, has_scripts: bool = True
) -> Page:
    client = Client()
    client.force_login(member)
    page = page_of(browser, has_scripts=has_scripts)
    key = client.cookies["bluestem_session"].value
    page.context.add_cookies([{"name": "bluestem_session", "value": key, "url": site.url}])
    return page


@pytest.mark.parametrize("has_scripts", [True, False])
def test_a_question_goes_from_a_phone_to_the_stage(
    cast: Mapping[str, Member],
    event: Event,
    live_server: LiveServer,
    browser: Browser,
    has_scripts: bool,
) -> None:
    ada = page_for(browser, live_server, cast["ada"], has_scripts=has_scripts)
    ada.goto(f"{live_server.url}/events/t")
    ada.locator("#id_text").fill("Is it warm in there?")
    expect(ada.locator("#id_is_anonymous")).to_be_checked()
    ada.get_by_role("button", name="Send question").click()
    expect(ada.get_by_text("Your question is on its way")).to_be_visible()
    question = Question.objects.get(text="Is it warm in there?")
    assert question.member is None

    ben = page_for(browser, live_server, cast["ben"], has_scripts=has_scripts)
    ben.goto(f"{live_server.url}/desk/events/t/questions")
    ben.locator(button("Show it")).click()
    expect(ben.locator(button("Answered"))).to_be_visible()

    ada.goto(f"{live_server.url}/events/t")
    vote = ada.locator(f"#vote-{question.pk}")
    for pressed, count in (("true", "1"), ("false", "0")):
        vote.click()
        expect(vote).to_have_attribute("aria-pressed", pressed)
        expect(vote.locator("span").first).to_have_text(count)
    if has_scripts:
        assert ada.evaluate("document.activeElement.id") == f"vote-{question.pk}"
        assert axe_violations(ada) == []

    stage = page_for(browser, live_server, cast["ben"], has_scripts=has_scripts)
    stage.goto(f"{live_server.url}/events/t/stage")
    expect(stage.locator(".stage-question")).to_have_count(0)
    ben.locator(button("On the stage")).click()
    expect(ben.locator("#asked")).to_be_visible()
    if not has_scripts:  # a page without scripts asks for itself anew after ten seconds
        stage.reload()
    expect(stage.locator(".stage-question")).to_contain_text("Is it warm in there?")
    assert "Ada" not in stage.content()


def test_keyboard_alone_votes_and_asks(
    cast: Mapping[str, Member], event: Event, live_server: LiveServer, browser: Browser
) -> None:
    ada = page_for(browser, live_server, cast["ada"])
    ada.goto(f"{live_server.url}/events/t")
    first = event.questions.counted()[0]
    tab_to(ada, f"#vote-{first.pk}")
    ada.keyboard.press("Enter")
    expect(ada.locator(f"#vote-{first.pk}")).to_have_attribute("aria-pressed", "true")
    tab_to(ada, "#id_text")
    ada.keyboard.type("And from the keyboard?")
    tab_to(ada, "form[action$='/questions'] button[type='submit']")
    ada.keyboard.press("Enter")
    expect(ada.get_by_text("Your question is on its way")).to_be_visible()


@pytest.mark.parametrize("has_scripts", [True, False])
def test_a_person_is_counted_in_by_code_and_says_later_what_she_thought(
    cast: Mapping[str, Member],
    live_server: LiveServer,
    browser: Browser,
    has_scripts: bool,
) -> None:
    event = talk("past", starts_at=timezone.now() - 2 * HOUR)
    hers = was_there(event, cast["ada"], state="registered")
    ben = page_for(browser, live_server, cast["ben"], has_scripts=has_scripts)
    ben.goto(f"{live_server.url}/desk/events/past/door")
    ben.locator("#code").fill(hers.door_code.lower())
    ben.keyboard.press("Enter")
    ben.get_by_role("button", name="Check in").click()
    expect(ben.get_by_text("Is here already")).to_be_visible()

    page = page_of(browser, has_scripts=has_scripts)  # without signing in
    page.goto(live_server.url + link_of(hers))
    page.get_by_role("button", name="Send my answer").click()
    expect(page.get_by_text("Choose one of the five.").first).to_be_visible()
    page.locator('label:has(input[name="rating"][value="4"])').click()
    page.locator("#id_good").fill("The honest part")
    page.get_by_role("button", name="Send my answer").click()
    expect(page.get_by_text("Your answer is in. Thank you.")).to_be_visible()
    if has_scripts:
        assert axe_violations(page) == []
    ben.goto(live_server.url + reverse("events:desk_feedback", args=["past"]))
    expect(ben.get_by_text("Fewer than 5 answers are in.")).to_be_visible()
