"""What is left to decide when the pins are set: free mentees, free places, weights.

Everything that solves or proves works on this smaller problem. Weights are whole numbers from 0;
a pair that cannot be has `NO` or `NEVER`: so low that no sum with a price makes it look possible.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from bluestem_matching.problem import Problem

NO = -(1 << 30)
"""Impossible, in int32."""

NEVER = -(1 << 58)
"""Impossible, in int64."""

Weights = NDArray[np.int32] | NDArray[np.int64]
Places = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Core:
    """Weights (n, m) of `rows` (mentees) and `columns` (mentors) of a problem.

    `capacity` (m,) is from 1 to n. Where nothing is forbidden, `weights` may share memory with
    the problem's scores: it is never written to.
    """

    weights: Weights
    capacity: NDArray[np.int64]
    rows: Places
    columns: Places

    @classmethod
    def of(cls, problem: Problem) -> Core:
        """The core of a problem without contradictions. Cost: a copy only where one is needed."""
        n, m = problem.scores.shape
        taken = np.bincount([column for _row, column in problem.pins], minlength=m)
        left = np.asarray(problem.capacity, dtype=np.int64) - taken[:m]
        rows = np.setdiff1d(np.arange(n), [row for row, _column in problem.pins])
        columns = np.flatnonzero(left > 0) if len(rows) else np.zeros(0, dtype=np.intp)
        scores: Weights = problem.scores
        if len(rows) < n or len(columns) < m:
            scores = scores[np.ix_(rows, columns)]
        if scores.size and scores.min() < 0:
            scores = np.where(scores < 0, np.int32(NO), scores)
        return cls(scores, np.minimum(left[columns], len(rows)), rows, columns)

    @property
    def places(self) -> int:
        """How many mentees all mentors take together."""
        return int(self.capacity.sum())

    @property
    def at_most(self) -> int:
        """No matching has more pairs than this."""
        return min(len(self.rows), self.places)

    def above(self, threshold: int) -> Core:
        """The same without pairs below a threshold."""
        if not self.weights.size or self.weights.min() >= threshold:
            return self
        low = no_of(self.weights)
        return replace(self, weights=np.where(self.weights < threshold, low, self.weights))

    def with_weights(self, weights: Weights) -> Core:
        """The same people with other weights."""
        return replace(self, weights=weights)


def no_of(weights: Weights) -> np.int32 | np.int64:
    """What marks an impossible pair in weights of this width."""
    return np.int32(NO) if weights.dtype == np.int32 else np.int64(NEVER)


def total_of(weights: Weights, match: Places) -> int:
    """The sum of a matching; `match[i]` is the column of row i, or -1."""
    rows = np.flatnonzero(match >= 0)
    return int(weights[rows, match[rows]].sum(dtype=np.int64))
