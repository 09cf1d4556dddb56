"""Side conditions on the core: what the pins leave of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bluestem_matching.core import NEVER, Core, Places
from bluestem_matching.problem import Problem


@dataclass(frozen=True, eq=False)
class Limits:
    """Conditions as "the sum of `gains[k]` over the pairs is at least `counts[k]`".

    `gains` are matrices (n, m) of the core, 1 in the mask of an at_least and -1 in that of an
    at_most, whose count is negative; what the pinned pairs bring is already subtracted.
    """

    gains: tuple[NDArray[np.int64], ...]
    counts: tuple[int, ...]

    @classmethod
    def of(cls, problem: Problem, core: Core, only: tuple[int, ...] | None = None) -> Limits:
        """The conditions of a problem, or only some of them by their place."""
        gains, counts = [], []
        for k, condition in enumerate(problem.conditions):
            if only is not None and k not in only:
                continue
            sign = 1 if condition.kind == "at_least" else -1
            pinned = sum(bool(condition.mask[pair]) for pair in problem.pins)
            gains.append(sign * condition.mask[np.ix_(core.rows, core.columns)].astype(np.int64))
            counts.append(sign * (condition.count - pinned))
        return cls(tuple(gains), tuple(counts))

    def sums(self, match: Places) -> tuple[int, ...]:
        """What a matching brings to each condition."""
        rows = np.flatnonzero(match >= 0)
        return tuple(int(gain[rows, match[rows]].sum()) for gain in self.gains)

    def hold(self, match: Places) -> bool:
        """Whether a matching keeps all conditions."""
        return all(have >= need for have, need in zip(self.sums(match), self.counts, strict=True))

    def priced(self, core: Core, times: int, prices: tuple[int, ...]) -> NDArray[np.int64]:
        """Weights `times` over, with the price of each condition added where it gains."""
        weights = core.weights.astype(np.int64) * times
        for gain, price in zip(self.gains, prices, strict=True):
            weights += gain * price
        weights[core.weights < 0] = NEVER
        return weights


def bound_of(core: Core, pairs: int, highest: int) -> int:
    """The highest total up to `highest` that sums of this many weights can have.

    All weights leave the same remainder by some divisor, so all totals do: with whole points a
    bound of 1,962.4 is one of 1,962.
    """
    possible = core.weights[core.weights >= 0].astype(np.int64)
    if not possible.size or not pairs:
        return 0
    lowest = int(possible.min())
    step = int(np.gcd.reduce(possible - lowest)) or 1
    if (possible == lowest).all():
        return min(highest, lowest * pairs)
    return highest - (highest - lowest * pairs) % step
