"""Questions and feedback: what a reader sees of them, and what organisers and the stage do."""

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from bluestem.audit.actors import Actor
from bluestem.community.queries import the_community
from bluestem.events.models import Event, Question, Registration
from bluestem.events.queries.events import event_for
from bluestem.events.rules import can_manage, can_open_stage
from bluestem.members.models import Member

State = Question.State
BEST, WORST = 5, 1
NEXT_ON_STAGE = 3


def questions_shown(reader: Actor, event: Event) -> list[Question]:
    """Return what stands on the event's page: what was let through, and the reader's own wait.

    Her own only where she asked with her name: of an anonymous question nobody knows whose it is.
    """
    member = reader if isinstance(reader, Member) else None
    hers = Q(state__in=Question.READABLE)
    if member is not None:
        hers |= Q(state=State.WAITING, member=member)
    found = event.questions.filter(hers)
    # Most pages have none, and then it is not worth wording how their votes are counted.
    return list(found.counted(member)) if found.exists() else []


def question_for(actor: Actor, slug: str, key: uuid.UUID, to: str = "read") -> Question:
    """Return one question of an event to "read" or to "manage".

    Raises: Question.DoesNotExist for whom it is not for, just as for what does not exist.
    """
    try:
        event = event_for(actor, slug, to=to)
    except Event.DoesNotExist:
        raise Question.DoesNotExist from None
    found = event.questions.all() if to == "manage" else event.questions.readable()
    question = found.get(pk=key)
    question.event = event
    return question


def all_questions(event: Event) -> dict[str, list[Question]]:
    """Return all questions of an event by state, most votes first; for those who manage it."""
    found: dict[str, list[Question]] = {state: [] for state in State.values}
    for question in event.questions.counted():
        found[question.state].append(question)
    return found


@dataclass(frozen=True)
class Stage:
    """What the room sees: the question that is asked, and those with the most votes after it."""

    current: Question | None
    following: list[Question]
    more: int  # questions beyond those


def stage_of(event: Event) -> Stage:
    """Return what is on the stage now, in one query."""
    found = list(event.questions.filter(state__in=(State.ASKED, State.SHOWN)).counted())
    current = next((each for each in found if each.is_asked), None)
    waiting = [each for each in found if not each.is_asked]
    return Stage(current, waiting[:NEXT_ON_STAGE], max(len(waiting) - NEXT_ON_STAGE, 0))


def event_on_stage(actor: Actor, slug: str) -> Event:
    """Return an announced event whose questions the actor may project.

    Raises: Event.DoesNotExist for a stranger just as for an address that stands for nothing.
    """
    if "\0" in slug:
        raise Event.DoesNotExist
    found = Event.objects.select_related("series", "interview").announced().get(slug=slug)
    if not can_open_stage(actor, found):
        raise Event.DoesNotExist
    return found


@dataclass(frozen=True)
class Results:
    """What people thought of an event; nothing of it says who, or which words belong together."""

    answers: int
    mean: float
    ratings: tuple[tuple[int, int, int], ...]  # rating, how many, percent; the best first
    good: list[str]
    better: list[str]


def feedback_results(event: Event) -> Results | None:
    """Return what people thought; None while fewer answers are in than may be shown."""
    found = list(event.feedback.all())
    if not found or len(found) < the_community().small_cell_threshold:
        return None
    rated = Counter(each.rating for each in found if each.rating is not None)
    count = sum(rated.values())
    return Results(
        answers=len(found),
        mean=sum(rating * n for rating, n in rated.items()) / count if count else 0.0,
        ratings=tuple(
            (rating, rated[rating], round(100 * rated[rating] / count) if count else 0)
            for rating in range(BEST, WORST - 1, -1)
        ),
        good=_in_no_order_of_people(each.good for each in found),
        better=_in_no_order_of_people(each.better for each in found),
    )


def _in_no_order_of_people(texts: Iterable[str]) -> list[str]:
    """By the alphabet, so that what one person wrote to two questions is not side by side."""
    return sorted((text for text in texts if text), key=str.casefold)


def registration_with_code(actor: Actor, event: Event, code: str) -> Registration | None:
    """Return whose code at the door this is: at this event, or at another one the actor manages."""
    found = list(
        Registration.objects.with_code(code)
        .select_related("member", "event__series")
        .order_by("order")
    )
    here = (each for each in found if each.event_id == event.pk)
    elsewhere = (each for each in found if can_manage(actor, each.event))
    return next(here, None) or next(elsewhere, None)
