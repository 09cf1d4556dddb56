"""What people thought of an event: asked once, answered by nobody in particular.

Flag and answer are written together, and can still not be joined: at each answer all answers of
the event are written anew, with new keys and in their order, so that neither the place in the
table nor the number of the transaction belongs to one of them. See decision 13.
"""

import uuid

from django.db import transaction

from bluestem.audit.actions import note
from bluestem.audit.actors import Actor
from bluestem.events import letters
from bluestem.events.actions.holding import again, held
from bluestem.events.errors import AnsweredBefore, FeedbackClosed, MayNotManage, WrongStep
from bluestem.events.models import Event, Feedback, Registration, Reminder
from bluestem.events.models.talk import FEEDBACK_LENGTH
from bluestem.events.rules import can_manage
from bluestem.kit import time

State = Registration.State
ASKED = "feedback"  # the key of its row among the reminders


@transaction.atomic
def ask_for_feedback(*, actor: Actor, event: Event) -> Reminder:
    """Send who was there a link to say what she thought; a second time writes to nobody.

    Who was there are those counted at the door; where nobody counted, all who had a place.
    Together: the row that says it was done, a letter to each, audit line.
    Raises: MayNotManage, WrongStep before the end or after the month in which answers come in.
    """
    if not can_manage(actor, event):
        raise MayNotManage
    current = held(event=event)
    if not current.takes_feedback:
        raise WrongStep
    asked, is_new = Reminder.objects.get_or_create(
        event=current, key=ASKED, starts_at=current.starts_at, defaults={"sent_at": time.now()}
    )
    if not is_new:
        return asked
    attended = current.registrations.filter(state=State.ATTENDED)
    people = attended if attended.exists() else current.registrations.coming()
    registrations = list(people.select_related("member").order_by("order"))
    for registration in registrations:
        registration.event = current
    asked.people = letters.ask_for_feedback(current, registrations)
    asked.save(update_fields=["people"])
    facts = {"people": asked.people}
    note(actor=actor, deed="asked for feedback", kind="event", key=current.pk, facts=facts)
    return asked


@transaction.atomic
def give_feedback(
    *, registration: Registration, rating: int, good: str = "", better: str = ""
) -> Registration:
    """Take what somebody thought, and that she answered; never which answer is hers.

    There is no actor and no audit line: whoever holds the link answers, once.
    Together: the flag of the registration, all answers of the event written anew.
    Raises: FeedbackClosed, AnsweredBefore.
    """
    current = held(event=registration.event)
    found = again(registration=registration, event=current)
    if not (current.takes_feedback and found.may_give_feedback):
        raise FeedbackClosed
    if found.has_given_feedback:
        raise AnsweredBefore
    found.has_given_feedback = True
    found.save(update_fields=["has_given_feedback"])
    new = Feedback(
        event=current,
        rating=rating,
        good=good.strip()[:FEEDBACK_LENGTH],
        better=better.strip()[:FEEDBACK_LENGTH],
    )
    _write_anew(current, [*current.feedback.all(), new])
    return found


@transaction.atomic
def close_feedback(*, actor: Actor, event: Event) -> Event:
    """Take no more answers: write them anew once more, and forget who answered.

    Together: answers, the flags of registrations, event, audit line. Twice changes nothing.
    """
    current = held(event=event)
    if current.feedback_closed_at is not None:
        return current
    answers = list(current.feedback.all())
    _write_anew(current, answers)
    current.registrations.filter(has_given_feedback=True).update(has_given_feedback=False)
    current.feedback_closed_at = time.now()
    current.save(update_fields=["feedback_closed_at"])
    facts = {"count": len(answers)}
    note(actor=actor, deed="closed feedback", kind="event", key=current.pk, facts=facts)
    return current


def _write_anew(event: Event, answers: list[Feedback]) -> None:
    """Write all answers of an event, held by this transaction, under new keys and in their order.

    Costs one encryption for each text: a tenth of a second for 500 answers.
    """
    event.feedback.all().delete()
    for answer in answers:
        answer.pk = uuid.uuid4()
    Feedback.objects.bulk_create(sorted(answers, key=lambda answer: answer.pk))
