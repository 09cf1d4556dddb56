"""What an event asks of those who register, and what they said to it."""

import uuid
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from bluestem.events.models import (
    Event,
    FormAnswer,
    FormField,
    Needs,
    Registration,
    Said,
    Tour,
    details_of,
)


@dataclass(frozen=True)
class Asked:
    """What an event asks, in the order of its form."""

    fields: tuple[FormField, ...] = ()
    access: bool = False
    diet: bool = False
    companion: bool = False  # the name of whom somebody brings

    @property
    def is_something(self) -> bool:
        """Whether anything is asked of everybody; a companion's name is not."""
        return bool(self.fields or self.access or self.diet)


def asked_of(event: Event) -> Asked:
    """Return what an event asks of those who register, in one query."""
    return Asked(
        fields=tuple(event.form_fields.all()),
        access=event.asks_access,
        diet=event.asks_diet,
        companion=event.has_companions and names_go_to_entrance(event),
    )


def names_go_to_entrance(event: Event) -> bool:
    """Whether somebody at the entrance wants to know beforehand who comes."""
    details = details_of(event)
    return isinstance(details, Tour) and details.names_due_on is not None


def said_of(registration: Registration) -> Said:
    """Return what one person said, in two queries."""
    needs = Needs.objects.filter(registration=registration).first()
    answers = registration.answers.values_list("field_id", "text")
    return Said(
        answers={str(field_id): text for field_id, text in answers},
        access=needs.access if needs else "",
        diet=needs.diet if needs else "",
        companion=registration.companion_name,
    )


def file_of(registration: Registration) -> dict[str, Any]:
    """Return what one person said, as her file shows it; her answers and needs were fetched."""
    needs: Needs | None = getattr(registration, "needs", None)
    answers = sorted(registration.answers.all(), key=lambda each: each.field.place)
    return {
        "companion": registration.companion_name,
        "answers": [
            {"question": each.field.words, "answer": each.field.readable(each.text)}
            for each in answers
        ],
        "access": needs.access if needs else "",
        "diet": needs.diet if needs else "",
    }


@dataclass(frozen=True)
class Answer:
    """What one person answered to one question."""

    registration: Registration
    text: str  # in the reader's language


@dataclass(frozen=True)
class Counted:
    """How often one choice was taken by people who have a place, and by people who wait."""

    words: str
    count: int
    waiting: int = 0


@dataclass(frozen=True)
class Question:
    """One question with all its answers."""

    field: FormField
    answers: tuple[Answer, ...]
    counted: tuple[Counted, ...]  # empty for what is read one by one

    @property
    def kept(self) -> list[tuple[str, int | None]]:
        """What was counted before the answers were deleted; None: too few to be shown."""
        words = [words for _, words in self.field.options]
        return list(zip(words, self.field.counts, strict=False))


@dataclass(frozen=True)
class Collected:
    """Everything that people said to one event, for those who hold it."""

    asked: Asked
    questions: tuple[Question, ...]
    diets: tuple[Counted, ...]  # without names: the kitchen needs none
    access: tuple[Answer, ...]
    by_registration: dict[uuid.UUID, dict[uuid.UUID, str]]

    @property
    def has_needs(self) -> bool:
        """Whether anybody said what she needs."""
        return bool(self.diets or self.access)


def collected(event: Event, people: list[Registration]) -> Collected:
    """Return what `people`, all those of an event, said: at most three queries for everybody."""
    asked = asked_of(event)
    known = {each.pk: each for each in people if each.is_in_force}
    said: dict[uuid.UUID, dict[uuid.UUID, str]] = {}
    rows = FormAnswer.objects.filter(registration__event=event)
    rows = rows if asked.fields else rows.none()
    for key, field_id, text in rows.values_list("registration_id", "field_id", "text"):
        if key in known:
            said.setdefault(key, {})[field_id] = text
    needed = Needs.objects.filter(registration__event=event)
    needed = needed if asked.access or asked.diet else needed.none()
    needs = {each.registration_id: each for each in needed}
    return Collected(
        asked=asked,
        questions=tuple(_question(field, known, said) for field in asked.fields),
        diets=_same_words([(each, needs[key].diet) for key, each in known.items() if key in needs]),
        access=tuple(
            Answer(each, needs[key].access)
            for key, each in known.items()
            if key in needs and needs[key].access
        ),
        by_registration=said,
    )


def _question(
    field: FormField,
    people: dict[uuid.UUID, Registration],
    said: dict[uuid.UUID, dict[uuid.UUID, str]],
) -> Question:
    given = [(each, said[key][field.pk]) for key, each in people.items()
             if field.pk in said.get(key, {})]  # fmt: skip
    counted: tuple[Counted, ...] = ()
    if field.is_counted:
        sure, waiting = Counter[str](), Counter[str]()
        for each, text in given:
            (sure if each.has_place else waiting).update(field.chosen_in(text))
        counted = tuple(Counted(words, sure[key], waiting[key]) for key, words in field.options)
    answers = tuple(Answer(each, field.readable(text)) for each, text in given)
    return Question(field=field, answers=answers, counted=counted)


def _same_words(said: list[tuple[Registration, str]]) -> tuple[Counted, ...]:
    """Put the same words together, whatever their capitals, the most frequent first."""
    first: dict[str, str] = {}
    sure, waiting = Counter[str](), Counter[str]()
    for each, text in said:
        if text:
            key = " ".join(text.casefold().split())
            first.setdefault(key, text)
            (sure if each.has_place else waiting)[key] += 1
    found = [Counted(words, sure[key], waiting[key]) for key, words in first.items()]
    return tuple(
        sorted(found, key=lambda each: (-each.count, -each.waiting, each.words.casefold()))
    )


def answered_fields(event: Event) -> list[FormField]:
    """Return the questions of an event in order, each with `answered`: how many answered it."""
    return list(event.form_fields.annotate(answered=Count("answers")))
