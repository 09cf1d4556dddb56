"""The whole program with a mail server and a browser beside it, for the journeys of people."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page

from bluestem.mailroom.tests.smtp import Received, RecordingServer
from tests.journeys.people import chromium, page_of
from tests.journeys.program import Program

MAIL_SECONDS = 30


@dataclass
class Site:
    program: Program
    server: RecordingServer
    browser: Browser

    def mail_to(self, address: str, number: int = 1) -> Received:
        """Wait for the mail with this number to an address."""
        end = time.monotonic() + MAIL_SECONDS
        while len(self.server.to(address)) < number:
            assert time.monotonic() < end, f"mail {number} to {address} did not come"
            time.sleep(0.05)
        return self.server.to(address)[number - 1]

    def mail_saying(self, address: str, words: str) -> Received:
        """Wait for the mail to an address in whose text these words stand."""
        end = time.monotonic() + MAIL_SECONDS
        while True:
            for mail in self.server.to(address):
                if words in " ".join(mail.text.split()):
                    return mail
            assert time.monotonic() < end, f"no mail to {address} says {words!r}"
            time.sleep(0.05)

    def skip_grace(self) -> None:
        """Let the minute in which a mailing can be stopped be over."""
        end = time.monotonic() + MAIL_SECONDS
        while not self.program.change(
            "UPDATE mailroom_mailing SET starts_at = created_at WHERE state = 'grace'"
        ):
            assert time.monotonic() < end, "no mailing is in its minute of grace"
            time.sleep(0.1)

    def signed_in(self, address: str, **options: object) -> Page:
        """A browser in which somebody is signed in by a one-time address."""
        page = page_of(self.browser, **options)  # type: ignore[arg-type]
        page.goto(self.program.sign_in_address(address))
        return page

    def with_session(self, key: str, **options: object) -> Page:
        """A browser in which somebody is signed in already."""
        page = page_of(self.browser, **options)  # type: ignore[arg-type]
        cookie = {"name": "bluestem_session", "value": key, "url": self.program.address}
        page.context.add_cookies([cookie])  # type: ignore[list-item]
        return page


@contextmanager
def running_site(
    folder: Path, prepare: Callable[[Program], None] = lambda program: None
) -> Iterator[Site]:
    """Found a community in `folder` whose organiser is Ben, prepare it, and run it."""
    with RecordingServer() as server:
        program = Program(
            folder,
            surroundings={
                "BLUESTEM_SMTP_URL": server.url,
                "BLUESTEM_SENDER": "wit@example.org",
            },
        )
        program.init("ben@example.org")
        prepare(program)
        with program.running(), chromium() as browser:
            yield Site(program, server, browser)
