"""What asks an organiser of events for a yes, and what is due soon."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Count, Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from bluestem.community.queries import the_community
from bluestem.events.models import (
    STATES,
    Event,
    ImportRun,
    Question,
    Registration,
    Speaker,
    ToDo,
    Tour,
)
from bluestem.events.models.event import QUESTIONS_STAY_OPEN
from bluestem.events.queries import managed_events
from bluestem.events.rules import can_manage, is_second_person, kinds_of
from bluestem.kit import time
from bluestem.kit.attention import Item, asks
from bluestem.kit.audience import MENTORING, STEERING
from bluestem.kit.imports.attention import waiting_lists
from bluestem.members.models import Member

AHEAD = dt.timedelta(days=7)
NOTE_ASKED_FOR = dt.timedelta(days=30)
SHOWN = 5


@asks(STEERING, MENTORING)
def proposals(organiser: object) -> Iterator[Item]:
    """Yield the proposed events that this organiser may publish."""
    assert isinstance(organiser, Member)
    needs_approval = the_community().needs_approval
    found = managed_events(organiser).filter(state=STATES.PROPOSED).order_by("starts_at")
    for event in found[: 4 * SHOWN]:
        if not can_manage(organiser, event):
            continue
        if needs_approval and not is_second_person(organiser, event):
            continue
        yield Item(
            kind=event.series.name,
            title=_("“%(title)s” waits for your yes") % {"title": event.title},
            text=_by(event),
            button=_("Read and publish"),
            address=reverse("events:desk_event", args=[event.slug]),
            due_on=event.proposed_at and event.proposed_at.date(),
        )


@asks(STEERING, MENTORING)
def due_to_dos(organiser: object) -> Iterator[Item]:
    """Yield what has to be done within a week: her own, and what nobody owns."""
    assert isinstance(organiser, Member)
    open_events = (*Event.OPEN, STATES.OVER, STATES.DRAFT, STATES.PROPOSED)
    found = (
        ToDo.objects.filter(
            done_at=None,
            due_on__lte=time.today() + AHEAD,
            due_on__gt=time.today() - 8 * AHEAD,
            event__series__kind__in=kinds_of(organiser),
            event__state__in=open_events,
        )
        .exclude(owner__isnull=False, owner__in=Member.objects.exclude(pk=organiser.pk))
        .select_related("event__series")
    )
    for to_do in found[:SHOWN]:
        yield Item(
            kind=to_do.event.series.name,
            title=to_do.words,
            text=to_do.event.title,
            button=_("Open the event"),
            address=reverse("events:desk_event", args=[to_do.event.slug]),
            due_on=to_do.due_on,
        )


@asks(STEERING, MENTORING)
def speakers_who_said_no(organiser: object) -> Iterator[Item]:
    """Yield coming events whose speaker declined, so that somebody else can be asked."""
    assert isinstance(organiser, Member)
    found = (
        Speaker.objects.filter(
            declined_at__isnull=False,
            event__ends_at__gt=time.now(),
            event__series__kind__in=kinds_of(organiser),
        )
        .exclude(event__state=STATES.CANCELLED)
        .select_related("event__series")
        .order_by("event__starts_at", "pk")
    )
    for speaker in found[:SHOWN]:
        yield Item(
            kind=speaker.event.series.name,
            title=_("%(name)s said no") % {"name": speaker.name},
            text=speaker.event.title,
            button=_("Ask somebody else"),
            address=_at(speaker.event, "speakers"),
        )


@asks(STEERING, MENTORING)
def names_to_send(organiser: object) -> Iterator[Item]:
    """Yield visits whose entrance wants the names of who comes within a week."""
    assert isinstance(organiser, Member)
    found = (
        Tour.objects.filter(
            names_sent_at=None,
            names_due_on__lte=time.today() + AHEAD,
            event__ends_at__gt=time.now(),
            event__state__in=Event.OPEN,
            event__series__kind__in=kinds_of(organiser),
        )
        .select_related("event__series")
        .order_by("names_due_on", "pk")
    )
    for tour in found[:SHOWN]:
        yield Item(
            kind=tour.event.series.name,
            title=_("Send the names to the entrance"),
            text=tour.event.title,
            button=_("See the names"),
            address=reverse("events:desk_names", args=[tour.event.slug]),
            due_on=tour.names_due_on,
        )


@asks(STEERING, MENTORING)
def names_since(organiser: object) -> Iterator[Item]:
    """Yield visits to which more people come than the entrance was told of."""
    assert isinstance(organiser, Member)
    later = Registration.objects.filter(
        event=OuterRef("event"),
        state=Registration.State.REGISTERED,
        is_online=False,
        changed_at__gt=OuterRef("names_sent_at"),
    )
    found = (
        Tour.objects.filter(
            Exists(later),
            names_due_on__isnull=False,
            event__starts_at__gt=time.now(),
            event__state__in=Event.OPEN,
            event__series__kind__in=kinds_of(organiser),
        )
        .select_related("event__series")
        .order_by("event__starts_at", "pk")
    )
    for tour in found[:SHOWN]:
        yield Item(
            kind=tour.event.series.name,
            title=_("Somebody registered after the names were sent"),
            text=tour.event.title,
            button=_("See the names"),
            address=reverse("events:desk_names", args=[tour.event.slug]),
            due_on=timezone.localdate(tour.event.starts_at),
        )


@asks(STEERING, MENTORING)
def questions_to_read(organiser: object) -> Iterator[Item]:
    """Yield events with questions that wait to be let through."""
    assert isinstance(organiser, Member)
    waiting = Question.objects.filter(
        state=Question.State.WAITING,
        event__series__kind__in=kinds_of(organiser),
        event__state__in=Event.OPEN,
        event__ends_at__gt=time.now() - QUESTIONS_STAY_OPEN,
    )
    counts = dict(waiting.order_by().values_list("event").annotate(count=Count("pk")))
    found = Event.objects.filter(pk__in=counts).select_related("series")
    for event in found.order_by("starts_at", "pk")[:SHOWN]:
        count = counts[event.pk]
        words = ngettext(
            "%(count)d question waits to be read", "%(count)d questions wait to be read", count
        )
        yield Item(
            kind=event.series.name,
            title=words % {"count": count},
            text=event.title,
            button=_("Read them"),
            address=reverse("events:desk_questions", args=[event.slug]),
        )


@asks(STEERING, MENTORING)
def notes_to_write(organiser: object) -> Iterator[Item]:
    """Yield events of the last weeks that have no note for whoever organises them next."""
    assert isinstance(organiser, Member)
    found = managed_events(organiser).filter(
        state__in=(*Event.OPEN, STATES.OVER),
        handover="",
        ends_at__lte=time.now(),
        ends_at__gt=time.now() - NOTE_ASKED_FOR,
    )
    for event in found.order_by("-ends_at", "pk")[:SHOWN]:
        yield Item(
            kind=event.series.name,
            title=_("What should the next organiser know?"),
            text=event.title,
            button=_("Write the note"),
            address=_at(event, "again"),
        )


@asks(STEERING)
def lists(organiser: object) -> Iterator[Item]:
    """Yield lists of events that this organiser uploaded and has not imported."""
    yield from waiting_lists(ImportRun, organiser, "events:desk_import_run")


def _at(event: Event, section: str) -> str:
    return f"{reverse('events:desk_event', args=[event.slug])}#{section}"


def _by(event: Event) -> str:
    if event.proposed_by is None:
        return str(_("Nobody else sees it before."))
    return str(_("%(name)s proposes it. Nobody else sees it before.")) % {
        "name": event.proposed_by.name
    }
