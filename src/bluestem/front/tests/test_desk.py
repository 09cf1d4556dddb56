import datetime as dt
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from bluestem.audit.actors import CONSOLE
from bluestem.community.actions import change_setting
from bluestem.community.models import Community, Page
from bluestem.kit import time
from bluestem.members.actions import make_first_organiser
from bluestem.members.models import Department, Member, Role

LONG_AGO = dt.date(2021, 1, 1)


def desk_of(client: Client, path: str = "/desk") -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def make_second_steering(member: Member, ends_on: dt.date | None = None) -> Role:
    return Role.objects.create(
        member=member, kind=Role.Kind.STEERING, starts_on=LONG_AGO, ends_on=ends_on
    )


def test_the_desk_is_for_organisers(
    cast: dict[str, Member], client: Client, client_of: Callable[[Member], Client]
) -> None:
    for name in ("ben", "cleo", "fay", "gus", "jo"):
        assert client_of(cast[name]).get("/desk").status_code == 200, name
    for name in ("ada", "eve", "hanna", "ines"):
        assert client_of(cast[name]).get("/desk").status_code == 404, name
    assert client.get("/desk").status_code == 302


@pytest.mark.parametrize(
    ("hour", "english", "french"),
    [
        (9, "Good morning, Ben", "Bonjour Ben"),
        (14, "Good afternoon, Ben", "Bonjour Ben"),
        (21, "Good evening, Ben", "Bonsoir Ben"),
    ],
)
def test_the_desk_greets_by_the_community_clock(
    cast: dict[str, Member],
    client_of: Callable[[Member], Client],
    hour: int,
    english: str,
    french: str,
) -> None:
    ben = client_of(cast["ben"])
    with time.clock_at(dt.datetime(2022, 4, 5, hour, tzinfo=ZoneInfo("Europe/Zurich"))):
        assert english in desk_of(ben)
        assert "Tuesday 5 April." in desk_of(ben)
        assert french in desk_of(ben, "/fr/desk")
        assert "Mardi 5 avril." in desk_of(ben, "/fr/desk")


def test_the_day_is_the_communitys_own(
    cast: dict[str, Member], client_of: Callable[[Member], Client]
) -> None:
    change_setting(actor=CONSOLE, key="time_zone", value="Pacific/Auckland")
    late = dt.datetime(2022, 4, 5, 20, tzinfo=ZoneInfo("Europe/Zurich"))
    with time.clock_at(late):
        assert "Wednesday 6 April" in desk_of(client_of(cast["ben"]))


def test_a_new_community_is_asked_what_it_still_lacks(
    community: Community, client_of: Callable[[Member], Client]
) -> None:
    ada = make_first_organiser(actor=CONSOLE, address="ada@example.org", name="Ada")
    change_setting(actor=CONSOLE, key="time_zone", value="UTC")
    html = desk_of(client_of(ada))
    for title in (
        "Dates and times are those of no place in particular",
        "There is no contact address",
        "No mail leaves this machine",
        "5 pages still have the words Bluestem brought",
        "You are the only one on the steering committee",
    ):
        assert title in html


def test_what_is_done_is_asked_no_more(
    cast: dict[str, Member],
    client_of: Callable[[Member], Client],
    settings: object,
) -> None:
    ben = client_of(cast["ben"])
    change_setting(actor=CONSOLE, key="contact_address", value="wit@example.org")
    Page.objects.update(version=2)
    Department.objects.update(headcount_people=900, headcount_on=time.today())
    settings.SMTP_SERVER = object()  # type: ignore[attr-defined]
    make_second_steering(cast["ada"])
    html = desk_of(ben)
    assert "contact address" not in html
    assert "No mail leaves" not in html
    assert "Announcements go out without a second pair of eyes" in html
    change_setting(actor=CONSOLE, key="approval", value="on")
    html = desk_of(ben)
    assert "Nothing needs you now" in html
    assert "Nothing needs anyone today" in html
    Role.objects.filter(member=cast["ada"]).delete()
    assert "Approval is on, but you are alone on the steering committee" in desk_of(ben)


def test_what_only_steering_can_do_is_asked_of_steering_alone(
    cast: dict[str, Member], client_of: Callable[[Member], Client]
) -> None:
    html = desk_of(client_of(cast["fay"]))
    assert "contact address" not in html
    assert "/desk/settings" not in html
    assert "/desk/audit" not in html
    assert "Nothing needs you now" in html


def test_the_week_is_counted_from_records(
    cast: dict[str, Member], client_of: Callable[[Member], Client]
) -> None:
    today = time.today()
    for days, state, left in ((0, "active", None), (6, "active", None), (7, "active", None)):
        Member.objects.create(
            address=f"new{days}@example.org", joined_on=today - dt.timedelta(days), state=state,
            left_on=left,
        )  # fmt: skip
    Member.objects.create(
        address="gone@example.org", joined_on=LONG_AGO, state="left", left_on=today
    )
    Member.objects.create(joined_on=LONG_AGO, state="erased", left_on=today)
    Member.objects.create(address="w@example.org", joined_on=today, state="waiting")
    html = desk_of(client_of(cast["ben"]))
    assert "<dt>new members</dt><dd>2</dd>" in html
    assert "<dt>members who left</dt><dd>2</dd>" in html
    assert "<dt>waits for a yes</dt><dd>1</dd>" in html


def test_steering_sees_whose_term_ends_next(
    cast: dict[str, Member], client_of: Callable[[Member], Client]
) -> None:
    soon, later = time.today() + dt.timedelta(20), time.today() + dt.timedelta(90)
    make_second_steering(cast["hanna"], soon)
    make_second_steering(cast["ines"], later)
    html = desk_of(client_of(cast["ben"]))
    assert "Terms that end next" in html
    assert cast["hanna"].name in html
    assert cast["ines"].name not in html
    assert "Terms that end next" not in desk_of(client_of(cast["fay"]))


@pytest.mark.parametrize("count", [1, 30])
def test_the_desk_asks_the_same_number_of_questions(
    cast: dict[str, Member],
    client_of: Callable[[Member], Client],
    count: int,
    django_assert_num_queries: Callable[[int], object],
) -> None:
    members = Member.objects.bulk_create(
        Member(address=f"n{n}@example.org", name=f"N {n}", joined_on=time.today())
        for n in range(count)
    )
    for member in members:
        make_second_steering(member, time.today() + dt.timedelta(3))
    ben = client_of(cast["ben"])
    with django_assert_num_queries(DESK_QUERIES):  # type: ignore[attr-defined]
        ben.get("/desk")


DESK_QUERIES = 32  # of which the rooms' attention asks about half
