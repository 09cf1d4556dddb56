"""The groups of a coffee: formed, changed by hand, told. Each action holds its event first."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Max

import bluestem_matching  # its solvers load when they are first used
from bluestem.audit.actions import note
from bluestem.audit.actors import Actor
from bluestem.events import letters
from bluestem.events.actions.events import SMALLEST_STEP
from bluestem.events.actions.holding import held
from bluestem.events.errors import (
    GroupsTold,
    MayNotManage,
    NobodyToTell,
    NoCoffee,
    NotInGroups,
    RegistrationClosed,
    TooFewPeople,
)
from bluestem.events.models import CoffeeGroup, Event, Series
from bluestem.events.queries.coffees import (
    as_seen_by,
    members_with_place,
    met_before,
    tables_of,
)
from bluestem.events.rules import can_manage
from bluestem.kit import time
from bluestem.members.models import Member
from bluestem_matching.group_sizes import LARGEST, USUAL


@transaction.atomic
def form_coffee_groups(*, actor: Actor, event: Event, size: int = USUAL) -> list[CoffeeGroup]:
    """Form the groups of a coffee from the members with a place, with as few repeats as can be.

    Forming them anew gives others where there are others as good.
    Together: groups, audit line.
    Raises: MayNotManage, NoCoffee, RegistrationClosed, GroupsTold, TooFewPeople.
    """
    current = _open_coffee(actor, event)
    if current.coffee_groups.exclude(told_at=None).exists():
        raise GroupsTold
    people = {str(member.pk): member for member in members_with_place(current)}
    if len(people) < 2:
        raise TooFewPeople
    met = met_before(current, people.values())
    found = bluestem_matching.form_round(list(people), met, size, seed=_draw(current))
    current.coffee_groups.all().delete()
    groups = []
    for number, ids in enumerate(found.groups, start=1):
        group = CoffeeGroup.objects.create(event=current, number=number, made_at=time.now())
        group.members.set([people[each] for each in ids])
        groups.append(group)
    facts = {"groups": len(groups), "people": len(people), "repeats": found.repeats}
    _note(actor, "formed coffee groups", current, facts)
    return groups


def _draw(event: Event) -> int:
    """Return a seed that was not used for this event: 0 at first, then of the rows that go."""
    return int(event.coffee_groups.aggregate(last=Max("pk"))["last"] or 0)


@transaction.atomic
def move_to_coffee_group(
    *, actor: Actor, event: Event, member: Member, group: CoffeeGroup
) -> CoffeeGroup:
    """Put a member with a place into a group; she leaves the one she is in.

    Both groups have to be told once more. Together: groups, audit line.
    Raises: MayNotManage, NoCoffee, RegistrationClosed, NotInGroups.
    """
    current = _open_coffee(actor, event)
    goal = current.coffee_groups.filter(pk=group.pk).first()
    if goal is None or member not in members_with_place(current):
        raise NotInGroups
    if goal.members.filter(pk=member.pk).exists():
        return goal
    _seat(current, member, goal)
    _note(actor, "moved in coffee groups", current, {"member": str(member.pk)})
    return goal


@transaction.atomic
def fill_coffee_groups(*, actor: Actor, event: Event) -> list[Member]:
    """Put everybody who has a place and no group into the smallest ones; returns who it was.

    Where every group has five people, those who are left make groups of their own.
    Together: groups, audit line.
    Raises: MayNotManage, NoCoffee, RegistrationClosed, NotInGroups.
    """
    current = _open_coffee(actor, event)
    tables = tables_of(current)
    if not tables.tables:
        raise NotInGroups
    people = {table.group: len(table.people) for table in tables.tables}
    for member in tables.without:
        smallest = min(people, key=lambda group: (people[group], group.number))
        if people[smallest] >= LARGEST:
            number = max(group.number for group in people) + 1
            smallest = CoffeeGroup(event=current, number=number, made_at=time.now())
            smallest.save()
        _seat(current, member, smallest)
        people[smallest] = people.get(smallest, 0) + 1
    if tables.without:
        _note(actor, "filled coffee groups", current, {"people": len(tables.without)})
    return tables.without


@transaction.atomic
def tell_coffee_groups(*, actor: Actor, event: Event) -> int:
    """Write to everybody whose group she does not know yet, or not how it is now.

    Together: letters, the groups' moments, audit line. Returns how many people are written to.
    Raises: MayNotManage, NoCoffee, RegistrationClosed, NobodyToTell.
    """
    current = _open_coffee(actor, event)
    to_tell = tables_of(current).to_tell
    if not to_tell:
        raise NobodyToTell
    for table in to_tell:
        table.group.told_at = max(time.now(), table.group.made_at)
    CoffeeGroup.objects.bulk_update([table.group for table in to_tell], ["told_at"])
    seated = [
        (member, as_seen_by(member, table.people)) for table in to_tell for member in table.people
    ]
    letters.tell_of_groups(current, seated)
    _note(actor, "told coffee groups", current, {"groups": len(to_tell), "people": len(seated)})
    return len(seated)


def _open_coffee(actor: Actor, event: Event) -> Event:
    current = held(event=event)
    if not can_manage(actor, current):
        raise MayNotManage
    if current.series.kind != Series.Kind.COFFEE:
        raise NoCoffee
    if not current.is_open:
        raise RegistrationClosed
    return current


def _seat(event: Event, member: Member, goal: CoffeeGroup) -> None:
    """Move her; every group that changes is later than what its people were told."""
    left = list(event.coffee_groups.filter(members=member))
    for group in left:
        group.members.remove(member)
    goal.members.add(member)
    for group in (*left, goal):
        group.made_at = time.now()
        if group.told_at and group.told_at >= group.made_at:
            group.made_at = group.told_at + SMALLEST_STEP
        group.save(update_fields=["made_at"])


def _note(actor: Actor, deed: str, event: Event, facts: Mapping[str, object]) -> None:
    note(actor=actor, deed=deed, kind="event", key=event.pk, facts=dict(facts))
