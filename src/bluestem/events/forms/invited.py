"""Whom an event for a group or for invited people is for."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bluestem.events.models import AUDIENCES, Event
from bluestem.events.queries.invited import Invited, members_at
from bluestem.kit.forms import Form
from bluestem.members.models import Member, normal_address

PREFIX = "invited"
# Two thousand addresses. As lines of one letter they still fit into one question to SQLite.
LONGEST_LIST = 60_000


class AddressesField(forms.CharField):
    """Active members by their addresses, one a line; empty: nobody."""

    widget = forms.Textarea

    def clean(self, value: Any) -> Any:
        """Return the members in the order of the lines; name every address that is nobody's."""
        lines = (normal_address(line) for line in str(super().clean(value) or "").splitlines())
        typed = dict.fromkeys(line for line in lines if line)
        members: dict[str, Member] = members_at(typed) if typed else {}
        unknown = [address for address in typed if address not in members]
        if unknown:
            words = gettext("No member has the address %(typed)s. Correct it, or ask her to join.")
            raise forms.ValidationError([words % {"typed": address} for address in unknown])
        return [members[address] for address in typed]


class InvitedForm(Form):
    """Who is invited, and for a group what it is called."""

    marks_optional = False
    group_name = forms.CharField(
        label=_("Name of the group"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    addresses = AddressesField(
        label=_("Addresses, one a line"),
        required=False,
        max_length=LONGEST_LIST,
        widget=forms.Textarea(
            attrs={
                "rows": 8,
                "autocapitalize": "none",
                "spellcheck": "false",
            }
        ),
        help_text=_("The addresses of members. Saving sends no mail. Empty: nobody."),
    )

    def __init__(self, data: Any = None, *, event: Event, invited: Iterable[Invited] = ()) -> None:
        initial = {
            "group_name": event.group_name,
            "addresses": "\n".join(each.address for each in invited),
        }
        super().__init__(data, prefix=PREFIX, initial=initial)
        if event.audience != AUDIENCES.GROUP:
            del self.fields["group_name"]
