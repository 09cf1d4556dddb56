"""Recounting what a result says about its pairs, its sums and the people without a pair."""

from __future__ import annotations

from typing import Any

from bluestem_matching.claims import Claims, Objection
from bluestem_matching.problem import Problem
from bluestem_matching.result_json import result_json
from bluestem_matching.words import LANGUAGES


def recount(problem: Problem, claims: Claims) -> None:
    """Compare scores, sums, reasons, the unmatched and blocking pairs with what is so.

    Raises: Objection with the first difference.
    """
    matching = claims.matching
    order = sorted(range(len(claims.scores)), key=lambda k: _place(problem, claims.raw["pairs"][k]))
    scores = [claims.scores[k] for k in order]
    for pair, said in zip(matching.pairs, scores, strict=True):
        if int(problem.scores[pair]) != said:
            raise Objection(f"the score of {problem.name_of(pair)} is another one")
    if claims.total != matching.total:
        raise Objection("the total is not the sum of the scores")
    if claims.weakest != matching.weakest:
        raise Objection("the weakest pair is another one")
    if claims.bound is None or claims.gap != claims.bound - claims.total:
        raise Objection("the gap is not the bound less the total")
    if claims.gap < 0 or (claims.status == "optimal") != (claims.gap == 0):
        raise Objection("the status does not fit the gap")
    _compare_words(problem, claims, order)


def _place(problem: Problem, entry: dict[str, Any]) -> tuple[int, int]:
    return problem.mentees.index(entry["mentee"]), problem.mentors.index(entry["mentor"])


def _compare_words(problem: Problem, claims: Claims, order: list[int]) -> None:
    """Reasons, people without a pair and blocking pairs, in the language they are written in."""
    said = claims.raw
    said_reasons = [said["pairs"][k]["reasons"] for k in order]
    wrong = []
    for language in LANGUAGES:
        true = result_json(problem, claims.matching, language)
        if said_reasons != [pair["reasons"] for pair in true["pairs"]]:
            wrong.append("the reasons are other ones")
        elif said["unmatched_mentees"] != true["unmatched_mentees"]:
            wrong.append("the mentees without a mentor are other ones")
        elif said["unmatched_mentors"] != true["unmatched_mentors"]:
            wrong.append("the mentors without a mentee are other ones")
        elif said["blocking_pairs"] != true["blocking_pairs"]:
            wrong.append("the blocking pairs are other ones")
        else:
            return
    raise Objection(wrong[-1] if wrong[0] == "the reasons are other ones" else wrong[0])
