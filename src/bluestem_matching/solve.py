"""The best matching for an objective, with its proof.

Every objective first makes as many pairs as possible. `total`: the highest sum. `fair`: the
weakest pair as high as possible, then the highest sum. `leximin`: the weakest, then the second
weakest, and so on.
"""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

from bluestem_matching.certificate import Certificate, for_everybody
from bluestem_matching.core import Core, Places
from bluestem_matching.largest import highest_threshold, most_pairs
from bluestem_matching.prices import Proof
from bluestem_matching.pricing import best_and_proof
from bluestem_matching.problem import Pair, Problem
from bluestem_matching.result import Matching
from bluestem_matching.values import THOUSANDTHS


def solve(problem: Problem) -> Matching:
    """The best matching for `problem.objective` under all pins, rules and side conditions.

    Cost: about one dense assignment for `total`, the same again for `fair`; `leximin` one for each
    level of scores; side conditions see `side`.
    Raises: ValueError for an unknown objective.
    """
    started = time.perf_counter()
    found = _solved(problem)
    return replace(found, seconds=round(time.perf_counter() - started, 3))


def _solved(problem: Problem) -> Matching:
    if problem.conflicts:
        return Matching("impossible", problem.objective, conflicts=problem.conflicts)
    if problem.conditions:
        from bluestem_matching.side import solve_with_conditions  # needs the slower milp

        return solve_with_conditions(problem)
    core = Core.of(problem)
    if problem.objective == "total":
        return _total(problem, core)
    if problem.objective == "fair":
        return _fair(problem, core)
    if problem.objective == "leximin":
        from bluestem_matching.leximin import solve_leximin

        return solve_leximin(problem, core)
    raise ValueError(f"unknown objective {problem.objective!r}")


def _total(problem: Problem, core: Core) -> Matching:
    match, proof = best_and_proof(core)
    certificate = _certificate(problem, core, proof, None)
    return Matching.of(problem, all_pairs(problem, core, match), certificate)


def _fair(problem: Problem, core: Core) -> Matching:
    threshold = fair_threshold(problem, core)
    above = core if threshold is None else core.above(threshold)
    match, proof = best_and_proof(above)
    certificate = _certificate(problem, above, proof, threshold)
    return Matching.of(problem, all_pairs(problem, core, match), certificate)


def fair_threshold(problem: Problem, core: Core) -> int | None:
    """The weakest pair of a fair matching, pinned pairs included; None without any."""
    pinned = min((int(problem.scores[pair]) for pair in problem.pins), default=None)
    pairs = most_pairs(core)
    if not pairs:
        return pinned
    return highest_threshold(core, pairs, pinned)


def _certificate(problem: Problem, core: Core, proof: Proof, threshold: int | None) -> Certificate:
    p, q = for_everybody(problem, core, proof)
    return Certificate(THOUSANDTHS, p, q, threshold)


def all_pairs(problem: Problem, core: Core, match: Places) -> list[Pair]:
    """The pairs of a matching of the core together with the pins."""
    rows = np.flatnonzero(match >= 0)
    chosen = zip(core.rows[rows].tolist(), core.columns[match[rows]].tolist(), strict=True)
    return [*problem.pins, *chosen]
