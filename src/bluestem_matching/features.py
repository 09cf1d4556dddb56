"""Tests on a pair as small tables between types of cells: a matrix is gathered, not counted.

People with the same cell are of one type. A feature knows the type of every mentee (row) and
mentor (column), and answers for some types of mentees against all types of mentors; the score of
5,000 × 5,000 pairs then needs a few hundred comparisons for goals, not 25 million.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from bluestem_matching.policy import Test
from bluestem_matching.values import key, keys, says_yes, split, thousandths, whole

Ints = NDArray[np.int32]
Bools = NDArray[np.bool_]
Types = NDArray[np.intp]

RANKED = 3
"""How many choices of a ranking bring points."""


@dataclass(frozen=True)
class Cells:
    """The cells a test looks at, mentees and mentors in the problem's order.

    A column the test does not name is empty cells; `*_ids` are the identifiers.
    """

    mentees: Sequence[str]
    mentors: Sequence[str]
    mentee_ids: Sequence[str]
    mentor_ids: Sequence[str]
    separator: str


@dataclass(frozen=True)
class Feature:
    """`of_mentees[i]` (n,) and `of_mentors[j]` (m,) are types; `answers` maps types of mentees to
    a table of whole numbers, one row for each and one column for each type of mentor."""

    of_mentees: Types
    of_mentors: Types
    answers: Callable[[Types], Ints]

    @property
    def mentee_types(self) -> int:
        """How many types of mentees there are."""
        return int(self.of_mentees.max()) + 1 if len(self.of_mentees) else 0

    def expanded(self) -> Ints:
        """Answers of all types of mentees against all mentors: shape (mentee types, m)."""
        return self.answers(np.arange(self.mentee_types)).take(self.of_mentors, axis=1)

    def block(self, rows: slice) -> Ints:
        """Answers for these mentees against all mentors: shape (rows, m)."""
        return self.answers(self.of_mentees[rows]).take(self.of_mentors, axis=1)

    def at(self, rows: Types, columns: Types) -> Ints:
        """Answers for pairs: shape (pairs,)."""
        found = np.zeros(len(rows), dtype=np.int32)
        for start in range(0, len(rows), 64):
            part = slice(start, start + 64)
            table = self.answers(self.of_mentees[rows[part]])
            picked = self.of_mentors[columns[part]]
            found[part] = table[np.arange(len(table)), picked]
        return found


@dataclass(frozen=True)
class Listed:
    """Answers for the few pairs that somebody named; all other pairs answer 0.

    `rows`, `columns` and `values` are one entry a pair, sorted by row; `starts[i]` is where row i
    begins. `width` is the number of mentors.
    """

    rows: Types
    columns: Types
    values: Ints
    starts: Types
    width: int

    @classmethod
    def of(cls, found: Sequence[tuple[int, int, int]], mentees: int, mentors: int) -> Listed:
        """From row, column and value of pairs; of a pair that stands twice, the first counts."""
        rows, columns, values = np.array(found, dtype=np.intp).reshape(-1, 3).T
        codes, places = np.unique(rows * mentors + columns, return_index=True)
        rows, columns = np.divmod(codes, max(mentors, 1))
        starts = np.searchsorted(rows, np.arange(mentees + 1))
        return cls(rows, columns, values[places].astype(np.int32), starts, mentors)

    def mapped(self, meaning: Sequence[int]) -> Listed:
        """The same pairs with each answer replaced by what it means."""
        means = np.array(meaning, dtype=np.int32)[self.values]
        return Listed(self.rows, self.columns, means, self.starts, self.width)

    def add_to(self, block: Ints, rows: slice, weight: int) -> None:
        """Add `weight` times the answers to a block of these rows: shape (rows, mentors)."""
        part = slice(self.starts[rows.start], self.starts[rows.stop])
        # Each pair stands once, so that nothing is lost by adding through an index.
        block[self.rows[part] - rows.start, self.columns[part]] += self.values[part] * weight

    def at(self, rows: Types, columns: Types) -> Ints:
        """Answers for pairs: shape (pairs,)."""
        found = np.zeros(len(rows), dtype=np.int32)
        if len(self.rows):
            codes = self.rows * self.width + self.columns
            asked = rows * self.width + columns
            places = np.minimum(np.searchsorted(codes, asked), len(codes) - 1)
            hits = codes[places] == asked
            found[hits] = self.values[places[hits]]
        return found


def types_of(values: Sequence[Hashable]) -> tuple[Types, list[Hashable]]:
    """Number equal values equally, in order of appearance; returns the numbers and the values."""
    numbers: dict[Hashable, int] = {}
    codes = [numbers.setdefault(value, len(numbers)) for value in values]
    return np.array(codes, dtype=np.intp), list(numbers)


def _types_of_cells(
    cells: Sequence[str], read: Callable[[str], Hashable]
) -> tuple[Types, list[Hashable]]:
    """Number cells that read the same equally; each wording is read once, however often it is."""
    meaning = {cell: read(cell) for cell in dict.fromkeys(cells)}
    return types_of([meaning[cell] for cell in cells])


def truth(test: Test, cells: Cells) -> Feature | Listed:
    """1 where a pair passes the test as a criterion would give it points, 0 elsewhere."""
    if test.kind == "rank":
        return _rank(test, cells).mapped([0] + [1] * RANKED)
    return _TRUTHS[test.kind](test, cells)


def broken(test: Test, cells: Cells) -> list[Feature | Listed]:
    """Features that are above 0 where a rule forbids the pair."""
    if test.kind == "named":
        return _named(test, cells)
    if test.kind == "flag":  # either cell is enough: two features rather than one that ands them
        sides = (Test("bonus", mentee=test.mentee), Test("mentor flag", mentor=test.mentor))
        named = [side for side in sides if side.mentee or side.mentor]
        return [_TRUTHS[side.kind](side, cells) for side in named]
    if test.kind == "different":
        return [truth(Test("equal", test.mentor, test.mentee), cells)]
    if test.kind == "no_shared":
        return [truth(Test("shared", test.mentor, test.mentee), cells)]
    return [_mapped(_TRUTHS[test.kind](test, cells), np.array([1, 0]))]


def points(test: Test, criterion_points: Decimal, cells: Cells) -> Feature | Listed:
    """Whole thousandths of a point that a criterion gives to each pair."""
    full = thousandths(criterion_points)
    if test.kind == "shared":
        return _shared_points(criterion_points, cells)
    if test.kind == "wish":
        half = thousandths(Fraction(criterion_points) / 2)
        return _mapped(_wish(test, cells), np.array([0, full, half]))
    if test.kind == "rank":
        steps = [Fraction(RANKED - k, RANKED) for k in range(RANKED)]
        gains = [thousandths(Fraction(criterion_points) * step) for step in steps]
        return _rank(test, cells).mapped([0, *gains])
    return _mapped(_TRUTHS[test.kind](test, cells), np.array([0, full]))


def _mapped(feature: Feature, meaning: NDArray[np.int_]) -> Feature:
    """The feature with each answer replaced by what it means."""
    means = meaning.astype(np.int32)
    return Feature(
        feature.of_mentees, feature.of_mentors, lambda types: means[feature.answers(types)]
    )


# ---- Lists of values


def counts(cells: Cells) -> tuple[Feature, NDArray[np.intp]]:
    """How many of a mentee's values a mentor has, and how many values each mentee type has."""

    def read(cell: str) -> frozenset[str]:
        return keys(cell, cells.separator)

    of_mentees, wanted = _types_of_cells(cells.mentees, read)
    of_mentors, had = _types_of_cells(cells.mentors, read)
    common = _union(wanted) & _union(had)
    places = {value: k for k, value in enumerate(sorted(common))}
    left = _incidence(wanted, places)
    right = _incidence(had, places).T.copy()
    sizes = np.array([len(_as_set(values)) for values in wanted], dtype=np.intp)

    def answers(types: Types) -> Ints:
        return (left[types] @ right).astype(np.int32)

    return Feature(of_mentees, of_mentors, answers), sizes


