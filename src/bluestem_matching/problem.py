"""A matching problem in whole numbers, and building one from two tables, a policy and pins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bluestem_matching.checks import check_input
from bluestem_matching.faults import InputRefused
from bluestem_matching.people import People, Pin, Pins
from bluestem_matching.policy import Policy
from bluestem_matching.scoring import FORBIDDEN, Scores, Scoring
from bluestem_matching.values import key, whole

Pair = tuple[int, int]
"""Row (mentee) and column (mentor)."""


@dataclass(frozen=True)
class Conflict:
    """A reason why no matching can be; `words.conflict` says it to a person."""

    kind: str
    names: tuple[str, ...] = ()
    where: str = ""


@dataclass(frozen=True, eq=False)
class Condition:
    """A side condition: at least, or at most, `count` pairs of the matching lie in `mask`.

    `mask` has the shape (mentees, mentors).
    """

    kind: str
    count: int
    mask: NDArray[np.bool_]
    name: str = ""

    def holds(self, pairs: Sequence[Pair]) -> bool:
        """Whether a matching keeps the condition."""
        passed = sum(bool(self.mask[pair]) for pair in pairs)
        return passed >= self.count if self.kind == "at_least" else passed <= self.count


@dataclass(frozen=True, eq=False)
class Problem:
    """Who can be paired with whom, and what each pair is worth.

    `mentees` (n rows) and `mentors` (m columns) are identifiers, sorted; `capacity` (m,) is how
    many mentees a mentor takes; `scores` (n, m) is int32 in thousandths of a point, `FORBIDDEN`
    where a pair cannot be. `pins` are pairs that must be. `conflicts` are contradictions found
    already: with one of these no matching can be. Nothing in here is ever changed.
    """

    mentees: tuple[str, ...]
    mentors: tuple[str, ...]
    capacity: NDArray[np.int64]
    scores: Scores
    pins: tuple[Pair, ...] = ()
    conditions: tuple[Condition, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    objective: str = "fair"
    scoring: Scoring | None = None
    forbidden: frozenset[Pair] = field(default_factory=frozenset)

    @classmethod
    def of(
        cls,
        scores: ArrayLike,
        *,
        capacity: ArrayLike | None = None,
        pins: Sequence[Pair] = (),
        conditions: Sequence[Condition] = (),
        objective: str = "total",
    ) -> Problem:
        """A problem from bare numbers: whole thousandths, shape (mentees, mentors).

        Raises: ValueError for scores that are not whole or out of range, or negative capacity.
        """
        matrix = np.asarray(scores)
        if matrix.ndim != 2 or not np.issubdtype(matrix.dtype, np.integer):
            raise ValueError("scores are whole thousandths of a point in two dimensions")
        if matrix.size and (matrix.min() < FORBIDDEN or matrix.max() >= 1 << 30):
            raise ValueError("scores are from 0 to 2^30, or -1 for a pair that cannot be")
        places = np.ones(matrix.shape[1]) if capacity is None else np.asarray(capacity)
        if len(places) != matrix.shape[1] or (len(places) and places.min() < 0):
            raise ValueError("capacity is one whole number from 0 for each mentor")
        width = len(str(max(matrix.shape)))
        problem = cls(
            mentees=tuple(f"mentee {k:0{width}}" for k in range(matrix.shape[0])),
            mentors=tuple(f"mentor {k:0{width}}" for k in range(matrix.shape[1])),
            capacity=np.asarray(places, dtype=np.int64),
            scores=matrix.astype(np.int32, copy=False),
            pins=tuple(sorted(set(pins))),
            conditions=tuple(conditions),
            objective=objective,
        )
        return _with_conflicts(problem)

    def with_pin(self, pair: Pair) -> Problem:
        """The same problem where one more pair must be."""
        pins = tuple(sorted({*self.pins, pair}))
        return replace(self, pins=pins).with_conflicts()

    def with_conflicts(self) -> Problem:
        """The same problem with its contradictions found anew."""
        return _with_conflicts(replace(self, conflicts=()))

    def name_of(self, pair: Pair) -> str:
        """A pair as a sentence names it."""
        return f"{self.mentors[pair[1]]} with {self.mentees[pair[0]]}"


def build_problem(
    mentors: People, mentees: People, policy: Policy, pins: Pins = (), *, objective: str = ""
) -> Problem:
    """A problem from two tables, a policy and pins; people are sorted by identifier.

    Cost: O(mentees × mentors), see `Scoring.matrix`.
    Raises: InputRefused with every fault of the tables and pins.
    """
    faults = check_input(mentors, mentees, policy, pins)
    if faults:
        raise InputRefused(faults)
    mentors = _sorted(mentors, policy.mentor_id)
    mentees = _sorted(mentees, policy.mentee_id)
    scoring = Scoring.of(policy, mentees, mentors)
    mentor_ids = [cell.strip() for cell in mentors.column(policy.mentor_id)]
    mentee_ids = [cell.strip() for cell in mentees.column(policy.mentee_id)]
    rows = {key(name): k for k, name in enumerate(mentee_ids)}
    columns = {key(name): k for k, name in enumerate(mentor_ids)}
    scores = scoring.matrix()
    for name in rows.keys() & columns.keys():  # nobody is her own mentor
        scores[rows[name], columns[name]] = FORBIDDEN
    pinned: dict[Pair, Pin] = {}
    forbidden: dict[Pair, Pin] = {}
    for pin in pins:
        pair = rows[key(pin.mentee)], columns[key(pin.mentor)]
        (pinned if pin.rule == "pin" else forbidden).setdefault(pair, pin)
    for pair in forbidden:
        scores[pair] = FORBIDDEN
    problem = Problem(
        mentees=tuple(mentee_ids),
        mentors=tuple(mentor_ids),
        capacity=_capacity(mentors, policy),
        scores=scores,
        pins=tuple(sorted(pinned)),
        conditions=tuple(
            Condition(side.kind, side.count, scoring.passes(side.test), side.name)
            for side in policy.sides
        ),
        objective=objective or policy.objective,
        scoring=scoring,
        forbidden=frozenset(forbidden),
    )
    return _with_conflicts(
        problem, {pair: f"{pin.file}:{pin.line}" for pair, pin in pinned.items()}
    )


def _sorted(people: People, identifier: str) -> People:
    """People in the order of their identifiers, so that the order of a file changes nothing."""
    ids = people.column(identifier)
    return people.only(sorted(range(len(ids)), key=lambda k: key(ids[k])))


def _capacity(mentors: People, policy: Policy) -> NDArray[np.int64]:
    """Places per mentor: 1 where the policy names no column or the cell is empty."""
    if policy.capacity is None:
        return np.ones(len(mentors.rows), dtype=np.int64)
    cells = mentors.column(policy.capacity)
    numbers = [1 if not cell.strip() else whole(cell) or 0 for cell in cells]
    return np.array(numbers, dtype=np.int64)


def _with_conflicts(problem: Problem, lines: dict[Pair, str] | None = None) -> Problem:
    """The problem with every contradiction between its pins, rules and capacities."""
    where = lines or {}
    conflicts: list[Conflict] = []
    by_mentee: dict[int, list[Pair]] = {}
    by_mentor: dict[int, list[Pair]] = {}
    for pair in problem.pins:
        by_mentee.setdefault(pair[0], []).append(pair)
        by_mentor.setdefault(pair[1], []).append(pair)
        if problem.scores[pair] == FORBIDDEN:
            conflicts.extend(_why_forbidden(problem, pair, where.get(pair, "")))
    for row, pairs in by_mentee.items():
        if len(pairs) > 1:
            names = (problem.mentees[row], *(problem.mentors[column] for _row, column in pairs))
            conflicts.append(Conflict("pinned twice", names, _places(pairs, where)))
    for column, pairs in by_mentor.items():
        places = int(problem.capacity[column])
        if len(pairs) > places:
            names = (problem.mentors[column], str(places), str(len(pairs)))
            conflicts.append(Conflict("more pins than places", names, _places(pairs, where)))
    return replace(problem, conflicts=tuple(conflicts)) if conflicts else problem


def _places(pairs: list[Pair], where: dict[Pair, str]) -> str:
    return ", ".join(where[pair] for pair in pairs if where.get(pair))


def _why_forbidden(problem: Problem, pair: Pair, where: str) -> list[Conflict]:
    """What stands against a pinned pair."""
    names = problem.mentors[pair[1]], problem.mentees[pair[0]]
    if pair in problem.forbidden:
        return [Conflict("pinned and forbidden", names, where)]
    rules = problem.scoring.broken_rules(*pair) if problem.scoring else []
    if rules:
        return [Conflict("pin breaks rule", (*names, rule.name), where) for rule in rules]
    if key(names[0]) == key(names[1]):
        return [Conflict("pinned to oneself", names, where)]
    return [Conflict("pin breaks rule", (*names, ""), where)]
