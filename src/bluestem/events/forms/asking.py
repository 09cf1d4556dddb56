"""What organisers fill in about the form of an event: its own questions, in both languages."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bluestem.events.forms.fields import line_field, text_field
from bluestem.events.models import Event, FormField
from bluestem.events.models.form import CHOICE_LENGTH, MOST_CHOICES, WORDS_LENGTH
from bluestem.kit.forms import Form, RadioCards

ONE_A_LINE = _("One choice on each line, in the order in which people read them.")
CHOICES_LENGTH = MOST_CHOICES * (CHOICE_LENGTH + 2) * 2  # a longer text is a mistake


class NeedsForm(Form):
    """Whether the form asks what people need and eat."""

    access = forms.BooleanField(
        label=_("Ask what people need to take part"),
        required=False,
        help_text=_("Step-free access, a seat at the front, an interpreter."),
    )
    diet = forms.BooleanField(
        label=_("Ask what people do not eat"),
        required=False,
        help_text=_("You see it without names, ready for the kitchen."),
    )

    @classmethod
    def of(cls, event: Event, data: Any = None) -> "NeedsForm":
        """Return the form with what the event asks now."""
        return cls(data, initial={"access": event.asks_access, "diet": event.asks_diet})


class QuestionForm(Form):
    """One question; a question that was answered keeps its kind."""

    words_en = line_field(_("Question in English"), WORDS_LENGTH, "en")
    words_fr = line_field(_("Question in French"), WORDS_LENGTH, "fr")
    kind = forms.ChoiceField(
        label=_("How it is answered"),
        choices=FormField.Kind.choices,
        initial=FormField.Kind.LINE,
        widget=RadioCards(attrs={"class": "min-9"}),
    )
    choices_en = text_field(
        _("Choices in English"), "en", rows=4, max_length=CHOICES_LENGTH, help_text=ONE_A_LINE
    )
    choices_fr = text_field(
        _("Choices in French"),
        "fr",
        rows=4,
        max_length=CHOICES_LENGTH,
        help_text=_("The same number, in the same order. Empty: the English ones stand for both."),
    )
    is_required = forms.BooleanField(label=_("It must be answered"), required=False)

    def __init__(self, data: Any = None, *, is_answered: bool = False, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        if is_answered:
            kind = self.fields["kind"]
            kind.disabled = True
            kind.help_text = _("Somebody answered already, so the kind stays.")

    @classmethod
    def of(cls, field: FormField, data: Any = None, *, is_answered: bool) -> "QuestionForm":
        """Return the form with what is stored of a question."""
        initial = {name: getattr(field, name) for name in ("words_en", "words_fr", "kind")}
        for place, code in enumerate(("en", "fr")):
            lines = "\n".join(each[place] for each in field.choices)
            initial[f"choices_{code}"] = lines
        initial["is_required"] = field.is_required
        return cls(data, initial=initial, is_answered=is_answered)

    def clean(self) -> dict[str, Any]:
        """Ask for words, and for as many choices in one language as in the other."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if not (said.get("words_en") or said.get("words_fr")):
            self.add_error("words_en", _("Write the question, in one of the languages at least."))
        if said.get("kind") in {FormField.Kind.CHOICE, FormField.Kind.CHOICES}:
            english, french = (_lines(said.get(f"choices_{code}", "")) for code in ("en", "fr"))
            self._look_at("choices_en", english)
            self._look_at("choices_fr", french)
            self._compare(english, french)
        return said

    def _look_at(self, name: str, lines: list[str]) -> None:
        """Say which line is too long or stands there twice, and where there are too many."""
        for number, line in enumerate(lines, start=1):
            if len(line) > CHOICE_LENGTH:
                words = _("Line %(number)d is too long. %(most)d letters are the most.")
                self.add_error(name, words % {"number": number, "most": CHOICE_LENGTH})
        twice = {line for line in lines if lines.count(line) > 1}
        if twice:
            self.add_error(name, _("“%(line)s” stands there twice.") % {"line": sorted(twice)[0]})
        if len(lines) > MOST_CHOICES:
            words = _("These are %(count)d choices. %(most)d are the most.")
            self.add_error(name, words % {"count": len(lines), "most": MOST_CHOICES})

    def _compare(self, english: list[str], french: list[str]) -> None:
        if max(len(english), len(french)) < 2:
            self.add_error("choices_en", _("Write two choices or more, one on each line."))
        elif english and french and len(english) != len(french):
            words = gettext(
                "English has %(english)d choices and French has %(french)d. Write the same number "
                "in the same order, or leave one of the two empty."
            )
            counts = {"english": len(english), "french": len(french)}
            self.add_error("choices_fr", words % counts)

    @property
    def values(self) -> dict[str, Any]:
        """What a question takes."""
        said = self.cleaned_data
        found = {name: said[name] for name in ("words_en", "words_fr", "kind", "is_required")}
        if said["kind"] not in {FormField.Kind.CHOICE, FormField.Kind.CHOICES}:
            return {**found, "choices": []}
        english, french = (_lines(said[f"choices_{code}"]) for code in ("en", "fr"))
        pairs = zip(english or french, french or english, strict=True)
        return {**found, "choices": [list(pair) for pair in pairs]}


def _lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]
