"""What was asked at talks, what waits to be asked, and what people thought; all invented."""

import datetime as dt
from collections.abc import Sequence
from random import Random

from bluestem.events.actions.feedback import ASKED
from bluestem.events.models import (
    Event,
    Feedback,
    Question,
    QuestionMode,
    QuestionVote,
    Registration,
    Reminder,
)
from bluestem.events.models.event import FEEDBACK_STAYS_OPEN
from bluestem.members.models import Member

SEED = 41
STAYS = 8  # talks of which something is kept
NEXT_TALK = "Keeping 1,232 magnets cold"
# What is asked, how many want to hear it, and whether with a name.
COMING = (
    ("What would you have needed to apply for the section two years earlier?", 31, False),
    ("How do you handle on-call weeks with small children?", 24, False),
    ("La nuit où tout s’est réchauffé : qui avez-vous appelé en premier ?", 17, True),
    ("Will there be enough helium in ten years?", 9, True),
    ("Did you ever want to leave, and what kept you?", 7, False),
    ("Which part of the job would you teach at school?", 4, True),
    ("Comment choisir entre la technique et la gestion d’équipe ?", 3, False),
)
WAITING = (
    ("What do you look for when you hire a technician?", True),
    ("Is it true that the section lost half of its people last year?", False),
)
ASKED_THEN = (
    "What did your first year teach you that nobody had told you?",
    "How did you find the people who spoke up for you?",
    "Que feriez-vous autrement, avec ce que vous savez aujourd’hui ?",
    "How do you say no to a project that everybody wants?",
    "Who would you like to hear in this series?",
    "Que dites-vous à celles qui hésitent à postuler ?",
)
GOOD = (
    "The honest part about the first rejected application.",
    "Short, clear, and time for questions.",
    "Une vraie conversation, pas une présentation.",
    "I finally understood what the group next door does.",
    "That mistakes were named.",
    "L’animatrice a posé les bonnes questions.",
)
BETTER = (
    "The microphone in the last rows.",
    "Un peu plus de temps pour les questions.",
    "Please send the slides before.",
    "A larger room.",
    "Not at lunchtime on a Thursday, that is when the shift changes.",
)
RATINGS, WEIGHTS = (5, 4, 3, 2, 1), (11, 8, 3, 1, 1)


def make_talk() -> None:
    """Fill questions and feedback of the latest talks, and the questions to the next one."""
    luck = Random(SEED)  # noqa: S311  # an invented community, the same one every time
    talks = Event.objects.past().filter(series__slug="wit-talks")[:STAYS]
    for event in talks:
        _what_was_asked(event, luck)
        _what_was_thought(event, luck)
    coming = Event.objects.get(title_en=NEXT_TALK)
    people = list(Member.objects.active().filter(affiliation="staff").order_by("pk")[:200])
    for text, votes, is_named in COMING:
        question = _asked(coming, text, luck.choice(people) if is_named else None)
        QuestionVote.objects.bulk_create(
            QuestionVote(question=question, member=member) for member in luck.sample(people, votes)
        )
    for text, is_named in WAITING:
        asker = luck.choice(people) if is_named else None
        _asked(coming, text, asker, Question.State.WAITING)


def _asked(
    event: Event, text: str, member: Member | None, state: str = Question.State.SHOWN
) -> Question:
    return Question.objects.create(event=event, text=text, member=member, state=state)


def _what_was_asked(event: Event, luck: Random) -> None:
    Event.objects.filter(pk=event.pk).update(question_mode=QuestionMode.MODERATED)
    Question.objects.bulk_create(
        Question(
            event=event,
            text=text,
            state=Question.State.ANSWERED,
            kept_votes=luck.randrange(2, 26),  # names and votes went a month after
        )
        for text in luck.sample(ASKED_THEN, 3)
    )


def _what_was_thought(event: Event, luck: Random) -> None:
    attended = event.registrations.filter(state=Registration.State.ATTENDED).count()
    count = attended * 2 // 5
    good, better = _some(GOOD, count, luck), _some(BETTER, count, luck)
    Feedback.objects.bulk_create(
        Feedback(event=event, rating=luck.choices(RATINGS, WEIGHTS)[0], good=words, better=other)
        for words, other in zip(good, better, strict=True)
    )
    Reminder.objects.create(
        event=event,
        key=ASKED,
        starts_at=event.starts_at,
        sent_at=event.ends_at + dt.timedelta(days=1),
        people=attended,
    )
    closed_at = event.ends_at + FEEDBACK_STAYS_OPEN
    Event.objects.filter(pk=event.pk).update(feedback_closed_at=closed_at)


def _some(texts: Sequence[str], count: int, luck: Random) -> list[str]:
    """Return `count` texts: some of these, once each, and nothing where people wrote nothing."""
    written = luck.sample(texts, min(len(texts) - 1, count))
    found = [*written, *[""] * (count - len(written))]
    luck.shuffle(found)
    return found
