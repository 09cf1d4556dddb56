"""What is counted of events: by series and year, speakers by sector, places, who came."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, Sum
from django.db.models.functions import ExtractYear

from bluestem.community.queries import the_community
from bluestem.events.models import STATES, Event, EventQuerySet, Registration, Series, Speaker
from bluestem.kit import time
from bluestem.kit.small_numbers import hidden, total_is_safe

SECTORS = tuple(Speaker.Sector.values)


@dataclass(frozen=True)
class SeriesCount:
    """Events of one series: one count a year, and their sum."""

    series: Series
    by_year: tuple[int, ...]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.by_year)


@dataclass(frozen=True)
class Attendance:
    """How many came and stayed away in a year; None where the number is too small to show."""

    year: int
    came: int | None
    absent: int | None


@dataclass(frozen=True)
class EventFigures:
    """Events that took place until a moment."""

    years: tuple[int, ...]
    series: tuple[SeriesCount, ...]
    speakers: tuple[tuple[Series, tuple[int, ...]], ...]  # by sector, in the order of SECTORS
    places_visited: int
    coffees_online: int
    attendance: tuple[Attendance, ...]


def event_figures(until: dt.datetime | None = None) -> EventFigures:
    """Count what took place until a moment (default: now). Seven queries, whatever the numbers.

    Numbers of events, speakers and places name nobody; of who came, small ones are hidden.
    """
    took_place = Event.objects.filter(
        state__in=(STATES.PUBLISHED, STATES.MOVED, STATES.OVER), ends_at__lte=until or time.now()
    )
    series = list(Series.objects.all())
    rows = (
        took_place.annotate(year=ExtractYear("starts_at"))
        .values_list("series", "year")
        .order_by()
        .annotate(count=Count("id"))
    )
    counts = {(pk, year): count for pk, year, count in rows}
    years = tuple(sorted({year for _pk, year in counts}))
    drinks = took_place.filter(series__kind=Series.Kind.DRINKS).exclude(place="")
    coffees = took_place.filter(series__kind=Series.Kind.COFFEE).exclude(link="")
    return EventFigures(
        years=years,
        series=tuple(
            SeriesCount(each, tuple(counts.get((each.pk, year), 0) for year in years))
            for each in series
            if any(counts.get((each.pk, year)) for year in years)
        ),
        speakers=_speakers(took_place, series),
        places_visited=drinks.values("place").distinct().count(),
        coffees_online=coffees.count(),
        attendance=_attendance(took_place),
    )


def _speakers(
    events: EventQuerySet, series: list[Series]
) -> tuple[tuple[Series, tuple[int, ...]], ...]:
    rows = (
        Speaker.objects.filter(event__in=events)
        .exclude(way__in=(Speaker.Step.IDEA, Speaker.Step.INVITED))
        .values_list("event__series", "sector")
        .order_by()
        .annotate(count=Count("id"))
    )
    found = {(pk, sector): count for pk, sector, count in rows}
    return tuple(
        (each, tuple(found.get((each.pk, sector), 0) for sector in SECTORS))
        for each in series
        if any(found.get((each.pk, sector)) for sector in SECTORS)
    )


def _attendance(events: EventQuerySet) -> tuple[Attendance, ...]:
    state = Registration.State
    rows = (
        Registration.objects.filter(event__in=events)
        .annotate(year=ExtractYear("event__starts_at"))
        .values("year")
        .order_by("year")
        .annotate(
            came=Sum("people", filter=Q(state=state.ATTENDED), default=0),
            absent=Sum("people", filter=Q(state=state.ABSENT), default=0),
        )
    )
    threshold = the_community().small_cell_threshold
    found = []
    for row in rows:
        cells: Mapping[str, int] = {"came": row["came"], "absent": row["absent"]}
        away = hidden(cells, threshold)
        if not total_is_safe(cells, threshold):
            away = frozenset(cells)
        found.append(
            Attendance(
                year=row["year"],
                came=None if "came" in away else row["came"],
                absent=None if "absent" in away else row["absent"],
            )
        )
    return tuple(found)
