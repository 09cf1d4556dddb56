import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from bluestem.audit.models import AuditLine
from bluestem.kit.attention import items_for
from bluestem.kit.spreadsheets import harmless
from bluestem.mailroom.models import Delivery
from bluestem.members.actions.approval import (
    approve_joining,
    change_affiliation,
    deactivate,
    decline_joining,
    reactivate,
)
from bluestem.members.actions.export import export_directory
from bluestem.members.errors import HoldsRoles, NotActive, NotWaiting
from bluestem.members.models import (
    Consent,
    Department,
    Institution,
    MailingList,
    Member,
    Purpose,
    Role,
    Subscription,
)

NOW = dt.datetime(2022, 4, 1, tzinfo=dt.UTC)


@pytest.fixture
def waiting(cast: dict[str, Member]) -> Member:
    """Lou confirmed her address, chose a list and waits."""
    lou = Member.objects.create(
        name="Lou Waiting",
        address="lou@example.org",
        state=Member.State.WAITING,
        joined_on=dt.date(2022, 4, 1),
    )
    Consent.objects.create(
        member=lou, purpose=Purpose.MEMBERSHIP, text_version="1", way="x", given_at=NOW
    )
    Subscription.objects.create(
        mailing_list=MailingList.objects.all()[0],
        address="lou@example.org",
        member=lou,
        started_way="joining",
        started_at=NOW,
    )
    return lou


def test_yes_makes_a_member_from_today_with_her_lists_and_a_letter(
    cast: dict[str, Member], waiting: Member
) -> None:
    approve_joining(actor=cast["ben"], member=waiting)
    lou = Member.objects.get(pk=waiting.pk)
    assert (lou.state, lou.joined_on) == (Member.State.ACTIVE, dt.date(2022, 4, 5))
    assert lou.subscriptions.active().count() == 1
    assert Delivery.objects.get().mailing.letter == "members.welcome"
    with pytest.raises(NotWaiting):
        approve_joining(actor=cast["ben"], member=waiting)
    with pytest.raises(NotWaiting):
        decline_joining(actor=cast["ben"], member=waiting)


def test_no_keeps_nothing_of_a_stranger_but_the_letter(
    cast: dict[str, Member], waiting: Member
) -> None:
    own = Subscription.objects.create(
        mailing_list=MailingList.objects.all()[1],
        address="lou@example.org",
        member=waiting,
        started_way="form",
        started_at=NOW,
        confirmed_at=NOW,
    )
    decline_joining(actor=cast["ben"], member=waiting)
    assert not Member.objects.filter(address="lou@example.org").exists()
    assert list(Subscription.objects.filter(address="lou@example.org")) == [own]
    assert Delivery.objects.get().mailing.letter == "members.joining_declined"
    line = AuditLine.objects.newest_first().first()
    assert line is not None
    assert (line.deed, line.object_key) == ("declined joining", str(waiting.pk))


def test_no_to_somebody_who_comes_back_leaves_her_as_one_who_left(
    cast: dict[str, Member], waiting: Member
) -> None:
    Consent.objects.filter(member=waiting).update(withdrawn_at=NOW)
    decline_joining(actor=cast["ben"], member=waiting)
    assert Member.objects.get(pk=waiting.pk).state == Member.State.LEFT


def test_only_steering_answers_and_closes(cast: dict[str, Member], waiting: Member) -> None:
    for actor in (cast["ada"], cast["cleo"], cast["jo"], waiting):
        for action, member in (
            (approve_joining, waiting),
            (decline_joining, waiting),
            (deactivate, cast["eve"]),
            (reactivate, cast["kim"]),
        ):
            with pytest.raises(PermissionDenied):
                action(actor=actor, member=member)
        with pytest.raises(PermissionDenied):
            export_directory(actor=actor)


def test_deactivation_ends_every_session_at_the_next_click(
    cast: dict[str, Member], client_of: Callable[[Member], Client]
) -> None:
    ada, ben = client_of(cast["ada"]), client_of(cast["ben"])
    assert ada.get("/members").status_code == 200
    ben.post(f"/desk/members/{cast['ada'].pk}/deactivate")
    assert ada.get("/members").status_code == 302
    assert ben.get(f"/members/{cast['ada'].pk}").status_code == 404
    ben.post(f"/desk/members/{cast['ada'].pk}/reactivate")
    assert ada.get("/members").status_code == 302  # the old session stays ended
    assert client_of(Member.objects.get(pk=cast["ada"].pk)).get("/members").status_code == 200
    with pytest.raises(NotActive):
        reactivate(actor=cast["ben"], member=cast["ada"])


def test_affiliation_decides_what_she_sees_and_is_noted(
    cast: dict[str, Member], client_of: Callable[[Member], Client]
) -> None:
    ben = client_of(cast["ben"])
    ben.post(f"/desk/members/{cast['ada'].pk}/affiliation", {"affiliation": "partner"})
    assert client_of(cast["ada"]).get("/members").status_code == 404
    with pytest.raises(HoldsRoles):
        change_affiliation(actor=cast["ben"], member=cast["fay"], affiliation="partner")
    refused = ben.post(f"/desk/members/{cast['ada'].pk}/affiliation", {"affiliation": "root"})
    assert "error-summary" in refused.content.decode()
    line = AuditLine.objects.newest_first().first()
    assert line is not None
    assert line.facts == {"affiliation": "partner"}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?state=waiting", {"Lou Waiting"}),
        ("?state=deactivated", {"Kim Park"}),
        ("?state=left", set()),
        ("?q=lindq", {"Ada Lindqvist"}),
        ("?q=ada%40example", {"Ada Lindqvist"}),
        ("?state=erased&q=ada", {"Ada Lindqvist"}),  # no such state to show
    ],
)
def test_the_list_shows_a_state_and_searches_in_it(
    waiting: Member,
    cast: dict[str, Member],
    client_of: Callable[[Member], Client],
    query: str,
    names: set[str],
) -> None:
    answer = client_of(cast["ben"]).get(f"/desk/members{query}")
    assert {row.profile.name for row in answer.context["rows"]} == names


