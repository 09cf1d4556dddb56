"""As many pairs as possible, and among these the highest sum: one dense assignment.

The engine is SciPy's shortest augmenting path (Crouse, "On implementing 2D rectangular assignment
algorithms", 2016). All numbers are whole and below 2^53, so its float64 arithmetic is exact. It
starts from prices of 0; where nobody and no place is left over, a guess at the prices is given to
it, and its paths become shorter by a third.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from bluestem_matching.core import Core, Places, Weights

_EXACT = 1 << 52
"""Half of what float64 holds exactly: guessed prices never double a sum of costs."""

_PARTS = 4


def assign(core: Core) -> Places:
    """The column of each row, or -1: most pairs first, then the highest sum of weights.

    Cost: O(k² · l) for k the smaller and l the larger side with places counted singly; memory one
    float64 matrix of rows × places. Raises: OverflowError if the sums leave 2^53.
    """
    n, m = len(core.rows), len(core.columns)
    match = np.full(n, -1, dtype=np.intp)
    if not n or not m:
        return match
    owners = np.repeat(np.arange(m), core.capacity)
    cost = costs(core.weights, core.at_most, owners)
    if len(owners) == n:  # each place is then in every answer: its price changes none of them
        cost += _guessed_prices(core.weights)[owners]
    rows, places = linear_sum_assignment(cost)
    columns = owners[places]
    possible = core.weights[rows, columns] >= 0
    match[rows[possible]] = columns[possible]
    return match


def costs(weights: Weights, pairs: int, owners: Places | None = None) -> NDArray[np.float64]:
    """Costs (n, places) to be made small: the heaviest pair costs nothing, an impossible one more
    than all possible ones together, so that as few of these as can be are taken."""
    heaviest = max(int(weights.max()), 0)
    impossible = pairs * (heaviest + 1) + 1
    if impossible * (pairs + 1) >= _EXACT:
        raise OverflowError("the weights are too large for exact sums")
    spread = owners is not None and len(owners) != weights.shape[1]
    cost = np.subtract(float(heaviest), weights[:, owners] if spread else weights)
    if weights.min() < 0:
        cost[cost > heaviest] = impossible
    return cost


def _guessed_prices(weights: Weights) -> Weights:
    """About what each column is worth to those who want it most: the best of each quarter of the
    rows, and of these the mean. More parts cost more than they save where weights are random."""
    height = -(-len(weights) // _PARTS)
    parts = [weights[start : start + height] for start in range(0, len(weights), height)]
    best = np.array([np.maximum(part.max(axis=0), 0) for part in parts])
    prices: Weights = best.sum(axis=0, dtype=np.int64) // len(parts)
    return prices
