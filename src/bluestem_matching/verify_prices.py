"""Checking prices on the full matrix: no pair above its two prices, and the sum is the total."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bluestem_matching.certificate import Certificate, for_everybody
from bluestem_matching.claims import Claims, Objection
from bluestem_matching.core import Core, Places, Weights
from bluestem_matching.edges import Edges
from bluestem_matching.explain import match_of
from bluestem_matching.face import Face
from bluestem_matching.prices import Prices, Proof, highest
from bluestem_matching.problem import Problem
from bluestem_matching.values import THOUSANDTHS


def check_prices(problem: Problem, core: Core, claims: Claims) -> None:
    """The certificate of `total` and `fair` proves the pairs. Raises: Objection."""
    certificate = claims.certificate
    if certificate.scale != THOUSANDTHS:
        raise Objection("the scale is not that of the scores")
    if certificate.conditions or certificate.stages:
        raise Objection("the certificate proves something else")
    threshold = certificate.threshold
    above = core if threshold is None else core.above(threshold)
    p, q = certificate.mentees, certificate.mentors
    check_others(problem, core, p, q)
    check_weights(above, match_of(core, claims.matching), p[core.rows], q[core.columns])
    if claims.gap != 0:
        raise Objection("the prices leave no gap")


def check_others(problem: Problem, core: Core, p: Prices, q: Prices, times: int = 1) -> None:
    """Prices of pinned mentees and of mentors without a free place are what they must be."""
    proof = Proof(p[core.rows], q[core.columns], 0)
    true_p, true_q = for_everybody(problem, core, proof, times)
    if (true_p != p).any() or (true_q != q).any():
        raise Objection("a price beside the pins is another one")


def check_weights(core: Core, match: Places, p: Prices, q: Prices) -> None:
    """Prices of a core prove that its matching has the highest weight of all with as many pairs.

    For k pairs no sum exceeds that of the k highest prices of rows and of places. Here all rows
    without a pair cost the same and no row less, places that stay free cost 0 and no place less:
    then the k highest are those of the matching, and its own sum is the bound.
    """
    check_proof(core.weights, core.capacity, match, Proof(p, q, 0))


def check_proof(
    weights: Weights | Edges, capacity: NDArray[np.int64], match: Places, proof: Proof
) -> None:
    """The same for weights of any form. Raises: Objection."""
    p, q = proof.p, proof.q
    if not len(match) or not len(q):
        if p.any() or q.any():
            raise Objection("a price is set where nothing is to be decided")
        return
    if (highest(weights, np.arange(len(p)), p) > q).any():
        raise Objection("a pair is worth more than its two prices")
    rows = np.flatnonzero(match >= 0)
    pairs = rows, match[rows]
    worth = weights.at(*pairs) if isinstance(weights, Edges) else weights[pairs]
    if (worth != p[rows] + q[match[rows]]).any():
        raise Objection("a pair of the matching is not worth its two prices")
    unmatched = p[match < 0]
    if (unmatched != min(0, int(p[rows].min(initial=0)))).any():
        raise Objection("somebody without a pair has a price")
    free = np.bincount(match[rows], minlength=len(q)) < capacity
    if q[free].any() or (free.any() and q.min() < 0):
        raise Objection("a free place has a price")


def check_stages(problem: Problem, core: Core, claims: Claims) -> None:
    """The stages of leximin prove the number of pairs at each level, from the weakest upwards.

    Each stage may rely on the ones before: what they leave are the pairs that are worth exactly
    their prices, and people whose price says that they must have a pair.
    """
    certificate = claims.certificate
    _check_form(certificate)
    if claims.gap != 0:
        raise Objection("the stages leave no gap")
    match = match_of(core, claims.matching)
    rows = np.flatnonzero(match >= 0)
    scores = core.weights[rows, match[rows]]
    levels, counts = np.unique(scores, return_counts=True)
    stated = [(stage.level, stage.count) for stage in certificate.stages]
    if stated != list(zip(levels.tolist(), counts.tolist(), strict=True)):
        raise Objection("the stages are not the levels of the pairs")
    face = Face.of(core)
    for stage in certificate.stages:
        face = face.from_level(stage.level)
        _check_zero_elsewhere(core, stage.mentees, stage.mentors)
        proof = Proof(stage.mentees[core.rows], stage.mentors[core.columns], 0)
        check_weights(face.at_level(stage.level), match, proof.p, proof.q)
        face = face.narrowed(stage.level, match, proof)


def _check_form(certificate: Certificate) -> None:
    if certificate.scale != THOUSANDTHS or certificate.conditions:
        raise Objection("the certificate proves something else")
    if certificate.mentees.any() or certificate.mentors.any():
        raise Objection("leximin has prices in its stages only")


def _check_zero_elsewhere(core: Core, p: Prices, q: Prices) -> None:
    others = np.delete(p, core.rows), np.delete(q, core.columns)
    if others[0].any() or others[1].any():
        raise Objection("a price is set where nothing is to be decided")
