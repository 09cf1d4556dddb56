"""The sender against a mail server that refuses, hesitates, breaks off and is away."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from bluestem.community.models import Community
from bluestem.mailroom import queries
from bluestem.mailroom.models import Delivery
from bluestem.mailroom.sender import retries
from bluestem.mailroom.tests.help import people, released, send, states
from bluestem.mailroom.tests.smtp import DROP, RecordingServer, Session


@pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA", "END"])
@pytest.mark.parametrize("has_pipelining", [True, False])
def test_no_is_final_and_hinders_nobody_else(
    server: RecordingServer, stage: str, has_pipelining: bool
) -> None:
    server.has_pipelining = has_pipelining
    count = 0

    def refuse(at: str, session: Session) -> str | None:
        nonlocal count
        count += at == stage
        return "550 5.1.1 nobody here\u202e" if at == stage and count == 3 else None

    server.fault = refuse
    mailing = released(people(6))
    send()
    assert states(mailing) == {"sent": 5, "failed": 1}
    failed = mailing.deliveries.get(state="failed")
    assert failed.server_words == "550 5.1.1 nobody here"
    assert failed.attempt_count == 1
    assert len(server.messages) == 5
    assert server.connections == 1
    mailing.refresh_from_db()
    assert mailing.state == "done"


@pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA", "END"])
def test_later_is_asked_again_with_growing_delay(
    server: RecordingServer, stage: str, now: Callable[..., None]
) -> None:
    server.fault = lambda at, session: "451 4.7.1 later" if at == stage else None
    mailing = released(people(1))
    waits = []
    for _ in range(4):
        send()
        delivery = mailing.deliveries.get()
        assert delivery.state == "waiting"
        assert delivery.server_words == "451 4.7.1 later"
        waits.append(round((delivery.next_attempt_at - timezone.now()).total_seconds()))
        send()  # too early
        now(seconds=waits[-1] + 1)
    assert waits == [15, 60, 300, 900]
    assert delivery.attempt_count == 4
    server.fault = None
    send()
    assert states(mailing) == {"sent": 1}
    assert len({message.mail["Message-ID"] for message in server.messages}) == 1


def test_later_ends_after_five_days(server: RecordingServer, now: Callable[..., None]) -> None:
    server.fault = lambda at, session: "450 mailbox busy" if at == "RCPT" else None
    mailing = released(people(1))
    tries = 0
    while states(mailing) == {"waiting": 1}:
        send()
        tries += 1
        now(seconds=14_401)
        assert tries < 60
    assert states(mailing) == {"failed": 1}
    assert 30 <= tries <= 40
    assert retries.delay(99) == dt.timedelta(hours=4)


def test_a_busy_server_is_reconnected_to_and_nothing_counts_as_tried(
    server: RecordingServer,
) -> None:
    def close_after_four(stage: str, session: Session) -> str | None:
        return "421 4.3.2 too many mails" if stage == "MAIL" and session.mails == 4 else None

    server.fault = close_after_four
    mailing = released(people(10))
    send()
    assert states(mailing) == {"sent": 10}
    assert set(mailing.deliveries.values_list("attempt_count", flat=True)) == {1}
    assert server.connections == 3


@pytest.mark.parametrize(
    ("stage", "mails"), [("MAIL", 5), ("RCPT", 5), ("DATA", 5), ("CONTENT", 5), ("END", 6)]
)
def test_a_broken_connection_loses_nothing(
    server: RecordingServer, stage: str, mails: int, now: Callable[..., None]
) -> None:
    broken = 0

    def drop_once(at: str, session: Session) -> str | None:
        nonlocal broken
        if at == stage and not broken:
            broken += 1
            return DROP
        return None

    server.fault = drop_once
    mailing = released(people(5))
    send()
    now(seconds=60)
    send()
    now(seconds=60)
    send()
    assert states(mailing) == {"sent": 5}
    assert broken == 1
    # Twice only where the server had taken it before it broke off, and then the same mail.
    assert len(server.messages) == mails
    assert len({message.mail["Message-ID"] for message in server.messages}) == 5


def test_an_absent_server_is_a_trouble_and_no_delivery_is_to_blame(
    community: Community, settings: Any
) -> None:
    with RecordingServer() as gone:
        settings.SMTP_SERVER = gone.address
    mailing = released(people(3))
    sender = send()
    assert states(mailing) == {"waiting": 3}
    assert set(mailing.deliveries.values_list("attempt_count", flat=True)) == {0}
    trouble = queries.trouble()
    assert trouble is not None
    assert "refused" in trouble.words
    with RecordingServer() as back:
        settings.SMTP_SERVER = back.address
        sender._not_before = 0.0
        send(sender)
        assert len(back.messages) == 3
    assert queries.trouble() is None


@pytest.mark.parametrize(
    ("stage", "answer"),
    [
        ("CONNECT", "554 go away"),
        ("CONNECT", "421 busy"),
        ("EHLO", "421 busy"),
        ("MAIL", "530 5.7.0 sign in first"),
        ("MAIL", "421 busy"),
    ],
)
def test_trouble_with_us_fails_no_delivery(
    server: RecordingServer, stage: str, answer: str
) -> None:
    server.fault = lambda at, session: answer if at == stage else None
    mailing = released(people(3))
    send()
    assert states(mailing) == {"waiting": 3}
    assert queries.trouble() is not None


def test_a_wrong_password_is_a_trouble(community: Community, settings: Any) -> None:
    with RecordingServer(sign_in=("bluestem", "right")) as server:
        settings.SMTP_SERVER = server.address
        mailing = released(people(1))
        send()
        assert states(mailing) == {"sent": 1}
        server.sign_in = ("bluestem", "changed")
        released(people(1))
        send()
        trouble = queries.trouble()
    assert trouble is not None
    assert trouble.words.startswith("535")
    assert Delivery.objects.filter(state="waiting").count() == 1
