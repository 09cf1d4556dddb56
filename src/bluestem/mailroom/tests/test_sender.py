"""The sender: who is written to, when, in which order, and what changes in mid-mailing."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError

from bluestem.audit.actors import CONSOLE
from bluestem.community.models import Community
from bluestem.kit import time
from bluestem.mailroom import actions, queries
from bluestem.mailroom.actions import Recipient
from bluestem.mailroom.letters import TRIAL
from bluestem.mailroom.models import Delivery, Mailing
from bluestem.mailroom.sender import loop
from bluestem.mailroom.sender.claims import Claims, return_expired
from bluestem.mailroom.sender.loop import Sender
from bluestem.mailroom.tests.help import SECRET, people, released, send, states
from bluestem.mailroom.tests.smtp import RecordingServer, Session


@pytest.mark.parametrize("has_pipelining", [True, False])
def test_everybody_gets_one_mail_of_her_own(server: RecordingServer, has_pipelining: bool) -> None:
    server.has_pipelining = has_pipelining
    mailing = released(people(30))
    send()
    assert states(mailing) == {"sent": 30}
    mailing.refresh_from_db()
    assert mailing.state == "done"
    assert server.connections == 1
    ids = set(mailing.deliveries.values_list("message_id", flat=True))
    assert {message.mail["Message-ID"] for message in server.messages} == ids
    for n in range(30):
        (message,) = server.to(f"p{n}@example.org")
        assert message.sender == "community@localhost"
        assert f"Person {n}" in message.text
        assert ("Bonjour" if n % 2 else "Hello") in message.text


def test_without_a_mail_server_everything_waits(community: Community, settings: Any) -> None:
    settings.SMTP_SERVER = None
    mailing = released(people(3))
    send()
    assert states(mailing) == {"waiting": 3}
    assert queries.outbox().count() == 3
    assert not queries.has_mail_server()


def test_the_grace_is_waited_out(server: RecordingServer) -> None:
    mailing = released(people(1))
    Mailing.objects.update(state="grace", starts_at=time.now() + dt.timedelta(seconds=1))
    send()
    assert states(mailing) == {"waiting": 1}
    with time.clock_at(time.now() + dt.timedelta(seconds=2)):
        send()
    assert states(mailing) == {"sent": 1}


@pytest.mark.parametrize("state", ["paused", "stopped", "preparing", "done"])
def test_only_what_is_released_is_sent(server: RecordingServer, state: str) -> None:
    mailing = released(people(2))
    Mailing.objects.update(state=state)
    send()
    assert states(mailing) == {"waiting": 2}


def test_an_urgent_letter_goes_before_and_between_a_crowd(
    server: RecordingServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop, "LOOK_SECONDS", 0.0)
    released(people(20))
    actions.post(letter=TRIAL.name, to=Recipient("first@example.org", "en"))

    def post_in_the_middle(stage: str, session: Session) -> None:
        if stage == "MAIL" and session.mails == 5:
            actions.post(letter=TRIAL.name, to=Recipient("middle@example.org", "en"))

    server.fault = _in_this_thread(post_in_the_middle, server)
    send()
    order = [message.recipients[0] for message in server.messages]
    assert order[0] == "first@example.org"
    assert order.index("middle@example.org") < 8


def _in_this_thread(deed: Callable[[str, Session], None], server: RecordingServer) -> Any:
    """Do something at the moment a mail begins, in the sender's thread and transaction."""
    send_one = loop.Sender._send
    counted = 0

    def send_and_do(self: Sender, delivery: Delivery) -> None:
        nonlocal counted
        deed("MAIL", Session(1, mails=counted))
        counted += 1
        send_one(self, delivery)

    pytest.MonkeyPatch().setattr(loop.Sender, "_send", send_and_do)
    return None


@pytest.fixture(autouse=True)
def _restore_send() -> Any:
    kept = loop.Sender._send
    yield
    loop.Sender._send = kept  # type: ignore[method-assign]


@pytest.mark.parametrize(
    "deed",
    [
        lambda mailing: actions.withdraw(address="p15@example.org", list_key="announcements"),
        lambda mailing: actions.suppress(address="p15@example.org", reason="asked"),
        lambda mailing: actions.forget(address="p15@example.org"),
    ],
    ids=["withdraw", "suppress", "forget"],
)
def test_a_stop_in_mid_mailing_reaches_what_is_already_in_hand(
    server: RecordingServer,
    monkeypatch: pytest.MonkeyPatch,
    deed: Callable[[Mailing], object],
) -> None:
    monkeypatch.setattr(loop, "LOOK_SECONDS", 0.0)
    mailing = released(people(20))

    def stop_in_the_middle(stage: str, session: Session) -> None:
        if session.mails == 5:
            deed(mailing)

    _in_this_thread(stop_in_the_middle, server)
    send()
    assert states(mailing) == {"sent": 19, "stopped": 1}
    assert server.to("p15@example.org") == []


def test_a_pause_in_mid_mailing_returns_what_is_in_hand(
    server: RecordingServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop, "LOOK_SECONDS", 0.0)
    mailing = released(people(20))

    def pause_in_the_middle(stage: str, session: Session) -> None:
        if session.mails == 5:
            actions.pause(actor=CONSOLE, mailing=mailing)

    _in_this_thread(pause_in_the_middle, server)
    send()
    assert states(mailing) == {"sent": 6, "waiting": 14}
    actions.proceed(actor=CONSOLE, mailing=mailing)
    loop.Sender._send = _PLAIN_SEND  # type: ignore[method-assign]
    send()
    assert states(mailing) == {"sent": 20}
    assert len(server.messages) == 20


_PLAIN_SEND = loop.Sender._send


