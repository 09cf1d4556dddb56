"""The forms of the community's own pages."""

import datetime as dt
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bluestem.community.errors import WrongValue
from bluestem.community.models import Community, Page
from bluestem.community.settings_registry import SETTINGS, Setting
from bluestem.front.deeds import deed_choices
from bluestem.kit.forms import EMPTY, DayField, Form, Number, Switch

LONGEST_TEXT = 40_000
# Far enough from both ends of the calendar that a day more or another zone stays inside it.
DAYS = (MinValueValidator(dt.date(1900, 1, 1)), MaxValueValidator(dt.date(9000, 1, 1)))
SWITCHES = {"approval", "joining_approval"}
# What the page says where the registry's own words are about typing "on" or "en,fr".
HINTS = {
    "approval": gettext_lazy(
        "Another member of steering approves each announcement before it goes out"
    ),
    "joining_approval": gettext_lazy("Steering approves each person who joins"),
    "languages": gettext_lazy("The languages of pages and mails, the community’s own first"),
    "time_zone": gettext_lazy("The zone of all dates and times"),
}
LANGUAGE_CHOICES = (
    ("en,fr", gettext_lazy("English first, and French")),
    ("fr,en", gettext_lazy("French first, and English")),
    ("en", gettext_lazy("English only")),
    ("fr", gettext_lazy("French only")),
)
WIDGETS: dict[str, forms.Widget] = {
    "small_cell_threshold": Number(),
    "founded_on": forms.TextInput({"class": "short", "placeholder": "2016-01-31"}),
    "brand_colour": forms.TextInput({"class": "short"}),
    "accent_colour": forms.TextInput({"class": "short"}),
    "contact_address": forms.EmailInput({"autocomplete": "off"}),
}


class SettingsForm(Form):
    """All settings of the registry; what somebody did not touch is not written.

    Each field carries the value it was shown with, so two people who change different settings
    at the same time do not undo each other.
    """

    def __init__(self, *args: Any, community: Community, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, setting in SETTINGS.items():
            field = _field_for(setting)
            field.show_hidden_initial = True
            field.initial = setting.text_of(community)
            if key in SWITCHES:
                field.initial = getattr(community, setting.field)
            self.fields[key] = field

    def clean(self) -> dict[str, Any]:
        for key, setting in SETTINGS.items():
            if key in self.errors:
                continue
            try:
                setting.parse(self._text(key))
            except WrongValue as wrong:
                self.add_error(
                    key,
                    _("You wrote “%(found)s”. This needs %(expected)s.")
                    % {"found": self._text(key), "expected": wrong.expected}
                    if self._text(key)
                    else _("This needs %(expected)s.") % {"expected": wrong.expected},
                )
        return self.cleaned_data

    def changes(self) -> dict[str, str]:
        """Return the settings somebody changed on this form, as text."""
        return {key: self._text(key) for key in self.changed_data}

    def groups(self) -> list[dict[str, Any]]:
        """Return the fields in the groups of the page."""
        titles = {
            "who": _("Who you are"),
            "place": _("Where you are"),
            "rules": _("What holds here"),
            "look": _("How it looks"),
        }
        return [
            {
                "id": group,
                "title": title,
                "fields": [self[key] for key, one in SETTINGS.items() if one.group == group],
            }
            for group, title in titles.items()
        ]

    def _text(self, key: str) -> str:
        value = self.cleaned_data.get(key, "")
        if key in SWITCHES:
            return "on" if value else "off"
        return str(value)


def _field_for(setting: Setting) -> forms.Field:
    hint = HINTS.get(setting.key) or capfirst(str(setting.meaning))
    words: dict[str, Any] = {"label": setting.label, "help_text": hint}
    if setting.key in SWITCHES:
        return forms.BooleanField(required=False, widget=Switch(), **words)
    if setting.key == "languages":
        return forms.ChoiceField(choices=LANGUAGE_CHOICES, **words)
    if setting.key == "time_zone":
        zones = [(zone, zone.replace("_", " ")) for zone in sorted(available_timezones())]
        return forms.ChoiceField(choices=zones, **words)
    widget = WIDGETS.get(setting.key)
    is_needed = setting.key in {"name", "small_cell_threshold"}
    messages = {"required": EMPTY}
    return forms.CharField(required=is_needed, widget=widget, error_messages=messages, **words)


class PageForm(Form):
    """The words of one page in both languages, and the version they were begun on."""

    title_en = forms.CharField(label=gettext_lazy("Heading in English"), max_length=120)
    text_en = forms.CharField(
        label=gettext_lazy("Text in English"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea({"class": "tall-area", "rows": 18}),
    )
    title_fr = forms.CharField(label=gettext_lazy("Heading in French"), max_length=120)
    text_fr = forms.CharField(
        label=gettext_lazy("Text in French"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea({"class": "tall-area", "rows": 18}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    @classmethod
    def of(cls, page: Page) -> "PageForm":
        """Return the form as it is opened: with the page's present words."""
        return cls(initial={name: getattr(page, name) for name in cls.base_fields})

    def clean(self) -> dict[str, Any]:
        for name in ("text_en", "text_fr"):
            if name in self.cleaned_data:
                text = self.cleaned_data[name].replace("\r\n", "\n").replace("\r", "\n")
                self.cleaned_data[name] = text.strip() + "\n"
        return self.cleaned_data


class AuditFilter(Form):
    """What a reader of the audit looks for."""

    marks_optional = False

    person = forms.CharField(
        label=gettext_lazy("Person"),
        help_text=gettext_lazy("Name, address or number"),
        required=False,
        max_length=254,
    )
    deed = forms.ChoiceField(label=gettext_lazy("Deed"), required=False)
    since = DayField(
        label=gettext_lazy("From"),
        required=False,
        validators=DAYS,
    )
    until = DayField(
        label=gettext_lazy("Until"),
        required=False,
        validators=DAYS,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        deed = self.fields["deed"]
        assert isinstance(deed, forms.ChoiceField)
        deed.choices = [("", _("All deeds")), *deed_choices()]
