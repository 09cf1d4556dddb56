"""People as the steering committee manages them."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Prefetch, Q, QuerySet

from bluestem.audit.actors import Actor
from bluestem.kit import time
from bluestem.members import rules
from bluestem.members.models import (
    Department,
    Member,
    MemberQuerySet,
    Role,
    Subscription,
    Visibility,
)
from bluestem.members.queries.directory import CONFIDENTIAL, matching
from bluestem.members.queries.people import (
    Profile,
    profile_of,
    steering_roles,
)

PEOPLE_PER_PAGE = 50
SOON_DAYS = 30
ROLE_CONFIDENTIAL = tuple(f"member__{name}" for name in CONFIDENTIAL)


@dataclass(frozen=True)
class DeskRow:
    """A member as one line of the desk's list."""

    profile: Profile
    state: str
    state_words: str
    left_on: dt.date | None
    lists: tuple[str, ...] = ()
    roles: tuple[str, ...] = field(default=())


def desk_members(state: str, words: str, circle: Visibility) -> MemberQuerySet:
    """Return the members in a state, by name, narrowed to what is searched for."""
    people = Member.objects.filter(state=state)
    if words:
        people = matching(people, words, circle)
    return people.select_related("department").defer(*CONFIDENTIAL).order_by("sort_name", "id")


def with_desk_details(people: MemberQuerySet) -> MemberQuerySet:
    """Fetch lists and roles along, in two queries however many people there are."""
    subscriptions = Subscription.objects.active().select_related("mailing_list")
    return people.prefetch_related(
        Prefetch("subscriptions", subscriptions, to_attr="present_subscriptions"),
        Prefetch("roles", Role.objects.current(), to_attr="present_roles"),
    )


def desk_row(member: Member, circle: Visibility, *, with_all: bool = False) -> DeskRow:
    """Return what the desk shows of a member fetched by `with_desk_details`."""
    subscriptions: list[Subscription] = member.present_subscriptions  # type: ignore[attr-defined]
    roles: list[Role] = member.present_roles  # type: ignore[attr-defined]
    return DeskRow(
        profile=profile_of(member, circle, with_all=with_all),
        state=member.state,
        state_words=str(Member.State(member.state).label),
        left_on=member.left_on,
        lists=tuple(each.mailing_list.name for each in subscriptions),
        roles=tuple(str(Role.Kind(role.kind).label) for role in roles),
    )


def waiting_count() -> int:
    """Return how many people confirmed their address and wait for steering's yes."""
    return Member.objects.waiting().count()


def role_for(actor: Actor, key: int) -> Role:
    """Return a role that `actor` may end.

    Raises: Role.DoesNotExist.
    """
    if not rules.can_end_role(actor):
        raise Role.DoesNotExist
    return Role.objects.select_related("member__department").get(pk=key)


def roles_now_and_later() -> list[Role]:
    """Return the roles whose term holds or comes, by kind."""
    open_terms = Role.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=time.today()))
    return _of_active_members(open_terms)


def _of_active_members(roles: QuerySet[Role]) -> list[Role]:
    """Fetch roles with their members, and keep those of active ones.

    Kept here and not by the database, which would walk all active members to find a few roles.
    """
    found = roles.select_related("member__department").defer(*ROLE_CONFIDENTIAL)
    return [role for role in found if role.member.is_active]


def roles_over() -> QuerySet[Role]:
    """Return the roles that ended, the latest first."""
    return (
        Role.objects.ended()
        .select_related("member__department")
        .defer(*ROLE_CONFIDENTIAL)
        .order_by("-ends_on", "kind", "pk")
    )


def roles_ending_soon() -> list[Role]:
    """Return present roles of active members that end within thirty days, the next end first."""
    until = time.today() + dt.timedelta(days=SOON_DAYS)
    return _of_active_members(Role.objects.current().filter(ends_on__lte=until).order_by("ends_on"))


def steering_ends_on() -> dt.date | None:
    """Return the first day without a steering member, or None where one has no end."""
    ends: list[dt.date] = []
    for ends_on in steering_roles(time.today()).values_list("ends_on", flat=True):
        if ends_on is None:
            return None
        ends.append(ends_on)
    return max(ends, default=None)


def departments_without_headcount() -> QuerySet[Department]:
    """Return the departments whose number of people nobody has written down."""
    return Department.objects.filter(headcount_people__isnull=True)


def export_rows(circle: Visibility) -> Iterator[list[str]]:
    """Yield one line per active member whose name the circle may know, each field by its rule."""
    people = (
        Member.objects.active()
        .filter(name_visibility__gte=circle)
        .defer(*CONFIDENTIAL)
        .select_related("department", "institution")
        .prefetch_related("interests")
        .order_by("sort_name", "id")
    )
    for member in people.iterator(chunk_size=1000):
        shown = profile_of(member, circle)
        yield [
            shown.name,
            shown.address,
            shown.pronouns,
            shown.department.code if shown.department else "",
            shown.institution.name if shown.institution else "",
            member.affiliation if shown.affiliation else "",
            ";".join(member.spoken_languages if shown.spoken_languages else []),
            ";".join(shown.interests),
            shown.joined_on.isoformat() if shown.joined_on else "",
            "yes" if shown.is_joining_estimated else "",
        ]
