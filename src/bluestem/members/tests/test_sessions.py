"""The table of sessions is of no use to who reads it."""

import datetime as dt
import uuid

from django.contrib.sessions.models import Session
from django.forms import model_to_dict
from django.test import Client
from django.utils import timezone

from bluestem.members.models import Member
from bluestem.members.sign_in import MemberBackend
from bluestem.members.tests.account_help import sign_in

COOKIE = "bluestem_session"


def test_what_stands_in_the_table_signs_nobody_in(cast: dict[str, Member], client: Client) -> None:
    sign_in(client, "ada@example.org")
    assert client.get("/settings").status_code == 200
    key = client.cookies[COOKIE].value
    stored = Session.objects.get().session_key
    assert key != stored
    thief = Client()
    thief.cookies[COOKIE] = stored
    assert thief.get("/settings").status_code == 302
    rightful = Client()
    rightful.cookies[COOKIE] = key
    assert rightful.get("/settings").status_code == 200


def test_signing_out_takes_the_row_away(cast: dict[str, Member], client: Client) -> None:
    sign_in(client, "ada@example.org")
    key = client.cookies[COOKIE].value
    client.post("/sign-out")
    assert Session.objects.count() == 0
    again = Client()
    again.cookies[COOKIE] = key
    assert again.get("/settings").status_code == 302


def test_signing_in_leaves_no_row_of_the_time_before(
    cast: dict[str, Member], client: Client
) -> None:
    sign_in(client, "ada@example.org")
    assert Session.objects.count() == 1


def test_an_expired_session_signs_nobody_in(cast: dict[str, Member], client: Client) -> None:
    sign_in(client, "ada@example.org")
    assert client.get("/settings").status_code == 200
    Session.objects.update(expire_date=timezone.now() - dt.timedelta(seconds=1))
    assert client.get("/settings").status_code == 302


def test_who_may_no_longer_sign_in_is_nobody(cast: dict[str, Member]) -> None:
    for state in set(Member.State) - {Member.State.ACTIVE}:
        Member.objects.filter(pk=cast["ada"].pk).update(state=state)
        assert MemberBackend().get_user(cast["ada"].pk) is None


def test_a_session_begun_before_our_own_backend_goes_on(
    cast: dict[str, Member], client: Client
) -> None:
    client.force_login(cast["ada"], backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/settings").status_code == 200


def test_the_member_behind_a_session_is_the_whole_row(cast: dict[str, Member]) -> None:
    backend = MemberBackend()
    for member in Member.objects.active():
        found = backend.get_user(member.pk)
        assert found is not None
        assert model_to_dict(found) == model_to_dict(member)
        assert (found.pk, found.joined_on) == (member.pk, member.joined_on)
    assert backend.get_user(uuid.uuid4()) is None
