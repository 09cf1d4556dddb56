"""The k best matchings by total, all with as many pairs as possible.

After Lawler, "A procedure for computing the k best solutions to discrete optimization problems",
1972, for Murty's ranking of assignments: what is left beside a matching is divided by the first
row in which the others differ from it, and the best of each part waits in a heap.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from bluestem_matching.assignment import assign, costs
from bluestem_matching.core import Core, Places, total_of
from bluestem_matching.problem import Condition, Pair, Problem
from bluestem_matching.result import Matching
from bluestem_matching.scoring import FORBIDDEN
from bluestem_matching.solve import all_pairs, solve

NOBODY = -1
"""The choice of a row that stays without a pair."""


@dataclass(order=True)
class _Part:
    """All matchings that agree with `match` in the rows before `row` and make none of the `banned`
    choices there; `match` is the best of them. Ordered by total, then by when it was found."""

    loss: int
    number: int
    match: Places = field(compare=False)
    row: int = field(compare=False)
    banned: frozenset[int] = field(compare=False)


def best_matchings(problem: Problem, count: int) -> list[Matching]:
    """Up to `count` matchings, best total first; fewer where there are no more.

    Cost: for each matching one assignment for each mentee who is not yet decided.
    """
    problem = replace(problem, objective="total")
    if problem.conflicts:
        return []
    if problem.conditions:
        return _with_conditions(problem, count)
    core = Core.of(problem)
    found = []
    for match in _ranked(core):
        pairs = sorted(all_pairs(problem, core, match))
        scores = [int(problem.scores[pair]) for pair in pairs]
        found.append(
            Matching("optimal", "total", tuple(pairs), sum(scores), min(scores, default=None))
        )
        if len(found) == count:
            break
    return found


def _ranked(core: Core) -> Iterator[Places]:
    """Matchings of the core with as many pairs as possible, best first."""
    first = assign(core)
    pairs = int((first >= 0).sum())
    numbers = iter(range(1, 1 << 62))
    heap = [_Part(-total_of(core.weights, first), 0, first, 0, frozenset())]
    while heap:
        part = heapq.heappop(heap)
        yield part.match
        for row in range(part.row, len(core.rows)):
            banned = part.banned if row == part.row else frozenset()
            banned |= {int(part.match[row])}
            match = _best_of(core, part.match, row, banned, pairs)
            if match is not None:
                loss = -total_of(core.weights, match)
                heapq.heappush(heap, _Part(loss, next(numbers), match, row, banned))


def _best_of(
    core: Core, match: Places, row: int, banned: frozenset[int], pairs: int
) -> Places | None:
    """The best matching that keeps `match` before `row` and makes no banned choice in it."""
    before = match[:row]
    taken = np.bincount(before[before >= 0], minlength=len(core.columns))
    owners = np.repeat(np.arange(len(core.columns)), core.capacity - taken)
    open_rows = len(core.rows) - row
    missing = pairs - int((before >= 0).sum())
    alone = open_rows - missing  # so many of the open rows stay without a pair
    if missing > len(owners) or alone < 0:
        return None
    cost, impossible = _open_costs(core, row, owners, alone)
    for choice in banned:
        if choice == NOBODY:
            cost[0, len(owners) :] = impossible
        else:
            cost[0, : len(owners)][owners == choice] = impossible
    rows, places = linear_sum_assignment(cost)
    if (cost[rows, places] >= impossible).any():
        return None
    found = match.copy()
    columns = np.concatenate((owners, np.full(alone, NOBODY)))
    found[row + rows] = columns[places]
    return found


def _open_costs(
    core: Core, row: int, owners: Places, alone: int
) -> tuple[NDArray[np.float64], float]:
    """Costs of the rows from `row` on: the open places, then `alone` times nobody."""
    weights = core.weights[row:][:, owners]
    heaviest = max(int(core.weights.max(initial=0)), 0)
    impossible = float((len(weights) + 1) * (heaviest + 1))
    cost = np.zeros((len(weights), len(owners) + alone))
    if weights.size:
        part = costs(weights, len(weights))
        part += heaviest - max(int(weights.max()), 0)
        part[weights < 0] = impossible
        cost[:, : len(owners)] = part
    return cost, impossible


# ---- With side conditions


def _with_conditions(problem: Problem, count: int) -> list[Matching]:
    """The same division, each part solved with its side conditions."""
    first = solve(problem)
    if first.status == "impossible":
        return []
    pairs = len(first.pairs)
    heap: list[tuple[int, int, Matching, int, frozenset[int]]] = [
        (-first.total, 0, first, 0, frozenset())
    ]
    found: list[Matching] = []
    number = 0
    while heap and len(found) < count:
        _loss, _number, matching, start, banned_before = heapq.heappop(heap)
        found.append(matching)
        choice = dict(matching.pairs)
        for row in range(start, len(problem.mentees)):
            banned = banned_before if row == start else frozenset()
            banned |= {choice.get(row, NOBODY)}
            part = solve(_part_of(problem, choice, row, banned))
            if part.status != "impossible" and len(part.pairs) == pairs:
                number += 1
                heapq.heappush(heap, (-part.total, number, part, row, banned))
    return found


def _part_of(problem: Problem, choice: dict[int, int], row: int, banned: frozenset[int]) -> Problem:
    """The problem where rows before `row` keep their choice and `row` makes no banned one."""
    scores = problem.scores.copy()
    pins: set[Pair] = set(problem.pins)
    for earlier in range(row):
        if earlier in choice:
            pins.add((earlier, choice[earlier]))
        else:
            scores[earlier] = FORBIDDEN
    for column in banned - {NOBODY}:
        scores[row, column] = FORBIDDEN
    conditions = problem.conditions
    if NOBODY in banned:
        mask = np.zeros(scores.shape, dtype=np.bool_)
        mask[row] = True
        conditions = (*conditions, Condition("at_least", 1, mask, "somebody"))
    pinned_out = any(scores[pair] == FORBIDDEN for pair in pins)
    changed = replace(problem, scores=scores, pins=tuple(sorted(pins)), conditions=conditions)
    return changed.with_conflicts() if pinned_out else changed
