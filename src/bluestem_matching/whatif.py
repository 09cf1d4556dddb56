"""What would change, and what it would cost, if one pair had to be."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np

from bluestem_matching.assignment import assign
from bluestem_matching.core import Core
from bluestem_matching.problem import Pair, Problem
from bluestem_matching.scoring import FORBIDDEN
from bluestem_matching.solve import all_pairs, solve


@dataclass(frozen=True)
class WhatIf:
    """The best matching with the pair beside the best without it, in thousandths of a point.

    `cost` is how much the total falls; it can be below 0 only where forcing the pair leaves fewer
    pairs. `changed` are (row, column before, column after), None for no mentor. Where the pair may
    not be, or leaves no matching, `allowed` is False and the numbers are None.
    """

    allowed: bool
    cost: int | None = None
    total: int | None = None
    weakest: int | None = None
    changed: tuple[tuple[int, int | None, int | None], ...] = ()
    seconds: float = 0.0


def what_if(problem: Problem, pair: Pair) -> WhatIf:
    """Force `pair` (row, column) into the matching of highest total and see what it does.

    Among the best matchings with the pair the one is taken that leaves most others as they are.
    Cost: two or three assignments.
    """
    started = time.perf_counter()
    found = _what_if(replace(problem, objective="total"), pair)
    return replace(found, seconds=round(time.perf_counter() - started, 3))


def _what_if(problem: Problem, pair: Pair) -> WhatIf:
    if problem.scores[pair] == FORBIDDEN or problem.conflicts:
        return WhatIf(allowed=False)
    before = solve(problem)
    if before.status == "impossible":
        return WhatIf(allowed=False)
    forced = problem.with_pin(pair)
    if forced.conflicts:
        return WhatIf(allowed=False)
    if pair in before.pairs:
        return WhatIf(True, 0, before.total, before.weakest)
    if problem.conditions:
        after = solve(forced)
        if after.status == "impossible":
            return WhatIf(allowed=False)
        pairs = list(after.pairs)
    else:
        pairs = _closest(forced, list(before.pairs))
    return _compared(problem, list(before.pairs), pairs)


def _closest(forced: Problem, before: list[Pair]) -> list[Pair]:
    """The best matching of a problem that keeps most pairs of another one."""
    core = Core.of(forced)
    if not core.weights.size:
        return list(forced.pins)
    kept = np.zeros(forced.scores.shape, dtype=np.int64)
    rows, columns = (list(side) for side in zip(*before, strict=True)) if before else ([], [])
    kept[rows, columns] = 1
    most = core.at_most + 1
    finer = core.weights.astype(np.int64) * most + kept[np.ix_(core.rows, core.columns)]
    match = assign(core.with_weights(finer))
    return all_pairs(forced, core, match)


def _compared(problem: Problem, before: list[Pair], after: list[Pair]) -> WhatIf:
    old, new = dict(before), dict(after)
    changed = tuple(
        (row, old.get(row), new.get(row))
        for row in sorted(old.keys() | new.keys())
        if old.get(row) != new.get(row)
    )
    scores = [int(problem.scores[pair]) for pair in after]
    total = sum(scores)
    cost = sum(int(problem.scores[pair]) for pair in before) - total
    return WhatIf(True, cost, total, min(scores, default=None), changed)
