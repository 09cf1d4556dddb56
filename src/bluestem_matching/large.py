"""Problems too large for a matrix: some candidates for each mentee, and the same kind of proof."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bluestem_matching.claims import Objection
from bluestem_matching.core import Places
from bluestem_matching.edges import Edges, assign_edges
from bluestem_matching.prices import Proof, prove_edges
from bluestem_matching.verify_prices import check_proof


def solve_edges(edges: Edges, capacity: NDArray[np.int64]) -> tuple[Places, Proof]:
    """Most pairs, then the highest sum, where only listed pairs can be; with its proof.

    `capacity` (m,) is from 0 on. Cost: little more than linear in the pairs while all can be
    placed; where not all can, every row gets one more place that is dearer than all pairs together.
    """
    match = None
    if edges.height <= int(capacity.sum()):
        match = assign_edges(edges, capacity)
    if match is None:
        match = _with_refuges(edges, capacity)
    return match, prove_edges(edges, capacity, match)


def _with_refuges(edges: Edges, capacity: NDArray[np.int64]) -> Places:
    n, m = edges.height, edges.width
    if not n:
        return np.zeros(0, dtype=np.intp)
    worth = (int(edges.values.max(initial=0)) + 1) * (n + 1)
    rows = np.concatenate((edges.rows, np.arange(n)))
    columns = np.concatenate((edges.columns, m + np.arange(n)))
    values = np.concatenate((edges.values + worth, np.zeros(n, dtype=np.int64)))
    wider = Edges.of(rows, columns, values, np.array([n, m + n]))
    match = assign_edges(wider, np.concatenate((capacity, np.ones(n, dtype=np.int64))))
    assert match is not None  # every row has its refuge
    match[match >= m] = -1
    return match


def check_edges(edges: Edges, capacity: NDArray[np.int64], match: Places, proof: Proof) -> None:
    """Refuse a matching of listed pairs that is not proved: too full, too few pairs, or prices
    that do not hold. Raises: Objection, or KeyError for a pair that is not listed."""
    taken = np.bincount(match[match >= 0], minlength=edges.width)
    if (taken > capacity).any():
        raise Objection("a mentor is in too many pairs")
    if _reaches_free_place(edges, capacity - taken, match):
        raise Objection("more pairs are possible")
    check_proof(edges, capacity, match, proof)


def _reaches_free_place(edges: Edges, free: NDArray[np.int64], match: Places) -> bool:
    """Whether an alternating path leads from a row without a pair to a free place (Berge)."""
    order = np.argsort(match, kind="stable")
    sorted_match = match[order]
    seen = np.zeros(edges.width, dtype=np.bool_)
    frontier = np.flatnonzero(match < 0)
    while len(frontier):
        places, _owners = edges.of_rows(frontier)
        reached = np.unique(edges.columns[places])
        fresh = reached[~seen[reached]]
        if (free[fresh] > 0).any():
            return True
        seen[fresh] = True
        first = np.searchsorted(sorted_match, fresh, side="left")
        last = np.searchsorted(sorted_match, fresh, side="right")
        spans = [order[a:b] for a, b in zip(first.tolist(), last.tolist(), strict=True)]
        frontier = np.concatenate(spans) if spans else np.zeros(0, dtype=np.intp)
    return False
