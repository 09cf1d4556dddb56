from django.db.models import Q

from bluestem.audit.actors import Actor
from bluestem.events.models import Event, EventQuerySet, Series
from bluestem.events.rules import (
    can_approve,
    can_edit,
    can_manage,
    kinds_of,
)
from bluestem.members.models import Member, MemberQuerySet, Role

RIGHTS = {"edit": can_edit, "manage": can_manage, "approve": can_approve}


def events_for(actor: Actor) -> EventQuerySet:
    """Return the announced events that the actor may read of."""
    return Event.objects.select_related("series").announced().open_to(actor)


def managed_events(actor: Actor) -> EventQuerySet:
    """Return the events that the actor manages, and those she wrote and that are not out yet."""
    found = Event.objects.select_related("series", "author", "proposed_by")
    hers = Q(series__kind__in=kinds_of(actor))
    if isinstance(actor, Member):
        hers |= Q(author=actor, state__in=("draft", "proposed"))
    return found.filter(hers)


def event_for(actor: Actor, slug: str, to: str = "read") -> Event:
    """Return one event to "read", "edit", "manage" or "approve".

    Raises: Event.DoesNotExist for a stranger just as for an address that stands for nothing.
    """
    if "\0" in slug:
        raise Event.DoesNotExist
    if to == "read":
        return events_for(actor).get(slug=slug)  # what only its kind has is fetched by `details_of`
    beside = ("copied_from", "followed_by", "interview__interviewer", "tour", "film")
    event = managed_events(actor).select_related(*beside).get(slug=slug)
    if not RIGHTS[to](actor, event):
        raise Event.DoesNotExist
    return event


def series_for(actor: Actor) -> list[Series]:
    """Return the series in which the actor may write an event down: members may in each."""
    return list(Series.objects.filter(is_offered=True))


def organisers_of(event: Event) -> MemberQuerySet:
    """Return the active members who manage this event."""
    kinds = {Role.Kind.STEERING}
    if event.series.kind in Series.KINDS_OF_MENTORING:
        kinds.add(Role.Kind.MENTORING)
    roles = Role.objects.current().filter(kind__in=kinds)
    return Member.objects.active().filter(pk__in=roles.values("member")).order_by("name")
