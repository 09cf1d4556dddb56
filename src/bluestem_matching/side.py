"""The best matching under side conditions, with a bound that is proved on the full matrix.

The conditions are priced until the plain assignment is as low a bound as prices give. Often a
matching that is worth as much keeps them: between two that are met, or drawn by lot from the ties.
Otherwise the pairs that are nearly worth their prices go into a whole-number program. Pairs that
are left out are so far below their prices that no better matching could use them: this is checked
on the full matrix, and they are taken in where it is not so.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from bluestem_matching.certificate import Certificate, for_everybody
from bluestem_matching.conditions import Limits, bound_of
from bluestem_matching.core import Core, Places, no_of, total_of
from bluestem_matching.exactly import assign_exactly
from bluestem_matching.integer import Program
from bluestem_matching.lagrange import Relaxed, relax
from bluestem_matching.largest import most_pairs
from bluestem_matching.prices import Proof, prove
from bluestem_matching.problem import Conflict, Pair, Problem
from bluestem_matching.result import Matching
from bluestem_matching.values import THOUSANDTHS

_SMALL = 20_000
"""Up to so many pairs the program takes all of them."""

_MANY = 200_000
"""More pairs than this are not added to a program that has a matching."""

_NEAR = 10
"""Pairs per person that a larger program starts with."""

_DRAWS = 4
"""How often lots are drawn before a program is asked."""

_LOTS = 1 << 10


def solve_with_conditions(problem: Problem) -> Matching:
    """The best matching found for the objective, and what no matching can exceed.

    Cost: about ten assignments and one whole-number program; `fair` one check for each halving of
    the scores, `leximin` one program for each level. Several conditions on a large problem may
    need minutes.
    """
    core = Core.of(problem)
    limits = Limits.of(problem, core)
    pairs = most_pairs_within(core, limits)
    if pairs is None:
        return Matching("impossible", problem.objective, conflicts=_contradiction(problem, core))
    threshold = None
    if problem.objective != "total":
        threshold, core = _lifted(problem, core, limits, pairs)
    relaxed = relax(core, limits, pairs)
    if problem.objective == "leximin":
        match = _leximin(core, limits, pairs)
    else:
        at_bound = _at_bound(core, limits, pairs, relaxed)
        match = _whole(core, limits, pairs, relaxed) if at_bound is None else at_bound
    return _result(problem, core, match, relaxed, threshold)


def contradiction(problem: Problem) -> tuple[Conflict, ...]:
    """The fewest conditions that cannot hold together, or nothing if all can."""
    core = Core.of(problem)
    if most_pairs_within(core, Limits.of(problem, core)) is not None:
        return ()
    return _contradiction(problem, core)


def _contradiction(problem: Problem, core: Core) -> tuple[Conflict, ...]:
    kept = tuple(range(len(problem.conditions)))
    for k in range(len(problem.conditions)):
        fewer = tuple(place for place in kept if place != k)
        if most_pairs_within(core, Limits.of(problem, core, fewer)) is None:
            kept = fewer
    names = tuple(problem.conditions[k].name for k in kept)
    return (Conflict("condition" if len(names) == 1 else "conditions", names),)


# ---- How many pairs, and how high the weakest


def most_pairs_within(core: Core, limits: Limits) -> int | None:
    """The largest number of pairs of a matching that keeps the conditions; None if none does."""
    if not limits.counts:
        return most_pairs(core)
    if len(limits.counts) == 1:
        return _most_with_one(core, limits)
    program = Program.of(core, limits)
    match = program.best(np.ones(len(program.rows), dtype=np.int64))
    return None if match is None else int((match >= 0).sum())


def _most_with_one(core: Core, limits: Limits) -> int | None:
    """With one condition: as long as more pairs can keep it, fewer can (down to its count)."""
    low = max(limits.counts[0], 0)
    high = most_pairs(core)
    if low > high or not fits(core, limits, low):
        return None
    while low < high:
        middle = (low + high + 1) // 2
        if fits(core, limits, middle):
            low = middle
        else:
            high = middle - 1
    return low


def fits(core: Core, limits: Limits, pairs: int) -> bool:
    """Whether a matching with exactly so many pairs keeps the conditions."""
    if len(limits.counts) == 1:
        match = assign_exactly(core, limits.gains[0], pairs)
        return match is not None and limits.hold(match)
    program = Program.of(core, limits)
    return program.best(np.zeros(len(program.rows), dtype=np.int64), pairs) is not None


def _lifted(problem: Problem, core: Core, limits: Limits, pairs: int) -> tuple[int | None, Core]:
    """The highest weakest pair, and the core without what is below it."""
    pinned = min((int(problem.scores[pair]) for pair in problem.pins), default=None)
    if not pairs:
        return pinned, core
    levels = np.unique(core.weights[core.weights >= 0])
    if pinned is not None:
        levels = np.unique(np.minimum(levels, pinned))
    first, last = 0, len(levels) - 1
    while first < last:
        middle = (first + last + 1) // 2
        if fits(core.above(int(levels[middle])), limits, pairs):
            first = middle
        else:
            last = middle - 1
    threshold = int(levels[first])
    return threshold, core.above(threshold)


# ---- The pairs


def _whole(core: Core, limits: Limits, pairs: int, relaxed: Relaxed) -> Places:
    """The best matching that keeps the conditions, among the pairs that could matter.

    A pair that is further below its prices than a known matching is below the bound can be in no
    better one. Where that leaves more than `_SMALL` pairs, the nearest come first and the rest
    after them; a matching that reaches the bound needs no second look. More than `_MANY` are not
    added: what is then open is stated as the gap.
    """
    slack = _slack(core, limits, relaxed)
    possible = core.weights >= 0
    near = possible
    if relaxed.keeping is not None and limits.hold(relaxed.keeping):
        near = possible & (slack <= _gap(core, relaxed, relaxed.keeping))
    if int(near.sum()) > _SMALL:
        near = _nearest(slack, _NEAR * max(core.weights.shape)) & possible
    match = _best_among(core, limits, pairs, near)
    highest = bound_of(core, pairs, relaxed.bound)
    while match is None or total_of(core.weights, match) < highest:
        gap = slack.max() if match is None else _gap(core, relaxed, match)
        needed = possible & (slack <= gap)
        fresh = int((needed & ~near).sum())
        if not fresh or (match is not None and fresh > _MANY):
            break
        near = near | needed
        match = _best_among(core, limits, pairs, near)
    assert match is not None
    return match


def _at_bound(core: Core, limits: Limits, pairs: int, relaxed: Relaxed) -> Places | None:
    """A matching that keeps the conditions and cannot be exceeded, where one is easily found."""
    highest = bound_of(core, pairs, relaxed.bound)
    for match in _at_hand(core, limits, pairs, relaxed):
        if limits.hold(match) and total_of(core.weights, match) == highest:
            return match
    return None


def _at_hand(core: Core, limits: Limits, pairs: int, relaxed: Relaxed) -> Iterator[Places]:
    """What the prices found, then matchings drawn by lot from those that are worth as much.

    With many ties thousands of matchings are worth their prices, and the two that were met first
    may differ in everything. Lots break the ties, so that neighbours differ in a few pairs.
    """
    yield relaxed.match
    if relaxed.keeping is None:
        return
    yield relaxed.keeping
    ties = (_slack(core, limits, relaxed) == 0) & (core.weights >= 0)
    gain = limits.gains[0]
    for seed in range(_DRAWS):
        lots = np.random.default_rng(seed).integers(0, _LOTS, core.weights.shape)
        # dearer than any lot, so that the first matching of all has as few of the sort as can be
        weights = np.where(ties, lots + _LOTS * (int(gain.max()) - gain), no_of(lots))
        drawn = relax(core.with_weights(weights), limits, pairs)
        yield drawn.match if drawn.keeping is None else drawn.keeping


def _nearest(slack: NDArray[np.int64], count: int) -> NDArray[np.bool_]:
    """The pairs of least slack, equal ones drawn by a fixed seed so that they spread over all."""
    noise = np.random.default_rng(0).integers(0, 1 << 10, slack.shape)
    order = slack * (1 << 10) + noise
    limit = np.partition(order, count, axis=None)[count]
    nearest: NDArray[np.bool_] = order < limit
    return nearest


def _best_among(core: Core, limits: Limits, pairs: int, chosen: NDArray[np.bool_]) -> Places | None:
    program = Program.of(core, limits, chosen)
    gain = core.weights[program.rows, program.columns].astype(np.int64)
    return program.best(gain, pairs)


def _gap(core: Core, relaxed: Relaxed, match: Places) -> int:
    """How far below its prices a pair of a better matching could be, in priced weights."""
    return (relaxed.bound + 1 - total_of(core.weights, match)) * relaxed.times


def _slack(core: Core, limits: Limits, relaxed: Relaxed) -> NDArray[np.int64]:
    """How far each pair is below its two prices: shape (n, m), 0 at the best ones."""
    proof = _proof(core, limits, relaxed)
    weights = limits.priced(core, relaxed.times, relaxed.prices)
    return proof.p[:, None] + proof.q[None, :] - weights


def _leximin(core: Core, limits: Limits, pairs: int) -> Places:
    """As few pairs as possible at the lowest level, then at the next, by one program each."""
    program = Program.of(core, limits)
    weights = core.weights[program.rows, program.columns]
    fixed: list[tuple[NDArray[np.bool_], int]] = []
    match = np.full(len(core.rows), -1, dtype=np.intp)
    for level in np.unique(weights).tolist():
        at = weights == level
        found = program.best(-at.astype(np.int64), pairs, fixed)
        assert found is not None
        match = found
        rows = np.flatnonzero(match >= 0)
        fixed.append((at, int((core.weights[rows, match[rows]] == level).sum())))
        if sum(count for _mask, count in fixed) == pairs:
            break
    return match


# ---- The proof


def _proof(core: Core, limits: Limits, relaxed: Relaxed) -> Proof:
    """Prices of people for the weights with the conditions' prices paid."""
    weights = limits.priced(core, relaxed.times, relaxed.prices)
    lowest = min(int(weights[core.weights >= 0].min(initial=0)), 0)
    raised = np.where(core.weights >= 0, weights - lowest, weights)
    proof = prove(core.with_weights(raised), relaxed.match)
    return Proof(proof.p + lowest, proof.q, proof.floor + lowest)


def _result(
    problem: Problem, core: Core, match: Places, relaxed: Relaxed, threshold: int | None
) -> Matching:
    limits = Limits.of(problem, core)
    proof = _proof(core, limits, relaxed)
    p, q = for_everybody(problem, core, proof, relaxed.times)
    rows = np.flatnonzero(match >= 0)
    chosen = zip(core.rows[rows].tolist(), core.columns[match[rows]].tolist(), strict=True)
    pairs: list[Pair] = [*problem.pins, *chosen]
    pinned = sum(int(problem.scores[pair]) for pair in problem.pins)
    certificate = Certificate(
        THOUSANDTHS * relaxed.times, p, q, threshold, conditions=relaxed.prices
    )
    bound = bound_of(core, len(rows), relaxed.bound) + pinned
    return Matching.of(problem, pairs, certificate, bound)
