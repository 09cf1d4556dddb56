"""The form of an event: its own questions, and whether it asks what people need."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from bluestem.audit.actions import note
from bluestem.audit.actors import Actor
from bluestem.events.actions.holding import held
from bluestem.events.errors import (
    ChoicesAnswered,
    FormTooLong,
    KindAnswered,
    MayNotManage,
    NoQuestion,
)
from bluestem.events.models import Event, FormField, Needs, Series
from bluestem.events.models.form import MOST_QUESTIONS
from bluestem.events.rules import can_manage

OF_QUESTION = ("kind", "words_en", "words_fr", "choices", "is_required")


@transaction.atomic
def ask_needs(*, actor: Actor, event: Event, access: bool, diet: bool) -> Event:
    """Say whether the form asks what people need to take part, and what they eat.

    What is asked no more is deleted. Together: event, needs, audit line. The same again changes
    nothing.
    Raises: MayNotManage.
    """
    current = _managed(actor, event)
    if (current.asks_access, current.asks_diet) == (access, diet):
        return current
    current.asks_access, current.asks_diet = access, diet
    current.save(update_fields=["asks_access", "asks_diet"])
    hers = Needs.objects.filter(registration__event=current)
    hers.update(**{name: "" for name, asked in (("access", access), ("diet", diet)) if not asked})
    hers.filter(access="", diet="").delete()
    _note(actor, "asked needs", current, access=access, diet=diet)
    return current


@transaction.atomic
def add_question(*, actor: Actor, event: Event, **values: Any) -> FormField:
    """Add a question at the end of the form; `values` are those of OF_QUESTION.

    Together: question, audit line.
    Raises: MayNotManage, FormTooLong, NoQuestion.
    """
    current = _managed(actor, event)
    fields = list(current.form_fields.all())
    if len(fields) >= MOST_QUESTIONS:
        raise FormTooLong(MOST_QUESTIONS)
    field = FormField(event=current, place=len(fields), **_only_of_question(values))
    _refuse_empty(field)
    _put_in_order([*fields, field])
    field.save(force_insert=True)
    _note(actor, "added question", current)
    return field


@transaction.atomic
def change_question(*, actor: Actor, field: FormField, **values: Any) -> FormField:
    """Change a question so that the answers it has still are answers to it.

    Together: question, audit line. The same again changes nothing.
    Raises: MayNotManage, NoQuestion, KindAnswered, ChoicesAnswered.
    """
    current = _managed(actor, field.event)
    found = current.form_fields.get(pk=field.pk)
    found.event = current
    before = {name: getattr(found, name) for name in OF_QUESTION}
    for name, value in _only_of_question(values).items():
        setattr(found, name, value)
    _refuse_empty(found)
    if {name: getattr(found, name) for name in OF_QUESTION} == before:
        return found
    if found.answers.exists():
        if found.kind != before["kind"]:
            raise KindAnswered
        if not _keep_their_places(before["choices"], found.choices):
            raise ChoicesAnswered
    found.save(update_fields=[*OF_QUESTION])
    _note(actor, "changed question", current)
    return found


@transaction.atomic
def move_question(*, actor: Actor, field: FormField, is_up: bool) -> FormField:
    """Let a question and the one before it, or after it, change places.

    Together: questions, audit line. At the end of the form nothing changes.
    Raises: MayNotManage.
    """
    current = _managed(actor, field.event)
    fields = list(current.form_fields.all())
    at = next((place for place, each in enumerate(fields) if each.pk == field.pk), None)
    to = None if at is None else at + (-1 if is_up else 1)
    if at is None or to is None or not 0 <= to < len(fields):
        return field
    fields[at], fields[to] = fields[to], fields[at]
    _put_in_order(fields)
    _note(actor, "moved question", current)
    return fields[to]


@transaction.atomic
def remove_question(*, actor: Actor, field: FormField) -> FormField:
    """Take a question from the form with all its answers; returns what it was.

    Together: question, answers, audit line that says how many went.
    Raises: MayNotManage.
    """
    current = _managed(actor, field.event)
    count = field.answers.count()
    current.form_fields.filter(pk=field.pk).delete()
    _put_in_order(list(current.form_fields.all()))
    _note(actor, "removed question", current, answers=count)
    return field


@transaction.atomic
def keep_questions_for_series(*, actor: Actor, event: Event) -> Series:
    """Let each new event of the series begin with the questions of this one.

    Together: series, audit line. The same again changes nothing.
    Raises: MayNotManage.
    """
    current = _managed(actor, event)
    series = Series.objects.select_for_update().get(pk=current.series_id)
    questions = [
        {name: getattr(field, name) for name in OF_QUESTION} for field in current.form_fields.all()
    ]
    usual = {
        "asks_access": current.asks_access,
        "asks_diet": current.asks_diet,
        "usual_questions": questions,
    }
    if all(getattr(series, name) == value for name, value in usual.items()):
        return series
    for name, value in usual.items():
        setattr(series, name, value)
    series.save(update_fields=[*usual])
    note(
        actor=actor,
        deed="kept questions",
        kind="series",
        key=series.slug,
        facts={"questions": len(questions)},
    )
    return series


def give_usual_questions(*, event: Event) -> list[FormField]:
    """Write the questions of its series down for a new event."""
    return FormField.objects.bulk_create(
        FormField(event=event, place=place, **_only_of_question(question))
        for place, question in enumerate(event.series.usual_questions)
    )


def copy_questions(*, event: Event, new: Event) -> list[FormField]:
    """Let a new event ask what another one asks, in place of what its series asks."""
    new.asks_access, new.asks_diet = event.asks_access, event.asks_diet
    new.save(update_fields=["asks_access", "asks_diet"])
    new.form_fields.all().delete()
    return FormField.objects.bulk_create(
        FormField(event=new, place=place, **{name: getattr(field, name) for name in OF_QUESTION})
        for place, field in enumerate(event.form_fields.all())
    )


def _managed(actor: Actor, event: Event) -> Event:
    if not can_manage(actor, event):
        raise MayNotManage
    return held(event=event)


def _only_of_question(values: dict[str, Any]) -> dict[str, Any]:
    unknown = set(values) - set(OF_QUESTION)
    if unknown:
        raise TypeError(f"A question has no {', '.join(sorted(unknown))} to set.")
    return values


def _refuse_empty(field: FormField) -> None:
    if not field.has_choices:
        field.choices = []
    if not (field.words_en or field.words_fr) or (field.has_choices and len(field.choices) < 2):
        raise NoQuestion


def _keep_their_places(before: Sequence[list[str]], after: Sequence[list[str]]) -> bool:
    """Whether each choice is where it was: perhaps reworded, never where another one was."""
    if len(after) < len(before):
        return False
    old, new = [list(each) for each in before], [list(each) for each in after]
    return all(
        one == other or (one not in new and other not in old)
        for one, other in zip(old, new, strict=False)
    )


def _put_in_order(fields: Sequence[FormField]) -> None:
    for place, field in enumerate(fields):
        field.place = place
    FormField.objects.bulk_update([each for each in fields if not each._state.adding], ["place"])


def _note(actor: Actor, deed: str, event: Event, **facts: Any) -> None:
    note(actor=actor, deed=deed, kind="event", key=event.pk, facts=facts)
