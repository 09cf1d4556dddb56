"""Checking a result under side conditions: a bound that holds, and a gap that is stated."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bluestem_matching.alternating import enlarge
from bluestem_matching.claims import Claims, Objection
from bluestem_matching.conditions import Limits, bound_of
from bluestem_matching.core import Core, Weights
from bluestem_matching.explain import match_of
from bluestem_matching.integer import Program
from bluestem_matching.prices import Prices, highest
from bluestem_matching.problem import Problem
from bluestem_matching.side import fits
from bluestem_matching.values import THOUSANDTHS
from bluestem_matching.verify_prices import check_others

_SMALL = 20_000


def check_with_conditions(problem: Problem, core: Core, claims: Claims) -> None:
    """Number of pairs, threshold, levels and bound under side conditions. Raises: Objection."""
    limits = Limits.of(problem, core)
    match = match_of(core, claims.matching)
    pairs = int((match >= 0).sum())
    _check_number(core, limits, pairs)
    _check_threshold(problem, core, limits, claims, pairs)
    threshold = claims.certificate.threshold
    above = core if threshold is None else core.above(threshold)
    if claims.objective == "leximin":
        rows = np.flatnonzero(match >= 0)
        _check_levels(above, limits, above.weights[rows, match[rows]])
    bound = _proved(problem, above, limits, claims, pairs)
    pinned = sum(int(problem.scores[pair]) for pair in problem.pins)
    if claims.bound != bound_of(above, pairs, bound) + pinned:
        raise Objection("the prices prove another bound")


def _check_number(core: Core, limits: Limits, pairs: int) -> None:
    """No matching that keeps the conditions has more pairs."""
    if pairs == core.at_most:
        return
    nobody = np.full(len(core.rows), -1, dtype=np.intp)
    possible = core.weights >= 0
    largest = int((enlarge(possible, core.capacity, nobody, pairs + 1) >= 0).sum())
    if largest <= pairs:
        return
    if int(possible.sum()) > _SMALL and len(limits.counts) == 1:
        more = fits(core, limits, pairs + 1)
    else:
        program = Program.of(core, limits)
        match = program.best(np.ones(len(program.rows), dtype=np.int64))
        more = match is not None and int((match >= 0).sum()) > pairs
    if more:
        raise Objection("more pairs are possible")


def _check_threshold(
    problem: Problem, core: Core, limits: Limits, claims: Claims, pairs: int
) -> None:
    threshold = claims.certificate.threshold
    if threshold != (None if claims.objective == "total" else claims.matching.weakest):
        raise Objection("the threshold is not the weakest pair")
    if threshold is None or any(problem.scores[pair] == threshold for pair in problem.pins):
        return
    above = core.above(threshold + 1)
    if int((above.weights >= 0).sum()) > _SMALL and len(limits.counts) == 1:
        higher = fits(above, limits, pairs)
    else:
        program = Program.of(above, limits)
        higher = program.best(np.zeros(len(program.rows), dtype=np.int64), pairs) is not None
    if higher:
        raise Objection("the weakest pair can be higher")


def _check_levels(core: Core, limits: Limits, scores: Weights) -> None:
    """No matching that keeps the conditions has fewer pairs at a level, given those below."""
    program = Program.of(core, limits)
    weights = core.weights[program.rows, program.columns]
    fixed: list[tuple[NDArray[np.bool_], int]] = []
    for level in np.unique(weights).tolist():
        have = int((scores == level).sum())
        at = weights == level
        fewest = program.best(-at.astype(np.int64), len(scores), fixed)
        if fewest is None:
            raise Objection("there is no such matching")
        rows = np.flatnonzero(fewest >= 0)
        if int((core.weights[rows, fewest[rows]] == level).sum()) < have:
            raise Objection("a weak pair can be lifted")
        fixed.append((at, have))


def _proved(problem: Problem, above: Core, limits: Limits, claims: Claims, pairs: int) -> int:
    """The bound that the certificate proves, in thousandths, without the pins.

    `above` is the core without the pairs below the threshold.
    """
    certificate = claims.certificate
    times = certificate.scale // THOUSANDTHS
    prices = certificate.conditions
    if certificate.stages or len(prices) != len(problem.conditions) or min(prices) < 0:
        raise Objection("the certificate proves something else")
    check_others(problem, above, certificate.mentees, certificate.mentors, times)
    p, q = certificate.mentees[above.rows], certificate.mentors[above.columns]
    if not len(p) or not len(q):
        if p.any() or q.any() or any(prices):
            raise Objection("a price is set where nothing is to be decided")
        return 0
    _check_tight(limits.priced(above, times, prices), p, q)
    paid = sum(price * need for price, need in zip(prices, limits.counts, strict=True))
    places = np.repeat(q, above.capacity)
    return (_largest(p, pairs) + _largest(places, pairs) - paid) // times


def _largest(prices: Prices, count: int) -> int:
    return int(np.sort(prices)[len(prices) - count :].sum())


def _check_tight(weights: Weights, p: Prices, q: Prices) -> None:
    """No pair is worth more than its two prices, and no price is higher than it must be."""
    possible = weights > -(1 << 57)
    lowest = min(int(weights[possible].min(initial=0)), 0)
    raised = np.where(possible, weights - lowest, weights)
    lifted = p - lowest
    wanted = highest(raised, np.arange(len(p)), lifted)
    if (wanted > q).any():
        raise Objection("a pair is worth more than its two prices")
    if ((wanted < q) & (q != 0)).any():
        raise Objection("a mentor's price is higher than it must be")
    needed = highest(np.ascontiguousarray(raised.T), np.arange(len(q)), q)
    values, times = np.unique(lifted, return_counts=True)
    shared = (lifted == values[0]) & (times[0] > 1)
    if ((needed < lifted) & (lifted != 0) & ~shared).any():
        raise Objection("a mentee's price is higher than it must be")
