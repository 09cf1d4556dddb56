"""What the room hears from below: somebody left or was erased, or asks for her data."""

from typing import Any

from django.db.models import Q
from django.dispatch import receiver

from bluestem.audit.actors import SYSTEM
from bluestem.events import actions
from bluestem.events.models import (
    Event,
    Feed,
    FormAnswer,
    Interview,
    Needs,
    PlaceRequest,
    QuestionVote,
    Registration,
    Speaker,
)
from bluestem.events.queries.asking import file_of
from bluestem.events.queries.places import waiting_place
from bluestem.members.models import Member
from bluestem.members.signals import data_asked, member_erased, member_left

State = Registration.State
GIVEN_BACK = (State.REGISTERED, State.WAITING, State.OFFERED)


@receiver(member_left)
def give_places_back(sender: Any, member: Member, **_: Any) -> None:
    """Give back the places of somebody who is no longer a member; the next person gets them."""
    hers = Registration.objects.filter(member=member, state__in=GIVEN_BACK).select_related("event")
    for registration in hers.order_by("event_id"):
        if registration.event.is_open:
            actions.cancel(actor=SYSTEM, registration=registration)


@receiver(member_erased)
def forget_person(sender: Any, member: Member, addresses: Any, **_: Any) -> None:
    """Take the person out of registrations; the rows stay and count."""
    give_places_back(sender, member)
    known = list(addresses)
    hers = Registration.objects.filter(Q(member=member) | Q(address__in=known))
    FormAnswer.objects.filter(registration__in=hers).delete()
    Needs.objects.filter(registration__in=hers).delete()
    hers.update(companion_name="")
    Registration.objects.filter(member=member).update(member=None, name="")
    Registration.objects.filter(address__in=known).update(address="", name="")
    PlaceRequest.objects.filter(address__in=known).delete()
    member.event_to_dos.update(owner=None)
    member.invitations.clear()
    Interview.objects.filter(interviewer=member).update(interviewer=None)
    for address in known:
        _forget_speaker(address)
    member.coffee_groups.clear()
    member.questions.update(member=None)  # the words stay, as if she had asked anonymously
    actions.keep_counts(votes=QuestionVote.objects.filter(member=member))
    Feed.objects.filter(member=member).delete()
    Event.objects.filter(author=member).update(author=None)
    Event.objects.filter(proposed_by=member).update(proposed_by=None)
    Event.objects.filter(approved_by=member).update(approved_by=None)


def _forget_speaker(address: str) -> None:
    """Take a person who spoke out of her events; what was recorded of her is deleted."""
    for speaker in Speaker.objects.filter(address__iexact=address).select_related("event__series"):
        actions.say_recording_consent(
            actor=SYSTEM, speaker=speaker, consent=Speaker.RecordingConsent.NO
        )
        for recording in speaker.event.recordings.all():
            actions.remove_recording(actor=SYSTEM, recording=recording)
        Speaker.objects.filter(pk=speaker.pk).update(name="", about="", address="")
        actions.keep_words(event=speaker.event)


@receiver(data_asked)
def registrations_of(sender: Any, member: Member, **_: Any) -> dict[str, Any]:
    """Return a member's registrations for her file."""
    found = member.registrations.select_related("event", "needs").order_by("registered_at")
    hers = found.prefetch_related("answers__field")
    return {
        "event registrations": [
            {
                "event": each.event.title_en or each.event.title_fr,
                "starts_at": each.event.starts_at.isoformat(),
                "state": each.state,
                "is_online": each.is_online,
                "people": each.people,
                **file_of(each),
                "waiting_place": waiting_place(each) if each.is_waiting else None,
                "registered_at": each.registered_at.isoformat(),
                "has_given_feedback": each.has_given_feedback,
            }
            for each in hers
        ],
        "coffee groups": [
            {
                "event": each.event.title_en or each.event.title_fr,
                "starts_at": each.event.starts_at.isoformat(),
                "group": each.number,
            }
            for each in member.coffee_groups.exclude(told_at=None).select_related("event")
        ],
    }


@receiver(data_asked)
def tasks_of(sender: Any, member: Member, **_: Any) -> dict[str, Any]:
    """Return what a member did for events, for her file: to-dos, interviews, speaking."""
    to_dos = member.event_to_dos.select_related("event").order_by("due_on")
    interviews = member.interviews.select_related("event").order_by("event__starts_at")
    speaking = Speaker.objects.filter(address__iexact=member.address or "-").select_related("event")
    return {
        "event to-dos": [
            {
                "event": each.event.title_en or each.event.title_fr,
                "words": each.words,
                "due_on": each.due_on.isoformat(),
                "is_done": each.is_done,
            }
            for each in to_dos
        ],
        "event interviews": [each.event.title_en or each.event.title_fr for each in interviews],
        "event speaking": [
            {
                "event": each.event.title_en or each.event.title_fr,
                "name": each.name,
                "about": each.about,
                "recording_consent": each.recording_consent,
            }
            for each in speaking
        ],
    }


@receiver(data_asked)
def questions_of(sender: Any, member: Member, **_: Any) -> dict[str, Any]:
    """Return what a member asked with her name, and what she voted for, for her file."""
    asked = member.questions.select_related("event").order_by("event__starts_at", "pk")
    votes = QuestionVote.objects.filter(member=member).select_related("question__event")
    return {
        "event questions": [
            {
                "event": each.event.title_en or each.event.title_fr,
                "text": each.text,
                "state": each.state,
            }
            for each in asked
        ],
        "event question votes": [
            {
                "event": each.question.event.title_en or each.question.event.title_fr,
                "question": each.question.text,
            }
            for each in votes.order_by("question__event__starts_at", "question")
        ],
    }
