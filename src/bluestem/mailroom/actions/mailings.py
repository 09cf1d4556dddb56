"""What organisers do with a mailing: release, pause, continue, stop, send again."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from bluestem.audit.actions import note
from bluestem.audit.actors import Actor
from bluestem.kit import time
from bluestem.mailroom import errors
from bluestem.mailroom.locks import held
from bluestem.mailroom.models import NOWHERE, Delivery, Mailing

State = Mailing.State


@transaction.atomic
def release(*, actor: Actor, mailing: Mailing, grace_seconds: int = 60) -> Mailing:
    """Let a prepared mailing go, after a time in which it can still be stopped.

    Together: state and audit line.
    Raises: AlreadyReleased.
    """
    mailing = held(mailing)
    if mailing.state != State.PREPARING:
        raise errors.AlreadyReleased
    mailing.state = State.GRACE if grace_seconds else State.SENDING
    mailing.starts_at = time.now() + dt.timedelta(seconds=grace_seconds)
    mailing.save(update_fields=["state", "starts_at"])
    facts = {"recipients": mailing.deliveries.count(), "grace_seconds": grace_seconds}
    note(actor=actor, deed="released", kind="mailing", key=mailing.id, facts=facts)
    return mailing


@transaction.atomic
def pause(*, actor: Actor, mailing: Mailing) -> Mailing:
    """Hold a mailing; what the sender has in hand goes back within a second.

    Together: state and audit line.
    Raises: NotUnderWay.
    """
    mailing = held(mailing)
    if mailing.state not in {State.GRACE, State.SENDING}:
        raise errors.NotUnderWay(mailing.get_state_display())
    mailing.state = State.PAUSED
    mailing.save(update_fields=["state"])
    note(actor=actor, deed="paused", kind="mailing", key=mailing.id)
    return mailing


@transaction.atomic
def proceed(*, actor: Actor, mailing: Mailing) -> Mailing:
    """Continue a paused mailing.

    Together: state and audit line.
    Raises: NotPaused.
    """
    mailing = held(mailing)
    if mailing.state != State.PAUSED:
        raise errors.NotPaused(mailing.get_state_display())
    is_early = mailing.starts_at is not None and mailing.starts_at > time.now()
    mailing.state = State.GRACE if is_early else State.SENDING
    mailing.save(update_fields=["state"])
    note(actor=actor, deed="continued", kind="mailing", key=mailing.id)
    return mailing


@transaction.atomic
def stop(*, actor: Actor, mailing: Mailing) -> Mailing:
    """End a mailing for good: what waits is never sent.

    Together: state, deliveries, audit line with how many were stopped.
    Raises: NotUnderWay.
    """
    mailing = held(mailing)
    if mailing.is_over:
        raise errors.NotUnderWay(mailing.get_state_display())
    now = time.now()
    # One that is on its way out this moment ends as sent; the sender's word comes last.
    stopped = mailing.deliveries.filter(state__in=Delivery.UNDER_WAY).update(
        state=Delivery.State.STOPPED, changed_at=now
    )
    mailing.state, mailing.finished_at = State.STOPPED, now
    mailing.save(update_fields=["state", "finished_at"])
    note(actor=actor, deed="stopped", kind="mailing", key=mailing.id, facts={"stopped": stopped})
    return mailing


@transaction.atomic
def resend_failed(*, actor: Actor, mailing: Mailing) -> Mailing:
    """Try the failed deliveries again, and no other one.

    Together: deliveries, state, audit line.
    Raises: NothingFailed, TextIsGone.
    """
    mailing = held(mailing)
    failed = mailing.deliveries.filter(state=Delivery.State.FAILED).exclude(
        address__endswith=NOWHERE
    )
    if not failed.exists():
        raise errors.NothingFailed
    if not mailing.context:
        raise errors.TextIsGone
    count = failed.update(
        state=Delivery.State.WAITING,
        next_attempt_at=timezone.now(),
        tried_since=None,
        changed_at=time.now(),
    )
    if mailing.is_over:
        mailing.state, mailing.finished_at = State.SENDING, None
        mailing.save(update_fields=["state", "finished_at"])
    facts = {"deliveries": count}
    note(actor=actor, deed="sent the failed again", kind="mailing", key=mailing.id, facts=facts)
    return mailing
