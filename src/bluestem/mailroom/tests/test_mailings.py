"""Post, prepare, release, pause, continue, stop, send again: states, counts, audit."""

import datetime as dt
from uuid import uuid4

import pytest

from bluestem.audit.actors import CONSOLE, VISITOR, BuiltInActor
from bluestem.audit.models import AuditLine
from bluestem.community.models import Community
from bluestem.kit import audience, time
from bluestem.mailroom import actions, errors, queries
from bluestem.mailroom.actions import Recipient
from bluestem.mailroom.letters import TRIAL, Letter, letter_named, register
from bluestem.mailroom.models import Delivery, Mailing
from bluestem.mailroom.tests.help import people, prepared, released


def deeds(mailing: Mailing) -> list[str]:
    lines = AuditLine.objects.about("mailing", mailing.pk).order_by("id")
    return list(lines.values_list("deed", flat=True))


def test_post_writes_one_urgent_delivery_that_waits(community: Community) -> None:
    mailing = actions.post(letter=TRIAL.name, to=Recipient("ada@example.org", "fr", "Ada", "7"))
    delivery = mailing.deliveries.get()
    assert (mailing.state, mailing.is_urgent) == ("sending", True)
    assert (delivery.state, delivery.is_urgent, delivery.name) == ("waiting", True, "Ada")
    assert (delivery.language, delivery.recipient_key) == ("fr", "7")
    assert delivery.message_id.startswith("<")


def test_post_knows_registered_letters_only(community: Community) -> None:
    with pytest.raises(LookupError, match=r"no\.such"):
        actions.post(letter="no.such", to=Recipient("ada@example.org", "en"))


def test_a_name_belongs_to_one_letter() -> None:
    assert register(TRIAL) is TRIAL
    with pytest.raises(ValueError, match=r"mailroom\.trial"):
        register(Letter(name=TRIAL.name, template="another/template"))
    assert letter_named(TRIAL.name) == TRIAL


def test_prepare_writes_once_to_an_address_that_stands_twice(community: Community) -> None:
    mailing = prepared([*people(3), Recipient("P1@example.org ", "en"), *people(2)])
    assert mailing.state == "preparing"
    assert mailing.deliveries.count() == 3
    assert len(set(mailing.deliveries.values_list("message_id", flat=True))) == 3


def test_prepare_leaves_out_whom_nobody_may_write_to(community: Community) -> None:
    actions.suppress(address="P1@Example.org", reason="asked")
    mailing = prepared(people(3))
    assert "p1@example.org" not in mailing.deliveries.values_list("address", flat=True)
    assert mailing.deliveries.count() == 2


def test_what_is_no_address_fails_at_once_and_stays_short(community: Community) -> None:
    mailing = prepared([Recipient("ada@example.org\r\nBcc: eve@example.org" + "x" * 900, "en")])
    delivery = mailing.deliveries.get()
    assert delivery.state == "failed"
    assert len(delivery.address) <= 254
    assert "\n" not in delivery.address


def test_release_waits_out_the_grace_or_starts_at_once(community: Community) -> None:
    slow, fast = prepared(people(2)), prepared(people(2))
    slow = actions.release(actor=CONSOLE, mailing=slow)
    fast = actions.release(actor=CONSOLE, mailing=fast, grace_seconds=0)
    assert slow.state == "grace"
    assert slow.starts_at == time.now() + dt.timedelta(seconds=60)
    assert fast.state == "sending"
    assert deeds(fast) == ["prepared", "released"]


def test_nothing_is_released_twice(community: Community) -> None:
    mailing = released(people(1))
    with pytest.raises(errors.AlreadyReleased):
        actions.release(actor=CONSOLE, mailing=mailing)


def test_pause_and_continue_return_to_where_it_was(community: Community) -> None:
    mailing = released(people(2))
    assert actions.pause(actor=CONSOLE, mailing=mailing).state == "paused"
    with pytest.raises(errors.NotUnderWay):
        actions.pause(actor=CONSOLE, mailing=mailing)
    assert actions.proceed(actor=CONSOLE, mailing=mailing).state == "sending"
    with pytest.raises(errors.NotPaused):
        actions.proceed(actor=CONSOLE, mailing=mailing)
    assert deeds(mailing) == ["prepared", "released", "paused", "continued"]


def test_a_pause_in_the_grace_keeps_what_is_left_of_it(community: Community) -> None:
    mailing = actions.release(actor=CONSOLE, mailing=prepared(people(2)))
    actions.pause(actor=CONSOLE, mailing=mailing)
    assert actions.proceed(actor=CONSOLE, mailing=mailing).state == "grace"


