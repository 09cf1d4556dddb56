"""Join, confirm, sign in, decide who sees what, stop a list, leave: journeys 1 and 4.

The whole program, a real browser, a real SMTP server; in both languages, with and without
JavaScript, and by keyboard.
"""

import csv
import re
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bluestem.mailroom.tests.smtp import Received
from tests.journeys.people import (
    axe_violations,
    choose,
    code_in,
    follow,
    link_in,
    page_of,
    press,
    say_yes,
    tab_to,
)
from tests.journeys.site import MAIL_SECONDS, Site, running_site

pytestmark = [pytest.mark.browser, pytest.mark.processes]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running_site(tmp_path_factory.mktemp("journey")) as running:
        yield running


def join(site: Site, page: Page, prefix: str, address: str, name: str) -> None:
    page.goto(f"{site.program.address}{prefix}/join")
    page.fill('[name="address"]', address)
    page.fill('[name="name"]', name)
    page.locator('[name="consent"]').check(force=True)
    press(page, "/join")
    letter = site.mail_to(address)
    link = link_in(letter.text, "/join/confirm/")
    for _ in range(3):  # a scanner fetches every link
        urllib.request.urlopen(link)
    page.goto(link)
    press(page, "/join/confirm/")


def sign_in(site: Site, page: Page, prefix: str, address: str, mails_before: int) -> None:
    page.goto(f"{site.program.address}{prefix}/sign-in")
    page.fill('[name="address"]', address)
    press(page, "/sign-in")
    code = code_in(site.mail_to(address, mails_before + 1).text)
    page.fill('[name="code"]', f"{code[:4]} {code[4:]}")
    press(page, "/sign-in/code")


def one_click(mail: Received) -> int:
    """What a mail client's own button does: a POST without cookie, nothing else."""
    header = str(mail.mail["List-Unsubscribe"])
    address = next(part for part in re.findall(r"<([^>]+)>", header) if part.startswith("http"))
    assert str(mail.mail["List-Unsubscribe-Post"]) == "List-Unsubscribe=One-Click"
    body = urllib.parse.urlencode({"List-Unsubscribe": "One-Click"}).encode()
    with urllib.request.urlopen(urllib.request.Request(address, data=body)) as answer:
        return int(answer.status)


@pytest.mark.parametrize(
    ("prefix", "has_scripts"), [("", True), ("/fr", False)], ids=["english", "french-no-scripts"]
)
def test_member_joins_signs_in_hides_a_field_and_leaves(
    site: Site, prefix: str, has_scripts: bool
) -> None:
    key = "fr" if prefix else "en"
    address = f"ada-{key}@example.org"
    page = page_of(site.browser, has_scripts=has_scripts)
    join(site, page, prefix, address, f"Ada {key}")
    mails = 2  # confirmation and welcome
    site.mail_to(address, mails)
    sign_in(site, page, prefix, address, mails)
    expect(page.locator(f'a[href="{prefix}/settings"]').first).to_be_visible()

    page.goto(f"{site.program.address}{prefix}/settings/profile")
    page.fill('[name="pronouns"]', "iel/they")
    page.fill('[name="about"]', "Ask me about vacuum.")
    choose(page, "pronouns_visibility", "0")
    choose(page, "about_visibility", "2")
    press(page, "/settings/profile")
    colleague = site.signed_in("ben@example.org")
    colleague.goto(f"{site.program.address}/members?q=Ada+{key}")
    follow(colleague.locator("main a", has_text=f"Ada {key}").first)
    assert "Ask me about vacuum." in colleague.content()
    assert "iel/they" not in colleague.content()

    page.goto(f"{site.program.address}{prefix}/settings/leave")
    press(page, "/settings/leave")
    goodbye = site.mail_to(address, mails + 2)
    assert goodbye.mail["Subject"]
    colleague.goto(f"{site.program.address}/members?q=Ada+{key}")
    assert colleague.locator("main a", has_text=f"Ada {key}").count() == 0


def test_member_joins_and_signs_in_by_keyboard_alone(site: Site) -> None:
    address = "keys@example.org"
    page = page_of(site.browser)
    page.goto(f"{site.program.address}/join")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    for name, text in (("address", address), ("name", "Kay Board")):
        tab_to(page, f'[name="{name}"]')
        page.keyboard.type(text)
    tab_to(page, '[name="consent"]')
    page.keyboard.press("Space")
    tab_to(page, 'form[action="/join"] button[type="submit"]')
    page.keyboard.press("Enter")
    page.goto(link_in(site.mail_to(address).text, "/join/confirm/"))
    tab_to(page, 'form[action*="/join/confirm/"] button')
    page.keyboard.press("Enter")
    site.mail_to(address, 2)

    page.goto(f"{site.program.address}/sign-in")
    tab_to(page, '[name="address"]')
    page.keyboard.type(address)
    page.keyboard.press("Enter")
    code = code_in(site.mail_to(address, 3).text)
    tab_to(page, '[name="code"]')
    page.keyboard.type(code)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)
    page.goto(f"{site.program.address}/settings")
    assert address in page.content()


