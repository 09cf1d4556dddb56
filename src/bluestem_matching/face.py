"""The matchings that are still best after some levels of leximin have been counted.

By complementary slackness they are those that use only pairs worth exactly their two prices, and
that hold every row dearer than an unmatched one and fill every column that is not free of charge.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bluestem_matching.core import Core, Places, Weights, no_of
from bluestem_matching.prices import Prices, Proof


@dataclass(frozen=True, eq=False)
class Face:
    """`core.weights` are the scores of the pairs that may still be used. `must_rows` (n,) and
    `must_columns` (m,) are 1 for those who are in every such matching as often as they can be.
    `counted` are the levels done."""

    core: Core
    must_rows: Prices
    must_columns: Prices
    counted: tuple[int, ...] = ()

    @classmethod
    def of(cls, core: Core) -> Face:
        """All largest matchings."""
        none = np.zeros(len(core.rows), dtype=np.int64), np.zeros(len(core.columns), dtype=np.int64)
        return cls(core, *none)

    def from_level(self, level: int) -> Face:
        """Without the pairs below a level, but for those of levels that are counted."""
        scores = self.core.weights
        gone = (scores >= 0) & (scores < level) & ~np.isin(scores, self.counted)
        weights = np.where(gone, no_of(scores), scores)
        return Face(
            self.core.with_weights(weights), self.must_rows, self.must_columns, self.counted
        )

    def at_level(self, level: int) -> Core:
        """Weights that count: 1 for every pair off the level, and more than all of these together
        for everyone who must be in."""
        return self.core.with_weights(self._with_musts(self.core.weights != level))

    def _with_musts(self, gain: Weights) -> Weights:
        dear = self.core.at_most + 1
        bonus = dear * (self.must_rows[:, None] + self.must_columns[None, :])
        weights = (gain + bonus).astype(np.int32)
        return np.where(self.core.weights < 0, no_of(weights), weights)

    def narrowed(self, level: int, match: Places, proof: Proof) -> Face:
        """What is left when the pairs at a level are as few as `proof` says."""
        weights = self.at_level(level).weights
        tight = (weights == proof.p[:, None] + proof.q[None, :]) & (weights >= 0)
        scores = np.where(tight, self.core.weights, no_of(self.core.weights))
        return Face(
            self.core.with_weights(scores),
            _musts(self.must_rows, proof.p, match < 0),
            _musts(self.must_columns, proof.q, self._free(match)),
            (*self.counted, level),
        )

    def _free(self, match: Places) -> NDArray[np.bool_]:
        filled = np.bincount(match[match >= 0], minlength=len(self.core.columns))
        free: NDArray[np.bool_] = filled < self.core.capacity
        return free


def _musts(before: Prices, prices: Prices, left_out: NDArray[np.bool_]) -> Prices:
    """1 for those dearer than the ones left out; where nobody is left out nothing need be said."""
    if not left_out.any():
        return before
    return np.maximum(before, (prices > int(prices[left_out].min())).astype(np.int64))
