"""Events as lists show them: a page of events with places and the reader's own state."""

import calendar
import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from bluestem.audit.actors import Actor
from bluestem.events.models import Event, EventQuerySet, FormField, Registration, Series
from bluestem.events.queries.events import events_for
from bluestem.events.queries.places import Places
from bluestem.events.queries.search import found_by
from bluestem.kit import time
from bluestem.members.models import Member

MOST_WORDS = 6


@dataclass(frozen=True)
class Wanted:
    """What a reader looks for; everything empty is all that is coming."""

    series: Series | None = None
    words: str = ""
    is_past: bool = False
    is_online: bool = False
    has_places: bool = False
    is_mine: bool = False


@dataclass(frozen=True)
class Row:
    """One event of a list."""

    event: Event
    places: dict[bool, Places]
    mine: Registration | None = None

    @property
    def month(self) -> dt.date:
        """The month under which a list shows it."""
        return timezone.localdate(self.event.starts_at).replace(day=1)

    @property
    def going(self) -> int:
        """People who have a place."""
        return sum(each.taken for each in self.places.values())

    @property
    def waiting(self) -> int:
        """People on the waiting lists."""
        return sum(each.waiting for each in self.places.values())

    @property
    def left(self) -> int | None:
        """Free places in the ways there are; None where one of them has no limit."""
        found = [each.left for each in self._ways()]
        return None if None in found else sum(each or 0 for each in found)

    @property
    def is_full(self) -> bool:
        """Whether the next person waits, whichever way she chooses."""
        return all(each.is_full for each in self._ways())

    def _ways(self) -> list[Places]:
        return [each for way, each in self.places.items() if self.event.has_way(way)]


@dataclass(frozen=True)
class Day:
    """One day of a month's page."""

    date: dt.date
    is_in_month: bool
    is_today: bool
    events: list[Event] = field(default_factory=list)


def listed(actor: Actor, wanted: Wanted) -> EventQuerySet:
    """Return the announced events that fit, the next first, or the latest past one first.

    Whoever looks for words looks through all events, past ones included; the best ones come first.
    """
    events = events_for(actor)
    if wanted.is_past:
        events = events.past()
    elif not wanted.words:
        events = events.upcoming()
    if wanted.series:
        events = events.filter(series=wanted.series)
    if wanted.is_online:
        events = events.exclude(link="")
    if wanted.is_mine and isinstance(actor, Member):
        hers = Registration.objects.in_force().filter(event=OuterRef("pk"), member=actor)
        events = events.filter(Exists(hers))
    if wanted.has_places:
        events = events.filter(state__in=Event.OPEN).filter(_has_places())
    if wanted.words:
        events = found_by(events, wanted.words)
    return events


def _has_places() -> Q:
    def taken(is_online: bool) -> Coalesce:
        holding = (
            Registration.objects.holding_places()
            .filter(event=OuterRef("pk"), is_online=is_online)
            .order_by()
            .values("event")
            .annotate(people=Sum("people"))
            .values("people")
        )
        return Coalesce(Subquery(holding), Value(0))

    on_site = Q(capacity_people=None) | Q(capacity_people__gt=taken(False))
    online = Q(online_capacity_people=None) | Q(online_capacity_people__gt=taken(True))
    return (on_site & (~Q(place="") | Q(link=""))) | (online & ~Q(link=""))


def rows_of(actor: Actor, events: Iterable[Event]) -> list[Row]:
    """Return rows for a page of events: two queries, whatever their number."""
    found = list(events)
    places = _places(found)
    mine: dict[object, Registration] = {}
    if isinstance(actor, Member):
        hers = Registration.objects.in_force().filter(member=actor, event__in=found)
        mine = {each.event_id: each for each in hers}
    return [Row(event, places[event.pk], mine.get(event.pk)) for event in found]


def _places(events: Sequence[Event]) -> dict[object, dict[bool, Places]]:
    counted = (
        Registration.objects.filter(event__in=events)
        .order_by()
        .values("event", "is_online")
        .annotate(
            taken=Sum("people", filter=Q(state__in=Registration.HOLDING)),
            waiting=Count("id", filter=Q(state=Registration.State.WAITING)),
        )
    )
    found = {(row["event"], row["is_online"]): row for row in counted}
    none = {"taken": 0, "waiting": 0}
    return {
        event.pk: {
            way: Places(
                event.capacity(way),
                found.get((event.pk, way), none)["taken"] or 0,
                found.get((event.pk, way), none)["waiting"],
            )
            for way in (False, True)
        }
        for event in events
    }


def own_rows(member: Member) -> list[Row]:
    """Return the member's upcoming events, those she waits for included."""
    hers = (
        Registration.objects.in_force()
        .filter(member=member, event__ends_at__gt=time.now(), event__state__in=Event.ANNOUNCED)
        .select_related("event__series")
        .annotate(has_questions=Exists(FormField.objects.filter(event=OuterRef("event"))))
        .order_by("event__starts_at")
    )
    return [Row(each.event, {}, each) for each in hers]


def past_of(member: Member) -> list[Registration]:
    """Return where the member was, the latest first."""
    return list(
        Registration.objects.in_force()
        .filter(member=member, event__ends_at__lte=time.now())
        .select_related("event__series")
        .order_by("-event__starts_at")[:50]
    )


def month_of(actor: Actor, first: dt.date, series: Series | None) -> list[list[Day]]:
    """Return the weeks of a month with the announced events that begin on each day."""
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    events = events_for(actor).filter(
        starts_at__gte=time.midnight(weeks[0][0]),
        starts_at__lt=time.midnight(weeks[-1][-1] + dt.timedelta(days=1)),
    )
    if series:
        events = events.filter(series=series)
    by_day: dict[dt.date, list[Event]] = {}
    for event in events.order_by("starts_at", "id"):
        by_day.setdefault(timezone.localdate(event.starts_at), []).append(event)
    today = time.today()
    return [
        [Day(day, day.month == first.month, day == today, by_day.get(day, [])) for day in week]
        for week in weeks
    ]


def people_at(event: Event, words: str = "") -> list[Registration]:
    """Return who is registered or waits, by state and name; for those who manage the event."""
    found = event.registrations.in_force().select_related("member")
    for word in words.split()[:MOST_WORDS]:
        found = found.filter(Q(member__name__icontains=word) | Q(name__icontains=word))
    return list(found.order_by(F("member__sort_name").asc(nulls_last=True), "name", "order"))
