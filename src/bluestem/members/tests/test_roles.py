import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from bluestem.audit.actors import CONSOLE
from bluestem.audit.models import AuditLine
from bluestem.kit import audience, time
from bluestem.mailroom.models import Delivery
from bluestem.members.actions.approval import deactivate
from bluestem.members.actions.roles import end_role, give_role
from bluestem.members.errors import (
    LastSteeringMember,
    NotActive,
    NotForPartners,
    RoleAlreadyHeld,
    RoleEndsBeforeItStarts,
)
from bluestem.members.models import Department, Member, Role

TODAY = dt.date(2022, 4, 5)
DAY = dt.timedelta(days=1)


def at(day: dt.date) -> Any:
    return time.clock_at(dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC))


def fresh(member: Member) -> Member:
    return Member.objects.get(pk=member.pk)


def give(cast: dict[str, Member], who: str = "ada", **term: Any) -> Role:
    given = {"kind": Role.Kind.STEERING, "starts_on": TODAY, "ends_on": None, **term}
    return give_role(actor=cast["ben"], member=cast[who], **given)


def test_a_role_acts_from_its_first_day_until_the_day_before_its_end(
    cast: dict[str, Member],
) -> None:
    give(cast, starts_on=TODAY + 2 * DAY, ends_on=TODAY + 4 * DAY)
    holds = []
    for number in range(6):
        with at(TODAY + number * DAY):
            holds.append(audience.STEERING in fresh(cast["ada"]).audiences)
    assert holds == [False, False, True, True, False, False]


def test_giving_and_ending_writes_a_letter_in_her_language_and_an_audit_line(
    cast: dict[str, Member],
) -> None:
    role = give(cast, "ines", kind=Role.Kind.EDITOR, ends_on=dt.date(2024, 4, 5))
    delivery = Delivery.objects.get()
    assert delivery.address == "ines@example.org"
    assert delivery.mailing.letter == "members.role_given"
    end_role(actor=cast["ben"], role=role, ends_on=TODAY + DAY)
    assert Delivery.objects.count() == 2
    lines = AuditLine.objects.about("member", cast["ines"].pk)
    assert [(line.deed, line.facts["role"]) for line in lines.order_by("id")] == [
        ("gave role", "editor"),
        ("ended role", "editor"),
    ]
    assert "Ferreira" not in str([line.facts for line in lines])


def test_roles_are_not_given_to_people_who_cannot_hold_them(cast: dict[str, Member]) -> None:
    with pytest.raises(NotActive):
        give(cast, "kim")
    Member.objects.filter(pk=cast["eve"].pk).update(affiliation="partner")
    with pytest.raises(NotForPartners):
        give(cast, "eve")
    with pytest.raises(RoleEndsBeforeItStarts):
        give(cast, ends_on=TODAY)
    for actor in ("ada", "cleo", "kim"):
        with pytest.raises(PermissionDenied):
            give_role(
                actor=cast[actor], member=cast["ada"], kind="editor", starts_on=TODAY, ends_on=None
            )
    assert not cast["ada"].roles.exists()
    assert not Delivery.objects.exists()


@pytest.mark.parametrize(
    ("starts", "ends", "is_refused"),
    [
        (0, 5, True),
        (9, None, True),
        (0, None, True),
        (10, 12, False),
        (-5, 5, False),
        (12, 14, False),
    ],
)
def test_the_same_role_is_not_held_twice_at_once(
    cast: dict[str, Member], starts: int, ends: int | None, is_refused: bool
) -> None:
    give(cast, starts_on=TODAY + 5 * DAY, ends_on=TODAY + 10 * DAY)
    term = {
        "starts_on": TODAY + starts * DAY,
        "ends_on": None if ends is None else TODAY + ends * DAY,
    }
    if ends == 5 and starts == 0:
        term["ends_on"] = TODAY + 6 * DAY
    if is_refused:
        with pytest.raises(RoleAlreadyHeld):
            give(cast, **term)
    else:
        give(cast, **term)


def test_the_last_steering_member_is_not_ended_by_anybody(cast: dict[str, Member]) -> None:
    role = cast["ben"].roles.get()
    for actor in (cast["ben"], CONSOLE):
        for day in (TODAY, TODAY + 400 * DAY):
            with pytest.raises(LastSteeringMember):
                end_role(actor=actor, role=role, ends_on=day)
        with pytest.raises(LastSteeringMember):
            deactivate(actor=actor, member=cast["ben"])
    assert fresh(cast["ben"]).is_active
    assert Role.objects.get(pk=role.pk).ends_on is None


def test_a_second_steering_member_frees_the_first_on_the_days_she_is_there(
    cast: dict[str, Member],
) -> None:
    role = cast["ben"].roles.get()
    give(cast, starts_on=TODAY + 10 * DAY, ends_on=TODAY + 20 * DAY)
    for day in (TODAY, TODAY + 9 * DAY, TODAY + 20 * DAY):
        with pytest.raises(LastSteeringMember):
            end_role(actor=cast["ben"], role=role, ends_on=day)
    end_role(actor=cast["ben"], role=role, ends_on=TODAY + 10 * DAY)
    with at(TODAY + 10 * DAY):
        assert audience.STEERING not in fresh(cast["ben"]).audiences
        assert audience.STEERING in fresh(cast["ada"]).audiences


