"""What organisers fill in about a series: its rules, texts, and what a new event begins with."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bluestem.audit.actors import Actor
from bluestem.events.forms.fields import places_field
from bluestem.events.models import AUDIENCES, MARKS, Series
from bluestem.events.queries.reminders import FARTHEST, WRITTEN, how_long_before
from bluestem.events.rules import kinds_of
from bluestem.kit.forms import Form, ModelForm, Number, RadioChips
from bluestem.kit.templatetags.kit import series_mark

BETWEEN = re.compile(r"[\s,;]+")
MOST_REMINDERS, MOST_TO_DOS, EMPTY_ROWS = 6, 30, 3
NEW_SERIES = {"duration_minutes": 60, "offer_hours": 24, "is_offered": True, "audience": "members",
              "mark": "talk", "reminder_times": ["1d", "15m"]}  # fmt: skip


class RemindersField(forms.CharField):
    """When people are reminded: "1d, 2h, 15m"."""

    def prepare_value(self, value: Any) -> Any:
        """Write a stored list as a line."""
        return ", ".join(map(str, value)) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        """Return the list, the earliest reminder first, each once.

        Raises: ValidationError that quotes the word which is no reminder.
        """
        words = (
            str(super().clean(value) or "").replace(";", ",").replace(" ", ",").lower().split(",")
        )
        keys = list(dict.fromkeys(word for word in words if word))
        for word in keys:
            if not WRITTEN.fullmatch(word):
                raise forms.ValidationError(
                    gettext(
                        "“%(word)s” is no reminder. Write a number and d for days, h for hours or "
                        "m for minutes: 1d, 2h, 15m."
                    )
                    % {"word": word}
                )
            if not 0 < how_long_before(word).total_seconds() < FARTHEST.total_seconds():
                raise forms.ValidationError(
                    gettext("“%(word)s” is too far from the event. Sixty days before are the most.")
                    % {"word": word}
                )
        if len(keys) > MOST_REMINDERS:
            raise forms.ValidationError(gettext("Six reminders of one event are enough."))
        return sorted(keys, key=how_long_before, reverse=True)


class SeriesForm(ModelForm):
    """A series with what its new events begin with."""

    reminder_times = RemindersField(
        label=_("Reminders"),
        required=False,
        max_length=100,
        help_text=_("How long before the start: d for days, h for hours, m for minutes. 1d, 15m"),
    )
    audience = forms.ChoiceField(label=_("For whom"), choices=AUDIENCES.choices)
    mark = forms.ChoiceField(label=_("Mark and colour"), widget=RadioChips)
    kind = forms.ChoiceField(
        label=_("Kind"),
        help_text=_("What its events ask for: a speaker, a guide, a film. It decides who runs it."),
    )

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
            "audience",
            "offer_hours",
            "reminder_times",
            "is_offered",
        )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hers = kinds_of(actor)
        choices: dict[str, list[tuple[str, Any]]] = {
            "kind": [(value, label) for value, label in Series.Kind.choices if value in hers],
            "mark": [
                (value, format_html('<span class="k-{}">{}</span>{}', value,
                                    series_mark(value), label))
                for value, label in MARKS.choices
            ],
        }  # fmt: skip
        for name, offered in choices.items():
            choice = self.fields[name]
            assert isinstance(choice, forms.ChoiceField)  # for the type checker
            choice.choices = offered
        for name, most in (("duration_minutes", 10_000), ("offer_hours", 1_000)):
            field = self.fields[name]
            assert isinstance(field, forms.IntegerField)  # for the type checker
            self.fields[name] = forms.IntegerField(
                label=field.label, min_value=1, max_value=most, widget=Number
            )
        self.fields["capacity_people"] = places_field(_("Places on site"))
        self.fields["text_en"].widget.attrs |= {"rows": 3, "class": "short-area", "lang": "en"}
        self.fields["text_fr"].widget.attrs |= {"rows": 3, "class": "short-area", "lang": "fr"}


class UsualToDoForm(Form):
    """One thing that has to be done for each event of a series; an empty row is none."""

    marks_optional = False
    days = forms.IntegerField(
        label=_("Days before"), required=False, min_value=-365, max_value=365, widget=Number
    )
    words_en = forms.CharField(label=_("What, in English"), required=False, max_length=200)
    words_fr = forms.CharField(label=_("What, in French"), required=False, max_length=200)

    def clean(self) -> dict[str, Any]:
        """Ask for the days and for words; what is written in one language stands for both."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        has_words = bool(said.get("words_en") or said.get("words_fr"))
        if said.get("days") is not None and not has_words:
            self.add_error("words_en", _("Say what has to be done, or empty the row."))
        if has_words and said.get("days") is None and "days" not in self.errors:
            self.add_error("days", _("Say how many days before the event."))
        return said


UsualToDos = formset_factory(
    UsualToDoForm,
    extra=EMPTY_ROWS,
    max_num=MOST_TO_DOS,
    absolute_max=MOST_TO_DOS + EMPTY_ROWS,
    validate_max=True,
)


def usual_to_dos_form(
    data: Mapping[str, Any] | None, series: Series | None
) -> "BaseFormSet[UsualToDoForm]":
    """Return the rows of a series' usual to-dos, and some empty ones."""
    stored = series.usual_to_dos if series else []
    initial = [{"days": days, "words_en": en, "words_fr": fr} for days, en, fr in stored]
    return UsualToDos(data, prefix="to_dos", initial=initial)


def usual_to_dos_in(rows: "BaseFormSet[UsualToDoForm]") -> list[list[Any]]:
    """Return what a valid form of rows says, the earliest first."""
    said = [row.cleaned_data for row in rows if row.cleaned_data.get("days") is not None]
    found = [
        [row["days"], row["words_en"] or row["words_fr"], row["words_fr"] or row["words_en"]]
        for row in said
    ]
    return sorted(found, key=lambda row: -row[0])
