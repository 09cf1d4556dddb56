"""A Diversity Talk, from last year's copy to the figures of the year: journey 4, steps 1 to 7.

The whole program, a real browser, a real SMTP server; in English with JavaScript, in French
without it. Time passes by moving the event in the database.
"""

import datetime as dt
import re
import urllib.request
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from bluestem.events.tests.kit_archive import sound
from tests.journeys import race
from tests.journeys.crowd import Deed, at_once
from tests.journeys.people import choose, link_in, press, save, say_yes
from tests.journeys.talks import (
    AHEAD_DAYS,
    NOTE,
    TO_DO_DAYS,
    WORDS,
    House,
    Talk,
    house_of_talks,
    pass_days,
)

pytestmark = [pytest.mark.browser, pytest.mark.processes]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house_of_talks(tmp_path_factory.mktemp("organiser")) as running:
        yield running


def copy_last_year(talk: Talk) -> None:
    """1: the note of last time is shown; what is to do has new dates."""
    ben = talk.ben
    ben.goto(talk.address(f"/desk/events/last-{talk.code}"))
    press(ben, "/copy")  # at the moment that the page proposes: a year later
    talk.sees(ben, "copied")
    talk.slug = ben.url.rpartition("/")[2]
    expect(ben.locator("main")).to_contain_text(NOTE)
    event_on = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=AHEAD_DAYS)
    for row, days in zip(ben.locator(".tasks .when").all(), TO_DO_DAYS, strict=True):
        day = (event_on + dt.timedelta(days=days)).day
        assert re.search(rf"\b{day}\b", row.inner_text()), row.inner_text()
    talk.desk(ben, "/edit")
    for code, title in zip(("en", "fr"), WORDS["title"], strict=True):
        ben.fill(f'[name="title_{code}"]', title)
    save(ben)
    expect(ben.locator("h1")).to_have_text(talk.say("title"))


def invite_and_brief(talk: Talk) -> None:
    """2: from the idea to the briefing; Rosa says yes, and no to a recording."""
    ben, rosa, done = talk.ben, talk.rosa, talk.ben.locator("#speakers .steps li.done")
    ben.locator('details.data:has(form[action$="/speakers"]) > summary').click()
    ben.fill('[name="speaker-name"]', "Rosa Lind")
    ben.fill('[name="speaker-address"]', talk.rosa_address)
    ben.locator('[name="speaker-sector"]').select_option("industry")
    choose(ben, "speaker-language", talk.code)
    press(ben, "/speakers")
    expect(done).to_have_count(1)
    talk.write_to_rosa("invited")
    expect(done).to_have_count(2)
    mail = talk.house.mail_saying(talk.rosa_address, talk.say("title"))
    assert talk.say("invitation") in str(mail.mail["Subject"])
    link = link_in(mail.text, f"{talk.prefix}/speaking/")
    for _ in range(3):  # a scanner fetches every link
        urllib.request.urlopen(link).read()
    rosa.goto(link)
    talk.check_by_axe(rosa)
    rosa.locator('button[value="yes"]').click()
    talk.sees(rosa, "said yes")
    talk.rosa_says("no")
    talk.write_to_rosa("briefed")
    expect(done).to_have_count(4)
    expect(ben.locator("#speakers")).to_contain_text(talk.say("no recording"))


def propose_and_approve(talk: Talk, sol: Page) -> None:
    """3: Ben cannot say yes himself, and until Sol does nobody else sees it."""
    ben, ada = talk.ben, talk.page(talk.ada)
    press(ben, "/propose")
    talk.sees(ben, "waits")
    assert ben.locator('form[action*="/approve"]').count() == 0
    assert ada.goto(talk.address(f"/events/{talk.slug}")).status == 404  # type: ignore[union-attr]
    mail = talk.house.mail_saying(talk.sol.address, f"/desk/events/{talk.slug}")
    sol.goto(link_in(mail.text, f"{talk.prefix}/desk/events/"))
    say_yes(sol, "/approve")
    talk.sees(sol, "published")


def announce(talk: Talk, sol: Page) -> None:
    """4: a draft, then a question, then a mail; Ada and Eve register."""
    ben, ada, page = talk.ben, talk.page(talk.ada), f"/events/{talk.slug}"
    talk.desk(ben)
    press(ben, "/announce")
    expect(ben.locator(f'[name="subject_{talk.code}"]')).to_have_value(talk.say("title"))
    ben.locator('button[name="do"][value="check"]').click()
    press(ben, "/ask")
    assert not any(page in mail.text for mail in talk.house.server.to(talk.ada.address))
    sol.goto(ben.url)
    say_yes(sol, "/release")
    talk.house.skip_grace()
    mail = talk.house.mail_saying(talk.ada.address, page)
    assert mail.mail["Subject"] == talk.say("title")
    ada.goto(link_in(mail.text, f"{talk.prefix}{page}"))
    press(ada, f"{page}/register")
    deed = Deed(talk.eve, "POST", f"{page}/register")
    race.check_no_error(at_once(talk.house.program.port, [deed]))
    talk.desk(sol)
    sol.locator('.tasks li:has-text("Announce the event") form button').click()
    expect(sol.locator(".tasks li")).to_have_count(len(TO_DO_DAYS) - 1)