def _as_set(values: Hashable) -> frozenset[str]:
    assert isinstance(values, frozenset)
    return values


def _union(groups: list[Hashable]) -> set[str]:
    return {value for values in groups for value in _as_set(values)}


def _incidence(groups: list[Hashable], places: dict[str, int]) -> NDArray[np.float32]:
    """1 where a type has a value: shape (types, values). Counts stay exact in float32."""
    table = np.zeros((len(groups), len(places)), dtype=np.float32)
    for row, values in enumerate(groups):
        for value in _as_set(values):
            if value in places:
                table[row, places[value]] = 1
    return table


def _shared_points(criterion_points: Decimal, cells: Cells) -> Feature:
    feature, sizes = counts(cells)
    most = int(sizes.max(initial=0))
    gains = np.zeros((most + 1, most + 1), dtype=np.int32)
    for size in range(1, most + 1):
        for count in range(size + 1):
            gains[size, count] = thousandths(Fraction(criterion_points) * count / size)

    flat = gains.ravel()

    def answers(types: Types) -> Ints:
        places = feature.answers(types)
        places += (sizes[types] * (most + 1)).astype(np.int32)[:, None]
        return flat.take(places)

    return Feature(feature.of_mentees, feature.of_mentors, answers)


def _shared(_test: Test, cells: Cells) -> Feature:
    feature, _sizes = counts(cells)

    def answers(types: Types) -> Ints:
        return np.minimum(feature.answers(types), 1)

    return Feature(feature.of_mentees, feature.of_mentors, answers)


