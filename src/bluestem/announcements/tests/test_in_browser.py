"""From the first word to the minute of grace, in a browser, with and without its scripts."""

import shutil
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright

from bluestem.announcements.models import Announcement
from bluestem.mailroom.models import Mailing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


def faults_of(page: Page) -> list[str]:
    return [fault["id"] for fault in Axe().run(page).response["violations"]]


@pytest.mark.parametrize("has_scripts", [True, False])
def test_announcement_is_written_previewed_sent_and_taken_back(
    live_server, cast, client_of, browser, has_scripts
):
    signed_in: Client = client_of(cast["ben"])
    context = browser.new_context(
        viewport={"width": 390, "height": 900}, java_script_enabled=has_scripts
    )
    cookie = signed_in.cookies["bluestem_session"].value
    context.add_cookies([{"name": "bluestem_session", "value": cookie, "url": live_server.url}])
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)

    page.goto(f"{live_server.url}/desk/announcements/new")
    page.get_by_label("Announcements").first.check()
    page.get_by_label("Subject in English").fill("Six classes are waiting")
    page.get_by_label("Text in English").fill("In ten days we go to **school**.")
    if not has_scripts:
        page.get_by_role("button", name="Show the preview").click()
    page.locator("#preview strong").wait_for()
    assert not Announcement.objects.exists()
    if has_scripts:
        assert faults_of(page) == []

    page.get_by_role("button", name="Save and go on to sending").click()
    page.frame_locator("iframe").first.get_by_text("school", exact=True).wait_for()
    if has_scripts:
        assert faults_of(page) == []
    page.get_by_text("Send to 9 people…").click()
    page.get_by_role("button", name="Send to 9 people", exact=True).click()
    page.get_by_role("link", name="What became of it").click()
    page.get_by_text("About to start").first.wait_for()
    assert Mailing.objects.get().state == Mailing.State.GRACE
    if has_scripts:
        assert faults_of(page) == []

    page.get_by_role("button", name="Stop before it starts").click()
    page.get_by_text("Stopped before it started").wait_for()
    assert Announcement.objects.get().is_draft
    assert complaints == []
    context.close()