def test_stop_ends_what_waits_and_keeps_what_was_sent(community: Community) -> None:
    mailing = released(people(4))
    first = mailing.deliveries.order_by("id")[0]
    Delivery.objects.filter(pk=first.pk).update(state="sent")
    mailing = actions.stop(actor=CONSOLE, mailing=mailing)
    progress = queries.progress_of(mailing)
    assert (progress.sent, progress.stopped, progress.waiting) == (1, 3, 0)
    assert mailing.state == "stopped"
    assert mailing.finished_at == time.now()
    with pytest.raises(errors.NotUnderWay):
        actions.stop(actor=CONSOLE, mailing=mailing)
    line = AuditLine.objects.about("mailing", mailing.pk).get(deed="stopped")
    assert line.facts == {"stopped": 3}


def test_resend_failed_touches_the_failed_alone(community: Community) -> None:
    mailing = released(people(4))
    ids = list(mailing.deliveries.order_by("id").values_list("id", flat=True))
    for key, state in zip(ids, ("sent", "failed", "stopped", "bounced"), strict=True):
        Delivery.objects.filter(pk=key).update(state=state, tried_since=time.now())
    Mailing.objects.filter(pk=mailing.pk).update(state="done", finished_at=time.now())
    again = actions.resend_failed(actor=CONSOLE, mailing=mailing)
    assert (again.state, again.finished_at) == ("sending", None)
    assert list(again.deliveries.order_by("id").values_list("state", flat=True)) == [
        "sent",
        "waiting",
        "stopped",
        "bounced",
    ]
    assert again.deliveries.get(state="waiting").tried_since is None
    with pytest.raises(errors.NothingFailed):
        actions.resend_failed(actor=CONSOLE, mailing=mailing)


def test_resend_failed_needs_the_text(community: Community) -> None:
    mailing = released(people(1))
    mailing.deliveries.update(state="failed")
    Mailing.objects.filter(pk=mailing.pk).update(context="", state="done")
    with pytest.raises(errors.TextIsGone):
        actions.resend_failed(actor=CONSOLE, mailing=mailing)


def test_progress_counts_several_mailings_in_three_queries(
    community: Community, django_assert_num_queries: object
) -> None:
    for count in (1, 30):
        mailings = [released(people(3)) for _ in range(count)]
        with django_assert_num_queries(2):  # type: ignore[operator]
            found = queries.progress_of_all(mailings)
        assert {progress.waiting for progress in found.values()} == {3}
        assert all(progress.total == 3 for progress in found.values())


def test_expected_end_follows_the_pace_of_the_last_minute(community: Community) -> None:
    mailing = released(people(10))
    Mailing.objects.filter(pk=mailing.pk).update(starts_at=time.now() - dt.timedelta(seconds=10))
    ids = list(mailing.deliveries.values_list("id", flat=True)[:5])
    Delivery.objects.filter(pk__in=ids).update(state="sent", changed_at=time.now())
    mailing.refresh_from_db()
    progress = queries.progress_of(mailing)
    assert progress.expected_end == time.now() + dt.timedelta(seconds=10)
    assert progress.percent_done == 50


EDITOR = BuiltInActor("editor", frozenset({audience.ORGANISER, audience.EDITOR, audience.MEMBER}))
MEMBER = BuiltInActor("member", frozenset({audience.MEMBER, audience.SIGNED_IN}))


def test_each_organiser_sees_her_own_mailings_and_steering_all(community: Community) -> None:
    hers, other = prepared(people(1)), prepared(people(1))
    Mailing.objects.filter(pk=hers.pk).update(audience="editor")
    urgent = actions.post(letter=TRIAL.name, to=people(1)[0])
    assert list(queries.mailings_for(EDITOR)) == [hers]
    assert set(queries.mailings_for(CONSOLE)) == {hers, other}
    assert not queries.mailings_for(MEMBER).exists()
    assert not queries.mailings_for(VISITOR).exists()
    assert queries.mailing_for(EDITOR, hers.pk, to="steer") == hers
    for actor, key in (
        (EDITOR, other.pk),
        (MEMBER, hers.pk),
        (CONSOLE, uuid4()),
        (CONSOLE, "no id \0"),
    ):
        with pytest.raises(Mailing.DoesNotExist):
            queries.mailing_for(actor, key)
    with pytest.raises(Mailing.DoesNotExist):
        queries.mailing_for(CONSOLE, urgent.pk, to="steer")


def test_a_member_finds_what_was_sent_to_her_and_nobody_finds_the_nameless(
    community: Community,
) -> None:
    prepared(people(2))
    actions.post(letter=TRIAL.name, to=Recipient("x@example.org", "en"))
    assert [found.address for found in queries.deliveries_to("key-1")] == ["p1@example.org"]
    assert not queries.deliveries_to("").exists()
