"""What organisers fill in: events, places, speakers, to-dos, series."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bluestem.events.actions.events import EDITABLE
from bluestem.events.forms.public import SeriesChoice
from bluestem.events.models import AUDIENCES, Event, Series, Speaker, ToDo
from bluestem.kit.forms import Form, ModelForm, Number, RadioCards

LOCAL_FORMAT = "%Y-%m-%dT%H:%M"
FIRST, LAST = dt.datetime(1970, 1, 2, tzinfo=dt.UTC), dt.datetime(2200, 1, 1, tzinfo=dt.UTC)
MOST_PEOPLE = 100_000
LONGEST = 20_000


class SeenField(forms.CharField):
    """The moment of the version that a page was made from, carried by the page."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> dt.datetime | None:
        """Return the moment, or None where nothing readable came back."""
        try:
            seen = dt.datetime.fromisoformat(str(value or ""))
        except ValueError:
            return None
        return seen if seen.tzinfo else None


class MomentField(forms.DateTimeField):
    """A day and a time in the community's zone, as browsers write them."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(
            format=LOCAL_FORMAT, attrs={"type": "datetime-local", "class": "auto"}
        )
        super().__init__(widget=widget, input_formats=[LOCAL_FORMAT, "%Y-%m-%d %H:%M"], **kwargs)

    def clean(self, value: Any) -> Any:
        """Refuse years in which nobody plans events, before anything counts with them."""
        moment = super().clean(value)
        if moment is not None and not FIRST < moment < LAST:
            raise forms.ValidationError(_("Choose a year between 1970 and 2199."))
        return moment


def _text(label: Any, language: str = "", rows: int = 8, **kwargs: Any) -> forms.CharField:
    attrs: dict[str, Any] = {"rows": rows, **({"lang": language} if language else {})}
    return forms.CharField(
        label=label,
        required=False,
        max_length=kwargs.pop("max_length", LONGEST),
        widget=forms.Textarea(attrs=attrs),
        **kwargs,
    )


def _line(label: Any, length: int, language: str = "", **kwargs: Any) -> forms.CharField:
    attrs = {"lang": language, "autocomplete": "off"} if language else {"autocomplete": "off"}
    return forms.CharField(
        label=label,
        required=False,
        max_length=length,
        widget=forms.TextInput(attrs=attrs),
        **kwargs,
    )


def _places(label: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        max_value=MOST_PEOPLE,
        widget=Number,
        help_text=_("Empty: no limit."),
    )


class PlacesForm(Form):
    """How many places there are."""

    marks_optional = False
    capacity_people = _places(_("Places on site"))
    online_capacity_people = _places(_("Places online"))


class EventForm(Form):
    """An event as organisers write it; the series is chosen once."""

    seen = SeenField(required=False)
    series = SeriesChoice(
        label=_("Series"), queryset=Series.objects.none(), to_field_name="slug", empty_label=None
    )
    title_en = _line(_("Title in English"), 150, "en")
    title_fr = _line(_("Title in French"), 150, "fr")
    starts_at = MomentField(label=_("Start"))
    ends_at = MomentField(label=_("End"))
    place = _line(_("Place"), 200)
    access = _text(
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
    capacity_people = _places(_("Places on site"))
    online_capacity_people = _places(_("Places online"))
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
    group_name = _line(_("Name of the group"), 120)
    spoken_language = _line(
        _("Language spoken"), 80, help_text=_("For example: English, with French subtitles.")
    )
    summary_en = _line(_("One sentence in English"), 300, "en")
    summary_fr = _line(_("One sentence in French"), 300, "fr")
    text_en = _text(_("Text in English"), "en")
    text_fr = _text(_("Text in French"), "fr")
    handover = _text(
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


class CallOffForm(Form):
    """Why an event does not take place; people read it in the mail and on the page."""

    reason_en = _line(_("Why, in English"), 300, "en")
    reason_fr = _line(_("Why, in French"), 300, "fr")


class SpeakerForm(ModelForm):
    """A speaker, as an idea."""

    class Meta:
        model = Speaker
        fields = ("name", "about", "sector", "address")


class ToDoForm(ModelForm):
    """Something to do, with its day."""

    class Meta:
        model = ToDo
        fields = ("words", "due_on")
        widgets = {"due_on": forms.DateInput(attrs={"type": "date", "class": "auto"})}

    def clean_due_on(self) -> dt.date:
        """Refuse years in which nobody plans."""
        day: dt.date = self.cleaned_data["due_on"]
        if not FIRST.date() < day < LAST.date():
            raise forms.ValidationError(_("Choose a year between 1970 and 2199."))
        return day


class WalkInForm(Form):
    """Somebody at the door."""

    name = _line(_("Name"), 120)


class SeriesForm(ModelForm):
    """A series with what its new events begin with."""

    class Meta:
        model = Series
        fields = (
            "name_en",
            "name_fr",
            "kind",
            "mark",
            "text_en",
            "text_fr",
            "place",
            "duration_minutes",
            "capacity_people",
            "offer_hours",
            "is_offered",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, most in (("duration_minutes", 10_000), ("offer_hours", 1_000)):
            field = self.fields[name]
            assert isinstance(field, forms.IntegerField)  # for the type checker
            self.fields[name] = forms.IntegerField(
                label=field.label, min_value=1, max_value=most, widget=Number
            )
        self.fields["capacity_people"] = _places(_("Places on site"))
