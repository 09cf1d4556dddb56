"""Questions of an event, and people who answer them."""

from bluestem.audit.actors import CONSOLE
from bluestem.events import actions
from bluestem.events.models import Event, FormField, Registration, Said

from .kit import published

SECRET_DIET, SECRET_ACCESS, SECRET_TEXT = "no walnuts zq", "a seat by the door zq", "orbits zq"
COLOURS = [["Red", "Rouge"], ["Green", "Vert"], ["Blue", "Bleu"]]
QUESTIONS = {
    "line": {"kind": "line", "words_en": "Your team?", "words_fr": "Votre équipe ?"},
    "text": {"kind": "text", "words_en": "What to ask?", "words_fr": "Que demander ?"},
    "choice": {"kind": "choice", "words_en": "Which?", "words_fr": "Lequel ?", "choices": COLOURS},
    "choices": {"kind": "choices", "words_en": "Any?", "words_fr": "Lesquels ?",
                "choices": COLOURS},
    "yes": {"kind": "yes", "words_en": "First time?", "words_fr": "Première fois ?"},
}  # fmt: skip


def question(event: Event, kind: str = "line", **values: object) -> FormField:
    given = {**QUESTIONS[kind], "is_required": False, **values}
    return actions.add_question(actor=CONSOLE, event=event, **given)


def asking(*kinds: str, needs: bool = False, **values: object) -> tuple[Event, list[FormField]]:
    """Return a published event that asks one question of each kind, none of them required."""
    event = published(**values)
    fields = [question(event, kind) for kind in kinds]
    if needs:
        actions.ask_needs(actor=CONSOLE, event=event, access=True, diet=True)
    return Event.objects.select_related("series").get(pk=event.pk), fields


def said(fields: list[FormField], *texts: str, **needs: str) -> Said:
    pairs = zip(fields, texts, strict=True)
    return Said(answers={str(field.pk): text for field, text in pairs if text}, **needs)


def secrets_of(member, event: Event, fields: list[FormField]) -> Registration:
    """Register somebody with words that nobody else may see."""
    words = said(fields, SECRET_TEXT, access=SECRET_ACCESS, diet=SECRET_DIET)
    return actions.register(actor=member, event=event, said=words)
