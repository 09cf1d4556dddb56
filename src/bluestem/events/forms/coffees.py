"""What organisers fill in about the groups of a coffee."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bluestem.events.models import CoffeeGroup, Event
from bluestem.events.queries.coffees import Tables
from bluestem.kit.forms import Form, RadioChips
from bluestem.members.models import Member
from bluestem_matching.group_sizes import LARGEST, SMALLEST, USUAL


class GroupSizeForm(Form):
    """How many people sit together; a group more or less where it does not divide."""

    size = forms.TypedChoiceField(
        label=_("People in a group"),
        choices=[(size, str(size)) for size in range(SMALLEST, LARGEST + 1)],
        coerce=int,
        initial=USUAL,
        widget=RadioChips,
    )


class MemberChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A member by her name."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class GroupChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A group by its number."""

    def label_from_instance(self, obj: Any) -> str:
        return gettext("Group %(number)d") % {"number": obj.number}


class MoveForm(Form):
    """Who goes to which group."""

    member = MemberChoice(label=_("Who"), queryset=Member.objects.none())
    group = GroupChoice(label=_("To which group"), queryset=CoffeeGroup.objects.none())

    def __init__(self, *args: Any, event: Event, tables: Tables, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [member.pk for table in tables.tables for member in table.people]
        people += [member.pk for member in tables.without]
        fields: dict[str, Any] = self.fields
        fields["member"].queryset = Member.objects.filter(pk__in=people).order_by("sort_name", "pk")
        fields["group"].queryset = event.coffee_groups.order_by("number")
