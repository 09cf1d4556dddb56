"""Joining and sign-in answer member, stranger and everybody between alike."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bluestem.mailroom.actions import suppress
from bluestem.mailroom.models import Delivery, Mailing
from bluestem.members.models import Joining, Member, SignInRequest
from bluestem.members.tests.account_help import letters_to, plain, run_tasks

STRANGER = "dov@example.org"
WAITING = "wil@example.org"
LEFT = "lea@example.org"
SUPPRESSED = "sue@example.org"
ASKED = "sam@example.org"
EVERYBODY = [
    "ada@example.org",  # a member
    STRANGER,
    WAITING,
    "kim@example.org",  # deactivated
    LEFT,
    SUPPRESSED,
    ASKED,
]
JOINING = {
    "name": "Somebody",
    "language": "en",
    "department": "IT",
    "lists": ["announcements"],
    "consent": "on",
}


@pytest.fixture(autouse=True)
def everybody(cast: dict[str, Member]) -> None:
    Member.objects.create(
        address=WAITING, name="Wil", state=Member.State.WAITING, joined_on=cast["ada"].joined_on
    )
    Member.objects.create(
        address=LEFT,
        name="Lea",
        state=Member.State.LEFT,
        joined_on=cast["ada"].joined_on,
        left_on=cast["ada"].joined_on,
    )
    suppress(address=SUPPRESSED, reason="erased")
    suppress(address=ASKED, reason="asked")


@pytest.fixture
def one_moment() -> Iterator[None]:
    """The machine's clock stands still, since pages say when the next letter is possible."""
    with time_machine.travel(dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC), tick=False):
        yield


def kinds(queries: CaptureQueriesContext) -> list[str]:
    """Each query by its first words and table, without what is in it."""
    words = [query["sql"].split() for query in queries.captured_queries]
    return [said[0] if "SAVEPOINT" in said[:3] else " ".join(said[:4]) for said in words]


def walk(steps: list[tuple[str, dict[str, Any] | None]], address: str) -> list[Any]:
    """Go a way in a fresh browser; return what was answered and asked of the database."""
    client, seen = Client(), []
    for path, data in steps:
        with CaptureQueriesContext(connection) as queries:
            if data is None:
                response = client.get(path)
            else:
                typed = {"address": address} if "address" in data else {}
                response = client.post(path, {**data, **typed})
        cookies = {
            name: {key: value for key, value in morsel.items() if key != "expires"}
            for name, morsel in response.cookies.items()
        }
        seen.append((path, plain(response, address), cookies, kinds(queries)))
    return seen


@pytest.mark.usefixtures("one_moment")
def test_joining_is_the_same_for_everybody() -> None:
    steps = [
        ("/join", None),
        ("/join", {**JOINING, "address": "ADDRESS"}),
        ("/join/sent", None),
        ("/join/again", {}),
        ("/join/sent", None),
    ]
    walk(steps, "first@example.org")  # what is made once is made: the key of hashes, caches
    first = walk(steps, EVERYBODY[0])
    assert [seen[1][0] for seen in first] == [200, 302, 200, 302, 200]
    for address in EVERYBODY[1:]:
        for seen, expected in zip(walk(steps, address), first, strict=True):
            for part, wanted in zip(seen, expected, strict=True):
                assert part == wanted, (address, seen[0])


@pytest.mark.usefixtures("one_moment")
def test_signing_in_is_the_same_for_everybody() -> None:
    steps = [
        ("/sign-in", None),
        ("/sign-in", {"address": "ADDRESS"}),
        ("/sign-in/code", None),
        ("/sign-in/code", {"code": "1234"}),
        ("/sign-in/code", {"code": "00000000"}),
        ("/sign-in/again", {}),
        ("/sign-in/code", {"code": "00000000"}),
        ("/sign-in/code", {"code": "00000001"}),
        ("/sign-in/code", {"code": "00000002"}),
        ("/sign-in", None),
    ]
    walk(steps, "first@example.org")
    first = walk(steps, EVERYBODY[0])
    assert [seen[1][0] for seen in first] == [200, 302, 200, 200, 200, 302, 200, 200, 302, 200]
    for address in EVERYBODY[1:]:
        for seen, expected in zip(walk(steps, address), first, strict=True):
            for part, wanted in zip(seen, expected, strict=True):
                assert part == wanted, (address, seen[0])


@pytest.mark.parametrize("address", EVERYBODY)
def test_every_request_leaves_one_row_and_one_task(
    address: str, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks() as later:
        Client().post("/sign-in", {"address": address})
    assert (SignInRequest.objects.count(), Mailing.objects.count(), len(later)) == (1, 0, 1)
    with django_capture_on_commit_callbacks() as later:
        Client().post("/join", {**JOINING, "address": address})
    assert (Joining.objects.count(), Mailing.objects.count(), len(later)) == (1, 0, 1)


def test_the_letter_alone_says_who_somebody_is() -> None:
    for address in EVERYBODY:
        Client().post("/join", {**JOINING, "address": address})
        Client().post("/sign-in", {"address": address})
    run_tasks()
    assert {address: letters_to(address) for address in EVERYBODY} == {
        "ada@example.org": ["already_member", "sign_in_code"],
        STRANGER: ["confirm_joining", "invite_stranger"],
        WAITING: ["joining_received", "joining_received"],
        "kim@example.org": ["deactivated", "deactivated"],
        LEFT: ["confirm_joining", "invite_stranger"],
        SUPPRESSED: ["confirm_joining", "invite_stranger"],
        ASKED: [],
    }
    assert Delivery.objects.count() == 2 * len(EVERYBODY)  # the silent ones are written too


def test_a_forgotten_name_in_another_s_joining_is_in_no_letter() -> None:
    Client().post("/join", {**JOINING, "name": "Buy now at evil.example", "address": STRANGER})
    run_tasks()
    assert not Delivery.objects.filter(name__contains="evil").exists()
