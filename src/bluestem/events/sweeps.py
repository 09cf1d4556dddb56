"""What is looked for on a schedule: offers whose deadline passed, events that are over."""

import datetime as dt
from pathlib import Path

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from bluestem.audit.actors import SYSTEM
from bluestem.community.queries import the_community
from bluestem.events import actions
from bluestem.events.actions import import_runs
from bluestem.events.actions.archive import FOLDER as PICTURES
from bluestem.events.actions.feedback import ASKED as ASKED_FOR_FEEDBACK
from bluestem.events.actions.places import LINK_GOOD_FOR
from bluestem.events.actions.recordings import FOLDER as RECORDINGS
from bluestem.events.models import (
    STATES,
    CoffeeGroup,
    Event,
    Feedback,
    FormAnswer,
    Needs,
    Offer,
    Picture,
    PlaceRequest,
    Question,
    QuestionVote,
    Recording,
    Registration,
    Reminder,
    Series,
    Speaker,
)
from bluestem.events.models.archive import REFUSED_KEPT_FOR, UNPUBLISHED_KEPT_FOR
from bluestem.events.models.event import FEEDBACK_STAYS_OPEN
from bluestem.events.models.talk import TALK_KEPT_FOR
from bluestem.events.queries.reminders import due_reminders
from bluestem.kit import time
from bluestem.kit.share_picture import FOLDER as SHARES
from bluestem.kit.sweeps import sweep
from bluestem.kit.uploads import ARRIVING

AT_ONCE = 500
DOOR_STAYS_OPEN = dt.timedelta(hours=12)  # people are counted at the door until then
FEEDBACK_ASKED_FOR = dt.timedelta(days=7)  # after that people have forgotten; nobody is asked late
BY_DAY = range(8, 20)  # hours in the community's zone
VISITORS_KEPT_FOR = dt.timedelta(days=30)
NEEDS_KEPT_FOR = dt.timedelta(days=3)
ANSWERS_KEPT_FOR = dt.timedelta(days=30)
SPEAKERS_KEPT_FOR = dt.timedelta(days=365)
GROUPS_KEPT_FOR = dt.timedelta(days=3 * 365)  # after that, having met once is no repeat
STRAY_FOR = dt.timedelta(days=1)  # longer than any upload takes
DRAWN_KEPT_FOR = dt.timedelta(days=60)  # drawn again when somebody asks


@sweep(every_seconds=60)
def end_lapsed_offers() -> None:
    """Offer places whose holder did not answer to the next person."""
    lapsed = Offer.objects.filter(answer=Offer.Answer.OPEN, deadline_at__lte=time.now())
    for offer in lapsed.select_related("registration__event").order_by("deadline_at")[:AT_ONCE]:
        actions.lapse(actor=SYSTEM, offer=offer)


@sweep(every_seconds=60)
def remind_of_events() -> None:
    """Write the reminders that are due, those that were slept through too."""
    for event, key in list(due_reminders())[:AT_ONCE]:
        actions.remind(actor=SYSTEM, event=event, key=key)


@sweep(cron="23 * * * *")
def close_what_is_over() -> None:
    """Mark events that have ended; where people were counted, who was not there was absent."""
    ended = Event.objects.taking_place().filter(ends_at__lte=time.now() - DOOR_STAYS_OPEN)
    for event in ended[:AT_ONCE]:
        actions.close(actor=SYSTEM, event=event)


@sweep(cron="31 * * * *")
def ask_for_feedback() -> None:
    """Ask people what they thought of events that were closed, by day; lunches come with a talk."""
    now = time.now()
    if now.astimezone(the_community().zone).hour not in BY_DAY:
        return
    asked = Reminder.objects.filter(event=OuterRef("pk"), key=ASKED_FOR_FEEDBACK)
    closed = Event.objects.filter(
        ~Exists(asked), state=STATES.OVER, ends_at__gt=now - FEEDBACK_ASKED_FOR
    )
    for event in closed.exclude(series__kind=Series.Kind.LUNCH).order_by("ends_at", "pk")[:AT_ONCE]:
        actions.ask_for_feedback(actor=SYSTEM, event=event)


@sweep(cron="41 3 * * *")
def close_what_was_said() -> None:
    """A month after an event take no more answers, and let go of who asked and who voted."""
    now = time.now()
    answered = Event.objects.filter(
        Exists(Feedback.objects.filter(event=OuterRef("pk"))),
        feedback_closed_at=None,
        ends_at__lt=now - FEEDBACK_STAYS_OPEN,
    )
    for event in answered.order_by("ends_at", "pk")[:AT_ONCE]:
        actions.close_feedback(actor=SYSTEM, event=event)
    unsettled = Question.objects.filter(
        ~Q(member=None)
        | ~Q(state__in=Question.READABLE)
        | Exists(QuestionVote.objects.filter(question=OuterRef("pk")))
    )
    talks = Event.objects.filter(pk__in=unsettled.values("event"), ends_at__lt=now - TALK_KEPT_FOR)
    for event in talks.order_by("ends_at", "pk")[:AT_ONCE]:
        actions.settle_questions(actor=SYSTEM, event=event)


