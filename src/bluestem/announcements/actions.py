"""Write, ask, approve, release, take back: everything that changes an announcement.

Rooms above call `draft` with plain values and leave the rest to the desk.
"""

import datetime as dt
from dataclasses import asdict, astuple

from django.db import transaction

from bluestem.announcements import letters
from bluestem.announcements.errors import (
    AlreadyReleased,
    AlreadyStarted,
    ChangedMeanwhile,
    Discarded,
    MayNotRelease,
    MayNotWrite,
    NotAsked,
    NotReady,
    OwnApproval,
)
from bluestem.announcements.models import Announcement, Words
from bluestem.announcements.queries import approvers_of, recipients_of
from bluestem.announcements.rules import can_write, is_second_person, watchers_of
from bluestem.audit.actions import note
from bluestem.audit.actors import Actor
from bluestem.community.queries import the_community
from bluestem.kit import time
from bluestem.kit.audience import STEERING
from bluestem.mailroom import actions as mailroom
from bluestem.mailroom.actions import Recipient
from bluestem.mailroom.models import Mailing
from bluestem.members.models import MailingList, Member

GRACE_SECONDS = 60
KIND = "announcement"
SMALLEST_STEP = dt.timedelta(microseconds=1)


@transaction.atomic
def draft(
    *,
    actor: Actor,
    mailing_list: MailingList,
    subject_en: str = "",
    subject_fr: str = "",
    text_en: str = "",
    text_fr: str = "",
) -> Announcement:
    """Begin an announcement; nothing is sent.

    Together: announcement and audit line.
    Raises: MayNotWrite.
    """
    if not can_write(actor, mailing_list):
        raise MayNotWrite(mailing_list.slug)
    now = time.now()
    announcement = Announcement.objects.create(
        mailing_list=mailing_list,
        author=_member(actor),
        changed_by=_member(actor),
        written_at=now,
        changed_at=now,
        **_tidy(Words(subject_en, subject_fr, text_en, text_fr)),
    )
    _note(actor, "drafted", announcement, list=mailing_list.slug)
    return announcement


@transaction.atomic
def edit(
    *,
    actor: Actor,
    announcement: Announcement,
    seen_at: dt.datetime,
    mailing_list: MailingList,
    words: Words,
) -> Announcement:
    """Put new words in place of those that were seen; a request for approval is withdrawn by it.

    Together: announcement and audit line. The same words again change nothing.
    Raises: MayNotWrite, AlreadyReleased, ChangedMeanwhile.
    """
    current = _current(actor, announcement, seen_at)
    if not can_write(actor, mailing_list):
        raise MayNotWrite(mailing_list.slug)
    new = _tidy(words)
    if tuple(new.values()) == astuple(current.words) and current.mailing_list == mailing_list:
        return current
    for name, value in new.items():
        setattr(current, name, value)
    current.mailing_list = mailing_list
    current.changed_by = _member(actor)
    _back_to_draft(current)
    _note(actor, "changed", current, list=mailing_list.slug)
    return current


@transaction.atomic
def ask_for_approval(
    *, actor: Actor, announcement: Announcement, seen_at: dt.datetime
) -> Announcement:
    """Ask another steering member to send it; asking twice changes nothing.

    Together: announcement, audit line, and a letter to each who may approve.
    Raises: MayNotWrite, AlreadyReleased, ChangedMeanwhile, NotReady.
    """
    current = _current(actor, announcement, seen_at)
    if current.is_waiting:
        return current
    if not current.words.is_ready:
        raise NotReady
    current.state = Announcement.State.WAITING
    current.asked_by = _member(actor)
    current.asked_at = time.now()
    current.save()
    _note(actor, "asked for approval", current)
    _tell_approvers(current)
    return current


@transaction.atomic
def withdraw_request(*, actor: Actor, announcement: Announcement) -> Announcement:
    """Make it a draft again that nobody is asked about.

    Raises: MayNotWrite, AlreadyReleased.
    """
    current = _current(actor, announcement)
    if current.is_waiting:
        _back_to_draft(current)
        _note(actor, "withdrew request", current)
    return current


@transaction.atomic
def approve_and_release(
    *,
    actor: Actor,
    announcement: Announcement,
    seen_at: dt.datetime,
    grace_seconds: int = GRACE_SECONDS,
) -> Announcement:
    """Say the second person's yes to exactly the words that were seen, and send them.

    Together: announcement, mailing with its deliveries, audit lines.
    Raises: MayNotRelease, OwnApproval, AlreadyReleased, ChangedMeanwhile, NotAsked, NotReady.
    """
    if STEERING not in actor.audiences:
        raise MayNotRelease
    current = _current(actor, announcement, seen_at)
    if not is_second_person(actor, current):
        raise OwnApproval
    if not current.is_waiting:
        raise NotAsked
    current.approved_by = _member(actor)
    _note(actor, "approved", current)
    return _send(actor, current, grace_seconds)


@transaction.atomic
def release(
    *,
    actor: Actor,
    announcement: Announcement,
    seen_at: dt.datetime,
    grace_seconds: int = GRACE_SECONDS,
) -> Announcement:
    """Send it on one steering member's word; with approval on, a second person's yes is needed.

    Together: announcement, mailing with its deliveries, audit lines.
    Raises: as approve_and_release.
    """
    if the_community().needs_approval:
        return approve_and_release(
            actor=actor, announcement=announcement, seen_at=seen_at, grace_seconds=grace_seconds
        )
    if STEERING not in actor.audiences:
        raise MayNotRelease
    return _send(actor, _current(actor, announcement, seen_at), grace_seconds)