def _no_shared(_test: Test, cells: Cells) -> Feature:
    feature, sizes = counts(cells)
    has = np.zeros(int(feature.of_mentors.max(initial=-1)) + 1, dtype=np.bool_)
    has[feature.of_mentors] = [bool(split(cell, cells.separator)) for cell in cells.mentors]

    def answers(types: Types) -> Ints:
        apart: Bools = (sizes[types] > 0)[:, None] & has[None, :] & (feature.answers(types) == 0)
        return apart.astype(np.int32)

    return Feature(feature.of_mentees, feature.of_mentors, answers)


def _wish(_test: Test, cells: Cells) -> Feature:
    """1 where the mentor's value is wanted, 2 where the mentee wants nothing in particular."""
    feature, sizes = counts(cells)

    def answers(types: Types) -> Ints:
        wanted = np.minimum(feature.answers(types), 1)
        wanted[sizes[types] == 0] = 2
        return wanted

    return Feature(feature.of_mentees, feature.of_mentors, answers)


def _rank(test: Test, cells: Cells) -> Listed:
    """1, 2, 3 for the first, second, third choice; 0 for none of them."""
    mentors = cells.mentors if test.mentor else cells.mentor_ids
    holders: dict[str, list[int]] = {}
    for column, cell in enumerate(mentors):
        name = key(cell)
        for value in {name, *split(name, cells.separator)}:
            holders.setdefault(value, []).append(column)
    found = [
        (row, column, choice)
        for row, cell in enumerate(cells.mentees)
        for choice, value in enumerate(split(key(cell), cells.separator)[:RANKED], start=1)
        for column in holders.get(value, ())
    ]
    return Listed.of(found, len(cells.mentees), len(mentors))


def _wished(test: Test, cells: Cells) -> Feature:
    return _mapped(_wish(test, cells), np.array([0, 1, 0]))


def _named(test: Test, cells: Cells) -> list[Feature | Listed]:
    """1 where either cell names the other side."""
    rows = {key(identifier): k for k, identifier in enumerate(cells.mentee_ids)}
    columns = {key(identifier): k for k, identifier in enumerate(cells.mentor_ids)}
    found: list[tuple[int, int, int]] = []
    if test.mentee:
        for row, cell in enumerate(cells.mentees):
            for name in keys(cell, cells.separator) & columns.keys():
                found.append((row, columns[name], 1))
    if test.mentor:
        for column, cell in enumerate(cells.mentors):
            for name in keys(cell, cells.separator) & rows.keys():
                found.append((rows[name], column, 1))
    return [Listed.of(found, len(rows), len(columns))]


