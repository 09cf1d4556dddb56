"""A person at a browser: Chromium, with or without JavaScript, or with the keyboard alone."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, sync_playwright

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@contextmanager
def chromium() -> Iterator[Browser]:
    found = next(
        path for name in ("chromium", "chromium-browser", "google-chrome")
        if (path := shutil.which(name))
    )  # fmt: skip
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        yield browser
        browser.close()


def page_of(browser: Browser, *, has_scripts: bool = True, width: int = 1280) -> Page:
    context: BrowserContext = browser.new_context(
        java_script_enabled=has_scripts, viewport={"width": width, "height": 900}
    )
    context.set_default_timeout(15_000)
    return context.new_page()


def choose(page: Page, name: str, value: str) -> None:
    """Tick a radio button or box by its name and value, as a click on its label does."""
    page.locator(f'label:has(input[name="{name}"][value="{value}"])').first.click()


def press(page: Page, address_part: str) -> None:
    """Press the button of the form that posts to an address."""
    page.locator(f'form[action*="{address_part}"] button[type="submit"]').first.click()


def say_yes(page: Page, address_part: str) -> None:
    """Open the question before a grave step, and answer it with yes."""
    form = f'form[action*="{address_part}"]'
    page.locator(f"details.confirm:has({form}) > summary").click()
    page.locator(f'{form} button[type="submit"]:visible').click()


def follow(link: Locator) -> None:
    """Press a link or button and wait until the page behind it is whole, to read it at once."""
    with link.page.expect_navigation():
        link.click()


def save(page: Page) -> None:
    """Press the button of the form that a page is for."""
    page.locator("main form button.primary").last.click()


def axe_violations(page: Page) -> list[str]:
    """What axe finds on the page as it stands, one line each."""
    found = Axe().run(page).response["violations"]
    return [f"{page.url}: {row['id']} {row['nodes'][0]['target']}" for row in found]


def tab_to(page: Page, selector: str, limit: int = 150) -> None:
    """Move the focus with the Tab key alone until it stands on an element."""
    for _ in range(limit):
        if page.evaluate("s => !!document.activeElement?.matches(s)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"The Tab key does not reach {selector} on {page.url}.")


def code_in(text: str) -> str:
    """The eight digits of a letter."""
    found = re.search(r"\b(\d{4})[ \u00a0\u202f]?(\d{4})\b", text)
    assert found, text
    return "".join(found.groups())


def link_in(text: str, part: str) -> str:
    """The first address in a letter that holds `part`."""
    found = next((word for word in re.findall(r"https?://[^\s<>)]+", text) if part in word), None)
    assert found, text
    return found
