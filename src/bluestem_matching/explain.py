"""Why these two, why not she, who would rather change: a matching explained in points."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bluestem_matching.core import Core, Places, Weights
from bluestem_matching.features import RANKED, step
from bluestem_matching.policy import Criterion
from bluestem_matching.problem import Pair, Problem
from bluestem_matching.result import Matching
from bluestem_matching.scoring import FORBIDDEN
from bluestem_matching.values import key, keys, split, thousandths
from bluestem_matching.words import number, say

_FAR = 1 << 56
_LONGEST_NAME = 60


@dataclass(frozen=True)
class Reason:
    """What one criterion gives a pair: `units` thousandths of `of` thousandths, and why."""

    criterion: str
    units: int
    of: int
    words: str


@dataclass(frozen=True)
class Unmatched:
    """Somebody without a pair. `short_by` thousandths more would have given her a place."""

    person: int
    word: str
    short_by: int | None = None

    def reason(self, language: str, threshold: int | None) -> str:
        """Why, as a sentence."""
        points = number(language, self.short_by or 0)
        return say(language, self.word, points=points, threshold=number(language, threshold or 0))


def reasons_of(problem: Problem, pairs: list[Pair], language: str = "en") -> list[list[Reason]]:
    """The reasons of each pair, in the policy's order; their units add up to the score.

    Cost: O(mentors) for each pair and criterion. A problem of bare numbers has no reasons.
    """
    scoring = problem.scoring
    if scoring is None or not pairs:
        return [[] for _pair in pairs]
    rows, columns = (np.array(side, dtype=np.intp) for side in zip(*pairs, strict=True))
    parts = scoring.parts(rows, columns)
    found: list[list[Reason]] = [[] for _pair in pairs]
    for k, (criterion, _answer) in enumerate(scoring.criteria):
        cells = scoring.cells(criterion.test)
        full = thousandths(criterion.points)
        by_name = criterion.test.kind == "rank" and not criterion.test.mentor
        mentors = cells.mentor_ids if by_name else cells.mentors
        said: dict[tuple[str, str, int], Reason] = {}  # many pairs have the same cells
        for reasons, (row, column), units in zip(found, pairs, parts[:, k].tolist(), strict=True):
            asked = cells.mentees[row], mentors[column], units
            if asked not in said:
                speak = _Speaker(*asked[:2], scoring.separator, language)
                words = speak.of(criterion, units, full)
                said[asked] = Reason(criterion.name, units, full, words)
            reasons.append(said[asked])
    return found


@dataclass(frozen=True)
class _Speaker:
    """Puts the cells of one pair into words. Names values of lists, never words of free text."""

    mentee: str
    mentor: str
    separator: str
    language: str

    def of(self, criterion: Criterion, units: int, full: int) -> str:
        """Why a criterion gives `units` of `full` thousandths of a point."""
        kind = criterion.test.kind
        if kind == "shared":
            return self._shared()
        if kind == "rank":
            return self._rank()
        if kind == "gap":
            return self._gap(criterion)
        if kind == "text":
            share = round(100 * units / full) if full else 0
            return say(self.language, "text" if units else "text none", share=share)
        if kind == "wish":
            return self._wish()
        if kind in ("equal", "different"):
            return self._same(kind)
        return say(self.language, kind if units else f"{kind} none")

    def _had(self) -> frozenset[str]:
        return keys(self.mentor, self.separator)

    def _shared(self) -> str:
        had = self._had()
        wanted: dict[str, str] = {}
        for value in split(self.mentee, self.separator):
            wanted.setdefault(key(value), _short(value))
        names = [value for name, value in wanted.items() if name in had]
        if not wanted:
            return say(self.language, "shared empty")
        word = "shared" if names else "shared none"
        size, listed = len(wanted), ", ".join(names)
        return say(self.language, word, count=len(names), size=size, names=listed)

    def _rank(self) -> str:
        had = self._had() | {key(self.mentor)}
        wanted = [key(value) for value in split(self.mentee, self.separator)]
        place = next((k for k, value in enumerate(wanted, 1) if value in had), 0)
        if not place:
            return say(self.language, "rank none")
        return say(self.language, f"rank {place}" if place <= RANKED else "rank later", place=place)

    def _gap(self, criterion: Criterion) -> str:
        test = criterion.test
        low, high = step(self.mentee, test.grades), step(self.mentor, test.grades)
        if low is None or high is None:
            return say(self.language, "not given")
        distance = high - low
        within = (test.low is None or distance >= test.low) and (
            test.high is None or distance <= test.high
        )
        return say(self.language, "gap" if within else "gap none", distance=distance)

    def _wish(self) -> str:
        wanted = keys(self.mentee, self.separator)
        if not wanted:
            return say(self.language, "wish half")
        return say(self.language, "wish" if wanted & self._had() else "wish none")

    def _same(self, kind: str) -> str:
        if not key(self.mentee) or not key(self.mentor):
            return say(self.language, "not given")
        same = key(self.mentee) == key(self.mentor)
        return say(self.language, kind if same == (kind == "equal") else f"{kind} none")


def _short(value: str) -> str:
    return value if len(value) <= _LONGEST_NAME else value[: _LONGEST_NAME - 1] + "…"


# ---- Without a pair


def unmatched_mentees(problem: Problem, matching: Matching) -> list[Unmatched]:
    """Every mentee without a pair, and why, in the order of identifiers."""
    placed = {row for row, _column in matching.pairs}
    missing = [row for row in range(len(problem.mentees)) if row not in placed]
    if not missing or matching.status == "impossible":
        return []
    core = Core.of(problem)
    shortfalls = _shortfalls_by_row(problem, core, matching)
    fewer = _fewer_pairs(core, matching)
    found = []
    for row in missing:
        word, short_by = _no_mentor_at_all(problem, core, row), None
        if word is None and row in fewer:
            word = "mentee fewer"
        elif word is None and shortfalls is None:
            word = "mentee conditions" if problem.conditions else "mentee others"
        elif word is None and shortfalls is not None:
            word, short_by = _by_price(shortfalls[row])
        found.append(Unmatched(row, word or "", short_by))
    return found


def _no_mentor_at_all(problem: Problem, core: Core, row: int) -> str | None:
    """Why not one mentor could take this mentee, or None if one could."""
    allowed = problem.scores[row] != FORBIDDEN
    if not len(problem.mentors):
        return "no mentors"
    if not allowed.any():
        return "mentee impossible"
    return None if allowed[core.columns].any() else "mentee full"


def _by_price(short_by: int) -> tuple[str, int | None]:
    """Why a mentee for whom there are mentors has none, from what a place would cost."""
    if short_by >= _FAR // 2:
        return "mentee weakest", None
    return ("mentee short" if short_by else "mentee tied"), short_by


def _shortfalls_by_row(problem: Problem, core: Core, matching: Matching) -> dict[int, int] | None:
    """What a place for each mentee without one would cost; None where no total is the measure."""
    certificate = matching.certificate
    if certificate is None or problem.conditions or matching.objective == "leximin":
        return None
    threshold = certificate.threshold
    above = core if threshold is None else core.above(threshold)
    match = match_of(core, matching)
    p, q = certificate.mentees[core.rows], certificate.mentors[core.columns]
    found = shortfalls(above.weights, match, p, q)
    return dict(zip(core.rows.tolist(), found.tolist(), strict=True))


def _fewer_pairs(core: Core, matching: Matching) -> set[int]:
    """Mentees who can be in no matching of this many pairs."""
    match = match_of(core, matching)
    flat = np.where(core.weights >= 0, np.int64(0), np.int64(-_FAR))
    zeros = np.zeros(len(core.rows), dtype=np.int64), np.zeros(len(core.columns), dtype=np.int64)
    cost = shortfalls(flat, match, *zeros)
    return {int(core.rows[k]) for k in np.flatnonzero(cost >= _FAR // 2)}


def match_of(core: Core, matching: Matching) -> Places:
    """The matching on the core: the column of each row, or -1."""
    rows, columns = _sides(matching)
    inside = np.isin(rows, core.rows) & np.isin(columns, core.columns)
    match = np.full(len(core.rows), -1, dtype=np.intp)
    # The people of a core stand in order.
    places = np.searchsorted(core.rows, rows[inside])
    match[places] = np.searchsorted(core.columns, columns[inside])
    return match


def _sides(matching: Matching) -> tuple[Places, Places]:
    """Rows and columns of the pairs."""
    rows, columns = np.array(matching.pairs, dtype=np.intp).reshape(-1, 2).T
    return rows, columns


def shortfalls(
    weights: Weights, match: Places, p: NDArray[np.int64], q: NDArray[np.int64]
) -> NDArray[np.int64]:
    """By how much the total falls if a row must be placed: 0 for rows that are.

    The cheapest way pushes one mentee after the other to another mentor until one drops out: a
    shortest path over `p + q - w`, which is never negative (Bellman and Ford, all rows at once).
    Cost: O(n · m) for each step of the longest such way. Rows with no way have more than `_FAR/2`.
    """
    n, m = weights.shape
    if not n or not m:
        return np.zeros(n, dtype=np.int64)
    matched = np.flatnonzero(match >= 0)
    floor = int(p[match < 0].min(initial=_FAR))
    cost = p[:, None] + q[None, :] - weights
    cost[weights < 0] = _FAR
    drop = p[matched] - floor if floor < _FAR else np.full(len(matched), _FAR)
    freed = np.full(m, _FAR, dtype=np.int64)
    np.minimum.at(freed, match[matched], drop)
    for _push in range(m + 1):  # no shortest way pushes anybody twice
        moved = (cost[matched] + freed[None, :]).min(axis=1)
        better = freed.copy()
        np.minimum.at(better, match[matched], np.minimum(drop, moved))
        if (better == freed).all():
            break
        freed = better
    needed = np.minimum((cost + freed[None, :]).min(axis=1), _FAR)
    needed[matched] = 0
    return needed


def unmatched_mentors(problem: Problem, matching: Matching) -> list[Unmatched]:
    """Every mentor without a pair, and why, in the order of identifiers."""
    if matching.status == "impossible":
        return []
    busy = {column for _row, column in matching.pairs}
    found = []
    for column in range(len(problem.mentors)):
        if column in busy:
            continue
        if not len(problem.mentees):
            word = "no mentees"
        elif not problem.capacity[column]:
            word = "mentor without places"
        elif (problem.scores[:, column] == FORBIDDEN).all():
            word = "mentor impossible"
        else:
            word = "mentor conditions" if problem.conditions else "mentor others"
        found.append(Unmatched(column, word))
    return found


# ---- Who would rather change


def blocking_pairs(problem: Problem, matching: Matching) -> list[Pair]:
    """Allowed pairs outside the matching that both would prefer to what they have, in points.

    A free place, or no mentor at all, is worth less than any pair. Cost: O(mentees × mentors).
    """
    n, m = problem.scores.shape
    if matching.status == "impossible" or not n or not m:
        return []
    rows, columns = _sides(matching)
    have = np.full(n, FORBIDDEN, dtype=np.int32)
    have[rows] = problem.scores[rows, columns]
    least = np.full(m, np.iinfo(np.int32).max, dtype=np.int32)
    np.minimum.at(least, columns, have[rows])
    least[np.bincount(columns, minlength=m) < problem.capacity] = FORBIDDEN
    least[problem.capacity == 0] = np.iinfo(np.int32).max
    wanted = (problem.scores > have[:, None]) & (problem.scores > least[None, :])
    wanted[rows, columns] = False
    return list(zip(*(side.tolist() for side in np.nonzero(wanted)), strict=True))
