"""Between two matchings that are equally good: one that takes some of its pairs from each.

Where two matchings differ, their pairs hang together in parts. Each part can be taken from either
without anybody noticing elsewhere, so between "too few of a sort" and "more than needed" there is
nearly always a matching with just enough, and no whole-number program is needed to find it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from bluestem_matching.core import Places


def mixed(low: Places, high: Places, gain: NDArray[np.int64], need: int, columns: int) -> Places:
    """The matching between `low` and `high` (n,) with the least gain that is not below `need`.

    `gain` (n, columns) counts what a pair brings; `low` brings less than `need`, `high` enough.
    Both have as many pairs, and so has what is returned. Cost: the differing rows times the range
    of their gains, in NumPy.
    """
    parts = _parts(low, high, columns)
    brings = _gains(high, gain) - _gains(low, gain)
    more = (high >= 0).astype(np.int64) - (low >= 0)
    count = int(parts.max(initial=-1)) + 1
    inside = parts >= 0
    steps = np.bincount(parts[inside], brings[inside], count).astype(np.int64)
    uneven = np.flatnonzero(np.bincount(parts[inside], more[inside], count))
    if len(uneven):  # parts that change the number of pairs go together
        parts = np.where(np.isin(parts, uneven), uneven[0], parts)
        steps[uneven[0]] = steps[uneven].sum()
        steps[uneven[1:]] = 0
    taken = _chosen(steps, need - int(_gains(low, gain).sum()))
    return np.where(np.isin(parts, np.flatnonzero(taken)), high, low)


def _gains(match: Places, gain: NDArray[np.int64]) -> NDArray[np.int64]:
    rows = np.flatnonzero(match >= 0)
    found = np.zeros(len(match), dtype=np.int64)
    found[rows] = gain[rows, match[rows]]
    return found


def _parts(low: Places, high: Places, columns: int) -> NDArray[np.int64]:
    """The part each row belongs to, from 0; -1 where both matchings agree. Shape (n,)."""
    differs = np.flatnonzero(low != high)
    ends = [(differs[match[differs] >= 0], match) for match in (low, high)]
    rows = np.concatenate([found for found, _match in ends])
    places = len(low) + np.concatenate([match[found] for found, match in ends])
    size = len(low) + columns
    graph = sparse.coo_array((np.ones(len(rows)), (rows, places)), shape=(size, size))
    _count, labels = connected_components(graph, directed=False)
    parts = np.full(len(low), -1, dtype=np.int64)
    parts[differs] = np.unique(labels[differs], return_inverse=True)[1]
    return parts


def _chosen(steps: NDArray[np.int64], need: int) -> NDArray[np.bool_]:
    """Which parts to take so that their steps sum to the least that is not below `need`.

    All sums that some parts can have, one part after the other (the subset-sum table).
    """
    lowest, highest = int(steps[steps < 0].sum()), int(steps[steps > 0].sum())
    reached = np.zeros((len(steps) + 1, highest - lowest + 1), dtype=np.bool_)
    reached[0, -lowest] = True
    for k, step in enumerate(steps.tolist()):
        reached[k + 1] = reached[k]
        if step > 0:
            reached[k + 1, step:] |= reached[k, :-step]
        elif step < 0:
            reached[k + 1, :step] |= reached[k, -step:]
    first = max(need - lowest, 0)
    at = first + int(np.argmax(reached[-1, first:]))
    taken = np.zeros(len(steps), dtype=np.bool_)
    for k in range(len(steps) - 1, -1, -1):
        if not reached[k, at]:
            taken[k] = True
            at -= int(steps[k])
    return taken
