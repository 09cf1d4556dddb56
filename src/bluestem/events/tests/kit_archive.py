"""What several tests of the archive begin with."""

import io
import wave

from django.core.files.base import ContentFile
from django.urls import reverse
from PIL import Image

from bluestem.audit.actors import SYSTEM
from bluestem.events import actions
from bluestem.events.models import Recording, Speaker
from bluestem.kit import time
from bluestem.kit.pictures import redrawn

from .kit import HOUR, published

WORDS = "WEBVTT\n\n00:00.000 --> 00:01.000\nSecret words\n"


def at(name, *args):
    return reverse(f"events:{name}", args=args)


def sound(seconds=0.05):
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(8000)
        file.writeframes(b"\x80" * int(8000 * seconds))
    return out.getvalue()


def talk(slug="talk", *consents, **values):
    values = {"starts_at": time.now() - 24 * HOUR, "series": "wit-talks", **values}
    event = published(slug=slug, **values)
    for number, consent in enumerate(consents):
        Speaker.objects.create(
            event=event, name=f"Speaker {number}", sector="lab", recording_consent=consent
        )
    return event


def recorded(event, audience="", actor=SYSTEM, seconds=0.05):
    kept = actions.keep_file(file=ContentFile(sound(seconds), name="talk.mp4"))
    recording = actions.add_recording(actor=actor, event=event, kept=kept)
    if audience:
        actions.publish_recording(
            actor=actor, recording=recording, audience=audience, everyone_agreed=True
        )
    return Recording.objects.select_related("event__series").get(pk=recording.pk)


def pictured(event, consent="yes"):
    out = io.BytesIO()
    Image.new("RGB", (300, 200), "teal").save(out, "PNG")
    return actions.add_picture(
        actor=SYSTEM, event=event, drawn=redrawn(out, 1), description_en="Hall", consent=consent
    )
