"""The form in which a member says who she is and who may read it."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from bluestem.kit.forms import CheckboxChips, Form, RadioChips
from bluestem.members import rules
from bluestem.members.actions.profile import GENDER_PURPOSES, ProfileChange
from bluestem.members.models import (
    AFFILIATIONS,
    Department,
    GenderGroup,
    Member,
    Purpose,
    Visibility,
)
from bluestem.members.queries.people import interests_by_name, offered_institutions
from bluestem.members.spoken_languages import OFTEN, choices

WHO_SEES: dict[str, Any] = {
    "name": _("Who sees your name"),
    "address": _("Who sees your address"),
    "pronouns": _("Who sees your pronouns"),
    "about": _("Who sees what you say about yourself"),
    "department": _("Who sees your department"),
    "institution": _("Who sees your institution"),
    "affiliation": _("Who sees your affiliation"),
    "spoken_languages": _("Who sees your languages"),
    "interests": _("Who sees your interests"),
    "joined_on": _("Who sees since when you are a member"),
}
NAME_HINT = _("Only people who see your name find you in the directory and can open your page.")


class DepartmentChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A department by its name."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


@dataclass(frozen=True)
class Row:
    """A field of the profile, with the question who sees it right below."""

    name: str
    field: BoundField | None  # none: written elsewhere, its value is shown
    value: object
    who_sees: BoundField


class ProfileForm(Form):
    """Every field of the profile, and beside each who sees it."""

    name = forms.CharField(label=_("Name"), max_length=120)
    pronouns = forms.CharField(
        label=_("Pronouns"),
        max_length=40,
        required=False,
        help_text=_("As you like to be spoken of, for example she/her or iel."),
    )
    about = forms.CharField(
        label=_("About you"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "What you work on, what people may ask you about. Markdown works: **bold**, lists, "
            "[links](https://…)."
        ),
    )
    department = DepartmentChoice(
        label=_("Department"), queryset=Department.objects.all(), required=False
    )
    institution = forms.CharField(
        label=_("Institution"),
        max_length=160,
        required=False,
        help_text=_(
            "Where you come from, if that is another body: a university, a laboratory, a school. "
            "Choose one or type a new one."
        ),
    )
    affiliation = forms.ChoiceField(label=_("Affiliation"), required=False)
    spoken_languages = forms.MultipleChoiceField(
        label=_("Languages you speak"), required=False, widget=CheckboxChips
    )
    interests = forms.MultipleChoiceField(
        label=_("Interests"), required=False, widget=CheckboxChips
    )
    gender_group = forms.ChoiceField(
        label=_("Group"),
        required=False,
        widget=RadioChips,
        help_text=_("Groups are coarse, because small numbers would give people away."),
    )
    gender_words = forms.CharField(
        label=_("In your own words"),
        max_length=120,
        required=False,
        help_text=_("If no group says it. Nobody else reads this, and it is never counted."),
    )
    gender_statistics = forms.BooleanField(
        label=_("Count me in the community’s figures by gender"),
        required=False,
        help_text=_(
            "Only your group is counted, together with everybody else’s. Numbers under the "
            "community’s threshold are never shown."
        ),
    )
    gender_mentoring = forms.BooleanField(
        label=_("Use it for wishes in mentoring"),
        required=False,
        help_text=_(
            "A mentee may wish for a mentor of a certain gender. With your yes, your group counts "
            "for such a wish; it is not shown to anybody."
        ),
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        self.member = member
        super().__init__(*args, initial=_initial_of(member), **kwargs)
        self._set_choices()
        for name, label in WHO_SEES.items():
            self.fields[f"{name}_visibility"] = forms.TypedChoiceField(
                label=label,
                coerce=int,
                choices=Visibility.choices,
                widget=RadioChips,
                help_text=NAME_HINT if name == "name" else "",
            )

    def _set_choices(self) -> None:
        is_partner = self.member.affiliation == AFFILIATIONS.PARTNER
        offered = [
            (value, label)
            for value, label in AFFILIATIONS.choices
            if (value == AFFILIATIONS.PARTNER) == is_partner
        ]
        _field(self, "affiliation").choices = offered if is_partner else [("", "—"), *offered]
        if is_partner:
            self.fields["affiliation"].help_text = _("Only the steering committee changes this.")
        _field(self, "spoken_languages").choices = choices()
        self.interest_rows = interests_by_name()
        _field(self, "interests").choices = [(each.slug, each.name) for each in self.interest_rows]
        _field(self, "gender_group").choices = [("", _("Not said")), *GenderGroup.choices]
        circle = rules.circle_of(self.member)
        self.institutions = [each.name for each in offered_institutions(circle)]
        self.fields["institution"].widget.attrs["list"] = "institutions"

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not cleaned.get("gender_group"):
            for name in ("gender_statistics", "gender_mentoring"):
                if cleaned.get(name) and not self._clears_gender:
                    self.add_error(name, _("Choose a group above, or untick this."))
        return cleaned

    @property
    def _clears_gender(self) -> bool:
        """Whether a group that was there is taken back: its uses go with it, unasked."""
        return bool(self.member.gender_group) and not self.cleaned_data.get("gender_group")

    def change(self) -> ProfileChange:
        """Return what was written, for the action."""
        data = self.cleaned_data
        group = data["gender_group"]
        wanted = {
            Purpose.GENDER_STATISTICS: data["gender_statistics"],
            Purpose.GENDER_MENTORING: data["gender_mentoring"],
        }
        return ProfileChange(
            name=data["name"],
            pronouns=data["pronouns"],
            about=data["about"],
            department=data["department"],
            institution_name=data["institution"],
            affiliation=data["affiliation"],
            spoken_languages=data["spoken_languages"],
            interests=[each for each in self.interest_rows if each.slug in data["interests"]],
            gender_group=group,
            gender_words=data["gender_words"],
            gender_purposes=frozenset(p for p, yes in wanted.items() if yes and group),
            visibilities={name: data[f"{name}_visibility"] for name in rules.FIELDS},
        )

    def _rows(self, *names: str) -> list[Row]:
        return [
            Row(
                name,
                self[name] if name in self.fields else None,
                getattr(self.member, name),
                self[f"{name}_visibility"],
            )
            for name in names
        ]

    @property
    def you(self) -> list[Row]:
        """The rows of the first part."""
        return self._rows("name", "pronouns", "about", "address", "joined_on")

    @property
    def work(self) -> list[Row]:
        """The rows about where she works."""
        return self._rows("department", "institution", "affiliation")

    @property
    def topics(self) -> list[Row]:
        """The rows that bring people together."""
        return self._rows("spoken_languages", "interests")

    @property
    def common_languages(self) -> list[Any]:
        """The languages shown at once: those many speak, and her own."""
        return [each for each in self["spoken_languages"] if self._is_common(each)]

    @property
    def other_languages(self) -> list[Any]:
        """The languages behind "more languages"."""
        return [each for each in self["spoken_languages"] if not self._is_common(each)]

    @staticmethod
    def _is_common(option: Any) -> bool:
        return option.data["value"] in OFTEN or bool(option.data["selected"])


def _field(form: Form, name: str) -> forms.ChoiceField:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # for the type checker
    return field


def _initial_of(member: Member) -> dict[str, Any]:
    standing = set(
        member.consents.given()
        .filter(purpose__in=GENDER_PURPOSES)
        .values_list("purpose", flat=True)
    )
    return {
        "name": member.name,
        "pronouns": member.pronouns,
        "about": member.about,
        "department": member.department_id,
        "institution": member.institution.name if member.institution else "",
        "affiliation": member.affiliation,
        "spoken_languages": member.spoken_languages,
        "interests": [each.slug for each in member.interests.all()],
        "gender_group": member.gender_group,
        "gender_words": member.gender_words,
        "gender_statistics": Purpose.GENDER_STATISTICS in standing,
        "gender_mentoring": Purpose.GENDER_MENTORING in standing,
        **{f"{name}_visibility": getattr(member, f"{name}_visibility") for name in rules.FIELDS},
    }
