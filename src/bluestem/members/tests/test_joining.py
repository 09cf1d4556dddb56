"""Joining: one mail a day, a page that asks, a button that makes a member."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from bluestem.audit.actors import SYSTEM
from bluestem.community.models import Community
from bluestem.mailroom.actions import suppress
from bluestem.mailroom.queries import is_suppressed
from bluestem.members import actions
from bluestem.members.actions.approval import approve_joining
from bluestem.members.models import Consent, Joining, Member, Subscription
from bluestem.members.sweeps import delete_what_is_over, write_owed_letters
from bluestem.members.tests.account_help import letters_to, path_in, run_tasks, sign_in, text_of

DOV = "dov@example.org"
FORM = {
    "address": DOV,
    "name": "Dov Levi",
    "language": "en",
    "department": "IT",
    "lists": ["announcements"],
    "consent": "on",
}


@pytest.fixture
def clock_of_machine() -> Iterator[Any]:
    with time_machine.travel(dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC), tick=False) as clock:
        yield clock


def link(client: Client, **changes: Any) -> str:
    client.post("/join", {**FORM, **changes})
    run_tasks()
    return path_in(changes.get("address", DOV).strip().lower())


def test_a_stranger_becomes_a_member(cast: dict[str, Member], client: Client) -> None:
    path = link(client)
    assert Member.objects.filter(address=DOV).count() == 0
    assert client.post(path).headers["Location"] == "/join/welcome"
    dov = Member.objects.get(address=DOV)
    assert (dov.state, dov.name, dov.department.code) == ("active", "Dov Levi", "IT")  # type: ignore[union-attr]
    assert list(dov.subscriptions.active().values_list("mailing_list__slug", flat=True)) == [
        "announcements"
    ]
    consent = Consent.objects.get(member=dov)
    assert (consent.purpose, consent.text_version) == ("membership", "2026-11")
    assert letters_to(DOV) == ["confirm_joining", "welcome"]
    sign_in(client, DOV)
    assert client.get("/settings").status_code == 200


def test_a_scanner_s_get_confirms_nothing(cast: dict[str, Member], client: Client) -> None:
    path = link(client)
    for _ in range(3):
        assert Client().get(path).status_code == 200
        assert Client().head(path).status_code == 200
    assert not Member.objects.filter(address=DOV).exists()


def test_confirming_twice_changes_nothing(cast: dict[str, Member], client: Client) -> None:
    path = link(client)
    client.post(path)
    assert client.post(path).headers["Location"] == "/join/welcome"
    assert client.get(path).status_code == 200
    assert Member.objects.filter(address=DOV).count() == 1
    assert letters_to(DOV) == ["confirm_joining", "welcome"]


def test_french_is_french_all_the_way(cast: dict[str, Member], client: Client) -> None:
    client.post("/fr/join", {**FORM, "language": "fr"})
    run_tasks()
    path = path_in(DOV)
    assert path.startswith("/fr/join/confirm/")
    assert client.post(path).headers["Location"] == "/fr/join/welcome"
    assert path_in(DOV) == "/fr/sign-in"


def test_with_approval_she_waits_and_gets_no_mail_of_lists(
    cast: dict[str, Member], client: Client
) -> None:
    Community.objects.update(is_joining_approved=True)
    assert client.post(link(client)).headers["Location"] == "/join/waiting"
    dov = Member.objects.get(address=DOV)
    assert dov.state == "waiting"
    assert not dov.subscriptions.active().exists()
    assert letters_to(DOV)[-1] == "joining_received"
    client.post("/sign-in", {"address": DOV})
    run_tasks()
    assert letters_to(DOV)[-1] == "joining_received"
    approve_joining(actor=cast["ben"], member=dov)
    assert letters_to(DOV)[-1] == "welcome"
    assert dov.subscriptions.active().count() == 1
    sign_in(client, DOV)
    assert client.get("/settings").status_code == 200


def test_one_mail_a_day_and_one_more_after_an_hour(
    cast: dict[str, Member], client: Client, clock_of_machine: Any
) -> None:
    def again() -> int:
        client.post("/join", FORM)
        client.post("/join/again")
        run_tasks()
        return len(letters_to(DOV))

    assert again() == 1
    assert "23 November 2026, 11:00" in client.get("/join/sent").content.decode()
    clock_of_machine.shift(dt.timedelta(minutes=59))
    assert again() == 1
    clock_of_machine.shift(dt.timedelta(minutes=2))
    assert "Send the mail once more" in client.get("/join/sent").content.decode()
    assert again() == 2
    assert "24 November 2026, 10:00" in client.get("/join/sent").content.decode()
    clock_of_machine.shift(dt.timedelta(hours=22))
    assert again() == 2
    clock_of_machine.shift(dt.timedelta(hours=3))
    assert again() == 3


def test_a_member_who_joins_again_is_told_to_sign_in(
    cast: dict[str, Member], client: Client
) -> None:
    assert link(client, address="  Ada@EXAMPLE.org ") == "/sign-in"
    assert letters_to("ada@example.org") == ["already_member"]


@pytest.mark.parametrize(
    ("address", "is_welcome"),
    [("dov@lab.example", True), ("DOV@LAB.EXAMPLE", True), ("dov@lab.example.org", False)],
)
def test_domains_that_are_welcome_are_named(
    cast: dict[str, Member], client: Client, address: str, is_welcome: bool
) -> None:
    Community.objects.update(address_domains=["lab.example", "uni.example"])
    answer = client.post("/join", {**FORM, "address": address})
    assert (answer.status_code == 302) is is_welcome
    if not is_welcome:
        assert "lab.example, uni.example" in answer.content.decode()
        assert not Joining.objects.exists()


def test_nothing_is_taken_down_without_consent(cast: dict[str, Member], client: Client) -> None:
    answer = client.post("/join", {**FORM, "consent": ""})
    assert "Without this yes" in answer.content.decode()
    assert not Joining.objects.exists()


def test_who_left_comes_back_to_what_she_had(cast: dict[str, Member], client: Client) -> None:
    ada = cast["ada"]
    actions.leave(actor=ada, member=ada)
    client.post(link(client, address="ada@example.org", name="Ada Marin"))
    back = Member.objects.get(address="ada@example.org")
    assert (back.pk, back.state, back.left_on, back.pronouns) == (ada.pk, "active", None, "she/her")
    assert back.joined_on == ada.joined_on
    assert back.consents.given().count() == 1


def test_who_was_erased_can_join_anew(cast: dict[str, Member], client: Client) -> None:
    suppress(address=DOV, reason="erased")
    client.post(link(client))
    assert not is_suppressed(DOV)
    sign_in(client, DOV)
    assert client.get("/settings").status_code == 200


def test_who_was_deactivated_cannot_open_her_membership_again(
    cast: dict[str, Member], client: Client
) -> None:
    path = link(client)
    client.post(path)
    Member.objects.filter(address=DOV).update(state="deactivated")
    answer = client.post(path)
    assert answer.status_code == 410
    assert "deactivated" in answer.content.decode()
    assert Member.objects.get(address=DOV).state == "deactivated"


def test_a_link_is_good_for_seven_days(
    cast: dict[str, Member], client: Client, clock_of_machine: Any
) -> None:
    path = link(client)
    clock_of_machine.shift(dt.timedelta(days=7, seconds=1))
    assert client.get(path).status_code == 410
    assert client.post(path).status_code == 410
    delete_what_is_over()
    assert not Joining.objects.exists()
    assert client.post(path).status_code == 410
    assert not Member.objects.filter(address=DOV).exists()


def test_a_letter_whose_task_was_lost_is_written_by_the_sweep(
    cast: dict[str, Member], client: Client, clock_of_machine: Any
) -> None:
    client.post("/join", FORM)
    client.post("/sign-in", {"address": "ada@example.org"})
    write_owed_letters()
    assert letters_to(DOV) == []  # the task may still come
    clock_of_machine.shift(dt.timedelta(minutes=1))
    write_owed_letters()
    write_owed_letters()
    assert letters_to(DOV) == ["confirm_joining"]
    assert letters_to("ada@example.org") == ["sign_in_code"]


def test_a_second_run_of_a_task_writes_nothing(cast: dict[str, Member], client: Client) -> None:
    client.post("/join", FORM)
    joining = Joining.objects.get()
    for _ in range(3):
        actions.answer_joining(actor=SYSTEM, joining=joining)
    assert letters_to(DOV) == ["confirm_joining"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("address", "dov\0@example.org"),
        ("address", "d" * 10_000),
        ("address", "dov@example.org\r\nBcc: eve@example.org"),
        ("name", "\0"),
        ("name", "x" * 10_000),
        ("name", "   "),
        ("department", "nowhere"),
        ("language", "xx"),
        ("lists", ["announcements", "secret"]),
        ("lists", ["teachers"]),
    ],
)
def test_hostile_input_is_refused_with_words(
    cast: dict[str, Member], client: Client, field: str, value: Any
) -> None:
    answer = client.post("/join", {**FORM, field: value})
    assert answer.status_code == 200
    assert "error-summary" in answer.content.decode()
    assert not Joining.objects.exists()


def test_a_unicode_domain_joins(cast: dict[str, Member], client: Client) -> None:
    address = "dov@bücher.example"
    client.post(link(client, address=address))
    assert Member.objects.filter(address=address).exists()


def test_an_unknown_link_is_told_apart_from_nothing(
    cast: dict[str, Member], client: Client
) -> None:
    path = "/join/confirm/00000000-0000-4000-8000-000000000000"
    assert client.get(path).status_code == 410
    assert client.post(path).status_code == 410
    assert client.get("/join/confirm/1").status_code == 404


def test_joining_s_mail_holds_the_link_in_text(cast: dict[str, Member], client: Client) -> None:
    assert link(client) in text_of(DOV)


def test_lists_of_teachers_are_not_offered(cast: dict[str, Member], client: Client) -> None:
    page = client.get("/join").content.decode()
    assert 'value="friday-links"' in page
    assert 'value="teachers"' not in page


def test_an_older_subscription_as_visitor_becomes_hers(
    cast: dict[str, Member], client: Client
) -> None:
    from bluestem.members.models import MailingList

    actions.subscribe(
        actor=SYSTEM,
        mailing_list=MailingList.objects.get(slug="announcements"),
        address=DOV,
        way="form",
    )
    client.post(link(client))
    assert Subscription.objects.get(address=DOV).member == Member.objects.get(address=DOV)
