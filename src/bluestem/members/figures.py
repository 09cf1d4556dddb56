"""What is counted of members: over time, and by department beside its headcount."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from django.db.models import Count, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bluestem.kit.small_numbers import hidden, total_is_safe
from bluestem.members.models import Department, Member

GROUPS = (*Department.Group.values, "")  # the last: members without a department


@dataclass(frozen=True)
class DepartmentCount:
    """Members of one department on a day; `members` is None where it is hidden."""

    code: str
    name: str
    members: int | None
    headcount_people: int | None
    headcount_on: dt.date | None
    headcount_source: str

    @property
    def share_percent(self) -> float | None:
        """Members per hundred people of the department, where both are known."""
        if self.members is None or not self.headcount_people:
            return None
        return 100 * self.members / self.headcount_people


@dataclass(frozen=True)
class GroupCount:
    """Departments of one group, their sum, and None where the sum is hidden too."""

    group: str
    words: str | Promise
    members: int | None
    departments: tuple[DepartmentCount, ...]


@dataclass(frozen=True)
class MembershipFigures:
    """Membership at the end of a day."""

    on: dt.date
    total: int
    growth: tuple[tuple[dt.date, int], ...]
    groups: tuple[GroupCount, ...]

    @property
    def has_hidden(self) -> bool:
        """Whether a small cell is hidden somewhere."""
        return any(
            group.members is None or any(row.members is None for row in group.departments)
            for group in self.groups
        )


def membership(on: dt.date, threshold: int) -> MembershipFigures:
    """Count members at the end of `on`; cells below `threshold` are hidden with complements.

    Four queries, whatever the number of members.
    """
    return MembershipFigures(
        on=on,
        total=Member.objects.on(on).count(),
        growth=tuple(_growth(on)),
        groups=tuple(_groups(on, threshold)),
    )


def _growth(until: dt.date) -> Iterator[tuple[dt.date, int]]:
    """Yield the count at the end of each month since the first joining, and on the last day."""
    counted = Member.objects.filter(state__in=Member.COUNTED)
    joined = _dates(counted.filter(joined_on__lte=until), "joined_on")
    left = _dates(counted.filter(left_on__lte=until), "left_on")
    if not len(joined):
        yield until, 0
        return
    days = [*_month_ends(joined[0].astype(dt.date), until), until]
    marks = np.array(days, dtype="datetime64[D]")
    counts = np.searchsorted(joined, marks, "right") - np.searchsorted(left, marks, "right")
    yield from zip(days, counts.tolist(), strict=True)


def _dates(
    members: QuerySet[Member], field: str
) -> "np.ndarray[tuple[int], np.dtype[np.datetime64]]":
    values = members.order_by(field).values_list(field, flat=True)
    return np.array(list(values), dtype="datetime64[D]")


def _month_ends(start: dt.date, until: dt.date) -> Iterator[dt.date]:
    first = start.replace(day=1)
    while True:
        following = (first + dt.timedelta(days=32)).replace(day=1)
        end = following - dt.timedelta(days=1)
        if end >= until:
            return
        yield end
        first = following


def _groups(on: dt.date, threshold: int) -> Iterator[GroupCount]:
    counts: Mapping[int | None, int] = dict(
        Member.objects.on(on)
        .values_list("department")
        .annotate(count=Count("id"))
        .values_list("department", "count")
    )
    departments = list(Department.objects.order_by("group", "code"))
    by_group: dict[str, dict[int | None, int]] = {group: {} for group in GROUPS}
    for department in departments:
        by_group[department.group][department.pk] = counts.get(department.pk, 0)
    if counts.get(None):
        by_group[""][None] = counts[None]
    present = {group: cells for group, cells in by_group.items() if cells}
    sums = {group: sum(cells.values()) for group, cells in present.items()}
    # A sum that would give its own cells away, or that is small itself, is hidden like a cell.
    unsafe = {group for group, cells in present.items() if not total_is_safe(cells, threshold)}
    away = hidden(sums, threshold, and_these=unsafe)
    known = {department.pk: department for department in departments}
    for group, cells in present.items():
        yield _group_count(group, cells, known, group in away, threshold)


def _group_count(
    group: str,
    cells: Mapping[int | None, int],
    known: Mapping[int, Department],
    is_sum_hidden: bool,
    threshold: int,
) -> GroupCount:
    # Where the sum is hidden every cell is: visible ones would add up to it.
    away = frozenset(cells) if is_sum_hidden else hidden(cells, threshold)
    rows = tuple(
        DepartmentCount(
            code=known[pk].code if pk is not None else "",
            name=known[pk].name if pk is not None else str(_("no department recorded")),
            members=None if pk in away else count,
            headcount_people=known[pk].headcount_people if pk is not None else None,
            headcount_on=known[pk].headcount_on if pk is not None else None,
            headcount_source=known[pk].headcount_source if pk is not None else "",
        )
        for pk, count in cells.items()
    )
    words = Department.Group(group).label if group else _("No department")
    return GroupCount(
        group=group,
        words=words,
        members=None if is_sum_hidden else sum(cells.values()),
        departments=rows,
    )
