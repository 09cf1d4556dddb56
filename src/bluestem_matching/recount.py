"""Recounting what a result says about its pairs, its sums and the people without a pair."""

from __future__ import annotations

from bluestem_matching.claims import Claims, Objection
from bluestem_matching.problem import Problem
from bluestem_matching.result_json import result_json
from bluestem_matching.words import LANGUAGES


def _order(problem: Problem, claims: Claims) -> list[int]:
    """The places of the result's pairs in the order of the matching's."""
    rows = {name: k for k, name in enumerate(problem.mentees)}
    columns = {name: k for k, name in enumerate(problem.mentors)}
    places = [(rows[pair["mentee"]], columns[pair["mentor"]]) for pair in claims.raw["pairs"]]
    return sorted(range(len(places)), key=places.__getitem__)


def recount_sums(problem: Problem, claims: Claims) -> None:
    """Compare scores, total, weakest pair, gap and status with what is so. Raises: Objection."""
    matching = claims.matching
    scores = [claims.scores[k] for k in _order(problem, claims)]
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


def recount_words(problem: Problem, claims: Claims) -> None:
    """Compare reasons, people without a pair and blocking pairs, in the language of the result.

    Needs prices that are already proved: how much somebody is short by follows from them.
    Raises: Objection with the first difference.
    """
    said = claims.raw
    said_reasons = [said["pairs"][k]["reasons"] for k in _order(problem, claims)]
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
