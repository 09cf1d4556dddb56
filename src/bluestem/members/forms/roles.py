"""Giving a role, ending one, and how a member belongs to the organisation."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bluestem.kit import time
from bluestem.kit.forms import DayField, Form, RadioCards
from bluestem.members.models import AFFILIATIONS, Role

MAY: dict[str, Any] = {
    Role.Kind.STEERING: _("Approves, imports, writes to members, gives roles"),
    Role.Kind.MENTORING: _("Reads applications, makes pairs, keeps them confidential"),
    Role.Kind.OUTREACH: _("Answers schools, plans visits and workshops"),
    Role.Kind.EDITOR: _("Writes the newsletter"),
    Role.Kind.DIVERSITY: _("Imports and explains the figures about representation"),
}


class GiveRoleForm(Form):
    """Which role, from when, until when."""

    kind = forms.ChoiceField(
        label=_("Role"),
        choices=Role.Kind.choices,
        widget=RadioCards(hints=MAY, attrs={"class": "min-14"}),
    )
    starts_on = DayField(label=_("From"))
    ends_on = DayField(
        label=_("Until"),
        required=False,
        help_text=_("The first day without the role. A term is usually two years."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"starts_on": time.today()}, **kwargs)


class EndRoleForm(Form):
    """The first day without the role."""

    ends_on = DayField(
        label=_("First day without the role"),
        help_text=_("Today ends it at once."),
    )

    def __init__(self, *args: Any, role: Role, **kwargs: Any) -> None:
        # A role that never began ends on the day it would have.
        day = max(time.today(), role.starts_on)
        super().__init__(*args, initial={"ends_on": day}, **kwargs)


class AffiliationForm(Form):
    """How a member belongs to the organisation."""

    affiliation = forms.ChoiceField(
        label=_("Affiliation"),
        choices=[("", "—"), *AFFILIATIONS.choices],
        required=False,
        help_text=_(
            "Members of a partner institution see public pages and their own things, "
            "not the directory."
        ),
    )
