"""What one looks for in the directory and on the desk's list."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bluestem.kit.forms import Form, RadioChips
from bluestem.members.forms.profile import DepartmentChoice
from bluestem.members.models import AFFILIATIONS, Department, Interest, Member
from bluestem.members.queries.directory import Wanted
from bluestem.members.queries.people import interests_by_name
from bluestem.members.spoken_languages import choices

ANY = _("Any")


class InterestChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """An interest by its name in the reader's language."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class DirectoryForm(Form):
    """Search words and filters; each is optional."""

    marks_optional = False

    q = forms.CharField(
        label=_("Search"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    department = DepartmentChoice(
        label=_("Department"),
        queryset=Department.objects.all(),
        to_field_name="code",
        empty_label=ANY,
        required=False,
    )
    affiliation = forms.ChoiceField(
        label=_("Affiliation"), choices=[("", ANY), *AFFILIATIONS.choices], required=False
    )
    language = forms.ChoiceField(label=_("Speaks"), required=False)
    interest = InterestChoice(
        label=_("Interest"),
        queryset=Interest.objects.all(),
        to_field_name="slug",
        empty_label=ANY,
        required=False,
    )
    new = forms.BooleanField(label=_("Only newcomers of the last twelve months"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = self.fields["language"]
        assert isinstance(language, forms.ChoiceField)  # for the type checker
        language.choices = [("", ANY), *choices()]
        interest = self.fields["interest"]
        assert isinstance(interest, forms.ModelChoiceField)  # for the type checker
        interest.choices = [("", ANY), *((one.slug, one.name) for one in interests_by_name())]

    def wanted(self) -> Wanted:
        """Return what is looked for; what makes no sense is left out, and the form says so."""
        self.is_valid()
        data = self.cleaned_data
        return Wanted(
            words=data.get("q", ""),
            department=data.get("department"),
            affiliation=data.get("affiliation", ""),
            spoken_language=data.get("language", ""),
            interest=data.get("interest"),
            is_newcomer=data.get("new", False),
        )


class DeskMembersForm(Form):
    """Search words, and the state that the list shows."""

    marks_optional = False
    STATES = (
        (Member.State.ACTIVE, _("Members")),
        (Member.State.WAITING, _("Waiting")),
        (Member.State.DEACTIVATED, _("Deactivated")),
        (Member.State.LEFT, pgettext_lazy("members", "Left")),
    )

    q = forms.CharField(
        label=_("Search"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    state = forms.ChoiceField(label=_("Show"), choices=STATES, required=False, widget=RadioChips)

    def __init__(self, data: QueryDict) -> None:
        if "state" not in data:  # the list shows members then, and its chips say so
            data = data.copy()
            data["state"] = Member.State.ACTIVE
        super().__init__(data)

    def wanted_state(self) -> str:
        """Return the state to show; members where none is said."""
        self.is_valid()
        return self.cleaned_data.get("state") or Member.State.ACTIVE

    def words(self) -> str:
        """Return the words to search for."""
        self.is_valid()
        return str(self.cleaned_data.get("q", ""))
