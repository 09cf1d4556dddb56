"""What only some kinds of events have; one row beside the event where it is one of them."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _

from bluestem.events.models.event import Event
from bluestem.events.models.series import Series
from bluestem.members.models import Member


class Interview(models.Model):
    """Who asks, and how the hour runs: of WIT Talks and Diversity Talks."""

    event = models.OneToOneField(Event, models.CASCADE, related_name="interview")
    interviewer = models.ForeignKey(
        Member,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="interviews",
        verbose_name=_("interviewer"),
    )
    run_sheet = models.TextField(_("run sheet"), max_length=8000, blank=True)  # organisers' eyes

    def __str__(self) -> str:
        return str(self.pk)


class Tour(models.Model):
    """A place to discover before the drinks: who guides, and what it takes to get in."""

    event = models.OneToOneField(Event, models.CASCADE, related_name="tour")
    guide = models.CharField(_("guide"), max_length=120, blank=True)
    # People one guide takes at a time; null: everybody together.
    group_people = models.PositiveSmallIntegerField(_("people in a group"), null=True, blank=True)
    meeting_point = models.CharField(_("meeting point"), max_length=200, blank=True)
    needs_badge = models.BooleanField(_("a badge is needed"), default=False)
    needs_closed_shoes = models.BooleanField(_("closed shoes are needed"), default=False)
    # The entrance wants the names of who comes, until this day.
    names_due_on = models.DateField(_("names must be sent until"), null=True, blank=True)
    names_sent_at = models.DateTimeField(null=True, editable=False)

    def __str__(self) -> str:
        return str(self.pk)


class Film(models.Model):
    """What a screening shows, and on what terms."""

    event = models.OneToOneField(Event, models.CASCADE, related_name="film")
    title = models.CharField(_("film"), max_length=150, blank=True)
    made_in = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    spoken_language = models.CharField(_("language spoken"), max_length=80, blank=True)
    subtitles = models.CharField(_("subtitles"), max_length=80, blank=True)
    # For organisers alone:
    rights_holder = models.CharField(_("rights holder"), max_length=150, blank=True)
    licence = models.CharField(_("licence"), max_length=300, blank=True)
    cost = models.CharField(_("cost"), max_length=80, blank=True)  # as written: "250 CHF"

    def __str__(self) -> str:
        return str(self.pk)


type Details = Interview | Tour | Film

DETAILS: Mapping[str, type[Details]] = {
    Series.Kind.TALK: Interview,
    Series.Kind.DIVERSITY: Interview,
    Series.Kind.DRINKS: Tour,
    Series.Kind.SCREENING: Film,
}


def details_of(event: Event) -> Details | None:
    """Return what only this kind of event has; None while nothing of it is written down."""
    kind = DETAILS.get(event.series.kind)
    found: Details | None = getattr(event, kind.__name__.lower(), None) if kind else None
    return found
