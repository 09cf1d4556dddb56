"""What organisers fill in about an event itself."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bluestem.events.actions.events import EDITABLE
from bluestem.events.forms.fields import (
    MomentField,
    SeenField,
    line_field,
    places_field,
    text_field,
)
from bluestem.events.forms.public import SeriesChoice
from bluestem.events.models import AUDIENCES, Event, Series
from bluestem.kit.forms import Form, RadioCards


class PlacesForm(Form):
    """How many places there are."""

    marks_optional = False
    capacity_people = places_field(_("Places on site"))
    online_capacity_people = places_field(_("Places online"))


class EventForm(Form):
    """An event as organisers write it; the series is chosen once."""

    seen = SeenField(required=False)
    series = SeriesChoice(
        label=_("Series"), queryset=Series.objects.none(), to_field_name="slug", empty_label=None
    )
    title_en = line_field(_("Title in English"), 150, "en")
    title_fr = line_field(_("Title in French"), 150, "fr")
    starts_at = MomentField(label=_("Start"))
    ends_at = MomentField(label=_("End"))
    place = line_field(_("Place"), 200)
    access = text_field(
        _("How to get in"),
        rows=3,
        max_length=2000,
        help_text=_("Badge, shoes, meeting point. Those who registered read it."),
    )
    link = forms.URLField(
        label=_("Link for taking part online"),
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=_("Only people with a place online see it."),
    )
    capacity_people = places_field(_("Places on site"))
    online_capacity_people = places_field(_("Places online"))
    has_companions = forms.BooleanField(label=_("People may bring somebody"), required=False)
    audience = forms.ChoiceField(
        label=_("For whom"),
        choices=AUDIENCES.choices,
        widget=RadioCards(
            attrs={"class": "min-12"},
            hints={
                "public": _("Visitors too; they confirm their address."),
                "members": _("Every member may come."),
                "newcomers": _("Members of the last twelve months."),
                "group": _("Members of a group, such as mentors."),
                "invited": _("Only who is invited sees it."),
            },
        ),
    )
    group_name = line_field(_("Name of the group"), 120)
    spoken_language = line_field(
        _("Language spoken"), 80, help_text=_("For example: English, with French subtitles.")
    )
    summary_en = line_field(_("One sentence in English"), 300, "en")
    summary_fr = line_field(_("One sentence in French"), 300, "fr")
    text_en = text_field(_("Text in English"), "en")
    text_fr = text_field(_("Text in French"), "fr")
    handover = text_field(
        _("Note for whoever organises it next"),
        rows=3,
        help_text=_("What worked, whom to ask, what to do earlier. Only organisers read it."),
    )

    def __init__(self, *args: Any, series: list[Series] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if series is None:
            del self.fields["series"]
            return
        choice = self.fields["series"]
        assert isinstance(choice, forms.ModelChoiceField)  # for the type checker
        choice.queryset = Series.objects.filter(pk__in=[each.pk for each in series])

    def clean(self) -> dict[str, Any]:
        """Ask for a title, and for an end after the start."""
        said = super().clean() or self.cleaned_data
        if not (said.get("title_en") or said.get("title_fr")):
            self.add_error("title_en", _("Write a title, in one of the languages at least."))
        starts_at, ends_at = said.get("starts_at"), said.get("ends_at")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", _("The end has to come after the start."))
        return said

    @property
    def values(self) -> dict[str, Any]:
        """What an event takes."""
        return {name: value for name, value in self.cleaned_data.items() if name in EDITABLE}


def initial_of(event: Event) -> dict[str, Any]:
    """Return what the form shows of a stored event."""
    found = {name: getattr(event, name) for name in EDITABLE}
    for name in ("starts_at", "ends_at"):
        found[name] = timezone.localtime(found[name])
    return {**found, "seen": event.changed_at.isoformat()}


class CopyForm(Form):
    """When the new event begins."""

    starts_at = MomentField(label=_("Start of the new event"))


class HandoverForm(Form):
    """What whoever organises it next should know."""

    handover = text_field(
        _("Note for whoever organises it next"),
        rows=3,
        help_text=_("What worked, whom to ask, what to do earlier. Only organisers read it."),
    )


class CallOffForm(Form):
    """Why an event does not take place; people read it in the mail and on the page."""

    reason_en = line_field(_("Why, in English"), 300, "en")
    reason_fr = line_field(_("Why, in French"), 300, "fr")


class WalkInForm(Form):
    """Somebody at the door."""

    name = line_field(_("Name"), 120)
