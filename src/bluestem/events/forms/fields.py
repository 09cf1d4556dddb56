"""Fields that several forms of organisers share."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bluestem.kit import forms as kit
from bluestem.kit.forms import Number

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


class MomentField(kit.MomentField):
    """A moment of an event."""

    def clean(self, value: Any) -> Any:
        """Refuse years in which nobody plans events, before anything counts with them."""
        moment = super().clean(value)
        if moment is not None and not FIRST < moment < LAST:
            raise forms.ValidationError(_("Choose a year between 1970 and 2199."))
        return moment


def text_field(label: Any, language: str = "", rows: int = 8, **kwargs: Any) -> forms.CharField:
    attrs: dict[str, Any] = {"rows": rows, **({"lang": language} if language else {})}
    return forms.CharField(
        label=label,
        required=False,
        max_length=kwargs.pop("max_length", LONGEST),
        widget=forms.Textarea(attrs=attrs),
        **kwargs,
    )


def line_field(label: Any, length: int, language: str = "", **kwargs: Any) -> forms.CharField:
    attrs = {"lang": language, "autocomplete": "off"} if language else {"autocomplete": "off"}
    return forms.CharField(
        label=label,
        required=False,
        max_length=length,
        widget=forms.TextInput(attrs=attrs),
        **kwargs,
    )


def places_field(label: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        max_value=MOST_PEOPLE,
        widget=Number,
        help_text=_("Empty: no limit."),
    )


class DayField(kit.DayField):
    """A day of an event."""

    def clean(self, value: Any) -> Any:
        """Refuse years in which nobody plans."""
        day = super().clean(value)
        if day is not None and not FIRST.date() < day < LAST.date():
            raise forms.ValidationError(_("Choose a year between 1970 and 2199."))
        return day
