"""What people say while they register: kept encrypted, changed by themselves, deleted afterwards.

Answers and needs are of a registration that is in force; whatever ends it deletes them.
"""

from django.db import transaction

from bluestem.audit.actors import VISITOR, Actor
from bluestem.community.queries import the_community
from bluestem.events.actions.holding import again, held, note_registration
from bluestem.events.errors import AnswerGone, AnswerMissing, AnswersClosed, MayNotManage
from bluestem.events.models import Event, FormAnswer, FormField, Needs, Registration, Said
from bluestem.events.models.form import LINE_LENGTH, NAME_LENGTH, TEXT_LENGTH
from bluestem.events.queries.asking import Asked, asked_of, said_of
from bluestem.kit import time
from bluestem.kit.small_numbers import hidden, total_is_safe

State = Registration.State
MAY_ANSWER = (State.REGISTERED, State.WAITING, State.OFFERED)
LENGTHS = {FormField.Kind.LINE: LINE_LENGTH, FormField.Kind.TEXT: TEXT_LENGTH}


@transaction.atomic
def change_answers(*, actor: Actor, registration: Registration, said: Said) -> Registration:
    """Put what she says now in place of what she said; the same again changes nothing.

    The actor is whose registration it is. Together: answers, needs, audit line without words.
    Raises: MayNotManage, AnswersClosed, AnswerMissing, AnswerGone.
    """
    current = held(event=registration.event)
    found = again(registration=registration, event=current)
    whose = str(found.member_id) if found.member_id else VISITOR.audit_key
    if actor.audit_key != whose:
        raise MayNotManage
    if not may_answer(event=current, found=found):
        raise AnswersClosed
    fitting = fitting_of(asked=asked_of(current), said=said)
    if not found.has_companion:
        fitting = fitting.without_companion()
    before = said_of(found)
    if fitting == before:
        return found
    if fitting.companion != before.companion:
        found.companion_name, found.changed_at = fitting.companion, time.now()
        found.save(update_fields=["companion_name", "changed_at"])
    keep_said(found=found, said=fitting)
    note_registration(actor=actor, deed="changed answers", found=found)
    return found


def may_answer(*, event: Event, found: Registration) -> bool:
    """Whether a person may still change what she said: until the event begins."""
    return event.is_taking_place and event.starts_at > time.now() and found.state in MAY_ANSWER


def fitting_of(*, asked: Asked, said: Said, is_strict: bool = True) -> Said:
    """Return what answers the questions as they are; what was asked no more is left out.

    Without `is_strict` what does not fit is left out too: of a visitor who confirms, days later.
    Raises: AnswerMissing, AnswerGone.
    """
    answers: dict[str, str] = {}
    for field in asked.fields:
        text = said.answers.get(str(field.pk), "").strip()
        if text and not _fits(field, text):
            if is_strict:
                raise AnswerGone(field.words)
            text = ""
        if is_strict and field.is_required and not text:
            raise AnswerMissing(field.words)
        if text:
            answers[str(field.pk)] = text
    return Said(
        answers=answers,
        access=said.access.strip()[:TEXT_LENGTH] if asked.access else "",
        diet=said.diet.strip()[:TEXT_LENGTH] if asked.diet else "",
        companion=said.companion.strip()[:NAME_LENGTH] if asked.companion else "",
    )


def _fits(field: FormField, text: str) -> bool:
    if not field.is_counted:
        return len(text) <= LENGTHS[FormField.Kind(field.kind)]
    chosen = field.chosen_in(text)
    is_one = field.kind == FormField.Kind.CHOICES or len(chosen) == 1
    return is_one and set(chosen) <= {key for key, _ in field.options}


def keep_said(*, found: Registration, said: Said) -> Registration:
    """Write answers and needs of a registration in place of what was there."""
    FormAnswer.objects.filter(registration=found).delete()
    FormAnswer.objects.bulk_create(
        FormAnswer(registration=found, field_id=key, text=text)
        for key, text in said.answers.items()
    )
    if said.access or said.diet:
        Needs.objects.update_or_create(
            registration=found, defaults={"access": said.access, "diet": said.diet}
        )
    else:
        Needs.objects.filter(registration=found).delete()
    return found


@transaction.atomic
def delete_needs(*, event: Event) -> int:
    """Delete what people needed at an event that is over; returns of how many."""
    count, _ = Needs.objects.filter(registration__event=event).delete()
    return count


@transaction.atomic
def delete_answers(*, event: Event) -> int:
    """Delete the answers of an event that is over; how often each choice was taken stays.

    Returns how many answers went. Small counts, and those they would give away, stay hidden.
    """
    current = held(event=event)
    answers = FormAnswer.objects.filter(registration__event=current)
    if answers.exists():
        counted = [field for field in current.form_fields.all() if field.is_counted]
        for field in counted:
            field.counts = _counts_of(field)
        FormField.objects.bulk_update(counted, ["counts"])
    count, _ = answers.delete()
    current.registrations.exclude(companion_name="").update(companion_name="")
    return count


def _counts_of(field: FormField) -> list[int | None]:
    """Return how often each choice was taken; None for a number that would tell of few people."""
    taken = dict.fromkeys((key for key, _ in field.options), 0)
    came = field.answers.filter(registration__state__in=Registration.HOLDING)
    for text in came.values_list("text", flat=True):
        for key in field.chosen_in(text):
            if key in taken:
                taken[key] += 1
    threshold = the_community().small_cell_threshold
    if not total_is_safe(taken, threshold):
        return [None] * len(taken)  # how many came is known, so nothing may be taken from it
    away = hidden(taken, threshold)
    return [None if key in away else count for key, count in taken.items()]
