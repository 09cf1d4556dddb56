"""People as a reader may see them: every page about somebody is written from here."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from bluestem.audit.actors import Actor
from bluestem.kit import time
from bluestem.members import rules
from bluestem.members.folding import folded
from bluestem.members.models import (
    AFFILIATIONS,
    Department,
    Institution,
    Interest,
    Member,
    Role,
    Visibility,
    normal_address,
)
from bluestem.members.spoken_languages import names_of


@dataclass(frozen=True)
class Profile:
    """What one circle sees of a member. A field it does not see is empty, like one not filled."""

    pk: uuid.UUID
    name: str = ""
    initials: str = ""
    address: str = ""
    pronouns: str = ""
    about: str = ""
    department: Department | None = None
    institution: Institution | None = None
    affiliation: str = ""
    spoken_languages: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()
    joined_on: dt.date | None = None
    is_joining_estimated: bool = False
    is_newcomer: bool = False

    @property
    def below(self) -> str:
        """The line under the name in lists."""
        department = self.department.name if self.department else ""
        return " · ".join(word for word in (self.pronouns, department, self.affiliation) if word)


def profile_of(owner: Member, circle: Visibility, *, with_all: bool = True) -> Profile:
    """Return what a circle sees of `owner`; without `with_all`, what a list shows of it."""
    shown = frozenset(f for f in rules.FIELDS if rules.is_shown(f, owner, circle))
    return _profile(owner, shown, with_all=with_all)


def own_profile(owner: Member) -> Profile:
    """Return everything, for the owner's eyes."""
    return _profile(owner, frozenset(rules.FIELDS), with_all=True)


def _profile(owner: Member, shown: frozenset[str], *, with_all: bool) -> Profile:
    joined_on = owner.joined_on if "joined_on" in shown else None
    return Profile(
        pk=owner.pk,
        name=owner.name if "name" in shown else "",
        initials=owner.initials if "name" in shown else "",
        address=(owner.address or "") if "address" in shown else "",
        pronouns=owner.pronouns if "pronouns" in shown else "",
        department=owner.department if "department" in shown else None,
        affiliation=_affiliation(owner) if "affiliation" in shown else "",
        joined_on=joined_on,
        is_joining_estimated=joined_on is not None and owner.is_joining_estimated,
        is_newcomer=joined_on is not None and owner.is_newcomer,
        **(_rest(owner, shown) if with_all else {}),
    )


def _affiliation(owner: Member) -> str:
    return str(AFFILIATIONS(owner.affiliation).label) if owner.affiliation else ""


def _rest(owner: Member, shown: frozenset[str]) -> dict[str, Any]:
    names = names_of(owner.spoken_languages) if "spoken_languages" in shown else []
    interests = owner.interests.all() if "interests" in shown else []
    return {
        "about": owner.about if "about" in shown else "",
        "institution": owner.institution if "institution" in shown else None,
        "spoken_languages": tuple(names),
        "interests": tuple(sorted(interest.name for interest in interests)),
    }


def members_named(words: str, most: int) -> list[Member]:
    """Return the active members an organiser may mean by a name or an address, `most` at most.

    A whole name or address that only one person has means her alone. A name that somebody hides
    from organisers is not searched.
    """
    active = Member.objects.active()
    if "@" in words:
        return list(active.filter(address=normal_address(words)))
    shown = active.filter(name_visibility__gte=Visibility.ORGANISERS).order_by("sort_name", "id")
    whole = list(shown.filter(sort_name=folded(words))[:2])
    if len(whole) == 1:
        return whole
    for word in folded(words).split():
        shown = shown.filter(sort_name__contains=word)
    return list(shown[:most])


def member_for(actor: Actor, key: object, to: str = "read") -> Member:
    """Return an active member whom `actor` may know of, or may manage with `to="manage"`.

    To know of somebody is to be shown her name. A key that is no key, nobody's or that of
    somebody hidden raises the same.
    Raises: Member.DoesNotExist.
    """
    people = Member.objects.select_related("department", "institution")
    if to == "manage":
        if not rules.can_manage_members(actor):
            raise Member.DoesNotExist
        return people.exclude(state=Member.State.ERASED).get(pk=_uuid(key))
    member = people.active().get(pk=_uuid(key))
    if not rules.may_see("name", actor, member):
        raise Member.DoesNotExist
    return member


def _uuid(key: object) -> uuid.UUID:
    """Return the key in its one spelling.

    Raises: Member.DoesNotExist for anything else, other spellings of a key included.
    """
    try:
        found = uuid.UUID(str(key))
    except ValueError:
        raise Member.DoesNotExist from None
    if str(found) != str(key):
        raise Member.DoesNotExist
    return found


def active_member_count() -> int:
    """Return how many members there are today."""
    return Member.objects.active().count()


def steering_member_count(on: dt.date | None = None) -> int:
    """Return how many active members are on the steering committee on a day (default: today)."""
    return steering_roles(on or time.today()).values("member").distinct().count()


def steering_roles(on: dt.date) -> QuerySet[Role]:
    """Return the steering roles of active members whose term holds on a day."""
    return Role.objects.of_active_members().filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=on), kind=Role.Kind.STEERING, starts_on__lte=on
    )


def offered_institutions(circle: Visibility) -> QuerySet[Institution]:
    """Return the institutions whose names give nobody away to this circle: looked at by
    steering, or shown by one of their members."""
    shown = Member.objects.active().filter(
        institution=OuterRef("pk"), institution_visibility__gte=circle
    )
    return Institution.objects.filter(Q(is_offered=True) | Exists(shown))


def interests_by_name() -> list[Interest]:
    """Return all interests in the reader's alphabet."""
    return sorted(Interest.objects.all(), key=lambda interest: folded(interest.name))


@dataclass(frozen=True)
class Headcount:
    """A department with its members; None stands for a number too small to show."""

    department: Department | None  # None: members who named none
    member_count: int | None

    @property
    def percent(self) -> int | None:
        """Members per hundred people of the department."""
        people = self.department.headcount_people if self.department else None
        if not people or self.member_count is None:
            return None
        return round(100 * self.member_count / people)


def department_headcounts(threshold: int) -> list[Headcount]:
    """Return departments with their active members, small numbers hidden, those without last."""
    found: dict[int | None, int] = dict(
        Member.objects.active().order_by().values_list("department").annotate(count=Count("pk"))
    )
    departments: list[Department | None] = list(Department.objects.all())
    if found.get(None):
        departments.append(None)
    counts = [found.get(each.pk if each else None, 0) for each in departments]
    hidden = small_cells(counts, threshold)
    return [
        Headcount(department, None if place in hidden else count)
        for place, (department, count) in enumerate(zip(departments, counts, strict=True))
    ]


def small_cells(counts: Iterable[int], threshold: int) -> frozenset[int]:
    """Return the places of the counts to hide.

    Those from 1 to below `threshold`, and with them the next larger ones until the hidden ones
    are at least two and add up to `threshold`: the total is known, and must give nobody away.
    """
    by_size = sorted((count, place) for place, count in enumerate(counts) if count > 0)
    hidden: list[tuple[int, int]] = []
    for count, place in by_size:
        is_enough = len(hidden) > 1 and sum(size for size, _ in hidden) >= threshold
        if count >= threshold and (not hidden or is_enough):
            break
        hidden.append((count, place))
    return frozenset(place for _, place in hidden)


def institution_spelled(name: str) -> Institution | None:
    """Return the institution that is called so in any spelling, or None."""
    wanted = folded(" ".join(name.split()))
    return next((each for each in Institution.objects.all() if folded(each.name) == wanted), None)
