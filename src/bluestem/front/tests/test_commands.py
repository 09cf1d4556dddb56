import json
import re
from io import StringIO
from typing import Any

import pytest
from django.core.management import ManagementUtility, call_command
from django.test import Client
from django.urls import path

from bluestem.announcements.models import Announcement
from bluestem.audit.models import AuditLine
from bluestem.community.models import Community
from bluestem.community.settings_registry import SETTINGS
from bluestem.front.addresses import UNDECLARED, Address, methods_of
from bluestem.front.queries import addresses
from bluestem.members.models import Interest, Member


def run(*words: str) -> str:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def refusal_of(*words: str) -> str:
    err = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command(*words, stderr=err)
    assert ended.value.code == 2
    return err.getvalue()


def as_json(*words: str) -> Any:
    return json.loads(run(*words, "--json"))


def test_set_lists_every_key_with_value_and_meaning(community: Community) -> None:
    rows = as_json("set")
    assert [row["key"] for row in rows] == list(SETTINGS)
    assert {"approval", "address_domains", "small_cell_threshold", "languages"} <= set(SETTINGS)
    assert all(set(row) == {"key", "value", "meaning"} and row["meaning"] for row in rows)
    words = run("set")
    assert all(key in words for key in SETTINGS)


def test_set_gives_a_value_and_the_audit_says_who(cast: dict[str, Member]) -> None:
    assert as_json("set", "small_cell_threshold", "10")["value"] == "10"
    run("set", "address_domains", "example.org", "--as", "Ben@Example.org")
    actors = AuditLine.objects.filter(deed="changed setting").order_by("id")
    assert [line.actor_key for line in actors] == ["console", cast["ben"].audit_key]
    assert as_json("set", "address_domains") == {
        "key": "address_domains",
        "value": "example.org",
        "meaning": "only addresses of these domains may join, divided by commas; "
        "empty: every address",
    }
    run("set", "address_domains", "")
    assert Community.objects.get().address_domains == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("colour", "#134d50"), "expected one of name, tagline_en"),
        (("colour",), "found the key 'colour'"),
        (("small_cell_threshold", "1"), "a whole number from 3 to 100"),
        (("languages", "de"), "found 'de'; expected en, fr"),
        (("brand_colour", "#ffff00"), "reaches 1.0"),
        (("approval", "on"), "there is 1"),
        (("name", "Mine", "--as", "ada@example.org"), "steering committee"),
        (("name", "Mine", "--as", "nobody@example.org"), "nobody@example.org"),
    ],
)
def test_a_fault_ends_with_two_and_changes_nothing(
    cast: dict[str, Member], words: tuple[str, ...], said: str
) -> None:
    assert said in refusal_of("set", *words)
    assert not AuditLine.objects.filter(deed="changed setting").exists()


@pytest.mark.django_db
def test_set_without_a_community_says_how_to_make_one() -> None:
    assert "bluestem init" in refusal_of("set")


def found(pattern: str) -> Address:
    return next(address for address in addresses() if address.pattern == pattern)


def test_addresses_say_pattern_name_methods_audience_and_example(
    cast: dict[str, Member],
) -> None:
    rows = {row["pattern"]: row for row in as_json("addresses")}
    assert rows["/desk/settings"] == {
        "pattern": "/desk/settings",
        "name": "front:community_settings",
        "methods": ["GET", "HEAD", "POST"],
        "audience": ["steering"],
        "example": "/desk/settings",
        "languages": ["en", "fr"],
    }
    assert rows["/health"]["languages"] == []
    assert rows["/health"]["methods"] == ["GET", "HEAD"]
    assert rows["/desk/audit/check"]["methods"] == ["POST"]
    assert not [pattern for pattern in rows if pattern.startswith("/fr/")]
    assert "/desk/settings" in run("addresses")


def test_an_example_is_somebody_who_exists(cast: dict[str, Member]) -> None:
    ids = {str(pk) for pk in Member.objects.values_list("pk", flat=True)}
    assert found("/members/<member_id>").example.rpartition("/")[2] in ids
    assert found("/desk/pages/<slug>").example == "/desk/pages/privacy"
    assert not Announcement.objects.exists()
    example = found("/desk/announcements/<announcement_id>").example
    assert re.fullmatch(r"/desk/announcements/[0-9a-f-]{36}", example)


def test_an_example_says_words_that_the_address_knows(cast: dict[str, Member]) -> None:
    interest = Interest.objects.order_by("slug").first() or Interest.objects.create(slug="robots")
    assert found("/desk/interests/<item_id>").example == f"/desk/interests/{interest.pk}"
    assert found("/settings/profile/as/<eyes>").example == "/settings/profile/as/members"
    assert found("/desk/mailings/<mailing_id>/<deed>").example.endswith("/pause")
    example = found("/desk/announcements/<announcement_id>/mail/<language>").example
    assert example.endswith("/mail/en")


def test_every_example_resolves(cast: dict[str, Member], client: Client) -> None:
    for address in addresses():
        assert "<" not in address.example, address
        assert client.get(address.example).status_code < 500, address


def test_a_view_that_declares_nothing_shows_as_undeclared(
    community: Community, settings: Any
) -> None:
    class Addresses:
        urlpatterns = [path("secret", lambda request: None, name="secret")]

    settings.ROOT_URLCONF = Addresses
    (address,) = addresses()
    assert address.audience == (UNDECLARED,)
    assert address.methods == (UNDECLARED,)


def test_every_view_of_the_front_declares_its_methods() -> None:
    from bluestem.front import urls, urls_machines

    for entry in [*urls.urlpatterns, *urls_machines.urlpatterns]:
        callback = getattr(entry, "callback", None)
        if callback is not None:
            assert UNDECLARED not in methods_of(callback), entry


def test_a_refusal_in_json_is_one_value_too(community: Community) -> None:
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("set", "colour", "red", "--json", stdout=out, stderr=StringIO())
    assert ended.value.code == 2
    answer = json.loads(out.getvalue())
    assert answer["status"] == "refused"
    assert "colour" in answer["words"]


@pytest.mark.parametrize(
    ("module", "typed"),
    [("import_members", "import members"), ("sign_in", "sign-in"), ("set", "set")],
)
def test_help_names_a_command_as_it_is_typed_and_no_option_of_the_engine(
    module: str, typed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        call_command(module, "--help")
    said = capsys.readouterr().out
    assert said.startswith(f"usage: bluestem {typed} [")
    assert "--settings" not in said
    assert "--json" in said


@pytest.mark.parametrize("port", ["99999", "-1", "eighty"])
def test_impossible_port_is_a_fault_of_the_input(
    cast: dict[str, Member], capsys: pytest.CaptureFixture[str], port: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        ManagementUtility(["bluestem", "run", f"--port={port}"]).execute()
    assert ended.value.code == 2
    assert f"found {port}" in capsys.readouterr().err