def check_in(talk: Talk) -> None:
    """5: on a phone; Ada comes, Eve does not, and somebody comes whom nobody expected."""
    phone = talk.page(talk.house.organiser, width=390)
    talk.desk(phone)
    phone.locator(f'a[href$="/{talk.slug}/door"]').click()
    status, counted = phone.locator("main [role=status]").first, rf"^\s*{talk.say('here')}\s*$"
    expect(status).to_have_text(re.compile(counted.format(0, 2)))
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    talk.check_by_axe(phone)
    phone.locator(".door li", has_text=talk.name_of(talk.ada)).locator("form button").click()
    expect(status).to_have_text(re.compile(counted.format(1, 2)))
    phone.fill('[name="name"]', "Dora Walk-in")
    phone.keyboard.press("Enter")
    expect(status).to_have_text(re.compile(counted.format(2, 3)))
    expect(phone.locator(".door li", has_text="Dora Walk-in")).to_have_count(1)


def thank_and_ask(talk: Talk) -> None:
    """6: Rosa and Sol are thanked; Ada, who was there, says once what she thought."""
    ben, page, mail_saying = talk.ben, talk.page(), talk.house.mail_saying
    talk.write_to_rosa("thanked")
    expect(ben.locator("#speakers .steps li.done")).to_have_count(5)
    mail_saying(talk.rosa_address, talk.say("thanks"))
    talk.desk(ben, "/thanks")
    expect(ben.locator("main")).to_contain_text(talk.name_of(talk.sol))
    save(ben)
    mail_saying(talk.sol.address, talk.say("helped"))
    talk.desk(ben, "/feedback")
    save(ben)
    link = link_in(mail_saying(talk.ada.address, "/feedback/").text, f"{talk.prefix}/feedback/")
    page.goto(link)
    choose(page, "rating", "5")
    page.fill('[name="good"]', "Her honest hour")
    save(page)
    talk.sees(page, "answered")
    page.goto(link)
    assert page.locator('[name="rating"]').count() == 0
    ben.reload()
    talk.sees(ben, "few")
    assert "Her honest hour" not in ben.content()
    assert not any("/feedback/" in mail.text for mail in talk.house.server.to(talk.eve.address))


def publish(talk: Talk) -> None:
    """6: refused without Rosa's yes, by page and by command; with it, for members alone."""
    ben, ada, visitor, command = (
        talk.ben,
        talk.page(talk.ada),
        talk.page(),
        talk.house.program.command,
    )
    talk.desk(ben, "/recordings")
    file = {"name": "talk.wav", "mimeType": "audio/wav", "buffer": sound()}
    ben.locator('main input[name="file"]').last.set_input_files(file)  # type: ignore[arg-type]
    save(ben)
    where = str(ben.locator(".player").get_attribute("src"))

    def statuses() -> list[int]:
        address = talk.house.program.address + where
        return [page.request.get(address).status for page in (ada, visitor)]

    def press_publish(then: str) -> None:
        talk.desk(ben, "/recordings")
        ben.locator('details.data:has(button[value="publish"]) > summary').click()
        ben.locator('button[value="publish"]').click()
        talk.sees(ben, then)

    press_publish("refused")
    assert "Rosa Lind" in command("recordings", "publish", talk.slug).stderr
    assert statuses() == [404, 404]
    talk.rosa_says("members")
    press_publish("shown")
    talk.sees(ben, "for members")
    assert "Rosa Lind" in command("recordings", "publish", talk.slug, "--audience", "public").stderr
    assert statuses() == [200, 404]
    ada.goto(talk.address(f"/events/{talk.slug}"))
    talk.sees(ada, "members only")
    expect(ada.locator(".player")).to_have_attribute("src", where)


def figures(talk: Talk) -> list[int]:
    """7: read the Diversity Talks of the year in which yesterday was, and their speakers."""
    page, year = talk.page(), (dt.datetime.now(dt.UTC) - dt.timedelta(days=1)).year
    page.goto(talk.address("/figures/events"))
    found = []
    for table, column in (("by-series", str(year)), ("by-sector", talk.say("industry"))):
        shown = page.locator(f'[role="region"][aria-labelledby="{table}"]')
        heads = [head.strip() for head in shown.locator("thead th").all_text_contents()]
        row = shown.locator("tbody tr", has_text="Diversity Talks").locator("th, td")
        is_there = column in heads and row.count()
        found.append(int(row.nth(heads.index(column)).inner_text()) if is_there else 0)
    return found


@pytest.mark.parametrize(
    ("prefix", "has_scripts"), [("", True), ("/fr", False)], ids=["english", "french-no-scripts"]
)
def test_talk_goes_from_last_years_copy_to_the_figures_of_the_year(
    house: House, prefix: str, has_scripts: bool
) -> None:
    talk = Talk(house, prefix, has_scripts)
    talks, speakers = figures(talk)
    copy_last_year(talk)
    invite_and_brief(talk)
    sol = talk.page(talk.sol)
    propose_and_approve(talk, sol)
    announce(talk, sol)
    pass_days(house.program, talk.slug, AHEAD_DAYS)
    check_in(talk)
    pass_days(house.program, talk.slug, 1)
    thank_and_ask(talk)
    publish(talk)
    assert figures(talk) == [talks + 1, speakers + 1]
