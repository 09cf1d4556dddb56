import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.test import Client

from bluestem.audit.actors import CONSOLE
from bluestem.community.actions import change_setting
from bluestem.community.models import Community, Page
from bluestem.members.actions import make_first_organiser
from bluestem.members.models import Department, Member, Role, Visibility

PUBLIC = ("/", "/team", "/conduct", "/privacy", "/accessibility")


def text_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def crowd(count: int, joined_on: dt.date = dt.date(2020, 3, 1)) -> list[Member]:
    departments = list(Department.objects.all())
    return Member.objects.bulk_create(
        Member(
            address=f"crowd{n}@example.org",
            name=f"Crowd {n}",
            joined_on=joined_on,
            department=departments[n % len(departments)] if departments else None,
        )
        for n in range(count)
    )


@pytest.mark.parametrize("path", PUBLIC)
@pytest.mark.parametrize("prefix", ["", "/fr"])
def test_everyone_reads_the_public_pages_in_both_languages(
    cast: dict[str, Member], client: Client, path: str, prefix: str
) -> None:
    html = text_of(client, prefix + path)
    assert html.count("<h1") == 1
    assert f'<html lang="{prefix[1:] or "en"}">' in html
    for code, there in (("en", path), ("fr", f"/fr{path}")):
        assert f'hreflang="{code}" href="http://127.0.0.1:8000{there}"' in html
    assert "{contact}" not in html
    assert "{community}" not in html


def test_an_empty_community_shows_no_numbers(community: Community, client: Client) -> None:
    html = text_of(client, "/")
    assert "<dd>" not in html.split('class="soil')[1].split("</section>")[0]
    assert "This community is young" in html


def test_a_community_of_one_has_a_home_page_without_absurd_numbers(
    community: Community, client: Client
) -> None:
    make_first_organiser(actor=CONSOLE, address="ada@example.org", name="Ada")
    for path in PUBLIC:
        text_of(client, path)
    html = text_of(client, "/")
    assert "This community is young" in html
    assert "members," not in html
    assert 'class="years"' not in html
    assert not re.search(r"\d+ volunteers", html)
    assert "Ada" not in html  # her name is shown to members until she says otherwise


def test_the_home_page_counts_its_numbers_from_records(
    cast: dict[str, Member], client: Client
) -> None:
    change_setting(actor=CONSOLE, key="founded_on", value="2016-01-01")
    crowd(20)
    Member.objects.filter(address="crowd0@example.org").update(
        state=Member.State.LEFT, left_on=dt.date(2021, 6, 1)
    )
    html = text_of(client, "/")
    # 10 of the cast (Kim, deactivated, is still a member) and 19 of the crowd.
    assert re.search(r"members, 5 April 2022</dt><dd>29</dd>", html)
    assert re.search(r"departments they come from</dt><dd>9</dd>", html)
    assert re.search(r"<b>2021</b><span>29 members", html)
    assert re.search(r"<b>2020</b><span>20 members", html)
    assert "<b>2019</b>" not in html
    assert re.search(r"<b>2016</b><span>It begins", html)


def test_growth_is_not_shown_from_guessed_dates(cast: dict[str, Member], client: Client) -> None:
    crowd(20)
    Member.objects.filter(address__startswith="crowd").update(is_joining_estimated=True)
    html = text_of(client, "/")
    assert "<dd>30</dd>" in html
    assert "at the end of the year" not in html


@pytest.mark.parametrize("count", [1, 30])
def test_the_home_page_asks_the_same_number_of_questions(
    cast: dict[str, Member],
    client: Client,
    count: int,
    django_assert_num_queries: Callable[[int], object],
) -> None:
    for member in crowd(count):
        Role.objects.create(member=member, kind=Role.Kind.STEERING, starts_on=member.joined_on)
    with django_assert_num_queries(8):  # type: ignore[attr-defined]
        client.get("/")


@pytest.mark.parametrize("count", [1, 30])
def test_the_team_page_asks_the_same_number_of_questions(
    cast: dict[str, Member],
    client: Client,
    count: int,
    django_assert_num_queries: Callable[[int], object],
) -> None:
    for member in crowd(count):
        Role.objects.create(member=member, kind=Role.Kind.OUTREACH, starts_on=member.joined_on)
    with django_assert_num_queries(4):  # type: ignore[attr-defined]
        client.get("/team")


def test_the_team_shows_a_name_only_to_the_circle_its_owner_chose(
    cast: dict[str, Member], client: Client, client_of: Callable[[Member], Client]
) -> None:
    def shown() -> list[bool]:
        readers = (client, client_of(cast["ada"]), client_of(cast["ben"]))
        return [cast["cleo"].name in text_of(reader, "/team") for reader in readers]

    wanted = {
        Visibility.NOBODY: [False, False, False],
        Visibility.ORGANISERS: [False, False, True],
        Visibility.MEMBERS: [False, True, True],
        Visibility.EVERYONE: [True, True, True],
    }
    for circle, expected in wanted.items():
        Member.objects.filter(pk=cast["cleo"].pk).update(name_visibility=circle)
        assert shown() == expected, circle


