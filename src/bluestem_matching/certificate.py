"""Numbers that prove no other matching is better, for all people of a problem."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from bluestem_matching.core import NEVER, Core
from bluestem_matching.prices import Prices, Proof, highest
from bluestem_matching.problem import Problem
from bluestem_matching.values import THOUSANDTHS, as_points


@dataclass(frozen=True, eq=False)
class Stage:
    """One level of leximin: no fewer than `count` pairs can be at `level`, given those below."""

    level: int
    count: int
    mentees: Prices
    mentors: Prices


@dataclass(frozen=True, eq=False)
class Certificate:
    """Prices of `mentees` (n,) and `mentors` (m,), whole numbers, `scale` of them for one point.

    No allowed pair above `threshold` (thousandths; None where the objective has none) is worth
    more than its two prices; the pairs of the matching are worth exactly that. `conditions` holds
    the price of each side condition. Leximin has one stage for each level instead.
    """

    scale: int
    mentees: Prices
    mentors: Prices
    threshold: int | None = None
    conditions: tuple[int, ...] = ()
    stages: tuple[Stage, ...] = field(default=())

    def as_json(self, problem: Problem) -> dict[str, Any]:
        """The certificate as `interfaces.md` fixes it."""
        return {
            "scale": self.scale,
            "mentors": named(problem.mentors, self.mentors),
            "mentees": named(problem.mentees, self.mentees),
            "threshold": None if self.threshold is None else as_points(self.threshold),
            "conditions": list(self.conditions),
            "stages": [
                {
                    "level": as_points(stage.level),
                    "count": stage.count,
                    "mentors": named(problem.mentors, stage.mentors),
                    "mentees": named(problem.mentees, stage.mentees),
                }
                for stage in self.stages
            ],
        }


def named(ids: tuple[str, ...], prices: Prices) -> dict[str, int]:
    """Prices by identifier."""
    return dict(zip(ids, prices.tolist(), strict=True))


def empty(problem: Problem, threshold: int | None = None) -> Certificate:
    """The certificate where nothing is to be decided: all prices 0."""
    n, m = problem.scores.shape
    zeros = np.zeros(n, dtype=np.int64), np.zeros(m, dtype=np.int64)
    return Certificate(THOUSANDTHS, *zeros, threshold=threshold)


def for_everybody(
    problem: Problem, core: Core, proof: Proof, times: int = 1
) -> tuple[Prices, Prices]:
    """Prices of all mentees (n,) and mentors (m,) from those of the core, `times` thousandths.

    A mentor without free places beside her pins gets the least price that keeps the rule with all
    mentees who are not pinned (it is not part of the sum); a pinned mentee what her pair leaves.
    """
    n, m = problem.scores.shape
    p, q = np.zeros(n, dtype=np.int64), np.zeros(m, dtype=np.int64)
    p[core.rows], q[core.columns] = proof.p, proof.q
    full = np.setdiff1d(np.arange(m), core.columns)
    if len(core.rows) and len(full):
        scores = problem.scores[np.ix_(core.rows, full)].astype(np.int64) * times
        scores[scores < 0] = NEVER
        q[full] = np.maximum(highest(scores, np.arange(len(core.rows)), proof.p), 0)
    for row, column in problem.pins:
        p[row] = int(problem.scores[row, column]) * times - q[column]
    return p, q
