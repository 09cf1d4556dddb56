"""What stays of an event, each object fetched together with the permission to see it."""

import uuid
from collections.abc import Sequence

from bluestem.audit.actors import Actor
from bluestem.events.models import Event, Picture, Recording, Speaker, Subtitles
from bluestem.events.queries.events import event_for
from bluestem.events.rules import can_play, can_see_picture

# What a speaker's answer lets be published.
ENOUGH = {
    Recording.Audience.MEMBERS: {Speaker.RecordingConsent.MEMBERS, Speaker.RecordingConsent.PUBLIC},
    Recording.Audience.PUBLIC: {Speaker.RecordingConsent.PUBLIC},
}


def recording_for(actor: Actor, slug: str, key: uuid.UUID, to: str = "read") -> Recording:
    """Return one recording of an event to "read" or to "manage".

    Raises: Recording.DoesNotExist for whom it is not for, just as for what does not exist.
    """
    recording = _event_of(actor, slug, to, Recording.DoesNotExist).recordings.get(pk=key)
    if not can_play(actor, recording):
        raise Recording.DoesNotExist
    return recording


def subtitles_for(actor: Actor, slug: str, key: uuid.UUID, language: str) -> Subtitles:
    """Return the subtitles of a recording that the actor may play.

    Raises: Recording.DoesNotExist, Subtitles.DoesNotExist.
    """
    return recording_for(actor, slug, key).subtitles.get(language=language)


def picture_for(actor: Actor, slug: str, key: uuid.UUID, to: str = "read") -> Picture:
    """Return one picture of an event to "read" or to "manage".

    Raises: Picture.DoesNotExist for whom it is not for, just as for what does not exist.
    """
    picture = _event_of(actor, slug, to, Picture.DoesNotExist).pictures.get(pk=key)
    if not can_see_picture(actor, picture):
        raise Picture.DoesNotExist
    return picture


def _event_of(actor: Actor, slug: str, to: str, missing: type[Exception]) -> Event:
    """Return the event whose page shows it; who manages a draft sees what is kept with it too."""
    rights = (to,) if to == "manage" else (to, "manage")
    for right in rights:
        try:
            return event_for(actor, slug, to=right)
        except Event.DoesNotExist:
            continue
    raise missing


def recordings_shown(actor: Actor, event: Event) -> list[Recording]:
    """Return the published recordings of an event's page that are for the actor, with subtitles."""
    published = list(event.recordings.exclude(published_at=None).prefetch_related("subtitles"))
    for recording in published:
        recording.event = event  # as it was fetched, so that the rule asks for nothing again
    return [recording for recording in published if can_play(actor, recording)]


def pictures_shown(event: Event) -> list[Picture]:
    """Return the pictures that everybody who reads the event's page sees."""
    return list(event.pictures.filter(consent=Picture.Consent.YES))


def without_consent(event: Event, audience: str) -> Sequence[Speaker]:
    """Return the speakers whose answer does not let a recording be published for an audience."""
    enough = ENOUGH[Recording.Audience(audience)]
    return [each for each in event.speakers.all() if each.recording_consent not in enough]
