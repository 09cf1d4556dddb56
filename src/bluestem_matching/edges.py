"""Weights of some pairs only: what is kept of a matrix, or all there is in a sparse problem."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from bluestem_matching.core import NEVER, Places

NOWHERE = NEVER >> 2
"""The gain of a column that nobody listed can take."""


@dataclass(frozen=True, eq=False)
class Edges:
    """Pairs sorted by row, then column: `columns` and `values` (whole, from 0) of row i stand from
    `starts[i]` to `starts[i + 1]`. All other pairs cannot be."""

    starts: Places
    columns: Places
    values: NDArray[np.int64]
    width: int

    @classmethod
    def of(cls, rows: Places, columns: Places, values: NDArray[np.int64], shape: Places) -> Edges:
        """From pairs in any order, each once; `shape` is (rows, columns)."""
        n, m = (int(side) for side in shape)
        order = np.argsort(rows * m + columns, kind="stable")
        starts = np.concatenate(([0], np.cumsum(np.bincount(rows, minlength=n))))
        return cls(starts, columns[order], values[order].astype(np.int64), m)

    @property
    def height(self) -> int:
        """How many rows there are."""
        return len(self.starts) - 1

    @property
    def rows(self) -> Places:
        """The row of each pair."""
        return np.repeat(np.arange(self.height), np.diff(self.starts))

    def of_rows(self, rows: Places) -> tuple[Places, Places]:
        """Where the pairs of some rows stand, and for each the position of its row in `rows`."""
        counts = self.starts[rows + 1] - self.starts[rows]
        ends = np.cumsum(counts)
        steps = np.arange(int(ends[-1]) if len(ends) else 0)
        return steps + np.repeat(self.starts[rows] - (ends - counts), counts), np.repeat(
            np.arange(len(rows)), counts
        )

    def at(self, rows: Places, columns: Places) -> NDArray[np.int64]:
        """The values of listed pairs. Raises: KeyError if one is not listed."""
        codes = self.rows * self.width + self.columns
        asked = rows * self.width + columns
        places = np.minimum(np.searchsorted(codes, asked), max(len(codes) - 1, 0))
        if len(asked) and (not len(codes) or (codes[places] != asked).any()):
            raise KeyError("a pair that is not listed")
        return self.values[places]

    def highest(self, rows: Places, p: NDArray[np.int64]) -> NDArray[np.int64]:
        """`max(w - p)` over these rows for each column, `NOWHERE` where there is none."""
        best = np.full(self.width, NOWHERE, dtype=np.int64)
        places, owners = self.of_rows(rows)
        np.maximum.at(best, self.columns[places], self.values[places] - p[owners])
        return best


def assign_edges(edges: Edges, capacity: NDArray[np.int64]) -> Places | None:
    """The column of each row in the heaviest matching that fills the smaller side, or None.

    SciPy's LAPJVsp (Jonker and Volgenant, "A shortest augmenting path algorithm for dense and
    sparse linear assignment problems", 1987). Cost: little more than linear in the pairs.
    """
    owners = np.repeat(np.arange(edges.width), capacity)
    rows, columns, values = edges.rows, edges.columns, edges.values
    if (capacity != 1).any():
        firsts = np.concatenate(([0], np.cumsum(capacity)))
        counts = capacity[columns]
        ends = np.cumsum(counts)
        steps = np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - counts, counts)
        rows, values = np.repeat(rows, counts), np.repeat(values, counts)
        columns = np.repeat(firsts[columns], counts) + steps
    if not len(values):
        return None
    costs = (int(values.max()) + 1 - values).astype(np.float64)  # from 1: 0 would be no pair
    graph = csr_array((costs, (rows, columns)), shape=(edges.height, len(owners)))
    try:
        found, places = min_weight_full_bipartite_matching(graph)
    except ValueError:  # no matching fills the smaller side
        return None
    match = np.full(edges.height, -1, dtype=np.intp)
    match[found] = owners[places]
    return match
