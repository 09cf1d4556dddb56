"""Signing in by code: eight digits, ten minutes, single use, one browser, few tries."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
import time_machine
from django.test import Client

from bluestem.audit.actors import SYSTEM
from bluestem.audit.models import AuditLine
from bluestem.members import actions
from bluestem.members.actions.signing_in import LETTERS_IN_TEN_MINUTES
from bluestem.members.errors import CodeSignsNobodyIn
from bluestem.members.models import Member, SignInRequest
from bluestem.members.tests.account_help import (
    code_for,
    letters_to,
    path_in,
    run_tasks,
    sign_in,
    text_of,
)

ADA = "ada@example.org"
WRONG = "not the code of the latest mail"


def is_signed_in(client: Client) -> bool:
    return client.get("/settings").status_code == 200


def ask(client: Client, address: str = ADA) -> str:
    client.post("/sign-in", {"address": address})
    return code_for(address)


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 100_000_000:08}"


def test_the_right_code_signs_in(cast: dict[str, Member], client: Client) -> None:
    code = ask(client)
    assert re.fullmatch(r"\d{8}", code)
    assert code in text_of(ADA)
    assert not is_signed_in(client)
    assert client.post("/sign-in/code", {"code": code}).headers["Location"] == "/"
    assert is_signed_in(client)
    assert AuditLine.objects.filter(deed="signed in", actor_key=str(cast["ada"].pk)).count() == 1


@pytest.mark.parametrize("shape", ["{} {}", " {}{}\n", "{}-{}", "{}\N{NO-BREAK SPACE}{}", "{}–{}"])
def test_a_pasted_code_with_spaces_works(
    cast: dict[str, Member], client: Client, shape: str
) -> None:
    code = ask(client)
    client.post("/sign-in/code", {"code": shape.format(code[:4], code[4:])})
    assert is_signed_in(client)


def test_an_address_in_other_letters_is_the_same(cast: dict[str, Member], client: Client) -> None:
    client.post("/sign-in", {"address": "  ADA@Example.ORG "})
    client.post("/sign-in/code", {"code": code_for(ADA)})
    assert is_signed_in(client)


def test_the_third_wrong_code_ends_it(cast: dict[str, Member], client: Client) -> None:
    code = ask(client)
    first = client.post("/sign-in/code", {"code": other_than(code)})
    assert WRONG in first.content.decode()
    assert "2 tries are left" in first.content.decode()
    client.post("/sign-in/code", {"code": other_than(code)})
    third = client.post("/sign-in/code", {"code": other_than(code)}, follow=True)
    assert third.redirect_chain == [("/sign-in", 302)]
    assert "third wrong code" in third.content.decode()
    client.post("/sign-in/code", {"code": code})
    assert not is_signed_in(client)


def test_tries_at_the_same_moment_all_count(cast: dict[str, Member], client: Client) -> None:
    ask(client)
    request = SignInRequest.objects.get()
    assert [actions.count_try(request_id=request.pk) for _ in range(5)] == [True] * 3 + [False] * 2


def test_tries_spent_elsewhere_count_in_this_browser(
    cast: dict[str, Member], client: Client
) -> None:
    code = ask(client)
    SignInRequest.objects.update(try_count=3)
    client.post("/sign-in/code", {"code": code})
    assert not is_signed_in(client)


def test_a_code_does_not_work_after_ten_minutes(cast: dict[str, Member], client: Client) -> None:
    with time_machine.travel(dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC), tick=False) as clock:
        code = ask(client)
        clock.shift(dt.timedelta(minutes=10, seconds=1))
        answer = client.post("/sign-in/code", {"code": code}, follow=True)
        assert "ten minutes are over" in answer.content.decode()
        assert not is_signed_in(client)


def test_a_code_works_in_the_browser_that_asked_only(
    cast: dict[str, Member], client: Client
) -> None:
    code, other = ask(client), Client()
    other.post("/sign-in/code", {"code": code})
    assert not is_signed_in(other)
    ask(other)
    other.post("/sign-in/code", {"code": code})
    assert not is_signed_in(other)


def test_a_code_works_once(cast: dict[str, Member], client: Client) -> None:
    code = ask(client)
    session = client.cookies["bluestem_session"].value
    client.post("/sign-in/code", {"code": code})
    client.post("/sign-out")
    client.post("/sign-in/code", {"code": code})
    assert not is_signed_in(client)
    with pytest.raises(CodeSignsNobodyIn):
        actions.use_code(actor=SYSTEM, request_id=str(SignInRequest.objects.get().pk))
    replayed = Client()
    replayed.cookies["bluestem_session"] = session
    replayed.post("/sign-in/code", {"code": code})
    assert not is_signed_in(replayed)


def test_a_new_code_voids_the_one_before(cast: dict[str, Member], client: Client) -> None:
    old = ask(client)
    client.post("/sign-in/again")
    new = code_for(ADA)
    client.post("/sign-in/code", {"code": old})
    assert not is_signed_in(client)
    client.post("/sign-in/code", {"code": new})
    assert is_signed_in(client)


def test_neither_row_nor_session_keeps_the_code(cast: dict[str, Member], client: Client) -> None:
    code = ask(client)
    assert SignInRequest.objects.get().code == ""
    assert code not in str(dict(client.session))


@pytest.mark.parametrize("state", ["waiting", "deactivated", "left"])
def test_only_an_active_member_may_sign_in(
    cast: dict[str, Member], client: Client, state: str
) -> None:
    code = ask(client)
    Member.objects.filter(address=ADA).update(state=state)
    client.post("/sign-in/code", {"code": code})
    assert not is_signed_in(client)


def test_a_deactivated_member_is_out_at_the_next_request(
    cast: dict[str, Member], client: Client
) -> None:
    sign_in(client, ADA)
    Member.objects.filter(address=ADA).update(state="deactivated")
    assert not is_signed_in(client)


def test_a_member_gets_six_codes_in_ten_minutes_and_a_stranger_one_letter_a_day(
    cast: dict[str, Member],
) -> None:
    for _ in range(LETTERS_IN_TEN_MINUTES + 3):
        Client().post("/sign-in", {"address": ADA})
        Client().post("/sign-in", {"address": "dov@example.org"})
    run_tasks()
    assert letters_to(ADA) == ["sign_in_code"] * LETTERS_IN_TEN_MINUTES
    assert letters_to("dov@example.org") == ["invite_stranger"]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("/settings?a=1", "/settings?a=1"),
        ("/members?q=é", "/members?q=%C3%A9"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
        ("/" + "a" * 3000, None),
    ],
)
def test_only_this_site_is_led_on_to(
    cast: dict[str, Member], client: Client, wanted: str, found: str | None
) -> None:
    if found is None:
        assert client.post("/sign-in", {"address": ADA, "next": wanted}).status_code == 200
    else:
        assert sign_in(client, ADA, wanted).headers["Location"] == found


def test_the_page_after_signing_in_is_in_her_language(
    cast: dict[str, Member], client: Client
) -> None:
    assert sign_in(client, "cleo@example.org").headers["Location"] == "/fr/"
    client.post("/sign-out")
    assert sign_in(client, "cleo@example.org", "/settings").headers["Location"] == "/fr/settings"
    client.post("/sign-out")
    assert sign_in(client, ADA, "/fr/settings").headers["Location"] == "/settings"


def test_a_page_for_members_is_shown_after_signing_in(
    cast: dict[str, Member], client: Client
) -> None:
    sent_away = client.get("/settings")
    assert sent_away.headers["Location"] == "/sign-in?next=%2Fsettings"
    assert 'value="/settings"' in client.get(sent_away.headers["Location"]).content.decode()


def test_signing_in_begins_a_new_session_of_full_length(
    cast: dict[str, Member], client: Client
) -> None:
    ask(client)
    before = client.cookies["bluestem_session"].value
    client.post("/sign-in/code", {"code": code_for(ADA) if letters_to(ADA) == [] else "0"})
    client.post("/sign-in", {"address": ADA})
    client.post("/sign-in/code", {"code": code_for(ADA)})
    assert client.cookies["bluestem_session"].value != before
    assert client.session.get_expiry_age() == 60 * 24 * 3600


def test_a_stranger_gets_the_letter_that_invites_her(
    cast: dict[str, Member], client: Client
) -> None:
    client.post("/fr/sign-in", {"address": "dov@example.org"})
    run_tasks()
    assert letters_to("dov@example.org") == ["invite_stranger"]
    assert path_in("dov@example.org") == "/fr/join"


def test_signing_out_needs_a_post(cast: dict[str, Member], client: Client) -> None:
    sign_in(client, ADA)
    assert client.get("/sign-out").status_code == 405
    assert client.post("/sign-out").headers["Location"] == "/"
    assert not is_signed_in(client)


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/signup/", "/accounts/email/"])
def test_no_page_of_allauth_is_there(cast: dict[str, Member], client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "x",
        "a" * 10_000 + "@example.org",
        "ada\0@example.org",
        "ada@",
        "😀@example.org",
        "\ud800",
    ],
)
def test_what_is_no_address_is_refused_and_quoted(
    cast: dict[str, Member], client: Client, typed: str
) -> None:
    data = {"address": typed.encode("utf-8", "surrogatepass").decode("utf-8", "replace")}
    answer = client.post("/sign-in", data)
    assert answer.status_code == 200
    assert "error-summary" in answer.content.decode()
    assert not SignInRequest.objects.exists()


@pytest.mark.parametrize(
    "typed", ["", "abc", "1234567", "123456789", "\0" * 8, "9" * 10_000, "٠" * 8]
)
def test_what_is_no_code_costs_no_try(cast: dict[str, Member], client: Client, typed: str) -> None:
    ask(client)
    assert client.post("/sign-in/code", {"code": typed}).status_code == 200
    assert SignInRequest.objects.get().try_count == 0


def test_the_thousand_and_first_request_of_an_hour_waits(
    cast: dict[str, Member], client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.core.cache import cache

    client.post("/sign-in", {"address": ADA})
    (key,) = [key for key in _keys() if key.startswith(":1:limit:sign-in:")]
    cache.set(key.removeprefix(":1:"), 1000, 3600)
    answer = client.post("/sign-in", {"address": ADA})
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 3600
    assert client.get("/sign-in").status_code == 200


def _keys() -> list[str]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM bluestem_cache")
        return [row[0] for row in cursor.fetchall()]


class TestOneTimeAddress:
    @pytest.fixture
    def path(self, cast: dict[str, Member]) -> str:
        return actions.make_one_time_address(actor=SYSTEM, address=ADA)

    def test_it_signs_in_once(self, path: str, client: Client) -> None:
        assert client.head(path).status_code == 405  # looking is not using
        assert client.get(path).headers["Location"] == "/"
        assert is_signed_in(client)
        other = Client()
        assert other.get(path).headers["Location"] == "/sign-in"
        assert not is_signed_in(other)

    def test_it_is_audited_and_told_to_the_member(self, path: str, cast: dict[str, Member]) -> None:
        (line,) = AuditLine.objects.filter(deed="made one-time address")
        assert line.object_key == str(cast["ada"].pk)
        assert letters_to(ADA) == ["one_time_address"]
        assert path.rpartition("/")[2] not in text_of(ADA)

    def test_it_ends_after_ten_minutes(self, cast: dict[str, Member], client: Client) -> None:
        with time_machine.travel(dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC), tick=False) as clock:
            path = actions.make_one_time_address(actor=SYSTEM, address=ADA)
            clock.shift(dt.timedelta(minutes=10, seconds=1))
            client.get(path)
            assert not is_signed_in(client)

    def test_it_is_void_for_who_may_not_sign_in_any_more(self, path: str, client: Client) -> None:
        Member.objects.filter(address=ADA).update(state="deactivated")
        client.get(path)
        assert not is_signed_in(client)

    @pytest.mark.parametrize("token", ["x", "%00", "%F0%9F%98%80", "a" * 5000])
    def test_a_made_up_one_is_refused(
        self, cast: dict[str, Member], client: Client, token: str
    ) -> None:
        assert client.get(f"/sign-in/once/{token}").status_code == 302


def test_the_command_prints_an_address_that_signs_in(
    cast: dict[str, Member], client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    from django.core.management import call_command

    call_command("sign_in", ADA)
    printed = capsys.readouterr().out.strip()
    assert printed.startswith("http://127.0.0.1:8000/sign-in/once/")
    client.get(printed.removeprefix("http://127.0.0.1:8000"))
    assert is_signed_in(client)


@pytest.mark.parametrize("address", ["dov@example.org", "kim@example.org", "", "\0"])
def test_the_command_refuses_who_may_not_sign_in(cast: dict[str, Member], address: str) -> None:
    from django.core.management import call_command

    with pytest.raises(SystemExit) as refused:
        call_command("sign_in", address)
    assert refused.value.code == 2


def test_the_law_of_audiences_holds_here(client_of: Callable[[Member], Client]) -> None:
    from bluestem.kit.audience import audience_of
    from bluestem.members.urls import account

    for pattern in account.urlpatterns:
        assert audience_of(pattern.callback), pattern
