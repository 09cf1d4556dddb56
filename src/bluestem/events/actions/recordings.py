"""Keep recordings and their subtitles; publish them with every speaker's consent, and only so."""

import uuid
from dataclasses import dataclass
from functools import partial

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from bluestem.audit.actions import note
from bluestem.audit.actors import Actor
from bluestem.events.actions.holding import held
from bluestem.events.errors import (
    MayNotManage,
    NobodyAsked,
    NoConsent,
    NoRecording,
    PageNotPublic,
    RecordingTooLarge,
)
from bluestem.events.models import AUDIENCES, Event, Recording, Subtitles
from bluestem.events.queries.archive import without_consent
from bluestem.events.rules import can_manage
from bluestem.kit import time
from bluestem.kit.media import kind_of

KIND = "recording"
MOST_BYTES = 4 * 1024**3
FOLDER = "recordings"


@dataclass(frozen=True)
class Kept:
    """A file that lies in the storage and that no row knows yet."""

    name: str
    media_type: str
    size_bytes: int


def keep_file(*, file: "File[bytes]") -> Kept:
    """Move or copy a file into the storage under a name nobody can guess, piece by piece.

    Outside any transaction, because copying takes as long as it takes; what no row comes to know
    is deleted after a day.
    Raises: RecordingTooLarge, NoRecording.
    """
    if file.size > MOST_BYTES:
        raise RecordingTooLarge(MOST_BYTES)
    media = kind_of(file)
    if media is None:
        raise NoRecording(_begin_of(file))
    name = default_storage.save(f"{FOLDER}/{uuid.uuid4().hex}.{media.ending}", file)
    return Kept(name, media.media_type, file.size)


@transaction.atomic
def add_recording(*, actor: Actor, event: Event, kept: Kept, title: str = "") -> Recording:
    """Add a stored file to an event, for organisers' eyes.

    Together: recording, audit line.
    Raises: MayNotManage.
    """
    if not can_manage(actor, event):
        raise MayNotManage
    recording = Recording.objects.create(
        event=event,
        title=" ".join(title.split())[:150],
        file=kept.name,
        media_type=kept.media_type,
        size_bytes=kept.size_bytes,
        added_at=time.now(),
    )
    _note(actor, "added recording", recording, size_bytes=kept.size_bytes)
    return recording


@transaction.atomic
def publish_recording(
    *, actor: Actor, recording: Recording, audience: str, everyone_agreed: bool = False
) -> Recording:
    """Show a recording on its event's page, to members or to everyone.

    Every speaker has to have agreed to as much. Where none is written down (a discussion, a
    visit), an organiser says that everybody who is heard agreed, and the audit keeps that she did.
    Together: recording, audit line. Publishing twice changes nothing.
    Raises: MayNotManage, NoConsent, NobodyAsked, PageNotPublic.
    """
    if not can_manage(actor, recording.event):
        raise MayNotManage
    # Consent is read while the event is held, as whoever withdraws it holds it too.
    event = held(event=recording.event)
    current = event.recordings.get(pk=recording.pk)
    is_public = audience == Recording.Audience.PUBLIC
    missing = without_consent(event, audience)
    if missing:
        raise NoConsent(missing, is_public=is_public)
    if not everyone_agreed and not event.speakers.exists():
        raise NobodyAsked
    if is_public and event.audience != AUDIENCES.PUBLIC:
        raise PageNotPublic
    if current.is_published and current.audience == audience:
        return current
    current.audience, current.published_at, current.withdrawn_at = audience, time.now(), None
    current.save(update_fields=["audience", "published_at", "withdrawn_at"])
    _note(actor, "published recording", current, audience=audience, everyone=everyone_agreed)
    return current


@transaction.atomic
def withdraw_recording(*, actor: Actor, recording: Recording) -> Recording:
    """Take a recording from its event's page; it stays for organisers for a while.

    Together: recording, audit line. Withdrawing twice changes nothing.
    Raises: MayNotManage.
    """
    if not can_manage(actor, recording.event):
        raise MayNotManage
    event = held(event=recording.event)
    current = event.recordings.get(pk=recording.pk)
    if current.is_published:
        _withdraw(actor, current)
    return current


def show_what_is_agreed(*, actor: Actor, event: Event) -> list[Recording]:
    """Show recordings to no more people than every speaker agrees to; returns what changed.

    Called in the transaction that changed an answer, whoever gave it, so that nothing is shown in
    between: what was for everyone becomes the members' where all agree to that, and the rest is
    withdrawn.
    """
    current = held(event=event)
    changed = []
    for recording in current.recordings.exclude(published_at=None):
        if not without_consent(current, recording.audience):
            continue
        recording.event = current
        if without_consent(current, Recording.Audience.MEMBERS):
            _withdraw(actor, recording, because="consent")
        else:
            recording.audience = Recording.Audience.MEMBERS
            recording.save(update_fields=["audience"])
            _note(actor, "narrowed recording", recording, because="consent")
        changed.append(recording)
    return changed


def _withdraw(actor: Actor, recording: Recording, **facts: object) -> None:
    recording.published_at, recording.withdrawn_at = None, time.now()
    recording.save(update_fields=["published_at", "withdrawn_at"])
    _note(actor, "withdrew recording", recording, **facts)


@transaction.atomic
def remove_recording(*, actor: Actor, recording: Recording) -> Recording:
    """Delete a recording with its subtitles and its file; returns what it was.

    Raises: MayNotManage.
    """
    if not can_manage(actor, recording.event):
        raise MayNotManage
    _note(actor, "removed recording", recording)
    Recording.objects.filter(pk=recording.pk).delete()
    if recording.file:
        transaction.on_commit(partial(default_storage.delete, str(recording.file)))
    return recording


@transaction.atomic
def write_subtitles(*, actor: Actor, recording: Recording, language: str, text: str) -> Subtitles:
    """Keep the words of a recording in one language, in place of those there were.

    `text` is WebVTT that was read before (`kit.webvtt`).
    Raises: MayNotManage.
    """
    if not can_manage(actor, recording.event):
        raise MayNotManage
    subtitles, _is_new = Subtitles.objects.update_or_create(
        recording=recording, language=language, defaults={"text": text}
    )
    _note(actor, "wrote subtitles", recording, language=language)
    return subtitles


@transaction.atomic
def remove_subtitles(*, actor: Actor, subtitles: Subtitles) -> Subtitles:
    """Delete the subtitles of one language; returns what they were.

    Raises: MayNotManage.
    """
    if not can_manage(actor, subtitles.recording.event):
        raise MayNotManage
    Subtitles.objects.filter(pk=subtitles.pk).delete()
    _note(actor, "removed subtitles", subtitles.recording, language=subtitles.language)
    return subtitles


def _begin_of(file: "File[bytes]") -> str:
    """Return how a file begins, for whoever has to find out what it is."""
    head = file.read(12)
    file.seek(0)
    return " ".join(f"{byte:02X}" for byte in head) or _("an empty file")


def _note(actor: Actor, deed: str, recording: Recording, **facts: object) -> None:
    facts["event"] = str(recording.event_id)
    note(actor=actor, deed=deed, kind=KIND, key=recording.pk, facts=facts)
