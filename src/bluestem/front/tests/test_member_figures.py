import csv
import datetime as dt
import io

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from bluestem.community.models import Community
from bluestem.kit import time
from bluestem.members.figures import membership
from bluestem.members.models import Department, Member

ON = dt.date(2021, 9, 30)


def _people(code: str, group: str, count: int, joined_on: dt.date = ON) -> None:
    department, _ = Department.objects.get_or_create(code=code, defaults={"group": group})
    Member.objects.bulk_create(
        Member(address=f"{code}{i}@example.org", department=department, joined_on=joined_on)
        for i in range(count)
    )


@pytest.fixture
def people(community: Community) -> None:
    _people("EP", "physicists", 20)
    _people("TH", "physicists", 9)
    _people("IT", "engineers", 30)
    _people("RCS", "engineers", 3)
    _people("HSE", "engineers", 7)
    _people("HR", "administration", 6)


def _shown(on: dt.date = ON) -> dict[str, int | None]:
    figures = membership(on, 5)
    return {row.code: row.members for group in figures.groups for row in group.departments}


def test_small_cell_is_hidden_with_its_complement(people: None) -> None:
    assert _shown() == {"EP": 20, "TH": 9, "IT": 30, "RCS": None, "HSE": None, "HR": 6}


def test_group_that_is_small_itself_is_hidden_with_another_group(community: Community) -> None:
    _people("EP", "physicists", 20)
    _people("IT", "engineers", 30)
    _people("HR", "administration", 2)

    assert _shown() == {"EP": None, "IT": 30, "HR": None}


def test_members_are_counted_from_joining_until_leaving(community: Community) -> None:
    _people("EP", "physicists", 10)
    Member.objects.filter(address="EP0@example.org").update(
        left_on=dt.date(2022, 1, 1), state=Member.State.LEFT
    )

    assert membership(ON - dt.timedelta(days=1), 5).total == 0
    assert membership(ON, 5).total == 10
    assert membership(dt.date(2022, 1, 1), 5).total == 9
    assert membership(dt.date(2021, 12, 31), 5).growth[-1] == (dt.date(2021, 12, 31), 10)


def test_people_who_wait_for_approval_are_not_counted(people: None) -> None:
    Member.objects.create(
        address="w@example.org", joined_on=ON, state=Member.State.WAITING, name="Waiting"
    )

    assert membership(ON, 5).total == 75


def test_page_table_and_picture_name_the_same_day(people: None, client: Client) -> None:
    page = client.get("/figures/members", {"on": "2021-09-30"})
    table = client.get("/figures/members.csv", {"on": "2021-09-30"})
    picture = client.get("/figures/members.png", {"on": "2021-09-30"})

    assert "75 members on 30 September 2021" in page.content.decode()
    rows = list(csv.DictReader(io.StringIO(table.content.decode())))
    assert rows[-1]["members"] == "75"
    assert {row["department"]: row["members"] for row in rows}["RCS"] == ""
    assert picture.content.startswith(b"\x89PNG")
    assert "75 membres au 30 septembre 2021" in client.get(
        "/fr/figures/members", {"on": "2021-09-30"}
    ).content.decode().replace("\xa0", " ")


@pytest.mark.parametrize("on", ["nonsense", "2021-02-30", "9999-12-31", "0000-00-00", "\x00"])
def test_impossible_day_is_told_so(people: None, client: Client, on: str) -> None:
    for address in ("/figures/members", "/figures/members.csv", "/figures/members.png"):
        assert client.get(address, {"on": on}).status_code == 400


def test_word_instead_of_a_day_is_shown_with_an_example(people: None, client: Client) -> None:
    said = client.get("/figures/members", {"on": "soonish"}).content.decode()
    assert "Found “soonish”" in said
    assert "2022-04-05" in said


def test_empty_community_has_a_page_too(community: Community, client: Client) -> None:
    assert client.get("/figures/members").status_code == 200
    assert client.get("/figures/members.png").status_code == 200
    assert client.get("/figures/members.png?chart=departments").status_code == 200


@pytest.mark.parametrize("count", [1, 30])
def test_figures_ask_the_same_queries_however_many_members(
    community: Community,
    client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    count: int,
) -> None:
    _people("EP", "physicists", count, joined_on=time.today())
    client.get("/figures/members")
    with django_assert_num_queries(8):
        client.get("/figures/members")
