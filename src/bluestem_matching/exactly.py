"""The highest sum with exactly so many pairs, where that is fewer than could be."""

from __future__ import annotations

import numpy as np
from scipy.optimize import linear_sum_assignment

from bluestem_matching.assignment import assign
from bluestem_matching.core import Core, Places, Weights


def assign_exactly(core: Core, weights: Weights, pairs: int) -> Places | None:
    """The matching of highest weight with exactly `pairs` pairs, or None if there is none.

    `weights` (n, m) may be of any sign; `core` says who is possible. Rows that stay alone take one
    of `n - pairs` extra columns. Cost: one assignment of n rows and places + n - pairs columns.
    """
    n, m = core.weights.shape
    match = np.full(n, -1, dtype=np.intp)
    if pairs > core.at_most:
        return None
    if not pairs:
        return match
    possible = core.weights >= 0
    lowest = int(weights[possible].min(initial=0))
    raised = np.where(possible, weights.astype(np.int64) - lowest, np.int64(-1))
    if pairs == core.at_most:  # the plain assignment makes as many as it can
        match = assign(core.with_weights(raised))
        return match if int((match >= 0).sum()) == pairs else None
    owners = np.repeat(np.arange(m), core.capacity)
    heaviest = int(raised.max())
    a_pair = n * (heaviest + 1)  # dearer than any choice between pairs, so all extras are taken
    impossible = float((n + 1) * 2 * a_pair)
    cost = np.zeros((n, len(owners) + n - pairs))
    cost[:, : len(owners)] = a_pair + heaviest - raised[:, owners]
    cost[:, : len(owners)][~possible[:, owners]] = impossible
    rows, places = linear_sum_assignment(cost)
    if (cost[rows, places] >= impossible).any():
        return None
    chosen = places < len(owners)
    match[rows[chosen]] = owners[places[chosen]]
    return match
