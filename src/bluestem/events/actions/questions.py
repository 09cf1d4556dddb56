"""Questions before and during a talk: asked, voted for, moderated, and let go afterwards.

Nothing that is written down beside a question has a time: no audit line says that one was asked
or voted for, and who asks very often is counted in memory alone. See decision 13.
"""

from django.db import transaction
from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from bluestem.audit.actions import note
from bluestem.audit.actors import Actor
from bluestem.events.actions.holding import held
from bluestem.events.errors import (
    MayNotAsk,
    MayNotManage,
    QuestionsClosed,
    TooManyQuestions,
    WrongStep,
)
from bluestem.events.models import Event, Question, QuestionMode, QuestionVote, Registration
from bluestem.events.models.talk import QUESTION_LENGTH
from bluestem.events.rules import can_ask, can_manage
from bluestem.kit.lately import Lately
from bluestem.members.models import Member

State = Question.State
MOST_WAITING = 200  # of one event; organisers let them through or hide them
ASKED_LATELY = Lately(most=10, within_seconds=3600)  # by one person at one event
MODERATED_TO = frozenset({State.SHOWN, State.ASKED, State.ANSWERED, State.HIDDEN})


@transaction.atomic
def ask(
    *,
    actor: Actor,
    event: Event,
    text: str,
    is_anonymous: bool = True,
    registration: Registration | None = None,
) -> Question:
    """Write a question down: without any name where it is anonymous, and always a visitor's.

    `registration` is what a visitor asks with. Only the row itself: no audit line, whose time
    would say who asked.
    Raises: QuestionsClosed, MayNotAsk, TooManyQuestions.
    """
    current = held(event=event)
    if not current.takes_questions:
        raise QuestionsClosed
    has_place = (
        registration is not None
        and registration.event_id == current.pk
        and registration.is_in_force
    )
    if not (has_place or can_ask(actor, current)):
        raise MayNotAsk
    who = registration.pk if registration else actor.audit_key
    if current.questions.filter(state=State.WAITING).count() >= MOST_WAITING:
        raise TooManyQuestions
    if not ASKED_LATELY.allows((current.pk, who)):
        raise TooManyQuestions
    is_at_once = current.question_mode == QuestionMode.OPEN
    return Question.objects.create(
        event=current,
        text=" ".join(text.split())[:QUESTION_LENGTH],
        member=actor if isinstance(actor, Member) and not is_anonymous else None,
        state=State.SHOWN if is_at_once else State.WAITING,
    )


@transaction.atomic
def vote(*, actor: Member, question: Question, is_wanted: bool = True) -> Question:
    """Give the actor's vote to a question, or take it back; twice changes nothing.

    Only the row itself: no audit line, whose time would say what a person reads when.
    Raises: QuestionsClosed, MayNotAsk.
    """
    current = held(event=question.event)
    found = Question.objects.get(pk=question.pk)
    if not (current.takes_questions and found.is_open):
        raise QuestionsClosed
    if not can_ask(actor, current):
        raise MayNotAsk
    if is_wanted:
        QuestionVote.objects.get_or_create(question=found, member=actor)
    else:
        found.votes.filter(member=actor).delete()
    return found


@transaction.atomic
def choose_questions(*, actor: Actor, event: Event, mode: str) -> Event:
    """Say whether an event takes questions, and whether an organiser reads them first.

    Together: event, audit line. The same again changes nothing.
    Raises: MayNotManage, WrongStep for a way that there is not.
    """
    if not can_manage(actor, event):
        raise MayNotManage
    if mode not in QuestionMode.values:
        raise WrongStep
    current = held(event=event)
    if current.question_mode == mode:
        return current
    current.question_mode = mode
    current.save(update_fields=["question_mode"])
    facts = {"way": mode or "none"}
    note(actor=actor, deed="chose questions", kind="event", key=current.pk, facts=facts)
    return current


@transaction.atomic
def moderate(*, actor: Actor, question: Question, state: str) -> Question:
    """Let a question through, hide it, put it on the stage, or mark it as answered.

    One at a time is on the stage: whichever was there before counts as answered. Words are never
    changed. Together: questions, audit line. The same again changes nothing.
    Raises: MayNotManage, WrongStep for a state that nobody can give.
    """
    if not can_manage(actor, question.event):
        raise MayNotManage
    if state not in MODERATED_TO:
        raise WrongStep
    current = held(event=question.event)
    found = Question.objects.get(pk=question.pk)
    found.event = current
    if found.state == state:
        return found
    if state == State.ASKED:
        current.questions.filter(state=State.ASKED).update(state=State.ANSWERED)
    found.state = state
    found.save(update_fields=["state"])
    facts = {"event": str(current.pk), "state": str(state)}
    note(actor=actor, deed="moderated question", kind="question", key=found.pk, facts=facts)
    return found


@transaction.atomic
def settle_questions(*, actor: Actor, event: Event) -> Event:
    """Keep of an event's questions what everybody could read: the words, and how many votes.

    Names, votes and what was not shown go, and the rows are written anew in the order of their
    random keys. Together: questions, votes, audit line.
    """
    current = held(event=event)
    keep_counts(votes=QuestionVote.objects.filter(question__event=current))
    rows = list(current.questions.readable().order_by("pk"))
    current.questions.all().delete()
    for question in rows:
        question.member = None
    Question.objects.bulk_create(rows)
    facts = {"count": len(rows)}
    note(actor=actor, deed="settled questions", kind="event", key=current.pk, facts=facts)
    return current


def keep_counts(*, votes: QuerySet[QuestionVote]) -> None:
    """Count votes into their questions and delete them: how many there were stays, whose not."""
    mine = votes.filter(question=OuterRef("pk")).order_by().values("question")
    counts = mine.annotate(count=Count("pk")).values("count")
    Question.objects.filter(pk__in=votes.values("question")).update(
        kept_votes=F("kept_votes") + Coalesce(Subquery(counts), 0)
    )
    votes.delete()
