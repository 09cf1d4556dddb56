"""What belongs to only some kinds of events: run sheets, what follows what, who helped."""

import datetime as dt

from django.db.models import Q

from bluestem.audit.actors import Actor
from bluestem.events.models import DETAILS, Event, EventQuerySet, Series
from bluestem.events.queries.events import events_for, managed_events
from bluestem.events.rules import can_read_run_sheet
from bluestem.members.models import Member

BEFORE_A_LUNCH = (Series.Kind.TALK, Series.Kind.DIVERSITY, Series.Kind.LECTURE)
AROUND = dt.timedelta(days=31)


def run_sheet_for(actor: Actor, slug: str) -> Event:
    """Return an event with an interview, whose run sheet the actor may read.

    Raises: Event.DoesNotExist for a stranger just as for an address that stands for nothing.
    """
    if "\0" in slug:
        raise Event.DoesNotExist
    event = (
        Event.objects.select_related("series", "interview__interviewer")
        .filter(series__kind__in=(Series.Kind.TALK, Series.Kind.DIVERSITY))
        .get(slug=slug)
    )
    if not can_read_run_sheet(actor, event):
        raise Event.DoesNotExist
    return event


def may_come_before(actor: Actor, event: Event) -> EventQuerySet:
    """Return the talks that a lunch may follow: the actor's own to manage, in the weeks around."""
    around = Q(starts_at__range=(event.starts_at - AROUND, event.starts_at + AROUND))
    found = managed_events(actor).filter(around | Q(followed_by=event))
    return (
        found.filter(series__kind__in=BEFORE_A_LUNCH)
        .exclude(state="cancelled")
        .order_by("starts_at", "id")
    )


def before(actor: Actor, event: Event) -> list[Event]:
    """Return what this event follows, as far as the actor may read of it."""
    return list(events_for(actor).filter(followed_by=event).order_by("starts_at", "id"))


def helpers_of(event: Event) -> list[Member]:
    """Return the members who helped: who ticked what was to do, and who asked the questions."""
    helped = Q(event_to_dos__in=event.to_dos.exclude(done_at=None))
    if event.series.kind in DETAILS:
        helped |= Q(interviews__event=event)
    return list(Member.objects.active().filter(helped).distinct().order_by("sort_name", "id"))
