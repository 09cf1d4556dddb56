"""Who organises the community, as far as each of them lets it be known."""

import datetime as dt
from dataclasses import dataclass, field
from itertools import groupby

from bluestem.kit import time
from bluestem.members.models import Member, Role, Visibility
from bluestem.members.rules import circle_of, is_shown


@dataclass
class Group:
    """One kind of role: who holds it by name, and how many more do not show theirs."""

    kind: str
    label: str
    shown: list[Role] = field(default_factory=list)
    hidden_count: int = 0


def team(reader: object) -> list[Group]:
    """Return the organisers of today by role; a visitor sees those who show their name to all."""
    circle = circle_of(reader) if isinstance(reader, Member) else Visibility.EVERYONE
    order = {kind: place for place, kind in enumerate(Role.Kind.values)}
    roles = sorted(
        Role.objects.current().of_active_members().select_related("member"),
        key=lambda role: (order.get(role.kind, len(order)), role.starts_on, role.member.name),
    )
    groups = []
    for kind, held in groupby(roles, key=lambda role: role.kind):
        group = Group(kind, str(Role.Kind(kind).label))
        for role in held:
            if role.member.name and is_shown("name", role.member, circle):
                group.shown.append(role)
            else:
                group.hidden_count += 1
        groups.append(group)
    return groups


def roles_ending(days: int = 60, limit: int = 5) -> list[Role]:
    """Return the terms that end next, the first to end first."""
    until = time.today() + dt.timedelta(days=days)
    roles = Role.objects.current().of_active_members().filter(ends_on__lte=until)
    return list(roles.select_related("member").order_by("ends_on", "id")[:limit])