# ---- Single values


def _codes(cells: Cells) -> tuple[Types, Types, NDArray[np.intp], NDArray[np.intp]]:
    """Types of both sides and, for each type, a number that equal values share; empty is -1."""
    of_mentees, left = _types_of_cells(cells.mentees, key)
    of_mentors, right = _types_of_cells(cells.mentors, key)
    numbers: dict[Hashable, int] = {}
    codes = [
        np.array([numbers.setdefault(v, len(numbers)) if v else -1 for v in side], dtype=np.intp)
        for side in (left, right)
    ]
    return of_mentees, of_mentors, codes[0], codes[1]


def _equal(_test: Test, cells: Cells) -> Feature:
    of_mentees, of_mentors, left, right = _codes(cells)

    def answers(types: Types) -> Ints:
        mine = left[types][:, None]
        same: Bools = (mine == right[None, :]) & (mine >= 0)
        return same.astype(np.int32)

    return Feature(of_mentees, of_mentors, answers)


def _different(_test: Test, cells: Cells) -> Feature:
    of_mentees, of_mentors, left, right = _codes(cells)

    def answers(types: Types) -> Ints:
        mine = left[types][:, None]
        other: Bools = (mine != right[None, :]) & (mine >= 0) & (right[None, :] >= 0)
        return other.astype(np.int32)

    return Feature(of_mentees, of_mentors, answers)


def step(cell: str, grades: tuple[str, ...]) -> int | None:
    """The whole number, or the place among the grades, that a `gap` reads in a cell; else None."""
    if not grades:
        return whole(cell)
    names = [key(grade) for grade in grades]
    return names.index(key(cell)) if key(cell) in names else None


def _gap(test: Test, cells: Cells) -> Feature:

    def read(cell: str) -> int | None:
        return step(cell, test.grades)

    of_mentees, left = _types_of_cells(cells.mentees, read)
    of_mentors, right = _types_of_cells(cells.mentors, read)
    lower = np.array([v if isinstance(v, int) else 0 for v in left], dtype=object)
    upper = np.array([v if isinstance(v, int) else 0 for v in right], dtype=object)
    known_left = np.array([v is not None for v in left], dtype=np.bool_)
    known_right = np.array([v is not None for v in right], dtype=np.bool_)
    low = -float("inf") if test.low is None else test.low
    high = float("inf") if test.high is None else test.high

    def answers(types: Types) -> Ints:
        distance = upper[None, :] - lower[types][:, None]
        known = known_left[types][:, None] & known_right[None, :]
        within = ((distance >= low) & (distance <= high)).astype(np.bool_)
        kept: Bools = within & known
        return kept.astype(np.int32)

    return Feature(of_mentees, of_mentors, answers)


def _flag(test: Test, cells: Cells) -> Feature:
    """1 where all the cells that are named say yes."""
    of_mentees, left = types_of([says_yes(c) if test.mentee else True for c in cells.mentees])
    of_mentors, right = types_of([says_yes(c) if test.mentor else True for c in cells.mentors])
    yes_left, yes_right = np.array(left, dtype=np.bool_), np.array(right, dtype=np.bool_)

    def answers(types: Types) -> Ints:
        return (yes_left[types][:, None] & yes_right[None, :]).astype(np.int32)

    return Feature(of_mentees, of_mentors, answers)


_TRUTHS: dict[str, Callable[[Test, Cells], Feature]] = {
    "bonus": _flag,
    "different": _different,
    "equal": _equal,
    "flag": _flag,
    "gap": _gap,
    "mentor flag": _flag,
    "no_shared": _no_shared,
    "shared": _shared,
    "wish": _wished,
}
