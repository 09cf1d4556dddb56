"""The fields of what an event asks, in the reader's language, and what they say."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bluestem.events.models import FormField, Said
from bluestem.events.models.form import LINE_LENGTH, NAME_LENGTH, TEXT_LENGTH
from bluestem.events.queries.asking import Asked
from bluestem.kit.forms import EMPTY, Form, RadioChips

ACCESS, DIET, COMPANION = "needs_access", "needs_diet", "companion_name"
MOST_AT_A_GLANCE = 7  # more choices stand in a list that opens
KIND = FormField.Kind


def name_of(field: FormField) -> str:
    """Return how a form calls a question."""
    return f"question_{field.pk.hex}"


def fields_of(asked: Asked) -> dict[str, forms.Field]:
    """Return the fields of everything that an event asks of everybody, in order."""
    found = {name_of(field): _field(field) for field in asked.fields}
    if asked.access:
        found[ACCESS] = _needs(
            _("What do you need to take part?"),
            _("Step-free access, a seat at the front, an interpreter. Empty: nothing special."),
        )
    if asked.diet:
        found[DIET] = _needs(
            _("What do you not eat?"),
            _("Vegetarian, no nuts, halal. The kitchen gets it without your name."),
        )
    return found


def companion_field(*, is_required: bool = False) -> forms.CharField:
    """Return the field for the name of whom somebody brings."""
    return forms.CharField(
        label=_("Name of the person you bring"),
        max_length=NAME_LENGTH,
        required=is_required,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("The entrance asks for it."),
    )


def said_in(asked: Asked, cleaned: Mapping[str, Any]) -> Said:
    """Return what a valid form says, as it is kept."""
    answers = {}
    for field in asked.fields:
        value = cleaned.get(name_of(field)) or ""
        text = ",".join(value) if isinstance(value, list) else str(value)
        if text:
            answers[str(field.pk)] = text
    return Said(
        answers=answers,
        access=cleaned.get(ACCESS) or "",
        diet=cleaned.get(DIET) or "",
        companion=cleaned.get(COMPANION) or "",
    )


def initial_of(asked: Asked, said: Said) -> dict[str, Any]:
    """Return what a form shows of what was said before."""
    found: dict[str, Any] = {ACCESS: said.access, DIET: said.diet, COMPANION: said.companion}
    for field in asked.fields:
        text = said.answers.get(str(field.pk), "")
        found[name_of(field)] = field.chosen_in(text) if field.kind == KIND.CHOICES else text
    return found


class AnswersForm(Form):
    """What somebody said while she registered, to be changed."""

    def __init__(self, data: Any, *, asked: Asked, said: Said, has_companion: bool) -> None:
        super().__init__(data, initial=initial_of(asked, said))
        self.asked = asked
        self.fields |= fields_of(asked)
        if asked.companion and has_companion:
            self.fields[COMPANION] = companion_field(is_required=True)
        say_what_is_missing(self)

    @property
    def said(self) -> Said:
        """What the valid form says."""
        return said_in(self.asked, self.cleaned_data)


def say_what_is_missing(form: Form) -> None:
    """Give fields that were added later the house's words for what is empty."""
    for field in form.fields.values():
        if field.required and not isinstance(field.widget, forms.CheckboxInput):
            field.error_messages["required"] = EMPTY


def _field(field: FormField) -> forms.Field:
    usual: dict[str, Any] = {"label": field.words, "required": field.is_required}
    if field.kind == KIND.LINE:
        line = forms.TextInput(attrs={"autocomplete": "off"})
        return forms.CharField(max_length=LINE_LENGTH, widget=line, **usual)
    if field.kind == KIND.TEXT:
        area = forms.Textarea(attrs={"rows": 3, "class": "short-area"})
        return forms.CharField(max_length=TEXT_LENGTH, widget=area, **usual)
    if field.kind == KIND.CHOICES:
        boxes = forms.CheckboxSelectMultiple
        return forms.MultipleChoiceField(choices=field.options, widget=boxes, **usual)
    return _one_of(field, usual)


def _one_of(field: FormField, usual: dict[str, Any]) -> forms.ChoiceField:
    """Return a field whose answer can be taken back where it may be left out."""
    is_long = len(field.options) > MOST_AT_A_GLANCE
    nothing = [] if field.is_required and not is_long else [("", _no_answer(field))]
    widget: Any = forms.Select if is_long else forms.RadioSelect
    if field.kind == KIND.YES:
        widget = RadioChips
    return forms.ChoiceField(choices=[*nothing, *field.options], widget=widget, **usual)


def _no_answer(field: FormField) -> str:
    return gettext("Choose…") if field.is_required else gettext("No answer")


def _needs(label: Any, hint: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=False,
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2, "class": "short-area"}),
    )