def test_the_team_leaves_out_ended_terms_and_people_who_are_gone(
    cast: dict[str, Member], client: Client
) -> None:
    Member.objects.update(name_visibility=Visibility.EVERYONE)
    Role.objects.filter(member=cast["ben"]).update(ends_on=dt.date(2022, 4, 5))
    Role.objects.create(member=cast["kim"], kind=Role.Kind.STEERING, starts_on=dt.date(2021, 1, 1))
    html = text_of(client, "/team")
    assert cast["ben"].name not in html
    assert cast["kim"].name not in html
    assert cast["gus"].name in html


def test_markup_in_a_page_is_shown_as_words(community: Community, client: Client) -> None:
    attack = "<script>alert(1)</script> [x](javascript:alert(1)) <b onclick=x>b</b>"
    Page.objects.update(title_en=attack, text_en=attack)
    for path in PUBLIC:
        html = text_of(client, path)
        assert "<script>alert" not in html
        assert 'href="javascript:' not in html
        assert "<b onclick" not in html


def test_one_address_for_one_language_community(community: Community, client: Client) -> None:
    change_setting(actor=CONSOLE, key="languages", value="fr")
    answer = client.get("/privacy?x=1")
    assert (answer.status_code, answer["Location"]) == (302, "/fr/privacy?x=1")
    html = text_of(client, "/fr/privacy")
    assert "English" not in html
    assert 'rel="alternate"' not in html
    assert client.get("/health").status_code == 200


def test_the_switch_of_languages_keeps_page_and_question(
    cast: dict[str, Member], client_of: Callable[[Member], Client]
) -> None:
    html = text_of(client_of(cast["ben"]), "/desk/audit?deed=founded&person=ben")
    assert 'href="/fr/desk/audit?deed=founded&amp;person=ben"' in html


def test_brand_css_is_empty_until_colours_are_set_and_then_cacheable(
    community: Community, client: Client
) -> None:
    assert client.get("/brand.css").content == b""
    assert "brand.css" not in text_of(client, "/")
    change_setting(actor=CONSOLE, key="brand_colour", value="#4b1d6b")
    answer = client.get("/brand.css")
    assert answer["Content-Type"].startswith("text/css")
    assert b"--brand: light-dark(#4b1d6b" in answer.content
    assert "max-age" in answer["Cache-Control"]
    assert client.get("/brand.css", HTTP_IF_NONE_MATCH=answer["ETag"]).status_code == 304
    first = re.search(r'href="(/brand\.css\?v=\w+)"', text_of(client, "/"))
    change_setting(actor=CONSOLE, key="brand_colour", value="#134d50")
    second = re.search(r'href="(/brand\.css\?v=\w+)"', text_of(client, "/"))
    assert first is not None
    assert second is not None
    assert first[1] != second[1]


def test_search_engines_find_public_pages_alone(cast: dict[str, Member], client: Client) -> None:
    sitemap = text_of(client, "/sitemap.xml")
    for path in PUBLIC:
        assert f"<loc>http://127.0.0.1:8000{path}</loc>" in sitemap
        assert f"<loc>http://127.0.0.1:8000/fr{path}</loc>" in sitemap
    assert "/desk" not in sitemap
    assert "testserver" not in sitemap
    robots = text_of(client, "/robots.txt")
    assert "Disallow: /desk" in robots
    assert "Disallow: /fr/members" in robots
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in robots


def test_small_addresses_lead_on(community: Community, client: Client) -> None:
    assert client.get("/fr")["Location"] == "/fr/"
    assert client.get("/favicon.ico")["Location"].endswith("favicon.svg")


def test_pages_of_signed_in_people_stay_out_of_caches(
    cast: dict[str, Member], client: Client, client_of: Callable[[Member], Client]
) -> None:
    hers = client_of(cast["ada"]).get("/")
    assert "no-store" in hers["Cache-Control"]
    assert "Expires" not in hers  # its seconds would tell two answers apart
    answer = client.get("/")
    assert "Cache-Control" not in answer
    assert "camera=()" in answer["Permissions-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert "unsafe" not in answer["Content-Security-Policy"]


def test_the_menu_marks_where_one_is(
    cast: dict[str, Member], client: Client, client_of: Callable[[Member], Client]
) -> None:
    assert 'href="/team" aria-current="page"' in text_of(client, "/team")
    html = text_of(client_of(cast["ben"]), "/desk/pages/privacy")
    assert re.findall(r'href="([^"]+)" aria-current="page"', html) == [
        "/desk/settings",
        "/desk/pages",
    ]


def test_visitors_are_shown_the_way_in_and_members_their_own_name(
    cast: dict[str, Member], client: Client, client_of: Callable[[Member], Client]
) -> None:
    header = text_of(client, "/").split("</header>")[0]
    assert 'href="/join"' in header
    assert 'href="/sign-in"' in header
    header = text_of(client_of(cast["ada"]), "/").split("</header>")[0]
    assert cast["ada"].name in header
    assert 'href="/sign-in"' not in header
    assert 'href="/desk"' not in header