def test_a_mail_that_left_counts_as_sent_whoever_stopped_it(community: Community) -> None:
    mailing = released(people(1))
    claims = Claims("a test")
    group = claims.take_of(mailing.pk, 5, 0)
    assert group is not None
    actions.stop(actor=CONSOLE, mailing=mailing)
    claims.finish(group.deliveries[0], "sent", "250 ok")
    assert states(mailing) == {"sent": 1}


def test_a_new_name_of_the_community_counts_in_mid_mailing(
    server: RecordingServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop, "LOOK_SECONDS", 0.0)
    released([Recipient(f"p{n}@example.org", "en") for n in range(10)])

    def rename(stage: str, session: Session) -> None:
        if session.mails == 4:
            Community.objects.update(name="New Name")

    _in_this_thread(rename, server)
    send()
    names = [message.mail["From"].addresses[0].display_name for message in server.messages]
    assert names == ["Women in Technology"] * 5 + ["New Name"] * 5


def test_a_secret_is_wiped_once_it_is_sent(server: RecordingServer) -> None:
    mailing = actions.post(
        letter=SECRET.name,
        to=Recipient("ada@example.org", "en"),
        context={"words": "code 12345678"},
    )
    send()
    mailing.refresh_from_db()
    assert (mailing.state, mailing.context) == ("done", "")
    assert "12345678" in server.messages[0].text


def test_a_code_that_is_no_longer_of_use_is_not_sent(server: RecordingServer) -> None:
    mailing = actions.post(letter=SECRET.name, to=Recipient("ada@example.org", "en"))
    Mailing.objects.update(created_at=time.now() - dt.timedelta(minutes=11))
    send()
    assert states(mailing) == {"failed": 1}
    assert server.messages == []


def test_nobody_is_written_to_who_was_suppressed_after_the_preparation(
    server: RecordingServer,
) -> None:
    mailing = released(people(2))
    actions.suppress(address="p1@example.org", reason="asked")
    mailing.deliveries.update(state="failed")
    actions.resend_failed(actor=CONSOLE, mailing=mailing)
    send()
    assert states(mailing) == {"sent": 1, "stopped": 1}


def test_a_letter_that_cannot_be_written_waits_and_the_others_go(
    server: RecordingServer, now: Callable[..., None]
) -> None:
    broken, whole = released(people(1)), released(people(2))
    Mailing.objects.filter(pk=broken.pk).update(letter="gone.with_an_upgrade")
    send()
    assert states(whole) == {"sent": 2}
    assert states(broken) == {"waiting": 1}
    assert broken.deliveries.get().server_words == "The letter could not be written."
    Mailing.objects.filter(pk=broken.pk).update(letter=TRIAL.name)
    now(seconds=16)
    send()
    assert states(broken) == {"sent": 1}


def test_two_senders_never_hold_the_same_delivery(community: Community) -> None:
    mailing = released(people(10))
    first, second = Claims("one"), Claims("two")
    taken = []
    for claims in (first, second, first, second):
        group = claims.take_of(mailing.pk, 4, 0)
        taken += [delivery.pk for delivery in group.deliveries] if group else []
    assert len(taken) == len(set(taken)) == 10


def test_what_a_dead_sender_held_goes_back_at_its_next_start(community: Community) -> None:
    mailing = released(people(6))
    Claims("here/0").take_of(mailing.pk, 3, 0)
    Claims("here/1").take_of(mailing.pk, 3, 0)
    assert Claims("here/0").give_back_everything() == 3
    assert states(mailing) == {"waiting": 3, "sending": 3}


def test_what_nobody_finished_goes_back_when_its_lease_is_over(
    community: Community, now: Callable[..., None]
) -> None:
    mailing = released(people(2))
    claims = Claims("elsewhere/0")
    group = claims.take_of(mailing.pk, 2, 0)
    assert group is not None
    assert return_expired() == 0
    now(minutes=16)
    assert return_expired() == 2
    Claims("other").take_of(mailing.pk, 2, 0)
    # The late one can no longer change anything: another holds it now.
    claims.finish(group.deliveries[0], "failed", "550 no")
    assert states(mailing) == {"sending": 2}


def test_a_sender_that_slept_sends_nothing_whose_lease_may_be_lost(
    server: RecordingServer, now: Callable[..., None]
) -> None:
    mailing = released(people(2))
    sender = Sender("a test")
    sender._read_settings()
    group = sender.claims.take_of(mailing.pk, 2, 0)
    assert group is not None
    now(minutes=10)
    sender._send_group(group)
    assert server.messages == []
    assert states(mailing) == {"waiting": 2}


def test_a_locked_database_is_waited_for_before_the_next_mail(
    server: RecordingServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailing = released(people(3))
    monkeypatch.setattr(loop, "IDLE_SECONDS", 0.0)
    monkeypatch.setattr(loop, "is_in_transaction", lambda: False)
    monkeypatch.setattr(loop, "let_go_of_a_lost_connection", lambda: None)
    finish = Claims.finish
    refusals = [OperationalError("database is locked")] * 3

    def finish_later(self: Claims, *args: Any) -> None:
        if refusals:
            assert len(server.messages) == 1
            raise refusals.pop()
        finish(self, *args)

    monkeypatch.setattr(Claims, "finish", finish_later)
    send()
    assert states(mailing) == {"sent": 3}
    assert len(server.messages) == 3


def test_several_mailings_take_turns(server: RecordingServer) -> None:
    long, short = released(people(900)), released(people(5))
    sender = Sender("a test")
    for _ in range(3):
        sender.step()
    assert states(short) == {"sent": 5}
    assert states(long)["waiting"] > 0
