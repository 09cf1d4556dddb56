"""What organisers fill in around an event: speakers, to-dos, parts, prepared letters."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from bluestem.events.forms.fields import (
    LONGEST,
    DayField,
    MomentField,
    SeenField,
    line_field,
    text_field,
)
from bluestem.events.models import Event, Speaker
from bluestem.events.models.event import TITLE_LENGTH
from bluestem.events.queries import organisers_of
from bluestem.kit.forms import Form, ModelForm, RadioChips
from bluestem.members.models import Member

SUBJECT_LENGTH = 200


class SpeakerForm(ModelForm):
    """A speaker: who she is, and how we write to her."""

    language = forms.ChoiceField(
        label=_("Language of our letters"), choices=settings.LANGUAGES, widget=RadioChips
    )

    class Meta:
        model = Speaker
        fields = ("name", "about", "sector", "address", "language")
        help_texts = {"address": _("Only organisers see it; our letters go there.")}

    @classmethod
    def of(cls, speaker: Speaker, data: Any = None) -> "SpeakerForm":
        """Return the form with what is stored of a speaker."""
        names = (*cls.Meta.fields,)
        return cls(data, initial={name: getattr(speaker, name) for name in names})


class OwnerChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of those who manage the event."""

    def label_from_instance(self, obj: Any) -> str:
        """Show her name."""
        return str(obj.name)


class ToDoForm(Form):
    """Something to do: what, until when, by whom."""

    words = forms.CharField(label=_("What"), max_length=200)
    due_on = DayField(label=_("Until"))
    owner = OwnerChoice(
        label=_("Who does it"),
        queryset=Member.objects.none(),
        required=False,
        empty_label=_("Nobody yet"),
        help_text=_("Whoever is given it is told by mail."),
    )

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["owner"]
        assert isinstance(choice, forms.ModelChoiceField)  # for the type checker
        choice.queryset = organisers_of(event)


class PartForm(Form):
    """One part of an event."""

    starts_at = MomentField(label=_("Start"))
    title_en = line_field(_("Title in English"), TITLE_LENGTH, "en")
    title_fr = line_field(_("Title in French"), TITLE_LENGTH, "fr")

    def clean(self) -> dict[str, Any]:
        """Ask for a title."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if not (said.get("title_en") or said.get("title_fr")) and not self.errors:
            self.add_error("title_en", _("Write a title, in one of the languages at least."))
        return said


class LetterForm(Form):
    """A letter to a speaker, written beforehand and changed by whoever sends it."""

    seen = SeenField(required=False)
    subject = forms.CharField(label=_("Subject"), max_length=SUBJECT_LENGTH)
    text = forms.CharField(
        label=_("Text"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"class": "tall-area"}),
        help_text=_("Markdown works here: **bold**, [links](https://example.org), lists."),
    )


class ThanksForm(Form):
    """One letter to everybody who helped, each in her language."""

    subject_en = line_field(_("Subject in English"), SUBJECT_LENGTH, "en")
    text_en = text_field(_("Text in English"), "en")
    subject_fr = line_field(_("Subject in French"), SUBJECT_LENGTH, "fr")
    text_fr = text_field(_("Text in French"), "fr")

    def clean(self) -> dict[str, Any]:
        """Ask for subject and text together, in one of the languages at least."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        for code in ("en", "fr"):
            for one, other in (("subject", "text"), ("text", "subject")):
                if said.get(f"{one}_{code}") and not said.get(f"{other}_{code}"):
                    self.add_error(f"{other}_{code}", _("Subject and text belong together."))
        if not (said.get("text_en") or said.get("text_fr")) and not self.errors:
            self.add_error("text_en", _("Write the letter, in one of the languages at least."))
        return said