@sweep(cron="47 3 * * *")
def forget_addresses_of_speakers() -> None:
    """Take speakers' addresses away a year after their event; where a recording is kept, they stay.

    Without her address a speaker's link is over, and with a recording she must be able to say no.
    """
    old = Event.objects.filter(ends_at__lt=time.now() - SPEAKERS_KEPT_FOR, recordings=None)
    Speaker.objects.filter(event__in=old).exclude(address="").update(address="")


@sweep(cron="43 3 * * *")
def forget_visitors() -> None:
    """Take names and addresses of visitors away a month after their event; the counts stay."""
    PlaceRequest.objects.filter(asked_at__lt=timezone.now() - LINK_GOOD_FOR).delete()
    old = Event.objects.filter(ends_at__lt=time.now() - VISITORS_KEPT_FOR)
    Registration.objects.filter(event__in=old, member=None).exclude(address="", name="").update(
        address="", name=""
    )


@sweep(cron="41 3 * * *")
def forget_what_people_said() -> None:
    """Delete what people needed three days after their event, and their answers a month after."""
    now = time.now()
    ended = Event.objects.order_by("ends_at", "id")
    with_needs = Exists(Needs.objects.filter(registration__event=OuterRef("pk")))
    for event in ended.filter(with_needs, ends_at__lt=now - NEEDS_KEPT_FOR)[:AT_ONCE]:
        actions.delete_needs(event=event)
    with_answers = Exists(FormAnswer.objects.filter(registration__event=OuterRef("pk")))
    with_companions = Exists(
        Registration.objects.filter(event=OuterRef("pk")).exclude(companion_name="")
    )
    old = ended.filter(with_answers | with_companions, ends_at__lt=now - ANSWERS_KEPT_FOR)
    for event in old[:AT_ONCE]:
        actions.delete_answers(event=event)


@sweep(cron="47 3 * * *")
def forget_coffee_groups() -> None:
    """Delete who sat with whom at a coffee three years ago."""
    CoffeeGroup.objects.filter(event__ends_at__lt=time.now() - GROUPS_KEPT_FOR).delete()


@sweep(cron="51 3 * * *")
def forget_what_is_not_shown() -> None:
    """Delete recordings nobody published, and pictures without a yes, when their time is over."""
    now = time.now()
    for recording in Recording.objects.filter(
        published_at=None, added_at__lt=now - UNPUBLISHED_KEPT_FOR
    ).select_related("event__series"):
        if recording.expires_at and recording.expires_at < now:
            actions.remove_recording(actor=SYSTEM, recording=recording)
    said_no = Picture.objects.filter(
        consent=Picture.Consent.NO, consent_at__lt=now - REFUSED_KEPT_FOR
    )
    not_asked = Picture.objects.filter(
        consent=Picture.Consent.NOT_ASKED, added_at__lt=now - UNPUBLISHED_KEPT_FOR
    )
    for picture in (said_no | not_asked).select_related("event__series"):
        actions.remove_picture(actor=SYSTEM, picture=picture)


@sweep(cron="57 3 * * *")
def forget_stray_files() -> None:
    """Delete files that no row knows: of uploads that broke off and of events that were deleted."""
    known = {
        *Recording.objects.values_list("file", flat=True),
        *Picture.objects.values_list("file", flat=True),
    }
    for folder, kept_for in (
        (RECORDINGS, STRAY_FOR),
        (PICTURES, STRAY_FOR),
        (ARRIVING, STRAY_FOR),
        (SHARES, DRAWN_KEPT_FOR),
    ):
        # The files' own times are of the real clock, whatever the community's reads.
        before = (timezone.now() - kept_for).timestamp()
        for path in (Path(settings.MEDIA_ROOT) / folder).glob("*"):
            if f"{folder}/{path.name}" not in known and path.stat().st_mtime < before:
                path.unlink(missing_ok=True)


@sweep(cron="37 * * * *")
def keep_search_in_step() -> None:
    """Put right what the search has missed; usually nothing."""
    actions.rebuild_search()


@sweep(every_seconds=60)
def resume_event_imports() -> None:
    """Take up imports that a killed worker left."""
    import_runs.resume_imports(actor=SYSTEM)


@sweep(every_seconds=3600)
def remove_old_event_lists() -> None:
    """Remove uploaded lists after a day, and what imports found after thirty."""
    import_runs.remove_old_lists(actor=SYSTEM)
