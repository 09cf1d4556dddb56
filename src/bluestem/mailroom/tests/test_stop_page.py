"""The stop link: looked at by scanners, pressed by people and by mail programs."""

import pytest
from django.test import Client

from bluestem.audit.models import AuditLine
from bluestem.community.models import Community
from bluestem.mailroom import queries, rendering, signals, tokens
from bluestem.mailroom.models import Delivery, Mailing
from bluestem.mailroom.tests.help import people, released


@pytest.fixture
def mailing(community: Community) -> Mailing:
    return released(people(3))


@pytest.fixture
def stops() -> "list[dict[str, object]]":
    return []


@pytest.fixture(autouse=True)
def heard(stops: "list[dict[str, object]]") -> object:
    def hear(sender: object, signal: object, **told: object) -> None:
        stops.append(told)

    signals.address_stopped.connect(hear)
    yield
    signals.address_stopped.disconnect(hear)


def link(mailing: Mailing, number: int = 1) -> str:
    delivery = mailing.deliveries.select_related("mailing").get(address=f"p{number}@example.org")
    return f"/stop/{rendering.stop_token(delivery)}"


def test_looking_changes_nothing_however_often(
    client: Client, mailing: Mailing, stops: list[object]
) -> None:
    lines = AuditLine.objects.count()
    for _ in range(3):
        assert client.get(link(mailing)).status_code == 200
        assert client.head(link(mailing)).status_code == 200
    assert (stops, AuditLine.objects.count()) == ([], lines)
    assert queries.progress_of(mailing).waiting == 3


def test_the_page_tells_list_and_masked_address_with_one_button(
    client: Client, mailing: Mailing
) -> None:
    page = client.get(link(mailing, 0)).content.decode()
    assert "p…@example.org" in page
    assert "p0@example.org" not in page
    assert "announcements" in page.lower()
    assert page.count("<form") == page.count('method="post"') == 1


def test_the_page_speaks_the_language_of_the_mail(client: Client, mailing: Mailing) -> None:
    english, french = (client.get(link(mailing, number)).content.decode() for number in (0, 1))
    assert '<html lang="en"' in english
    assert '<html lang="fr"' in french
    assert "Ne plus recevoir" in french


def test_the_button_stops_this_list_for_this_address(
    client: Client, mailing: Mailing, stops: list[dict[str, object]]
) -> None:
    answer = client.post(link(mailing))
    assert answer.status_code == 200
    assert queries.progress_of(mailing).stopped == 1
    assert mailing.deliveries.get(state="stopped").address == "p1@example.org"
    assert stops == [
        {
            "address": "p1@example.org",
            "list_key": "announcements",
            "recipient_key": "key-1",
            "way": "stop-page",
        }
    ]
    line = AuditLine.objects.get(deed="stopped the list")
    assert line.facts == {"list": "announcements", "way": "stop-page"}


@pytest.mark.parametrize("kind", ["form", "multipart"])
def test_the_mail_program_stops_with_one_post_without_cookie(
    mailing: Mailing, stops: list[dict[str, object]], kind: str
) -> None:
    strict = Client(enforce_csrf_checks=True)
    body = {"List-Unsubscribe": "One-Click"}
    if kind == "form":
        answer = strict.post(
            link(mailing),
            "List-Unsubscribe=One-Click",
            content_type="application/x-www-form-urlencoded",
        )
    else:
        answer = strict.post(link(mailing), body)
    assert answer.status_code == 200
    assert not answer.cookies
    assert [stop["way"] for stop in stops] == ["one-click"]


def test_stopping_again_changes_nothing_more(client: Client, mailing: Mailing) -> None:
    for _ in range(3):
        client.post(link(mailing))
    assert AuditLine.objects.filter(deed="stopped the list").count() == 1
    assert queries.progress_of(mailing).stopped == 1


def test_a_stop_works_long_after_the_delivery_is_gone(
    client: Client, mailing: Mailing, stops: list[dict[str, object]]
) -> None:
    address = link(mailing)
    Mailing.objects.all().delete()
    assert client.get(address).status_code == 200
    assert client.post(address).status_code == 200
    assert stops[0]["address"] == "p1@example.org"


def test_a_receiver_that_fails_leaves_nothing_half_done(
    client: Client, mailing: Mailing, heard: object
) -> None:
    def fail(sender: object, **_: object) -> None:
        raise RuntimeError("no")

    signals.address_stopped.connect(fail)
    client.raise_request_exception = False
    try:
        assert client.post(link(mailing)).status_code == 500
    finally:
        signals.address_stopped.disconnect(fail)
    assert queries.progress_of(mailing).stopped == 0


@pytest.mark.parametrize(
    "token",
    ["x", "é", "%00", "AAAA", "A" * 100, "A" * 5000, "..", "-_-_" * 20, "a b", "\u202e", "%ff"],
)
def test_a_garbled_token_answers_like_any_missing_page(
    client: Client, community: Community, token: str
) -> None:
    missing = client.get("/no-such-page")
    for answer in (client.get(f"/stop/{token}"), client.post(f"/stop/{token}")):
        assert answer.status_code == 404
    assert missing.status_code == 404


def test_no_letter_of_a_token_can_be_changed(mailing: Mailing) -> None:
    delivery = Delivery.objects.select_related("mailing").get(address="p1@example.org")
    token = rendering.stop_token(delivery)
    assert tokens.unseal(token) == tokens.Stop(delivery.pk, "p1@example.org", "announcements", "fr")
    for place in range(len(token)):
        forged = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        with pytest.raises(tokens.NoSuchToken):
            tokens.unseal(forged)


def test_a_token_tells_nothing_about_the_address(mailing: Mailing) -> None:
    import base64

    token = link(mailing).removeprefix("/stop/")
    assert b"p1" not in base64.urlsafe_b64decode(token + "==")
