"""The table of sessions is of no use to who reads it."""

from django.contrib.sessions.models import Session
from django.test import Client

from bluestem.members.models import Member
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