def test_the_list_says_lists_roles_and_estimated_dates(
    cast: dict[str, Member], client_of: Callable[[Member], Client]
) -> None:
    Member.objects.filter(pk=cast["ada"].pk).update(is_joining_estimated=True)
    page = client_of(cast["ben"]).get("/desk/members").content.decode()
    assert "(estimated)" in page
    assert "Steering committee" in page
    assert "Announcements, Friday Links" in page
    french = client_of(cast["ben"]).get("/fr/desk/members").content.decode()
    assert "(estimée)" in french


@pytest.mark.parametrize("count", [1, 30])
def test_the_desk_list_asks_the_same_few_questions(
    cast: dict[str, Member],
    client_of: Callable[[Member], Client],
    django_assert_num_queries: Any,
    count: int,
) -> None:
    for number in range(count):
        member = Member.objects.create(
            address=f"m{number}@example.org",
            name=f"M {number}",
            joined_on="2020-01-01",
            department=Department.objects.create(code=f"M{number}"),
        )
        Role.objects.create(member=member, kind="editor", starts_on="2020-01-01")
        Subscription.objects.create(
            mailing_list=MailingList.objects.all()[0],
            address=member.address or "",
            member=member,
            started_way="import",
            started_at=NOW,
            confirmed_at=NOW,
        )
    ben = client_of(cast["ben"])
    with django_assert_num_queries(9):  # frame 4, count, people, lists, roles, waiting
        assert ben.get("/desk/members").status_code == 200


def test_the_desk_answers_alike_for_missing_garbled_and_erased(
    cast: dict[str, Member], client_of: Callable[[Member], Client]
) -> None:
    Member.objects.filter(pk=cast["ada"].pk).update(state=Member.State.ERASED)
    ben = client_of(cast["ben"])
    for key in (str(cast["ada"].pk), str(uuid.uuid4()), "x", "%00"):
        for page in ("", "/give-role"):
            assert ben.get(f"/desk/members/{key}{page}").status_code == 404
        for deed in ("approve", "decline", "deactivate", "reactivate", "affiliation"):
            assert ben.post(f"/desk/members/{key}/{deed}").status_code in {200, 404}
            assert ben.get(f"/desk/members/{key}/{deed}").status_code == 405


def test_the_export_is_audited_and_no_cell_is_a_formula(
    cast: dict[str, Member], client_of: Callable[[Member], Client]
) -> None:
    Member.objects.filter(pk=cast["ada"].pk).update(name='=HYPERLINK("http://x","y")')
    Member.objects.filter(pk=cast["eve"].pk).update(name="@SUM(A1)", pronouns=" +1")
    answer = client_of(cast["ben"]).post("/desk/members/export")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="members-2022-04-05.csv"'
    text = answer.content.decode("utf-8-sig")
    assert text.startswith("name,address,pronouns,department,")
    assert "'@SUM(A1)" in text
    assert "' +1" in text
    assert "\"'=HYPERLINK" in text
    line = AuditLine.objects.newest_first().first()
    assert line is not None
    assert (line.deed, line.facts) == ("exported directory", {"count": 9})
    assert client_of(cast["ben"]).get("/desk/members/export").status_code in {404, 405}
    assert client_of(cast["ada"]).post("/desk/members/export").status_code == 404


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "\u00a0=1"])
def test_cells_that_start_a_formula_get_an_apostrophe(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


def test_ordinary_cells_stay_as_they_are() -> None:
    assert [harmless(cell) for cell in ("Ada", "", "a=b", "1-2", "é")] == [
        "Ada",
        "",
        "a=b",
        "1-2",
        "é",
    ]


def test_the_desk_asks_for_what_needs_steering_and_for_nothing_of_others(
    cast: dict[str, Member], waiting: Member, community: Any
) -> None:
    Department.objects.update(headcount_people=100)
    Department.objects.create(code="NEW")
    Role.objects.filter(member=cast["fay"]).update(ends_on=dt.date(2022, 4, 20))
    Role.objects.filter(member=cast["gus"]).update(ends_on=dt.date(2022, 9, 1))
    cast["ada"].institution = Institution.objects.create(name="Typed", is_offered=False)
    cast["ada"].save()
    community.needs_approval = True
    community.save()
    titles = [str(item.title) for item in items_for(cast["ben"])]
    assert "1 person waits to join" in titles
    assert "Fay Delacroix: Newsletter editor ends on 20 April 2022" in titles
    assert "1 department has no headcount" in titles
    assert "A member typed 1 new institution" in titles
    assert "Approval is on, but you are alone on the steering committee" in titles
    assert not [title for title in titles if "Gus" in title]
    assert not [item for item in items_for(cast["fay"]) if "wait" in str(item.title)]
