"""What the home page counts from records."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from bluestem.community.models import Community
from bluestem.kit import time
from bluestem.members.models import Department, MailingList, Member
from bluestem.members.queries.people import steering_member_count

YEARS_SHOWN = 3
MANY_DEPARTMENTS = 2
# Above this share of guessed joining dates, growth by years would be a guess as well.
LARGEST_ESTIMATED_SHARE = 0.25


@dataclass(frozen=True)
class Growth:
    """How many members the community had today and at the end of past years, newest first."""

    today: int
    years: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Numbers:
    """What stands below the ground line; a community of a few people shows no numbers."""

    is_young: bool
    growth: Growth
    departments: int
    steering: int


def numbers(community: Community) -> Numbers:
    """Count members, departments and volunteers of today, and members at the end of past years."""
    growth = _growth(community)
    if growth.today < community.small_cell_threshold:
        return Numbers(True, Growth(growth.today, ()), 0, 0)
    return Numbers(False, growth, _department_count(), steering_member_count())


def public_lists() -> list[MailingList]:
    """Return the mailing lists that members are offered."""
    offered = MailingList.Audience.MEMBERS, MailingList.Audience.EVERYONE
    return list(MailingList.objects.filter(audience__in=offered))


def _was_member(day: dt.date) -> Q:
    return Q(joined_on__lte=day) & (Q(left_on__isnull=True) | Q(left_on__gt=day))


def _growth(community: Community) -> Growth:
    today = time.today()
    ends = [dt.date(today.year - back, 12, 31) for back in range(1, YEARS_SHOWN + 1)]
    counts = Member.objects.filter(state__in=Member.COUNTED).aggregate(
        today=Count("pk", filter=_was_member(today)),
        guessed=Count("pk", filter=_was_member(today) & Q(is_joining_estimated=True)),
        **{f"end{day.year}": Count("pk", filter=_was_member(day)) for day in ends},
    )
    years: tuple[tuple[int, int], ...] = ()
    if counts["guessed"] <= counts["today"] * LARGEST_ESTIMATED_SHARE:
        least = community.small_cell_threshold
        all_years = tuple((day.year, counts[f"end{day.year}"]) for day in ends)
        years = tuple((year, count) for year, count in all_years if count >= least)
    return Growth(counts["today"], years)


def _department_count() -> int:
    today = time.today()
    there = Member.objects.on(today).filter(department=OuterRef("pk"))
    return Department.objects.filter(Exists(there)).count()
