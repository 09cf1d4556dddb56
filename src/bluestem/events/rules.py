"""Who may propose, manage and approve events, and who may take a place."""

from bluestem.audit.actors import Actor
from bluestem.community.queries import the_community
from bluestem.events.models import AUDIENCES, Event, Picture, Recording, Series
from bluestem.kit.audience import MEMBER, MENTORING, STEERING
from bluestem.members.models import Member

STILL_WRITTEN = frozenset({"draft", "proposed"})


def kinds_of(actor: Actor) -> frozenset[str]:
    """Return the kinds of series whose events the actor manages."""
    if STEERING in actor.audiences:
        return frozenset(Series.Kind.values)
    if MENTORING in actor.audiences:
        return Series.KINDS_OF_MENTORING
    return frozenset()


def can_propose(actor: Actor) -> bool:
    """Whether the actor may write an event down and propose it: every member may."""
    return actor.is_one_of(MEMBER)


def can_import(actor: Actor) -> bool:
    """Whether the actor may bring in events of every series from a list: the steering committee."""
    return STEERING in actor.audiences


def can_manage(actor: Actor, event: Event) -> bool:
    """Whether the actor runs this event: its registrations, speakers, to-dos, its fate."""
    return event.series.kind in kinds_of(actor)


def can_read_run_sheet(actor: Actor, event: Event) -> bool:
    """Whether the actor may read how the hour runs: who manages it, and who asks the questions."""
    if can_manage(actor, event):
        return True
    interview = getattr(event, "interview", None)
    if interview is None or not isinstance(actor, Member):
        return False
    return can_propose(actor) and interview.interviewer_id == actor.pk


def can_open_stage(actor: Actor, event: Event) -> bool:
    """Whether the actor may project the questions: who manages it, and who asks them aloud."""
    return can_read_run_sheet(actor, event)


def can_ask(actor: Actor, event: Event) -> bool:
    """Whether the actor may ask and vote: a member, and an affiliation partner who has a place.

    Visitors vote for nothing; one who is registered may ask, behind the link of her registration.
    """
    if not isinstance(actor, Member):
        return False
    if actor.is_one_of(MEMBER):
        return True
    return event.registrations.in_force().filter(member=actor).exists()


def can_edit(actor: Actor, event: Event) -> bool:
    """Whether the actor may change its words: who manages it, and its author until it is out."""
    if can_manage(actor, event):
        return True
    return (
        isinstance(actor, Member)
        and can_propose(actor)
        and event.author_id == actor.pk
        and event.state in STILL_WRITTEN
    )


def is_second_person(actor: Actor, event: Event) -> bool:
    """Whether the actor is a member who neither wrote it nor proposed it."""
    return isinstance(actor, Member) and actor.pk not in {event.author_id, event.proposed_by_id}


def can_approve(actor: Actor, event: Event) -> bool:
    """Whether the actor's yes publishes it; with approval on, never of who wrote or proposed."""
    if not can_manage(actor, event):
        return False
    return not the_community().needs_approval or is_second_person(actor, event)


def can_read(actor: Actor, event: Event) -> bool:
    """Whether the actor may read of an announced event, as `EventQuerySet.open_to` has it."""
    if event.audience == AUDIENCES.PUBLIC:
        return True
    is_member = actor.is_one_of(MEMBER)
    if not isinstance(actor, Member):
        return is_member
    if is_member and event.audience in Event.READ_BY_MEMBERS:
        return True
    if is_member and event.invited.filter(pk=actor.pk).exists():
        return True
    is_registered = event.registrations.in_force().filter(member=actor).exists()
    return is_registered or can_manage(actor, event)


def can_come(actor: Actor, event: Event) -> bool:
    """Whether a place may be hers: public, a member's, a newcomer's, or by invitation."""
    if event.audience == AUDIENCES.PUBLIC:
        return True
    if not isinstance(actor, Member) or not actor.is_one_of(MEMBER):
        return False
    if event.audience == AUDIENCES.MEMBERS:
        return True
    if event.audience == AUDIENCES.NEWCOMERS:
        return actor.is_newcomer
    return event.invited.filter(pk=actor.pk).exists()


def can_play(actor: Actor, recording: Recording) -> bool:
    """Whether a recording of an event that the actor reads is for her: published, and for whom.

    An affiliation partner is no member here, whatever else she reads. Who manages the event sees
    it before it is published.
    """
    if can_manage(actor, recording.event):
        return True
    if not recording.is_published:
        return False
    return recording.audience == Recording.Audience.PUBLIC or actor.is_one_of(MEMBER)


def can_see_picture(actor: Actor, picture: Picture) -> bool:
    """Whether a picture of an event that the actor reads is shown: with a yes, or to managers."""
    return picture.consent == Picture.Consent.YES or can_manage(actor, picture.event)


def can_read_answers(actor: Actor, event: Event) -> bool:
    """Whether the actor may read what people said while they registered: who holds the event."""
    return can_manage(actor, event)
