"""The checker's own way to the largest number of pairs: alternating paths, by breadth.

It shares nothing with the solver. A matching is largest when no path leads from a row without a
pair to a free place, in turns over a possible pair and back over a pair of the matching (Berge,
"Two theorems in graph theory", 1957).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bluestem_matching.core import Places

Bools = NDArray[np.bool_]


def enlarge(possible: Bools, capacity: NDArray[np.int64], match: Places, enough: int) -> Places:
    """The matching with as many more pairs as fit, or until it has `enough`.

    `possible` (n, m) says which pairs can be; `match[i]` is the column of row i, or -1.
    Cost: O(n · m) for each round of paths. Changes no argument.
    """
    match = match.copy()
    while int((match >= 0).sum()) < enough:
        if not _augment(possible, capacity, match):
            break
    return match


def _augment(possible: Bools, capacity: NDArray[np.int64], match: Places) -> bool:
    """Add the pairs of paths found in one search, in place. False if there is no path."""
    m = possible.shape[1]
    filled = np.bincount(match[match >= 0], minlength=m)
    came_from = np.full(m, -1, dtype=np.intp)  # the row that a column was reached from
    seen = np.zeros(m, dtype=np.bool_)
    frontier = np.flatnonzero(match < 0)
    while len(frontier):
        reached = possible[frontier]
        fresh = np.flatnonzero(reached.any(axis=0) & ~seen)
        came_from[fresh] = frontier[reached[:, fresh].argmax(axis=0)]
        seen[fresh] = True
        ends = fresh[filled[fresh] < capacity[fresh]]
        if len(ends):
            _follow(ends, came_from, match)
            return True
        frontier = np.flatnonzero(np.isin(match, fresh))
    return False


def _follow(ends: Places, came_from: Places, match: Places) -> None:
    """Move pairs along the paths to free places; paths that would cross another one are left."""
    before = match.copy()
    used: set[int] = set()
    for end in ends.tolist():
        path = []
        column = end
        while column >= 0:
            row = int(came_from[column])
            path.append((row, column))
            column = int(before[row])
        rows = {row for row, _column in path}
        if used.isdisjoint(rows):
            used |= rows
            for row, column in path:
                match[row] = column