def test_a_deactivated_colleague_does_not_count_as_second(cast: dict[str, Member]) -> None:
    give(cast)
    deactivate(actor=cast["ben"], member=cast["ada"])
    with pytest.raises(LastSteeringMember):
        end_role(actor=cast["ben"], role=cast["ben"].roles.get(), ends_on=TODAY)


def test_a_role_that_never_began_ends_on_its_first_day(cast: dict[str, Member]) -> None:
    role = give(cast, kind="editor", starts_on=TODAY + 5 * DAY)
    with pytest.raises(RoleEndsBeforeItStarts):
        end_role(actor=cast["ben"], role=role, ends_on=TODAY + 4 * DAY)
    end_role(actor=cast["ben"], role=role, ends_on=TODAY + 5 * DAY)
    with at(TODAY + 5 * DAY):
        assert not fresh(cast["ada"]).is_organiser


def test_a_role_is_given_and_ended_on_the_desk(
    cast: dict[str, Member], client_of: Callable[[Member], Client]
) -> None:
    ben, ada = client_of(cast["ben"]), cast["ada"]
    page = f"/desk/members/{ada.pk}/give-role"
    assert "Give a role" in ben.get(page).content.decode()
    given = {"kind": "outreach", "starts_on": "2022-04-05", "ends_on": "2024-04-05"}
    answer = ben.post(page, given, follow=True)
    assert "The role is given" in answer.content.decode()
    assert client_of(ada).get("/desk/roles").status_code == 404
    role = ada.roles.get()
    again = ben.post(page, given).content.decode()
    assert "This role is held from" in again
    ended = ben.post(f"/desk/roles/{role.pk}/end", {"ends_on": "2022-04-05"}, follow=True)
    assert "The role has its end" in ended.content.decode()
    assert "Ada Lindqvist" in ended.content.decode()  # in the history
    own = cast["ben"].roles.get()
    refused = ben.post(f"/desk/roles/{own.pk}/end", {"ends_on": "2022-04-05"})
    assert "Nobody else is on the steering committee" in refused.content.decode()


@pytest.mark.parametrize("ends_on", ["", "never", "2022-13-45", "\x00", "0000-00-00"])
def test_a_day_that_is_none_is_asked_back(
    cast: dict[str, Member], client_of: Callable[[Member], Client], ends_on: str
) -> None:
    give(cast)
    role = cast["ada"].roles.get()
    answer = client_of(cast["ben"]).post(f"/desk/roles/{role.pk}/end", {"ends_on": ends_on})
    assert answer.status_code == 200
    assert Role.objects.get(pk=role.pk).ends_on is None


def test_only_steering_comes_to_the_pages_about_roles(
    cast: dict[str, Member], client: Client, client_of: Callable[[Member], Client]
) -> None:
    role = cast["ben"].roles.get()
    addresses = [
        "/desk/roles",
        f"/desk/roles/{role.pk}/end",
        "/desk/roles/99999999999999999999/end",
    ]
    for who in ("ada", "cleo", "fay", "gus", "jo"):
        for address in addresses:
            assert client_of(cast[who]).get(address).status_code == 404
    assert client.get("/desk/roles").status_code == 302
    ben = client_of(cast["ben"])
    assert [ben.get(address).status_code for address in addresses] == [200, 200, 404]


@pytest.mark.parametrize("is_switched_on", [True, False])
def test_with_a_single_organiser_the_page_says_that_approval_is_off(
    cast: dict[str, Member],
    client_of: Callable[[Member], Client],
    community: Any,
    is_switched_on: bool,
) -> None:
    community.needs_approval = is_switched_on
    community.save()
    page = client_of(cast["ben"]).get("/desk/roles").content.decode()
    assert "One person on the steering committee" in page
    assert ("nothing waits for approval" in page) == is_switched_on
    give(cast)
    assert "One person" not in client_of(cast["ben"]).get("/desk/roles").content.decode()


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_of_roles_asks_the_same_few_questions(
    cast: dict[str, Member],
    client_of: Callable[[Member], Client],
    django_assert_num_queries: Any,
    count: int,
) -> None:
    for number in range(count):
        member = Member.objects.create(
            address=f"r{number}@example.org",
            name=f"R {number}",
            joined_on=TODAY,
            department=Department.objects.create(code=f"R{number}"),
        )
        Role.objects.create(member=member, kind="editor", starts_on=TODAY)
        Role.objects.create(member=member, kind="outreach", starts_on=TODAY - DAY, ends_on=TODAY)
    ben = client_of(cast["ben"])
    with django_assert_num_queries(9):  # frame 4, past count and page, present, steering, switch
        assert ben.get("/desk/roles").status_code == 200
