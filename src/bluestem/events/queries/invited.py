"""Who an event by invitation is for: those invited, and members by their addresses."""

from collections.abc import Iterable
from dataclasses import dataclass

from bluestem.events.models import Event
from bluestem.members.models import Member, Visibility


@dataclass(frozen=True)
class Invited:
    """Somebody who is invited, as those who manage the event may know of her."""

    address: str
    name: str  # empty where she hides it from organisers


def invited_to(event: Event) -> list[Invited]:
    """Return the active members who are invited, by name, in one query."""
    people = Member.objects.active().filter(invitations=event).exclude(address=None)
    return [
        Invited(
            address=member.address or "",
            name=member.name if member.name_visibility >= Visibility.ORGANISERS else "",
        )
        for member in people.order_by("sort_name", "id")
    ]


def members_at(addresses: Iterable[str]) -> dict[str, Member]:
    """Return the active members by their addresses, which come in as they are stored."""
    people = Member.objects.active().filter(address__in=list(addresses))
    return {member.address: member for member in people if member.address}
