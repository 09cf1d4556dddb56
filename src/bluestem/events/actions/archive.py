"""Notes and pictures of an event that is over."""

import datetime as dt
import uuid
from functools import partial

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from bluestem.audit.actions import note
from bluestem.audit.actors import Actor
from bluestem.events.actions.events import SMALLEST_STEP
from bluestem.events.actions.holding import held
from bluestem.events.actions.search import keep_words
from bluestem.events.errors import ChangedMeanwhile, MayNotManage, NoDescription
from bluestem.events.models import Event, Picture
from bluestem.events.rules import can_manage
from bluestem.kit import time
from bluestem.kit.pictures import ENDING, Drawn

FOLDER = "pictures"


@transaction.atomic
def write_notes(
    *,
    actor: Actor,
    event: Event,
    notes_en: str,
    notes_fr: str,
    seen_at: dt.datetime | None = None,
) -> Event:
    """Keep what was said, for whoever reads the event's page.

    Together: event, its words in the search, audit line. The same words again change nothing.
    Raises: MayNotManage, ChangedMeanwhile.
    """
    if not can_manage(actor, event):
        raise MayNotManage
    current = held(event=event)
    if seen_at is not None and current.changed_at != seen_at:
        raise ChangedMeanwhile(current)
    notes = _tidy(notes_en), _tidy(notes_fr)
    if notes == (current.notes_en, current.notes_fr):
        return current
    current.notes_en, current.notes_fr = notes
    current.changed_at = max(time.now(), current.changed_at + SMALLEST_STEP)
    current.save(update_fields=["notes_en", "notes_fr", "changed_at"])
    keep_words(event=current)
    note(actor=actor, deed="wrote notes", kind="event", key=current.pk, facts={})
    return current


def _tidy(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


@transaction.atomic
def add_picture(
    *,
    actor: Actor,
    event: Event,
    drawn: Drawn,
    description_en: str = "",
    description_fr: str = "",
    consent: str = Picture.Consent.NOT_ASKED,
) -> Picture:
    """Keep a picture that was drawn anew; it is shown once the people in it said yes.

    Together: picture, audit line.
    Raises: MayNotManage, NoDescription.
    """
    if not can_manage(actor, event):
        raise MayNotManage
    words = " ".join(description_en.split())[:300], " ".join(description_fr.split())[:300]
    if not any(words):
        raise NoDescription
    name = f"{FOLDER}/{uuid.uuid4().hex}.{ENDING}"
    picture = Picture.objects.create(
        event=event,
        file=default_storage.save(name, ContentFile(drawn.content)),
        width_px=drawn.width_px,
        height_px=drawn.height_px,
        description_en=words[0],
        description_fr=words[1],
        consent=consent,
        consent_at=time.now() if consent else None,
        added_at=time.now(),
    )
    _note(actor, "added picture", picture, consent=str(consent))
    return picture


@transaction.atomic
def change_picture(
    *, actor: Actor, picture: Picture, description_en: str, description_fr: str, consent: str
) -> Picture:
    """Change what is said of a picture, and what the people in it said; at once shown or not.

    Raises: MayNotManage, NoDescription.
    """
    if not can_manage(actor, picture.event):
        raise MayNotManage
    current = Picture.objects.select_for_update().get(pk=picture.pk)
    current.description_en = " ".join(description_en.split())[:300]
    current.description_fr = " ".join(description_fr.split())[:300]
    if not (current.description_en or current.description_fr):
        raise NoDescription
    if current.consent != consent:
        current.consent, current.consent_at = consent, time.now() if consent else None
    current.save()
    _note(actor, "changed picture", current, consent=str(consent))
    return current


@transaction.atomic
def remove_picture(*, actor: Actor, picture: Picture) -> Picture:
    """Delete a picture and its file; returns what it was.

    Raises: MayNotManage.
    """
    if not can_manage(actor, picture.event):
        raise MayNotManage
    Picture.objects.filter(pk=picture.pk).delete()
    transaction.on_commit(partial(default_storage.delete, str(picture.file)))
    _note(actor, "removed picture", picture)
    return picture


def _note(actor: Actor, deed: str, picture: Picture, **facts: object) -> None:
    facts["event"] = str(picture.event_id)
    note(actor=actor, deed=deed, kind="picture", key=picture.pk, facts=facts)