def test_steering_imports_announces_with_a_second_yes_and_gives_a_role(
    site: Site, tmp_path: Path
) -> None:
    file = tmp_path / "liste.csv"
    with file.open("w", newline="", encoding="utf-8-sig") as stream:
        writer = csv.writer(stream, delimiter=";")
        writer.writerow(["Courriel", "Nom", "Département", "Langue"])
        writer.writerow(["zoe@example.org", "Zoé Blanc", "IT", "fr"])
        writer.writerow(["second@example.org", "Sol Second", "EP", "en"])
    ben = site.signed_in("ben@example.org", has_scripts=False)
    ben.goto(f"{site.program.address}/desk/import")
    ben.locator('input[type="file"]').set_input_files(str(file))
    follow(ben.locator('main form:has(input[type="file"]) button[type="submit"]').first)
    assert "Zoé Blanc" in ben.content() or "zoe@example.org" in ben.content()
    follow(ben.locator('main button[type="submit"].primary').first)
    ben.goto(f"{site.program.address}/desk/members?q=Blanc")
    assert "Zoé Blanc" in ben.content()
    assert site.server.to("zoe@example.org") == []  # imported people get no mail

    ben.goto(f"{site.program.address}/desk/members?q=Second")
    ben.locator("main a", has_text="Sol Second").first.click()
    ben.locator('a[href*="give-role"]').first.click()
    choose(ben, "kind", "steering")
    ben.locator('main form button[type="submit"].primary').click()
    site.mail_to("second@example.org")  # a letter says which role
    assert site.program.command("set", "approval", "on").returncode == 0

    ben.goto(f"{site.program.address}/desk/announcements/new")
    ben.locator('label:has(input[name="mailing_list"])', has_text="Announcements").first.click()
    ben.fill('[name="subject_en"]', "A walk at noon")
    ben.fill('[name="text_en"]', "Meet at **building 40**.")
    ben.fill('[name="subject_fr"]', "Une promenade à midi")
    ben.fill('[name="text_fr"]', "Rendez-vous au **bâtiment 40**.")
    ben.locator('button[name="do"][value="check"]').click()
    press(ben, "/ask")
    where = ben.url
    assert ben.locator('form[action*="/release"]').count() == 0  # never her own yes

    second = site.signed_in("second@example.org")
    second.goto(where)
    assert axe_violations(second) == []
    say_yes(second, "/release")
    time.sleep(1)
    mailings = site.program.command("mailings", "--json")
    assert mailings.returncode == 0, mailings.stderr
    before = len(site.server.to("zoe@example.org"))
    assert before == 0  # one minute of grace
    site.skip_grace()

    mail = site.mail_to("zoe@example.org")
    assert mail.mail["Subject"] == "Une promenade à midi"
    assert mail.mail["List-Id"]
    for link in re.findall(r"https?://[^\s<>\")]+", mail.text + mail.html):
        if link.startswith(site.program.address):
            for _ in range(3):
                urllib.request.urlopen(link)
    assert one_click(mail) in {200, 202, 204}

    note = tmp_path / "next.md"
    note.write_text(
        "---\nsubject_en: Next\nsubject_fr: Suite\n---\nHello\n---fr---\nBonjour\n",
        encoding="utf-8",
    )
    asked = site.program.command("announce", str(note), "--list", "announcements", "--release")
    assert asked.returncode == 0, asked.stderr
    second.goto(f"{site.program.address}/desk/announcements")
    second.locator("main a", has_text="Next").first.click()
    say_yes(second, "/release")
    site.skip_grace()
    site.mail_to("ben@example.org", len(site.server.to("ben@example.org")))
    end = time.monotonic() + MAIL_SECONDS
    while not any(m.mail["Subject"] == "Next" for m in site.server.to("second@example.org")):
        assert time.monotonic() < end
        time.sleep(0.1)
    assert len(site.server.to("zoe@example.org")) == 1  # she stopped that list

    ben.goto(f"{site.program.address}/desk/roles")
    ben.locator("main tr", has_text="Sol Second").locator('a[href*="/end"]').click()
    follow(ben.locator('main form button[type="submit"].primary'))
    assert "The role has its end" in ben.content()
