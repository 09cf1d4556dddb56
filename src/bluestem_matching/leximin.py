"""Leximin: the weakest pair as high as can be, then the second weakest, and so on.

With as many pairs as possible fixed, this is to have as few pairs as possible at the lowest level
of scores, among those as few as possible at the next level, and so on. Each level is one
assignment on what the levels before have left, with prices of its own.
"""

from __future__ import annotations

import numpy as np

from bluestem_matching.assignment import assign
from bluestem_matching.certificate import Certificate, Stage, empty
from bluestem_matching.core import Core, Places
from bluestem_matching.face import Face
from bluestem_matching.largest import highest_threshold, most_pairs
from bluestem_matching.prices import Prices, Proof, prove
from bluestem_matching.problem import Problem
from bluestem_matching.result import Matching
from bluestem_matching.values import THOUSANDTHS


def solve_leximin(problem: Problem, core: Core) -> Matching:
    """The leximin matching with one proof for each level of its pairs.

    Cost: one assignment for each level of scores that its pairs have.
    """
    match, stages = _stages(problem, core)
    rows = np.flatnonzero(match >= 0)
    chosen = zip(core.rows[rows].tolist(), core.columns[match[rows]].tolist(), strict=True)
    pairs = [*problem.pins, *chosen]
    weakest = min((int(problem.scores[pair]) for pair in pairs), default=None)
    nothing = empty(problem)
    certificate = Certificate(
        THOUSANDTHS, nothing.mentees, nothing.mentors, weakest, stages=tuple(stages)
    )
    return Matching.of(problem, pairs, certificate)


def _stages(problem: Problem, core: Core) -> tuple[Places, list[Stage]]:
    nobody = np.full(len(core.rows), -1, dtype=np.intp)
    pairs = most_pairs(core)
    if not pairs:
        return nobody, []
    core = core.above(highest_threshold(core, pairs))
    match = assign(core)
    face = Face.of(core)
    stages = []
    for level in np.unique(core.weights[core.weights >= 0]).tolist():
        if not _count(core, match, level):
            continue
        face = face.from_level(level)
        counting = face.at_level(level)
        match = assign(counting)
        count = _count(core, match, level)
        if not count:
            continue
        proof = prove(counting, match)
        stages.append(_stage(problem, core, level, count, proof))
        face = face.narrowed(level, match, proof)
    return match, stages


def _count(core: Core, match: Places, level: int) -> int:
    rows = np.flatnonzero(match >= 0)
    return int((core.weights[rows, match[rows]] == level).sum())


def _stage(problem: Problem, core: Core, level: int, count: int, proof: Proof) -> Stage:
    n, m = problem.scores.shape
    p: Prices = np.zeros(n, dtype=np.int64)
    q: Prices = np.zeros(m, dtype=np.int64)
    p[core.rows], q[core.columns] = proof.p, proof.q
    return Stage(level, count, p, q)
