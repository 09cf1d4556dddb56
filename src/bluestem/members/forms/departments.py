"""The lists people choose from, as steering edits them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bluestem.kit.forms import DayField, Form, Number
from bluestem.members.folding import folded
from bluestem.members.models import Department, Institution, Interest


class DepartmentForm(Form):
    """A department with its headcount."""

    code = forms.CharField(
        label=_("Code"),
        max_length=32,
        help_text=_("As it stands in the files you import."),
        widget=forms.TextInput(attrs={"class": "short"}),
    )
    name_en = forms.CharField(label=_("Name in English"), max_length=120, required=False)
    name_fr = forms.CharField(label=_("Name in French"), max_length=120, required=False)
    group = forms.ChoiceField(
        label=_("Group"),
        choices=Department.Group.choices,
        help_text=_("Figures put departments together by group."),
    )
    headcount_people = forms.IntegerField(
        label=_("Headcount"),
        min_value=0,
        max_value=1_000_000,
        required=False,
        widget=Number,
        help_text=_("How many people work in the department, members or not."),
    )
    headcount_on = DayField(label=_("Counted on"), required=False)
    headcount_source = forms.CharField(
        label=_("Source"),
        max_length=200,
        required=False,
        help_text=_("Where the number comes from, so that others can check it."),
    )

    def __init__(self, *args: Any, item: Department, **kwargs: Any) -> None:
        self.item = item
        names = tuple(self.base_fields)
        super().__init__(*args, initial={name: getattr(item, name) for name in names}, **kwargs)

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        if Department.objects.exclude(pk=self.item.pk).filter(code__iexact=code).exists():
            raise forms.ValidationError(
                _("There is a department “%(code)s” already. Choose another code."),
                params={"code": code},
            )
        return code

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("headcount_people") is not None and "headcount_on" not in self.errors:
            for name, text in (
                ("headcount_on", _("A number needs its date. Say when it was counted.")),
                ("headcount_source", _("A number needs its source. Say where it comes from.")),
            ):
                if not cleaned.get(name):
                    self.add_error(name, text)
        return cleaned


class InterestForm(Form):
    """An interest in both languages."""

    name_en = forms.CharField(label=_("Name in English"), max_length=80)
    name_fr = forms.CharField(label=_("Name in French"), max_length=80)

    def __init__(self, *args: Any, item: Interest, **kwargs: Any) -> None:
        initial = {"name_en": item.name_en, "name_fr": item.name_fr}
        super().__init__(*args, initial=initial, **kwargs)


class InstitutionForm(Form):
    """An institution; saving it offers it to everybody."""

    name = forms.CharField(
        label=_("Name"),
        max_length=160,
        help_text=_("Once saved, it is offered to everybody who writes a profile."),
    )
    country_code = forms.RegexField(
        r"^[A-Za-z]{2}$",
        label=_("Country"),
        required=False,
        max_length=2,
        help_text=_("Two letters, such as CH or FR."),
        error_messages={"invalid": _("A country is two letters, such as CH or FR.")},
        widget=forms.TextInput(attrs={"class": "short"}),
    )

    def __init__(self, *args: Any, item: Institution, **kwargs: Any) -> None:
        self.item = item
        initial = {"name": item.name, "country_code": item.country_code}
        super().__init__(*args, initial=initial, **kwargs)

    def clean_country_code(self) -> str:
        return str(self.cleaned_data["country_code"]).upper()

    def clean_name(self) -> str:
        name = " ".join(str(self.cleaned_data["name"]).split())
        others = Institution.objects.exclude(pk=self.item.pk)
        if self.item.pk is None:  # a new one may be what a member typed: then that is offered
            others = others.filter(is_offered=True)
        if any(folded(other.name) == folded(name) for other in others):
            raise forms.ValidationError(
                _("“%(name)s” is on the list already, perhaps typed by a member."),
                params={"name": name},
            )
        return name
