"""A speaker's way from the idea to the thanks: our letters, her answers, her recording."""

import datetime as dt
from typing import Any

from django.db import transaction

from bluestem.audit.actions import note
from bluestem.audit.actors import Actor
from bluestem.events import letters
from bluestem.events.actions.events import SMALLEST_STEP
from bluestem.events.actions.recordings import show_what_is_agreed
from bluestem.events.actions.search import keep_words
from bluestem.events.errors import (
    InvitationOver,
    MayNotManage,
    WithoutAddress,
    WrittenMeanwhile,
    WrongStep,
)
from bluestem.events.models import Event, Speaker
from bluestem.events.rules import can_manage
from bluestem.kit import time

Step, Consent = Speaker.Step, Speaker.RecordingConsent


@transaction.atomic
def add_speaker(
    *,
    actor: Actor,
    event: Event,
    name: str,
    sector: str,
    about: str = "",
    address: str = "",
    language: str = "en",
) -> Speaker:
    """Add a speaker, as an idea; what was recorded waits until she said yes to it.

    Together: speaker, words in the search, recordings, audit lines.
    Raises: MayNotManage.
    """
    _must_manage(actor, event)
    speaker = Speaker.objects.create(
        event=event, name=name, sector=sector, about=about, address=address, language=language
    )
    _note(actor, "added speaker", speaker, sector=sector)
    keep_words(event=event)
    show_what_is_agreed(actor=actor, event=event)
    return speaker


@transaction.atomic
def change_speaker(
    *,
    actor: Actor,
    speaker: Speaker,
    name: str,
    sector: str,
    about: str = "",
    address: str = "",
    language: str = "en",
) -> Speaker:
    """Change who a speaker is; another address ends the link that went to the one before.

    Together: speaker, audit line. The same again changes nothing.
    Raises: MayNotManage.
    """
    current = _held(actor, speaker)
    wanted = {
        "name": name,
        "sector": sector,
        "about": about,
        "address": address,
        "language": language,
    }
    changed = [field for field, value in wanted.items() if getattr(current, field) != value]
    if not changed:
        return current
    for field in changed:
        setattr(current, field, wanted[field])
    current.save(update_fields=changed)
    keep_words(event=current.event)
    _note(actor, "changed speaker", current, fields=sorted(changed))
    return current


@transaction.atomic
def move_speaker_on(*, actor: Actor, speaker: Speaker, step: str) -> Speaker:
    """Take the next step with a speaker; a step that was taken already changes nothing.

    Together: speaker, audit line. Noting her yes takes an earlier no back.
    Raises: MayNotManage, WrongStep.
    """
    current = _held(actor, speaker)
    if current.way == step and not (current.has_declined and step == Step.CONFIRMED):
        return current
    if current.next_step != step:
        raise WrongStep
    _take_step(actor, current, step)
    return current


@transaction.atomic
def write_to_speaker(
    *,
    actor: Actor,
    speaker: Speaker,
    step: str,
    seen_at: dt.datetime | None,
    subject: str,
    text: str,
    language: str,
) -> Speaker:
    """Send a speaker the letter of a step, and take the step; or the letter of this step again.

    `seen_at` is when our latest letter to her was written, as far as the writer saw: so the same
    button pressed twice sends one letter.
    Together: letter, speaker, audit lines.
    Raises: MayNotManage, WithoutAddress, WrongStep, WrittenMeanwhile.
    """
    current = _held(actor, speaker)
    if not current.address:
        raise WithoutAddress
    if step not in letters.PREPARED or step not in {current.way, current.next_step}:
        raise WrongStep
    if current.written_at != seen_at:
        raise WrittenMeanwhile
    # Never twice the same moment, even where the clock stands still: pages are told apart by it.
    current.written_at = max(time.now(), (seen_at or time.now()) + SMALLEST_STEP)
    current.language = language
    current.save(update_fields=["written_at", "language"])
    letters.tell_speaker(current, subject=subject, text=text)
    _note(actor, "wrote to speaker", current, way=step)
    if current.way != step:
        _take_step(actor, current, step)
    return current


@transaction.atomic
def answer_invitation(*, actor: Actor, speaker: Speaker, is_coming: bool) -> Speaker:
    """Keep a speaker's own yes or no, from the page behind her link; twice changes nothing.

    Together: speaker, audit line.
    Raises: InvitationOver.
    """
    current = _locked(speaker)
    if current.event.is_past or current.event.is_cancelled:
        raise InvitationOver
    if current.has_confirmed if is_coming else current.has_declined:
        return current
    if is_coming:
        current.declined_at, current.way = None, Step.CONFIRMED
    else:
        current.declined_at, current.way = time.now(), Step.INVITED
    current.save(update_fields=["way", "declined_at"])
    _note(actor, "speaker said yes" if is_coming else "speaker said no", current)
    return current


@transaction.atomic
def set_recording_consent(*, actor: Actor, speaker: Speaker, consent: str) -> Speaker:
    """Keep what a speaker told an organiser about a recording, with its moment.

    Together: speaker, audit line, and recordings that she no longer agrees to are taken back.
    Raises: MayNotManage, WrongStep.
    """
    current = _held(actor, speaker)
    if consent not in Consent.values:
        raise WrongStep
    return _keep_consent(actor, current, consent)


@transaction.atomic
def say_recording_consent(*, actor: Actor, speaker: Speaker, consent: str) -> Speaker:
    """Keep what a speaker says about a recording herself, before the event or after it.

    Together: speaker, audit line, and recordings that she no longer agrees to are taken back.
    Raises: WrongStep.
    """
    if consent not in Speaker.SAYABLE:
        raise WrongStep
    return _keep_consent(actor, _locked(speaker), consent)


@transaction.atomic
def remove_speaker(*, actor: Actor, speaker: Speaker) -> Speaker:
    """Take a speaker from an event; returns who it was.

    Together: speaker, audit line.
    Raises: MayNotManage.
    """
    _must_manage(actor, speaker.event)
    _note(actor, "removed speaker", speaker)
    Speaker.objects.filter(pk=speaker.pk).delete()
    keep_words(event=speaker.event)
    return speaker


def _keep_consent(actor: Actor, current: Speaker, consent: str) -> Speaker:
    if current.recording_consent == consent:
        return current
    current.recording_consent = consent
    current.recording_consent_at = time.now() if consent else None
    current.save(update_fields=["recording_consent", "recording_consent_at"])
    _note(actor, "kept recording consent", current, consent=consent)
    show_what_is_agreed(actor=actor, event=current.event)
    return current


def _take_step(actor: Actor, current: Speaker, step: str) -> None:
    current.way = step
    current.declined_at = None if step == Step.CONFIRMED else current.declined_at
    current.save(update_fields=["way", "declined_at"])
    _note(actor, "moved speaker on", current, way=step)


def _held(actor: Actor, speaker: Speaker) -> Speaker:
    """Fetch her as she is now, held until the transaction ends, if the actor may change it."""
    _must_manage(actor, speaker.event)
    return _locked(speaker)


def _locked(speaker: Speaker) -> Speaker:
    current = Speaker.objects.select_for_update(of=("self",), no_key=True).get(pk=speaker.pk)
    current.event = speaker.event
    return current


def _must_manage(actor: Actor, event: Event) -> None:
    if not can_manage(actor, event):
        raise MayNotManage


def _note(actor: Actor, deed: str, speaker: Speaker, **facts: Any) -> None:
    facts["event"] = str(speaker.event_id)
    note(actor=actor, deed=deed, kind="speaker", key=speaker.pk, facts=facts)
