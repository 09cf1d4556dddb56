"""What stayed of past events: a recording with subtitles, notes, pictures; all invented."""

import io
import math
import wave

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from bluestem.audit.actors import SYSTEM
from bluestem.events import actions
from bluestem.events.models import Event, Picture, Recording
from bluestem.kit.pictures import redrawn

SECONDS, RATE_HZ = 6, 8000
CHORD_HZ = (196.0, 246.94, 293.66, 392.0)
WORDS = {
    "en": ("Good afternoon, and welcome to this talk.",
           "You hear a chord instead of a voice: this community is invented.",
           "Thank you for listening to the end."),
    "fr": ("Bonjour et bienvenue à cette rencontre.",
           "Vous entendez un accord et non une voix : cette communauté est inventée.",
           "Merci d’avoir écouté jusqu’à la fin."),
}  # fmt: skip
NOTES = (
    (
        "The three things people took home:\n\n"
        "- Ask for the job **before** you feel ready; the others do.\n"
        "- Write down what you did each Friday. In March it is your appraisal.\n"
        "- A mentor opens doors, a sponsor walks through them with you.\n\n"
        "Questions went on for half an hour. The book that was named twice is in the library.",
        "Les trois choses que l’on retient :\n\n"
        "- Demander le poste **avant** de se sentir prête ; les autres le font.\n"
        "- Noter chaque vendredi ce que l’on a fait. En mars, c’est l’entretien annuel.\n"
        "- Une mentore ouvre les portes, une alliée les passe avec vous.\n\n"
        "Les questions ont duré une demi-heure. Le livre cité deux fois est à la bibliothèque.",
    ),
    (
        "What helped most was a plain list of who decides what. It hangs in the corridor now.",
        "Le plus utile : une simple liste de qui décide quoi. Elle est affichée dans le couloir.",
    ),
    (
        "We saw the hall in two groups. *Bring closed shoes next time, the floor is cold.*",
        "Nous avons vu le hall en deux groupes. *Des chaussures fermées, le sol est froid.*",
    ),
)
PICTURES = (
    (
        "#134d50", "#e0903f", "#f4cd9f",
        "Rings of warm light on a dark wall, drawn instead of a photograph",
        "Des anneaux de lumière chaude sur un mur sombre, dessinés à la place d’une photo",
    ),
    (
        "#f4cd9f", "#1a6163", "#98303d",
        "Circles of many sizes that lean on each other, like people in a full room",
        "Des cercles de toutes tailles, serrés comme les gens dans une salle pleine",
    ),
)  # fmt: skip


def make_archive() -> None:
    """Keep something of the latest talk, notes of some others, and the words of all of them."""
    past = Event.objects.past().select_related("series")
    talks = list(past.filter(series__slug="wit-talks")[:12])
    drinks = list(past.filter(series__slug="drinks")[:1])
    _record(talks[0])
    for event, (notes_en, notes_fr) in zip((talks[0], talks[4], *drinks), NOTES, strict=True):
        actions.write_notes(actor=SYSTEM, event=event, notes_en=notes_en, notes_fr=notes_fr)
    for number, (*colours, description_en, description_fr) in enumerate(PICTURES):
        picture = _picture(number, *colours)
        actions.add_picture(
            actor=SYSTEM,
            event=talks[0],
            drawn=redrawn(picture, picture.getbuffer().nbytes),
            description_en=description_en,
            description_fr=description_fr,
            consent=Picture.Consent.YES,
        )
    actions.rebuild_search()


def _record(event: Event) -> None:
    """Publish a recording for members; the speakers of the demonstration agreed to as much."""
    kept = actions.keep_file(file=ContentFile(_sound(), name="talk.wav"))
    recording = actions.add_recording(actor=SYSTEM, event=event, kept=kept)
    for language, lines in WORDS.items():
        actions.write_subtitles(
            actor=SYSTEM, recording=recording, language=language, text=_subtitles(lines)
        )
    actions.publish_recording(
        actor=SYSTEM, recording=recording, audience=Recording.Audience.MEMBERS
    )


def _sound() -> bytes:
    """Return a chord that comes and goes, as a small file that every browser plays."""
    count = SECONDS * RATE_HZ
    samples = bytearray(count)
    for place in range(count):
        at = place / RATE_HZ
        swell = math.sin(math.pi * place / count) / len(CHORD_HZ)
        level = sum(math.sin(2 * math.pi * pitch * at) for pitch in CHORD_HZ)
        samples[place] = 128 + round(110 * swell * level)
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(RATE_HZ)
        file.writeframes(bytes(samples))
    return out.getvalue()


def _subtitles(lines: tuple[str, ...]) -> str:
    step = SECONDS // len(lines)
    cues = (
        f"00:{place * step:02}.000 --> 00:{(place + 1) * step:02}.000\n{words}"
        for place, words in enumerate(lines)
    )
    return "\n\n".join(("WEBVTT", *cues)) + "\n"


def _picture(number: int, ground: str, first: str, second: str) -> io.BytesIO:
    """Draw rings or circles: something to look at, and of nobody."""
    image = Image.new("RGB", (1200, 800), ground)
    draw = ImageDraw.Draw(image)
    for step in range(14):
        size = 60 + 37 * step
        colour = first if step % 2 else second
        if number == 0:
            box = (780 - size, 330 - size, 780 + size, 330 + size)
            draw.ellipse(box, outline=colour, width=9)
        else:
            left, top, width = (step * 311) % 1100, (step * 197) % 700, 90 + (step * 53) % 130
            draw.ellipse((left, top, left + width, top + width), fill=colour)
    out = io.BytesIO()
    image.save(out, "PNG")
    out.seek(0)
    return out