@transaction.atomic
def take_back(*, actor: Actor, announcement: Announcement) -> Announcement:
    """Stop it before the first mail has left; it is a draft again.

    Together: mailing stopped, announcement, audit lines.
    Raises: MayNotWrite, AlreadyStarted.
    """
    current = _locked(announcement)
    if not can_write(actor, current.mailing_list):
        raise MayNotWrite(current.mailing_list.slug)
    if not current.is_released or current.mailing_id is None:
        return current
    mailing = Mailing.objects.select_for_update().get(pk=current.mailing_id)
    if mailing.state != Mailing.State.GRACE:
        raise AlreadyStarted
    mailroom.stop(actor=actor, mailing=mailing)
    current.mailing = None
    current.released_at = None
    _back_to_draft(current)
    _note(actor, "took back", current, mailing=str(mailing.pk))
    return current


@transaction.atomic
def copy(*, actor: Actor, announcement: Announcement) -> Announcement:
    """Begin a new draft with the same words; whoever copies is its author.

    Raises: MayNotWrite.
    """
    return draft(actor=actor, mailing_list=announcement.mailing_list, **asdict(announcement.words))


@transaction.atomic
def discard(*, actor: Actor, announcement: Announcement) -> Announcement:
    """Delete what was never sent; returns what it was.

    Raises: MayNotWrite, AlreadyReleased.
    """
    current = _current(actor, announcement)
    _note(actor, "discarded", current)
    Announcement.objects.filter(pk=current.pk).delete()
    return current


@transaction.atomic
def send_test(*, actor: Member, announcement: Announcement) -> int:
    """Send the actor herself the mail in each language that is written; returns how many.

    Raises: MayNotWrite, NotReady.
    """
    current = _locked(announcement)
    if not can_write(actor, current.mailing_list):
        raise MayNotWrite(current.mailing_list.slug)
    written = current.words.languages
    if not written or not actor.address:
        raise NotReady
    for language in written:
        mailroom.post(
            letter=letters.TEST.name,
            to=Recipient(
                address=actor.address, language=language, name=actor.name, key=str(actor.pk)
            ),
            context=letters.words_of(current),
            reference=current.reference,
        )
    _note(actor, "sent herself a test", current)
    return len(written)


def _send(actor: Actor, current: Announcement, grace_seconds: int) -> Announcement:
    if not current.words.is_ready:
        raise NotReady
    mailing = mailroom.prepare(
        actor=actor,
        letter=letters.ANNOUNCEMENT.name,
        context=letters.words_of(current),
        list_key=current.mailing_list.slug,
        reference=current.reference,
        audience=watchers_of(current.mailing_list),
        recipients=recipients_of(current.mailing_list),
    )
    current.mailing = mailroom.release(actor=actor, mailing=mailing, grace_seconds=grace_seconds)
    current.state = Announcement.State.RELEASED
    current.released_at = time.now()
    current.save()
    _note(actor, "released", current, mailing=str(mailing.pk))
    return current


def _tell_approvers(current: Announcement) -> None:
    for member in approvers_of(current):
        if member.address:
            mailroom.post(
                letter=letters.APPROVAL_ASKED.name,
                to=Recipient(
                    address=member.address,
                    language=member.language,
                    name=member.name,
                    key=str(member.pk),
                ),
                context={
                    **letters.words_of(current),
                    "asked_by_name": current.asked_by.name if current.asked_by else "",
                    "announcement": str(current.pk),
                },
                reference=current.reference,
            )


def _current(
    actor: Actor, announcement: Announcement, seen_at: dt.datetime | None = None
) -> Announcement:
    """Fetch it as it is now, held until the transaction ends, if the actor may still change it."""
    current = _locked(announcement)
    if not can_write(actor, current.mailing_list):
        raise MayNotWrite(current.mailing_list.slug)
    if current.is_released:
        raise AlreadyReleased
    if seen_at is not None and current.changed_at != seen_at:
        raise ChangedMeanwhile(current)
    return current


def _locked(announcement: Announcement) -> Announcement:
    """Fetch it again under a lock; on SQLite the transaction is the lock."""
    current = (
        Announcement.objects.select_for_update(of=("self",))
        .select_related("mailing_list", "author", "asked_by", "changed_by")
        .filter(pk=announcement.pk)
        .first()
    )
    if current is None:
        raise Discarded
    return current


def _back_to_draft(current: Announcement) -> None:
    current.state = Announcement.State.DRAFT
    current.asked_by = current.approved_by = None
    current.asked_at = None
    # A clock that stands still or was put back must not make two versions look like one.
    current.changed_at = max(time.now(), current.changed_at + SMALLEST_STEP)
    current.save()


def _tidy(words: Words) -> dict[str, str]:
    """Subjects on one line, texts with plain line ends, neither with space around."""
    return {
        name: " ".join(value.split()) if name.startswith("subject") else _plain(value)
        for name, value in asdict(words).items()
    }


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _member(actor: Actor) -> Member | None:
    return actor if isinstance(actor, Member) else None


def _note(actor: Actor, deed: str, announcement: Announcement, **facts: object) -> None:
    note(actor=actor, deed=deed, kind=KIND, key=announcement.pk, facts=facts)
