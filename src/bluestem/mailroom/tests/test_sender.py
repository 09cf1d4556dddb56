"""The sender against a mail server that works, refuses, hesitates, breaks off and is away."""

import datetime as dt
from collections import Counter as Tally
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError
from django.utils import timezone

from bluestem.audit.actors import CONSOLE
from bluestem.community.models import Community
from bluestem.kit import time
from bluestem.mailroom import actions, queries
from bluestem.mailroom.actions import Recipient
from bluestem.mailroom.letters import TRIAL, Letter, register
from bluestem.mailroom.models import Delivery, Mailing
from bluestem.mailroom.sender import loop, retries
from bluestem.mailroom.sender.claims import Claims, return_expired
from bluestem.mailroom.sender.loop import Sender
from bluestem.mailroom.tests.help import people, released, send
from bluestem.mailroom.tests.smtp import DROP, RecordingServer, Session

SECRET = register(
    Letter(name="mailroom.test_secret", template=TRIAL.template, is_secret=True, useful_minutes=10)
)


def states(mailing: Mailing) -> dict[str, int]:
    return dict(Tally(mailing.deliveries.values_list("state", flat=True)))


@pytest.fixture
def server(community: Community, settings: Any) -> Any:
    with RecordingServer() as running:
        settings.SMTP_SERVER = running.address
        yield running
    assert running.wrongs == []


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Move the real clock of the sender forward."""
    shift = dt.timedelta()
    real = timezone.now

    def forward(**by: float) -> None:
        nonlocal shift
        shift += dt.timedelta(**by)

    monkeypatch.setattr(timezone, "now", lambda: real() + shift)
    return forward


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
