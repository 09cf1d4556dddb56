"""The largest number of pairs, and the highest weakest pair.

Hopcroft and Karp's algorithm, as SciPy has it, on the pairs above a threshold.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching

from bluestem_matching.core import Core, Places


def largest_number(core: Core, rows: Places, columns: Places) -> int:
    """How many pairs fit among these possible ones; columns may be taken up to their capacity.

    Cost: O(pairs · √people).
    """
    if not len(rows):
        return 0
    counts = core.capacity[columns]
    firsts = np.concatenate(([0], np.cumsum(core.capacity)))[columns]
    if (counts == 1).all():
        places = firsts
    else:
        ends = np.cumsum(counts)
        places = np.arange(int(ends[-1])) - np.repeat(ends - counts, counts)
        places = places + np.repeat(firsts, counts)
        rows = np.repeat(rows, counts)
    data = np.ones(len(rows), dtype=np.int8)
    graph = csr_array((data, (rows, places)), shape=(len(core.rows), core.places))
    return int((maximum_bipartite_matching(graph.tocsr(), perm_type="column") >= 0).sum())


def most_pairs(core: Core) -> int:
    """How many pairs a largest matching has."""
    if not core.weights.size or core.weights.min() >= 0:
        return core.at_most
    rows, columns = np.nonzero(core.weights >= 0)
    return largest_number(core, rows, columns)


def highest_threshold(core: Core, pairs: int, cap: int | None = None) -> int:
    """The highest weight that all pairs of some matching with `pairs` pairs can reach.

    Starts at what the best of every row and column allow, goes down in growing steps until the
    pairs suffice, then halves between. `cap` is a height above which nobody asks.
    Cost: a few times one largest matching on the few heaviest pairs of each row.
    """
    top = _upper_bound(core, pairs)
    if cap is not None:
        top = min(top, cap)
    step, low = 0, top
    failed = top + 1
    while True:
        rows, columns = np.nonzero(core.weights >= max(low, 0))
        if largest_number(core, rows, columns) >= pairs:
            break
        failed = low
        step = max(2 * step, 256)
        low = top - step
    weights = core.weights[rows, columns]
    levels = np.unique(weights[weights < failed])
    if failed == top + 1:
        return low
    first, last = 0, len(levels) - 1  # levels[first] suffices
    while first < last:
        middle = (first + last + 1) // 2
        chosen = weights >= levels[middle]
        if largest_number(core, rows[chosen], columns[chosen]) >= pairs:
            first = middle
        else:
            last = middle - 1
    return int(levels[first])


def _upper_bound(core: Core, pairs: int) -> int:
    """No matching with `pairs` pairs has a weakest pair above this."""
    of_rows = core.weights.max(axis=1)
    of_places = np.repeat(core.weights.max(axis=0), core.capacity)
    return min(_nth_largest(of_rows, pairs), _nth_largest(of_places, pairs))


def _nth_largest(values: NDArray[np.generic], n: int) -> int:
    return int(np.partition(values, len(values) - n)[len(values) - n])
