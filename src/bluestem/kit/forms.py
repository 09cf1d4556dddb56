"""Forms in the look of the community: one field template, and classes set in one place.

`FORM_RENDERER = "bluestem.kit.forms.Renderer"` gives every form of the project, of allauth too,
the look; `Form` and `ModelForm` are for forms of our own and add small choices.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.template.backends.base import _EngineTemplate

type Words = str | Promise

OURS: Mapping[str, str] = {
    "django/forms/widgets/radio.html": "kit/forms/choices.html",
    "django/forms/widgets/checkbox_select.html": "kit/forms/choices.html",
    "django/forms/widgets/multiple_input.html": "kit/forms/choices.html",
    "django/forms/widgets/multiwidget.html": "kit/forms/parts.html",
    "django/forms/widgets/select_date.html": "kit/forms/date_parts.html",
    "django/forms/widgets/splitdatetime.html": "kit/forms/parts.html",
    "django/forms/errors/list/default.html": "kit/forms/errors.html",
    "django/forms/errors/list/ul.html": "kit/forms/errors.html",
}


WITHOUT_BOX = (forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple)


class BoundField(forms.BoundField):
    """A field that knows how it looks and where its error link leads."""

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: forms.Widget | None = None
    ) -> dict[str, Any]:
        widget = widget or self.field.widget
        attrs = super().build_widget_attrs(attrs, widget)
        if not (widget.is_hidden or isinstance(widget, WITHOUT_BOX)):
            own = attrs.get("class") or widget.attrs.get("class", "")
            attrs["class"] = f"input {own}".strip()
        elif self.shape in {"check", "switch"} and self.auto_id and not widget.is_hidden:
            # The hint stands inside the label's box, but is not part of the name.
            attrs["aria-labelledby"] = f"{self.auto_id}_label"
        return attrs

    @property
    def shape(self) -> str:
        """How the field template lays it out: field, check, switch or group."""
        widget = self.field.widget
        if isinstance(widget, Switch):
            return "switch"
        if isinstance(widget, forms.CheckboxInput):
            return "check"
        return "group" if widget.use_fieldset else "field"

    @property
    def is_marked_optional(self) -> bool:
        """Optional fields say so; required ones say nothing; a tick says it by itself."""
        form_marks = getattr(self.form, "marks_optional", True)
        return form_marks and not self.field.required and self.shape in {"field", "group"}

    @property
    def first_id(self) -> str:
        """The control that a link in the error summary leads to."""
        return self.id_for_label or f"{self.auto_id}_0"


class Renderer(DjangoTemplates):
    """Render forms with the templates of the kit, and Django's own where the kit has none."""

    form_template_name = "kit/forms/form.html"
    formset_template_name = "kit/forms/formset.html"
    field_template_name = "kit/forms/field.html"
    bound_field_class = BoundField

    def get_template(self, template_name: str) -> "_EngineTemplate":
        template: _EngineTemplate = super().get_template(OURS.get(template_name, template_name))
        return template


DJANGO_SAYS_REQUIRED = forms.Field.default_error_messages["required"]
EMPTY = _("This is still empty.")
TICK = _("Tick this to go on.")


class Look:
    """What our own forms share: no colon after labels, and our own words for what is empty.

    Optional fields say so; set `marks_optional = False` where everything is optional (filters).
    """

    marks_optional = True
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if field.error_messages.get("required") == DJANGO_SAYS_REQUIRED:
                is_tick = isinstance(field.widget, forms.CheckboxInput)
                field.error_messages["required"] = TICK if is_tick else EMPTY


class Form(Look, forms.Form):
    """The base of forms that are not about one model."""


class ModelForm(Look, forms.ModelForm):  # type: ignore[type-arg]
    """The base of forms about one model."""


class Number(forms.TextInput):
    """A number typed as text: what is no number can be quoted back instead of vanishing."""

    def __init__(self, attrs: Mapping[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "numeric", "class": "short", **(attrs or {})})


class Switch(forms.CheckboxInput):
    """A setting that is on or off; inside `<form data-auto>` it takes effect at once."""

    template_name = "kit/forms/switch_input.html"


class _Hinted:
    """Choices with a line of their own below each: hints are given by value."""

    def __init__(self, *args: Any, hints: Mapping[Any, Words] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hints = {str(value): hint for value, hint in (hints or {}).items()}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)  # type: ignore[misc]
        option["hint"] = self.hints.get(str(value), "")
        return option


class RadioCards(_Hinted, forms.RadioSelect):
    """One of a few, each a card. `attrs={"class": "min-12"}` sets the least width of a card."""


class CheckboxCards(_Hinted, forms.CheckboxSelectMultiple):
    """Some of a few, each a card."""


class RadioChips(forms.RadioSelect):
    """One of a few short words, as in filters."""

    template_name = "kit/forms/chips.html"


class CheckboxChips(forms.CheckboxSelectMultiple):
    """Some of a few short words, such as languages."""

    template_name = "kit/forms/chips.html"


class DayField(forms.DateField):
    """A day, as browsers write it; a wrong one is told what was found and how to write it."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", Day())
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        """Return the day, or None where the field is empty."""
        try:
            return super().to_python(value)
        except forms.ValidationError:
            raise _not_understood(value, "2022-04-05") from None


class MomentField(forms.DateTimeField):
    """A day and a time in the community's zone, as browsers write them."""

    LOCAL_FORMAT = "%Y-%m-%dT%H:%M"

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(
            format=self.LOCAL_FORMAT, attrs={"type": "datetime-local", "class": "auto"}
        )
        formats = [self.LOCAL_FORMAT, "%Y-%m-%d %H:%M"]
        super().__init__(widget=widget, input_formats=formats, **kwargs)

    def to_python(self, value: Any) -> Any:
        """Return the moment, or None where the field is empty."""
        try:
            return super().to_python(value)
        except forms.ValidationError:
            raise _not_understood(value, "2022-04-05 18:30") from None


def _not_understood(value: Any, example: str) -> forms.ValidationError:
    return forms.ValidationError(
        _("Found “%(found)s”, which is not in the calendar. Write it like this: %(example)s."),
        code="invalid",
        params={"found": str(value)[:40], "example": example},
    )


class Day(forms.DateInput):
    """A day, with the browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(attrs={"class": "auto"}, format="%Y-%m-%d")
