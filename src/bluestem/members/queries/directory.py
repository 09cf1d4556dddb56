"""The directory: who is listed for a reader, and what a search may look at.

A field that somebody hides from the reader is neither shown, searched nor filtered by: each
condition on a field carries the condition that its owner shows it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, Model, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast

from bluestem.members.folding import Folded, folded
from bluestem.members.models import (
    AFFILIATIONS,
    Department,
    Institution,
    Interest,
    Member,
    MemberQuerySet,
    Visibility,
)
from bluestem.members.queries.people import Profile, profile_of

PEOPLE_PER_PAGE = 24
MOST_WORDS = 6
COUNTED_AHEAD = 1000  # counting stops here: a page costs the same in every community
LAST_PAGE = 5000
CONFIDENTIAL = ("gender_group", "gender_words")  # no list decrypts what it never shows


@dataclass(frozen=True)
class Wanted:
    """What a reader looks for; everything empty is the whole list."""

    words: str = ""
    department: Department | None = None
    affiliation: str = ""
    spoken_language: str = ""
    interest: Interest | None = None
    is_newcomer: bool = False

    @property
    def is_empty(self) -> bool:
        return self == Wanted()


class BoundedPaginator[Row: Model](Paginator[Row]):
    """Counts a thousand rows beyond the page, and no further."""

    def __init__(self, rows: QuerySet[Row], *, page: int, per_page: int) -> None:
        self.horizon = page * per_page + COUNTED_AHEAD
        super().__init__(rows, per_page)

    @property
    def count(self) -> int:
        if not hasattr(self, "_count"):
            rows: Any = self.object_list
            self._count: int = rows.order_by()[: self.horizon].count()
        return self._count

    @property
    def has_more(self) -> bool:
        """Whether there are more than were counted."""
        return self.count == self.horizon


def page_of[Row: Model](rows: QuerySet[Row], number: str | None, per_page: int) -> Page[Row]:
    """Return one page of a list; a page that is none is the first, one beyond the end the last."""
    try:
        wanted = min(max(int(number or 1), 1), LAST_PAGE)
    except ValueError:
        wanted = 1
    return BoundedPaginator(rows, page=wanted, per_page=per_page).get_page(wanted)


def directory(circle: Visibility, wanted: Wanted) -> MemberQuerySet:
    """Return the active members a circle may know of and find by what is wanted, by name."""
    people = Member.objects.active().filter(name_visibility__gte=circle)
    if wanted.words:
        people = matching(people, wanted.words, circle)
    for condition in _filters(circle, wanted):
        people = people.filter(condition)
    if wanted.is_newcomer:
        people = people.newcomers().filter(joined_on_visibility__gte=circle)
    people = people.select_related("department").defer(*CONFIDENTIAL)
    return people.order_by("sort_name", "id")


def profiles(people: Sequence[Member], circle: Visibility) -> list[Profile]:
    """Return what a list shows of people to a circle."""
    return [profile_of(member, circle, with_all=False) for member in people]


def _filters(circle: Visibility, wanted: Wanted) -> list[Q]:
    found: list[Q] = []
    if wanted.department:
        found.append(Q(department=wanted.department, department_visibility__gte=circle))
    if wanted.affiliation:
        found.append(Q(affiliation=wanted.affiliation, affiliation_visibility__gte=circle))
    if wanted.spoken_language:
        speaks = Member.objects.annotate(codes=Cast("spoken_languages", TextField())).filter(
            pk=OuterRef("pk"), codes__contains=f'"{wanted.spoken_language}"'
        )
        found.append(Q(Exists(speaks), spoken_languages_visibility__gte=circle))
    if wanted.interest:
        found.append(Q(_has_one_of([wanted.interest.pk]), interests_visibility__gte=circle))
    return found


def _has_one_of(interests: list[int]) -> Exists:
    through = Member.interests.through.objects
    return Exists(through.filter(member=OuterRef("pk"), interest__in=interests))


def matching(people: MemberQuerySet, words: str, circle: Visibility) -> MemberQuerySet:
    """Keep those in whose visible fields every word stands, with or without accents."""
    people = people.annotate(folded_about=Folded("about"))
    lists = _Lists.read()
    for word in folded(words).split()[:MOST_WORDS]:
        people = people.filter(_stands_somewhere(word, lists, circle))
    return people


@dataclass(frozen=True)
class _Lists:
    """The short lists that people choose from, folded, with their keys."""

    departments: list[tuple[int, str]]
    institutions: list[tuple[int, str]]
    interests: list[tuple[int, str]]
    affiliations: list[tuple[str, str]]

    @classmethod
    def read(cls) -> "_Lists":
        return cls(
            [
                (each.pk, folded(f"{each.code} {each.name_en} {each.name_fr}"))
                for each in Department.objects.all()
            ],
            [(each.pk, folded(each.name)) for each in Institution.objects.all()],
            [
                (each.pk, folded(f"{each.name_en} {each.name_fr}"))
                for each in Interest.objects.all()
            ],
            [(value, folded(str(label))) for value, label in AFFILIATIONS.choices],
        )


def _with(word: str, choices: Sequence[tuple[Any, str]]) -> list[Any]:
    return [key for key, text in choices if word in text]


def _stands_somewhere(word: str, lists: _Lists, circle: Visibility) -> Q:
    """A word in any field that its owner shows to the circle."""
    return (
        Q(sort_name__contains=word, name_visibility__gte=circle)
        | Q(folded_about__contains=word, about_visibility__gte=circle)
        | Q(address__icontains=word, address_visibility__gte=circle)
        | Q(department__in=_with(word, lists.departments), department_visibility__gte=circle)
        | Q(institution__in=_with(word, lists.institutions), institution_visibility__gte=circle)
        | Q(affiliation__in=_with(word, lists.affiliations), affiliation_visibility__gte=circle)
        | Q(_has_one_of(_with(word, lists.interests)), interests_visibility__gte=circle)
    )
