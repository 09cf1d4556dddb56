"""Prices that prove a matching: no pair is worth more than its two prices.

For a finished matching the prices follow from one rule: a mentor's price is the most that any
mentee would gain with her, `q[k] = max(w[i, k] - p[i])`, and a matched mentee's price is what her
pair is worth beyond her mentor's. Starting from the lowest prices the rule is applied to what
changed since the last sweep (Bellman and Ford) until nothing changes; a matching that is not the
best would raise its own prices for ever, and is refused.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bluestem_matching.core import NEVER, NO, Core, Places, Weights
from bluestem_matching.edges import NOWHERE, Edges

Prices = NDArray[np.int64]

_BLOCK = 1 << 16
_NARROW = 1 << 29


class NotTheBest(Exception):
    """The matching is not the best one: no prices prove it."""


@dataclass(frozen=True, eq=False)
class Proof:
    """Prices of the rows `p` (n,) and columns `q` (m,) of a core, in units of its weights.

    `p[i] + q[j] >= w[i, j]` for all possible pairs, equal on the pairs of the matching. A column
    with a free place costs 0. All unmatched rows have the price `floor`, which is 0 unless more
    pairs can only be had at a loss, and no row is below it.
    """

    p: Prices
    q: Prices
    floor: int


def prove(core: Core, match: Places, start: Prices | None = None) -> Proof:
    """Prices for a matching. `start` may hold column prices known to be low enough.

    Cost: one pass over the matrix, then the rows whose price changed, until none does.
    Raises: NotTheBest.
    """
    return _prove(_Ledger(core.weights, core.capacity, match), start)


def prove_edges(
    edges: Edges, capacity: NDArray[np.int64], match: Places, start: Prices | None = None
) -> Proof:
    """The same where only some pairs can be. Cost: linear in the pairs for each sweep."""
    return _prove(_Ledger(edges, capacity, match), start)


def _prove(ledger: _Ledger, start: Prices | None) -> Proof:
    n, m = len(ledger.match), len(ledger.capacity)
    if not n or not m:
        return Proof(np.zeros(n, dtype=np.int64), np.zeros(m, dtype=np.int64), 0)
    low = np.zeros(m, dtype=np.int64) if start is None else np.maximum(start, 0)
    q = ledger.raised(np.maximum(low, ledger.wanted_by_unmatched()))
    if ledger.keeps_to_zero(q):
        return Proof(ledger.row_prices(q, 0), q, 0)
    return _with_floor(ledger)


def _with_floor(ledger: _Ledger) -> Proof:
    """Prices when the unmatched cannot all have the price 0: the number of pairs was put first."""
    m = len(ledger.capacity)
    from_zero = ledger.raised(np.zeros(m, dtype=np.int64))
    from_unmatched = ledger.raised(ledger.wanted_by_unmatched())
    room = ledger.own - from_zero[ledger.match[ledger.matched]]
    floor = 0
    if len(ledger.unmatched):  # what one pair less would cost, and one more would bring
        floor = min(0, int(room.min(initial=0)))
        floor = max(floor, int(from_unmatched[ledger.free].max(initial=floor)))
    q = np.maximum(from_zero, from_unmatched - floor)
    p = ledger.row_prices(q, floor)
    if len(ledger.unmatched) and not len(ledger.free):  # no column needs to cost 0: lift the rows
        return Proof(p - floor, q + floor, 0)
    if q[ledger.free].any():
        raise NotTheBest
    return Proof(p, q, floor)


class _Ledger:
    """A matching seen from its two sides, and the rule that raises prices."""

    def __init__(
        self, weights: Weights | Edges, capacity: NDArray[np.int64], match: Places
    ) -> None:
        self.weights = weights
        self.capacity = capacity
        self.match = match
        self.matched = np.flatnonzero(match >= 0)
        self.unmatched = np.flatnonzero(match < 0)
        filled = np.bincount(match[self.matched], minlength=len(capacity))
        self.free = np.flatnonzero(filled < capacity)
        pairs = self.matched, match[self.matched]
        of_pairs = weights.at(*pairs) if isinstance(weights, Edges) else weights[pairs]
        self.own = of_pairs.astype(np.int64)
        order = np.argsort(match[self.matched], kind="stable")
        self._by_column = order
        self._starts = np.concatenate(([0], np.cumsum(filled)))

    def wanted_by_unmatched(self) -> Prices:
        """What each column is worth to those without a pair, were their price 0."""
        if not len(self.unmatched):
            return np.full(len(self.capacity), NOWHERE, dtype=np.int64)
        zeros = np.zeros(len(self.unmatched), dtype=np.int64)
        return highest(self.weights, self.unmatched, zeros)

    def raised(self, q: Prices) -> Prices:
        """The lowest prices from `q` upwards that keep the rule. Raises: NotTheBest."""
        q = q.copy()
        changed = np.flatnonzero(q > NOWHERE)
        for _sweep in range(len(self.capacity) + 2):
            rows = self._rows_of(changed)
            if not len(rows):
                return q
            p = self.own[rows] - q[self.match[self.matched[rows]]]
            wanted = highest(self.weights, self.matched[rows], p)
            changed = np.flatnonzero(wanted > q)
            q[changed] = wanted[changed]
        raise NotTheBest

    def _rows_of(self, columns: Places) -> Places:
        """Positions (in `matched`) of the rows matched to these columns."""
        if len(columns) == len(self.capacity):
            return np.arange(len(self.matched))
        counts = self._starts[columns + 1] - self._starts[columns]
        ends = np.cumsum(counts)
        steps = np.arange(int(ends[-1]) if len(ends) else 0)
        offsets = np.repeat(self._starts[columns] - (ends - counts), counts)
        return np.sort(self._by_column[steps + offsets])

    def row_prices(self, q: Prices, floor: int) -> Prices:
        p = np.full(len(self.match), floor, dtype=np.int64)
        p[self.matched] = self.own - q[self.match[self.matched]]
        return p

    def keeps_to_zero(self, q: Prices) -> bool:
        """Whether free columns cost 0 and nobody has a price below 0."""
        return not q[self.free].any() and bool((self.own >= q[self.match[self.matched]]).all())


def highest(weights: Weights | Edges, rows: Places, p: Prices) -> Prices:
    """`max(w[i, k] - p[i])` over the rows, for each column k; `NOWHERE` where none is possible.

    Works on blocks that stay in the cache, in int32 where the numbers allow it.
    """
    if isinstance(weights, Edges):
        return weights.highest(rows, p)
    m = weights.shape[1]
    best = np.full(m, NOWHERE, dtype=np.int64)
    if not len(rows):
        return best
    narrow = weights.dtype == np.int32 and int(np.abs(p).max()) < _NARROW
    prices = p.astype(np.int32) if narrow else p
    height = max(1, _BLOCK // m)
    everything = len(rows) == weights.shape[0]
    for start in range(0, len(rows), height):
        part = slice(start, start + height)
        block = weights[part] if everything else weights[rows[part]]
        if not narrow:
            block = np.where(block < 0, np.int64(NEVER), block)
        np.maximum(best, (block - prices[part, None]).max(axis=0), out=best)
    best[best < (NO // 2 if narrow else NOWHERE // 2)] = NOWHERE
    return best
