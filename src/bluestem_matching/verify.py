"""Checking a result against the people and the policy, trusting nothing it says.

Rules, scores, pairs, sums and prices are recounted on the full matrix. What has no short witness
(the largest number of pairs, the highest weakest pair) is found with an algorithm of the checker's
own (`alternating`). Prices prove by weak duality: no matching is worth more than the prices of the
people in it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from bluestem_matching.alternating import enlarge
from bluestem_matching.claims import Claims, Objection, read_claims
from bluestem_matching.core import Core
from bluestem_matching.explain import match_of
from bluestem_matching.policy import OBJECTIVES
from bluestem_matching.problem import Problem
from bluestem_matching.recount import recount_sums, recount_words
from bluestem_matching.result import Matching
from bluestem_matching.scoring import FORBIDDEN
from bluestem_matching.verify_prices import check_prices, check_stages
from bluestem_matching.words import LANGUAGES, conflict


@dataclass(frozen=True)
class Verdict:
    """Whether a result is proved, and in words why or why not."""

    proved: bool
    words: str


def verify(problem: Problem, result: Any) -> Verdict:
    """Check a result as `result_json` writes it against a problem built anew from the input.

    The objective is the result's. Cost: O(mentees × mentors) and a breadth-first search or two;
    leximin that for each of its levels.
    """
    try:
        claims = read_claims(problem, result)
        _check(replace(problem, objective=claims.objective), claims)
    except Objection as objection:
        return Verdict(False, str(objection))
    if claims.status == "impossible":
        return Verdict(True, "no matching can be")
    if claims.status == "best known":
        return Verdict(True, f"no matching is more than {claims.gap} thousandths better")
    return Verdict(True, "no matching is better")


def _check(problem: Problem, claims: Claims) -> None:
    if claims.objective not in OBJECTIVES:
        raise Objection(f"unknown objective {claims.objective!r}")
    if claims.status == "impossible":
        _check_impossible(problem, claims)
        return
    if problem.conflicts:
        raise Objection("the pins contradict each other, so no matching can be")
    if claims.conflict:
        raise Objection("a conflict is named although there are pairs")
    check_pairs(problem, claims)
    recount_sums(problem, claims)
    _check_proof(problem, claims)
    recount_words(problem, claims)


def _check_proof(problem: Problem, claims: Claims) -> None:
    core = Core.of(problem)
    if problem.conditions:
        from bluestem_matching.verify_side import check_with_conditions  # needs the slower milp

        check_with_conditions(problem, core, claims)
        return
    check_number_of_pairs(core, claims.matching)
    check_threshold(problem, core, claims)
    if claims.objective == "leximin":
        check_stages(problem, core, claims)
    else:
        check_prices(problem, core, claims)


def _check_impossible(problem: Problem, claims: Claims) -> None:
    if claims.matching.pairs:
        raise Objection("an impossible problem has no pairs")
    conflicts = problem.conflicts
    if not conflicts and problem.conditions:
        from bluestem_matching.side import contradiction  # needs the slower milp

        conflicts = contradiction(problem)
    if not conflicts:
        raise Objection("nothing stands against a matching")
    said = [[conflict(language, found) for found in conflicts] for language in LANGUAGES]
    if claims.conflict not in said:
        raise Objection("the conflict is another one")


def check_pairs(problem: Problem, claims: Claims) -> None:
    """Every pair may be, nobody is in too many, every pin and condition is kept."""
    pairs = claims.matching.pairs
    for pair in pairs:
        if problem.scores[pair] == FORBIDDEN:
            raise Objection(f"{problem.name_of(pair)} may not be a pair")
    _check_times([row for row, _column in pairs], [1] * len(problem.mentees), problem.mentees)
    _check_times([column for _row, column in pairs], problem.capacity.tolist(), problem.mentors)
    for pair in problem.pins:
        if pair not in pairs:
            raise Objection(f"{problem.name_of(pair)} is pinned and missing")
    for condition in problem.conditions:
        if not condition.holds(pairs):
            raise Objection(f"the side condition {condition.name!r} is broken")


def _check_times(people: list[int], most: list[int], names: tuple[str, ...]) -> None:
    for person, times in Counter(people).items():
        if times > most[person]:
            raise Objection(f"{names[person]} is in {times} pairs")


def check_number_of_pairs(core: Core, matching: Matching) -> None:
    """No matching has more pairs."""
    match = match_of(core, matching)
    have = int((match >= 0).sum())
    if have == core.at_most:
        return
    more = enlarge(core.weights >= 0, core.capacity, match, have + 1)
    if int((more >= 0).sum()) > have:
        raise Objection("more pairs are possible")


def check_threshold(problem: Problem, core: Core, claims: Claims) -> None:
    """The weakest pair is where the certificate says, and no matching lifts it higher."""
    matching, threshold = claims.matching, claims.certificate.threshold
    expected = None if claims.objective == "total" else matching.weakest
    if threshold != expected:
        raise Objection("the threshold is not the weakest pair")
    if threshold is None or any(problem.scores[pair] == threshold for pair in problem.pins):
        return
    match = match_of(core, matching)
    have = int((match >= 0).sum())
    rows = np.flatnonzero(match >= 0)
    weak = rows[core.weights[rows, match[rows]] <= threshold]
    lifted = match.copy()
    lifted[weak] = -1
    lifted = enlarge(core.weights > threshold, core.capacity, lifted, have)
    if int((lifted >= 0).sum()) == have:
        raise Objection("the weakest pair can be higher")
