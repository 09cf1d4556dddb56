"""Whole-number programs over the pairs of a core, solved by HiGHS through SciPy.

Used where side conditions make the assignment no longer whole by itself. What comes back is
recounted by the caller; nothing here is trusted for a proof.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from bluestem_matching.conditions import Limits
from bluestem_matching.core import Core, Places

_SECONDS = 60


@dataclass(frozen=True, eq=False)
class Program:
    """Pairs (`rows[e]`, `columns[e]`) that may be chosen under capacities and conditions."""

    core: Core
    limits: Limits
    rows: Places
    columns: Places

    @classmethod
    def of(cls, core: Core, limits: Limits, chosen: NDArray[np.bool_] | None = None) -> Program:
        """All possible pairs of the core, or those of them that are chosen in a mask (n, m)."""
        possible = core.weights >= 0
        rows, columns = np.nonzero(possible if chosen is None else possible & chosen)
        return cls(core, limits, rows, columns)

    def best(
        self,
        gain: NDArray[np.int64],
        pairs: int | None = None,
        extra: Sequence[tuple[NDArray[np.bool_], int]] = (),
    ) -> Places | None:
        """The matching of highest sum of `gain` (per pair of the program), or None.

        `pairs` fixes how many there are; each of `extra` is a mask of the program's pairs and at
        most how many of them may be taken. Ends with the best known after a minute.
        """
        n, m = self.core.weights.shape
        match = np.full(n, -1, dtype=np.intp)
        count = len(self.rows)
        if not count:
            fits = (not pairs) and all(need <= 0 for need in self.limits.counts)
            return match if fits else None
        constraints = [
            LinearConstraint(self._sums(self.rows, n), -np.inf, 1),
            LinearConstraint(self._sums(self.columns, m), -np.inf, self.core.capacity),
        ]
        for values, need in zip(self.limits.gains, self.limits.counts, strict=True):
            constraints.append(
                LinearConstraint(values[self.rows, self.columns].astype(float)[None, :], need)
            )
        if pairs is not None:
            constraints.append(LinearConstraint(np.ones((1, count)), pairs, pairs))
        constraints.extend(
            LinearConstraint(mask.astype(float)[None, :], -np.inf, most) for mask, most in extra
        )
        found = milp(
            -gain.astype(float),
            integrality=np.ones(count, dtype=np.int8),
            bounds=Bounds(0, 1),
            constraints=constraints,
            options={"mip_rel_gap": 0.0, "time_limit": _SECONDS},
        )
        if found.x is None:
            return None
        taken = np.flatnonzero(found.x > 0.5)
        match[self.rows[taken]] = self.columns[taken]
        return match

    def _sums(self, people: Places, size: int) -> sparse.csr_array:
        """One row for each person, 1 at the pairs she is in."""
        count = len(people)
        return sparse.csr_array((np.ones(count), (people, np.arange(count))), shape=(size, count))
