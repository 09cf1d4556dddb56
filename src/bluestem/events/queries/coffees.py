"""The groups of a coffee: who sits where, who has none yet, who met before."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from django.db.models import F
from django.utils.translation import get_language

import bluestem_matching  # its solvers load when they are first used
from bluestem.audit.actors import Actor
from bluestem.events.models import STATES, CoffeeGroup, Event, Registration, Series
from bluestem.events.queries.events import event_for
from bluestem.members.models import Member, Visibility
from bluestem.members.rules import circle_of, is_shown
from bluestem_matching.group_sizes import SMALLEST, Pair, meetings

State = Registration.State
WITH_PLACE = (State.REGISTERED, State.ATTENDED)  # who was absent met nobody


@dataclass(frozen=True)
class Table:
    """One group as its organisers see it."""

    group: CoffeeGroup
    people: list[Member]  # those with a place, by name
    again: list[tuple[Member, Member, int]]  # pairs that have met, and how often

    @property
    def is_small(self) -> bool:
        """Whether so many gave their places back that few are left."""
        return len(self.people) < SMALLEST


@dataclass(frozen=True)
class Tables:
    """All groups of a coffee, and how few repeats there could be at tables of these sizes."""

    tables: list[Table]
    without: list[Member]  # have a place and no group yet
    repeats: int
    bound: int

    @property
    def people(self) -> int:
        """How many people sit somewhere."""
        return sum(len(table.people) for table in self.tables)

    @property
    def is_least(self) -> bool:
        """Whether it is proved that fewer repeats are not possible."""
        return self.repeats <= self.bound

    @property
    def is_told(self) -> bool:
        """Whether some people were told."""
        return any(table.group.told_at for table in self.tables)

    @property
    def to_tell(self) -> list[Table]:
        """Groups whose people do not know yet how it is now."""
        return [each for each in self.tables if each.people and each.group.is_to_tell]


@dataclass(frozen=True)
class Neighbour:
    """Somebody of one's own group, as far as she shows herself to members."""

    first_name: str
    address: str
    department_en: str
    department_fr: str

    @property
    def department(self) -> str:
        """Her department, in the reader's language."""
        return self.department_fr if get_language() == "fr" else self.department_en


def coffee_for(actor: Actor, slug: str) -> Event:
    """Return a coffee that the actor manages.

    Raises: Event.DoesNotExist.
    """
    event = event_for(actor, slug, to="manage")
    if event.series.kind != Series.Kind.COFFEE:
        raise Event.DoesNotExist
    return event


def members_with_place(event: Event) -> list[Member]:
    """Return the members who have a place, by name."""
    found = Member.objects.active().filter(
        registrations__event=event, registrations__state__in=WITH_PLACE
    )
    return list(found.select_related("department").order_by("sort_name", "pk"))


def met_before(event: Event, people: Iterable[Member]) -> Counter[Pair]:
    """Return how often each two of these people sat together at earlier coffees.

    Who gave her place back, or was not there, met nobody.
    """
    seats = CoffeeGroup.members.through.objects.filter(
        coffeegroup__event__starts_at__lt=event.starts_at,
        member__in=people,
        member__registrations__event=F("coffeegroup__event"),
        member__registrations__state__in=WITH_PLACE,
    ).exclude(coffeegroup__event__state=STATES.CANCELLED)
    groups: dict[int, list[str]] = {}
    for group, member in seats.values_list("coffeegroup", "member"):
        groups.setdefault(group, []).append(str(member))
    return meetings(groups.values())


def tables_of(event: Event) -> Tables:
    """Return how a coffee's groups stand, in four queries."""
    people = members_with_place(event)
    here = {member.pk: member for member in people}
    met = met_before(event, people)
    tables = []
    for group in event.coffee_groups.prefetch_related("members").order_by("number"):
        seated = [member for member in group.members.all() if member.pk in here]
        seated.sort(key=lambda member: (member.sort_name, member.pk))
        again = [
            (one, other, met[pair])
            for one, other in combinations(seated, 2)
            if met[pair := _pair(one, other)]
        ]
        tables.append(Table(group, seated, again))
    seats = {member.pk for table in tables for member in table.people}
    return Tables(
        tables=tables,
        without=[member for member in people if member.pk not in seats],
        repeats=sum(times for table in tables for *_, times in table.again),
        bound=bluestem_matching.fewest_repeats_of(
            [[str(each.pk) for each in table.people] for table in tables], met
        ),
    )


def _pair(one: Member, other: Member) -> Pair:
    first, second = sorted((str(one.pk), str(other.pk)))
    return first, second


def neighbours_of(member: Member, event: Event) -> list[Neighbour]:
    """Return who else sits in a member's group, once it was told; [] where there is no such.

    For her alone, while she has a place.
    """
    if event.series.kind != Series.Kind.COFFEE:
        return []
    people = members_with_place(event)
    mine = event.coffee_groups.filter(members=member, told_at__isnull=False)
    seated = set(Member.objects.filter(coffee_groups__in=mine).values_list("pk", flat=True))
    if member not in people or member.pk not in seated:
        return []
    return as_seen_by(member, [each for each in people if each.pk in seated])


def as_seen_by(reader: Member, people: Iterable[Member]) -> list[Neighbour]:
    """Return what a person reads of the others in her group: what they show to her circle.

    Never more than what is shown to members, though she be an organiser: it stands in a mail.
    """
    circle = max(circle_of(reader), Visibility.MEMBERS)
    return [_shown(other, circle) for other in people if other.pk != reader.pk]


def _shown(other: Member, circle: Visibility) -> Neighbour:
    department = other.department if is_shown("department", other, circle) else None
    return Neighbour(
        first_name=first_name_of(other) if is_shown("name", other, circle) else "",
        address=(other.address or "") if is_shown("address", other, circle) else "",
        department_en=(department.name_en or department.code) if department else "",
        department_fr=(department.name_fr or department.code) if department else "",
    )


def first_name_of(member: Member) -> str:
    """Return what people at a table call her: the first word of her name."""
    return member.name.partition(" ")[0]
