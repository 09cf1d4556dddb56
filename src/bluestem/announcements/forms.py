import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from bluestem.announcements.models import SUBJECT_LENGTH, TEXT_LENGTH, Announcement, Words
from bluestem.kit.forms import Form, RadioCards
from bluestem.members.models import MailingList


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


class SeenForm(Form):
    """A step that counts only for the version that was seen."""

    seen = SeenField(required=False)


def _subject(label: Any, language: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=SUBJECT_LENGTH,
        required=False,
        widget=forms.TextInput(attrs={"lang": language, "autocomplete": "off"}),
    )


def _text(label: Any, language: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=TEXT_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"lang": language, "class": "tall-area", "rows": 12}),
    )


class WordsForm(Form):
    """Subject and text in both languages; a draft may lack any of them."""

    marks_optional = False

    subject_en = _subject(_("Subject in English"), "en")
    text_en = _text(_("Text in English"), "en")
    subject_fr = _subject(_("Subject in French"), "fr")
    text_fr = _text(_("Text in French"), "fr")

    @property
    def words(self) -> Words:
        """Return what was typed, once the form is clean."""
        return Words(**{name: self.cleaned_data.get(name, "") for name in Words.__match_args__})


class AnnouncementForm(WordsForm):
    """An announcement as it is edited: its list, its words, and the version they replace."""

    mailing_list = forms.ModelChoiceField(
        label=_("Who gets it"),
        queryset=MailingList.objects.none(),
        empty_label=None,
        error_messages={
            "required": _("Choose the mailing list."),
            "invalid_choice": _("Choose one of these mailing lists."),
        },
    )
    seen = SeenField(required=False)

    field_order = ("mailing_list",)

    def __init__(
        self,
        *args: Any,
        lists: Iterable[MailingList],
        counts: Mapping[int, int],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        lists = list(lists)
        field = self.fields["mailing_list"]
        assert isinstance(field, forms.ModelChoiceField)  # for the type checker
        field.widget = RadioCards(
            attrs={"class": "min-12"},
            hints={known.pk: _people(counts.get(known.pk, 0)) for known in lists},
        )
        field.queryset = MailingList.objects.filter(pk__in=[known.pk for known in lists])
        field.choices = [(known.pk, known.name) for known in lists]
        if len(lists) == 1:
            field.initial = lists[0].pk

    def clean(self) -> dict[str, Any]:
        """A draft says something; what is missing for sending is said on the page."""
        cleaned = super().clean() or {}
        if not self.errors and not any(cleaned.get(name) for name in Words.__match_args__):
            self.add_error("subject_en", _("Write a subject or a text first."))
        return cleaned

    def about_version(self, announcement: Announcement) -> "AnnouncementForm":
        """Return the same form with what was typed, now about this stored version."""
        typed = {name: self.data.get(name, "") for name in self.fields}
        self.data = {**typed, "seen": announcement.changed_at.isoformat()}
        return self


def initial_of(announcement: Announcement) -> dict[str, Any]:
    """Return what the form shows of a stored announcement."""
    return {
        "mailing_list": announcement.mailing_list_id,
        "subject_en": announcement.subject_en,
        "subject_fr": announcement.subject_fr,
        "text_en": announcement.text_en,
        "text_fr": announcement.text_fr,
        "seen": announcement.changed_at.isoformat(),
    }


def _people(count: int) -> str:
    return ngettext("%(count)d person", "%(count)d people", count) % {"count": count}
