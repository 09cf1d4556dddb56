"""Prices for side conditions: the multipliers that make the plain bound as low as it gets.

Whatever the prices, the best matching that pays them is worth at least as much as the best one
that keeps the conditions; the proof needs only that. One condition: the exact corner is found by
intersecting the lines of two matchings. Several: cutting planes (Kelley, 1960).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from scipy.optimize import linprog

from bluestem_matching.conditions import Limits
from bluestem_matching.core import Core, Places, total_of
from bluestem_matching.exactly import assign_exactly
from bluestem_matching.mixing import mixed

_FINEST = 1000
"""Several conditions: prices are whole thousandths of a thousandth of a point."""

_ROUNDS = 60


@dataclass(frozen=True, eq=False)
class Relaxed:
    """`match` is the best with weights `times` over and `prices` paid; no matching that keeps the
    conditions is worth more than `bound` (in weights, rounded down). `keeping` keeps the
    condition, where there is one, and is worth nearly as much."""

    times: int
    prices: tuple[int, ...]
    match: Places
    bound: int
    keeping: Places | None = None


def relax(core: Core, limits: Limits, pairs: int) -> Relaxed:
    """The lowest bound that prices for the conditions give. Cost: about ten assignments each.

    Raises: ValueError if there is no matching with so many pairs.
    """
    free = _paid(core, limits, pairs, 1, (0,) * len(limits.counts))
    if limits.hold(free.match):
        return free
    if len(limits.counts) == 1:
        return _one(core, limits, pairs, free)
    return _several(core, limits, pairs, free)


def _paid(core: Core, limits: Limits, pairs: int, times: int, prices: tuple[int, ...]) -> Relaxed:
    weights = limits.priced(core, times, prices)
    match = assign_exactly(core, weights, pairs)
    if match is None:
        raise ValueError(f"no matching has {pairs} pairs")
    paid = sum(price * need for price, need in zip(prices, limits.counts, strict=True))
    return Relaxed(times, prices, match, (total_of(weights, match) - paid) // times)


def _one(core: Core, limits: Limits, pairs: int, free: Relaxed) -> Relaxed:
    """Between a matching that breaks the condition and one that keeps it, until no third is
    better than both at the price where they are worth the same."""
    most = assign_exactly(core, limits.gains[0] * (pairs + 1), pairs)
    assert most is not None
    low, high = _point(core, limits, free.match), _point(core, limits, most)
    breaking, keeping = free.match, most
    while True:
        price = Fraction(low[1] - high[1], high[0] - low[0])
        if price.denominator > _FINEST:
            price = Fraction(round(price * _FINEST), _FINEST)
        price = max(price, Fraction(0))
        found = _paid(core, limits, pairs, price.denominator, (price.numerator,))
        point = _point(core, limits, found.match)
        if _worth(point, price) <= max(_worth(low, price), _worth(high, price)):
            gain, need = limits.gains[0], limits.counts[0]
            return replace(found, keeping=mixed(breaking, keeping, gain, need, gain.shape[1]))
        if point[0] < limits.counts[0]:
            low, breaking = point, found.match
        else:
            high, keeping = point, found.match


def _point(core: Core, limits: Limits, match: Places) -> tuple[int, int]:
    return limits.sums(match)[0], total_of(core.weights, match)


def _worth(point: tuple[int, int], price: Fraction) -> Fraction:
    return point[1] + price * point[0]


def _several(core: Core, limits: Limits, pairs: int, free: Relaxed) -> Relaxed:
    """Each matching met is a plane that the bound cannot fall below; go to the lowest corner."""
    best = found = free
    planes = []
    highest = float(max(int(core.weights.max()), 1) * (pairs + 1))
    for _round in range(_ROUNDS):
        sums = limits.sums(found.match)
        slack = [have - need for have, need in zip(sums, limits.counts, strict=True)]
        planes.append((total_of(core.weights, found.match), slack))
        corner = linprog(
            [1.0] + [0.0] * len(slack),
            A_ub=np.array([[-1.0, *map(float, plane)] for _total, plane in planes]),
            b_ub=np.array([-float(total) for total, _plane in planes]),
            bounds=[(None, None)] + [(0.0, highest)] * len(slack),
        )
        if corner.x is None:  # no lower corner is known than the best so far
            break
        prices = tuple(round(float(value) * _FINEST) for value in corner.x[1:])
        found = _paid(core, limits, pairs, _FINEST, prices)
        if found.bound < best.bound:
            best = found
        if found.bound <= corner.x[0] + 1:
            break
    return best
