from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from bluestem_matching.people import Pin
from bluestem_matching.problem import Condition, Problem
from bluestem_matching.tests.brute import problem_of
from bluestem_matching.tests.cases import goals_problem, solved
from bluestem_matching.tests.tamper import tampered
from bluestem_matching.verify import verify

Change = Callable[[dict[str, Any]], None]

PINS = (Pin("m3", "e3", "pin"), Pin("m1", "e1", "forbid"))
SIDE = """
[[side]]
kind = "at_least"
count = 2
where = "equal"
mentor = "town"
mentee = "town"
"""


def says(problem: Problem, change: Change) -> str:
    """What the checker says of the true result after a change; "" where it is still proved."""
    result = solved(problem)
    assert verify(problem, result).proved
    changed = copy.deepcopy(result)
    change(changed)
    verdict = verify(problem, changed)
    return "" if verdict.proved else verdict.words


def put(*path: Any, to: Any) -> Change:
    """A change of one value."""

    def change(result: dict[str, Any]) -> None:
        place: Any = result
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = to(place[path[-1]]) if callable(to) else to

    return change


def more(value: float) -> float:
    return value + 1


def drop(*path: Any) -> Change:
    def change(result: dict[str, Any]) -> None:
        place: Any = result
        for step in path[:-1]:
            place = place[step]
        del place[path[-1]]

    return change


FORM = [
    (drop("total"), "the result has other keys than it should"),
    (put("extra", to=1), "the result has other keys than it should"),
    (put("status", to="perfect"), "unknown status 'perfect'"),
    (put("objective", to=3), "unknown objective 3"),
    (put("objective", to="best"), "unknown objective 'best'"),
    (put("seconds", to=-1), "seconds are below 0"),
    (put("seconds", to="1"), "seconds is not a number"),
    (put("seconds", to=True), "seconds is not a number"),
    (put("seconds", to=float("nan")), "seconds is not a number"),
    (put("seconds", to=2**60), "seconds is not a number"),
    (put("total", to=None), "total is not a number"),
    (put("total", to=1.00001), "total has more than three decimals"),
    (put("weakest", to="x"), "weakest is not a number"),
    (put("bound", to="x"), "bound is not a number"),
    (put("gap", to="x"), "gap is not a number"),
    (put("pairs", to={}), "pairs is not a list"),
    (put("pairs", 0, to=[]), "a pair has other keys than it should"),
    (drop("pairs", 0, "score"), "a pair has other keys than it should"),
    (put("pairs", 0, "score", to="9"), "a score is not a number"),
    (put("pairs", 0, "mentor", to="m9"), "unknown person 'm9'"),
    (put("pairs", 0, "mentee", to=1), "unknown person 1"),
    (put("certificate", to=None), "the certificate has other keys than it should"),
    (drop("certificate", "threshold"), "the certificate has other keys than it should"),
    (put("certificate", "scale", to=100), "the scale is not a multiple of 1000"),
    (put("certificate", "scale", to=1500), "the scale is not a multiple of 1000"),
    (put("certificate", "scale", to=0), "the scale is not a multiple of 1000"),
    (put("certificate", "scale", to=1000.0), "scale is not a whole number"),
    (put("certificate", "scale", to=2000), "the scale is not that of the scores"),
    (put("certificate", "threshold", to="x"), "threshold is not a number"),
    (put("certificate", "conditions", to=0), "conditions is not a list"),
    (put("certificate", "conditions", to=["x"]), "a condition's price is not a whole number"),
    (put("certificate", "conditions", to=[0]), "the certificate proves something else"),
    (put("certificate", "stages", to=0), "stages is not a list"),
    (put("certificate", "stages", to=[1]), "a stage has other keys than it should"),
    (put("certificate", "mentors", to=[]), "the prices has other keys than it should"),
    (drop("certificate", "mentees", "e1"), "the prices has other keys than it should"),
    (put("certificate", "mentees", "e1", to=0.5), "a price is not a whole number"),
    (put("certificate", "mentees", "e1", to=True), "a price is not a whole number"),
    (put("certificate", "mentees", "e1", to=2**53 + 1), "a price is not a whole number"),
]

CONTENT = [
    (put("pairs", 0, "score", to=more), "the score of m1 with e1 is another one"),
    (put("total", to=more), "the total is not the sum of the scores"),
    (put("weakest", to=more), "the weakest pair is another one"),
    (put("weakest", to=None), "the weakest pair is another one"),
    (put("bound", to=more), "the gap is not the bound less the total"),
    (put("bound", to=None), "the gap is not the bound less the total"),
    (put("gap", to=more), "the gap is not the bound less the total"),
    (put("gap", to=None), "the gap is not the bound less the total"),
    (put("status", to="best known"), "the status does not fit the gap"),
    (put("conflict", to=["x"]), "a conflict is named although there are pairs"),
    (put("pairs", 0, "reasons", 0, "points", to=more), "the reasons are other ones"),
    (put("pairs", 0, "reasons", 0, "of", to=more), "the reasons are other ones"),
    (put("pairs", 0, "reasons", 0, "words", to="x"), "the reasons are other ones"),
    (put("unmatched_mentees", to=[]), "the mentees without a mentor are other ones"),
    (
        put("unmatched_mentees", 0, "short_by", to=7),
        "the mentees without a mentor are other ones",
    ),
    (put("unmatched_mentors", to=[]), "the mentors without a mentee are other ones"),
    (
        put("unmatched_mentors", 0, "reason", to="x"),
        "the mentors without a mentee are other ones",
    ),
    (
        put("blocking_pairs", to=[{"mentor": "m1", "mentee": "e1"}]),
        "the blocking pairs are other ones",
    ),
    (put("certificate", "threshold", to=1.0), "the threshold is not the weakest pair"),
    (
        put("certificate", "mentees", "e1", to=more),
        "a pair of the matching is not worth its two prices",
    ),
    (put("certificate", "mentors", "m4", to=more), "a price beside the pins is another one"),
]


@pytest.mark.parametrize(("change", "words"), FORM + CONTENT)
def test_changed_result_is_refused_with_its_reason(change: Change, words: str) -> None:
    assert says(goals_problem("total"), change) == words


def test_prices_are_checked_on_every_pair() -> None:
    problem = Problem.of(np.array([[9, 4], [4, 7]], dtype=np.int32))
    names = problem.mentees, problem.mentors

    def shift(result: dict[str, Any]) -> None:
        for side, by in zip(("mentees", "mentors"), (-20, 20), strict=True):
            for name in names[side == "mentors"][:1]:
                result["certificate"][side][name] += by

    assert says(problem, shift) == "a pair is worth more than its two prices"
    raised = put("certificate", "mentees", names[0][0], to=more)
    assert says(problem, raised) == "a pair of the matching is not worth its two prices"


def test_prices_of_the_unmatched_and_of_free_places_are_held_to_nothing() -> None:
    few_places = Problem.of(np.array([[9], [4]], dtype=np.int32))
    change = put("certificate", "mentees", "mentee 1", to=more)
    assert says(few_places, change) == "somebody without a pair has a price"
    few_mentees = Problem.of(np.array([[9, 4]], dtype=np.int32))
    change = put("certificate", "mentors", "mentor 1", to=more)
    assert says(few_mentees, change) == "a free place has a price"


def test_place_below_nothing_is_refused_while_another_one_is_free() -> None:
    problem = Problem.of(np.array([[9, 0]], dtype=np.int32))

    def change(result: dict[str, Any]) -> None:
        result["certificate"]["mentees"]["mentee 0"] += 10
        result["certificate"]["mentors"]["mentor 0"] -= 10

    assert says(problem, change) == "a free place has a price"


def test_prices_are_nothing_where_nothing_is_decided() -> None:
    problem = Problem.of(np.zeros((2, 0), dtype=np.int32))
    change = put("certificate", "mentees", "mentee 0", to=1)
    assert says(problem, change) == "a price is set where nothing is to be decided"
    pinned = Problem.of(np.ones((1, 1), dtype=np.int32), pins=[(0, 0)])
    change = put("certificate", "mentors", "mentor 0", to=1)
    assert says(pinned, change) == "a price beside the pins is another one"


def use(problem: Problem, pairs: list[tuple[str, str]]) -> Change:
    """Other pairs with true scores and sums, under the old certificate."""

    def change(result: dict[str, Any]) -> None:
        rows, columns = list(problem.mentees), list(problem.mentors)
        scores = [
            int(problem.scores[rows.index(mentee), columns.index(mentor)]) / 1000
            for mentor, mentee in pairs
        ]
        reasons = {(pair["mentor"], pair["mentee"]): pair["reasons"] for pair in result["pairs"]}
        result["pairs"] = [
            {
                "mentor": mentor,
                "mentee": mentee,
                "score": score,
                "reasons": reasons.get((mentor, mentee), []),
            }
            for (mentor, mentee), score in zip(pairs, scores, strict=True)
        ]
        result["total"] = result["bound"] = round(sum(scores), 3)
        result["weakest"] = min(scores)
        result["unmatched_mentees"] = result["unmatched_mentors"] = []
        result["blocking_pairs"] = []
        result["gap"] = 0.0

    return change


@pytest.mark.parametrize(
    ("pairs", "words"),
    [
        ([("mentor 0", "mentee 0"), ("mentor 1", "mentee 0")], "mentee 0 is in 2 pairs"),
        ([("mentor 0", "mentee 0"), ("mentor 0", "mentee 1")], "mentor 0 is in 2 pairs"),
        ([("mentor 2", "mentee 1")], "mentor 2 with mentee 1 may not be a pair"),
        ([("mentor 0", "mentee 1")], "mentor 2 with mentee 0 is pinned and missing"),
    ],
)
def test_pairs_that_cannot_be_are_refused(pairs: list[tuple[str, str]], words: str) -> None:
    scores = np.array([[9, 4, 1], [4, 7, -1]], dtype=np.int32)
    problem = Problem.of(scores, pins=[(0, 2)])
    assert says(problem, use(problem, pairs)) == words


def bare(scores: list[list[int]], objective: str = "total", **how: Any) -> Problem:
    return Problem.of(np.array(scores, dtype=np.int32), objective=objective, **how)


def test_fewer_pairs_than_possible_are_refused() -> None:
    problem = bare([[9, 4], [-1, 7], [-1, 3]])
    verdict = says(problem, use(problem, [("mentor 0", "mentee 0")]))
    assert verdict in {
        "more pairs are possible",
        "the mentees without a mentor are other ones",
    }


def test_number_of_pairs_and_threshold_are_found_by_the_checker_itself() -> None:
    from bluestem_matching.claims import Objection, read_claims
    from bluestem_matching.core import Core
    from bluestem_matching.verify import check_number_of_pairs, check_threshold

    problem = bare([[9, 4, 4], [8, 7, 4], [7, 3, -1]], "fair")
    core = Core.of(problem)
    result = solved(problem)
    claims = read_claims(problem, result)
    check_number_of_pairs(core, claims.matching)
    check_threshold(problem, core, claims)
    result["pairs"] = result["pairs"][:2]
    with pytest.raises(Objection, match=r"^more pairs are possible$"):
        check_number_of_pairs(core, read_claims(problem, result).matching)
    worse = solved(problem)
    for pair, column in zip(worse["pairs"], (2, 0, 1), strict=True):
        pair["mentor"] = f"mentor {column}"
    worse["certificate"]["threshold"] = 0.003
    with pytest.raises(Objection, match=r"^the weakest pair can be higher$"):
        check_threshold(problem, core, read_claims(problem, worse))


def test_threshold_may_be_that_of_a_pinned_pair() -> None:
    problem = bare([[1, 90], [90, 80]], "fair", pins=[(0, 0)])
    assert verify(problem, solved(problem)).proved


@pytest.mark.parametrize("objective", ["total", "fair", "leximin"])
def test_result_is_proved_in_either_language_and_not_in_a_mixture(objective: str) -> None:
    problem = goals_problem(objective, pins=PINS)
    french = solved(problem, "fr")
    assert verify(problem, french).proved
    french["pairs"][0]["reasons"] = solved(problem)["pairs"][0]["reasons"]
    assert verify(problem, french).words == "the reasons are other ones"


def test_verdict_says_what_is_proved() -> None:
    problem = goals_problem("total")
    assert verify(problem, solved(problem)).words == "no matching is better"
    assert verify(problem, []).words == "the result has other keys than it should"


# ---- Impossible


def test_impossible_is_proved_by_its_conflict_only() -> None:
    pins = (Pin("m1", "e1", "pin"), Pin("m1", "e1", "forbid"))
    problem = goals_problem("total", pins=pins)
    result = solved(problem)
    assert verify(problem, result).words == "no matching can be"
    assert verify(problem, {**result, "conflict": ["x"]}).words == "the conflict is another one"
    given = {**result, "certificate": {}}
    assert verify(problem, given).words == "an impossible problem has no certificate"
    with_pair = {**result, "pairs": solved(goals_problem("total"))["pairs"][:1]}
    assert verify(problem, with_pair).words == "an impossible problem has no pairs"
    possible = goals_problem("total")
    assert verify(possible, result).words == "nothing stands against a matching"
    words = "the pins contradict each other, so no matching can be"
    assert verify(problem, solved(possible)).words == words


def test_impossible_conditions_are_checked_too() -> None:
    possible = goals_problem("total", more=SIDE)
    problem = goals_problem("total", more=SIDE.replace("count = 2", "count = 9"))
    result = solved(problem)
    assert result["conflict"] == ["the side condition “at_least 9 equal: town” cannot hold"]
    assert verify(problem, result).proved
    assert verify(possible, result).words == "nothing stands against a matching"


# ---- Leximin


def test_stages_are_checked_level_by_level() -> None:
    problem = bare([[9, 4, 1], [4, 7, 1], [3, 3, 2]], "leximin")
    stages = ("certificate", "stages")
    assert says(problem, drop(*stages, 0)) == "the stages are not the levels of the pairs"
    assert says(problem, put(*stages, 0, "count", to=2)) == (
        "the stages are not the levels of the pairs"
    )
    assert says(problem, put(*stages, 0, "level", to=0.001)) == (
        "the stages are not the levels of the pairs"
    )
    assert says(problem, put(*stages, 0, "mentees", "mentee 0", to=more)) == (
        "a pair of the matching is not worth its two prices"
    )
    assert says(problem, put("certificate", "mentees", "mentee 0", to=1)) == (
        "leximin has prices in its stages only"
    )
    assert says(problem, put("certificate", "scale", to=2000)) == (
        "the certificate proves something else"
    )
    assert says(problem, put("certificate", "conditions", to=[0])) == (
        "the certificate proves something else"
    )


def test_numbers_of_a_stage_are_of_their_kind() -> None:
    problem = bare([[9, 4], [4, 7]], "leximin")
    stage = ("certificate", "stages", 0)
    assert says(problem, put(*stage, "level", to="x")) == "level is not a number"
    assert says(problem, put(*stage, "count", to=1.5)) == "count is not a whole number"
    assert says(problem, drop(*stage, "count")) == "a stage has other keys than it should"
    for side in ("mentors", "mentees"):
        change = put(*stage, side, to={})
        assert says(problem, change) == "the prices has other keys than it should"


def test_stage_price_of_somebody_pinned_is_nothing() -> None:
    problem = bare([[9, 4], [4, 7]], "leximin", pins=[(0, 0)])
    change = put("certificate", "stages", 0, "mentees", "mentee 0", to=1)
    assert says(problem, change) == "a price is set where nothing is to be decided"
    change = put("certificate", "stages", 0, "mentors", "mentor 0", to=1)
    assert says(problem, change) == "a price is set where nothing is to be decided"


def test_gap_is_refused_where_prices_leave_none() -> None:
    def pretend(result: dict[str, Any]) -> None:
        result["status"], result["gap"] = "best known", 1.0
        result["bound"] += 1

    assert says(bare([[9, 4], [4, 7]]), pretend) == "the prices leave no gap"
    assert says(bare([[9, 4], [4, 7]], "leximin"), pretend) == "the stages leave no gap"


# ---- Side conditions

CROSSED = np.array([[False, True], [True, False]])


def crossed(objective: str = "total", count: int = 1) -> Problem:
    condition = Condition("at_least", count, CROSSED, "crossed")
    return bare([[10000, 7000], [7000, 10000]], objective, conditions=[condition])


def test_gap_under_a_condition_is_stated_and_optimal_is_refused() -> None:
    problem = crossed()
    result = solved(problem)
    assert (result["status"], result["total"], result["bound"]) == ("best known", 14.0, 20.0 - 3)
    words = "no matching is more than 3000 thousandths better"
    assert verify(problem, result).words == words
    claimed = {**result, "status": "optimal"}
    assert verify(problem, claimed).words == "the status does not fit the gap"
    closed = {**claimed, "bound": 14.0, "gap": 0.0}
    assert verify(problem, closed).words == "the prices prove another bound"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (put("certificate", "conditions", 0, to=more), "a pair is worth more than its two prices"),
        (put("certificate", "conditions", to=[]), "the certificate proves something else"),
        (put("certificate", "conditions", 0, to=-1), "the certificate proves something else"),
        (put("certificate", "scale", to=2000), "a pair is worth more than its two prices"),
        (put("certificate", "threshold", to=7.0), "the threshold is not the weakest pair"),
        (
            put("certificate", "mentors", "mentor 0", to=more),
            "a mentee's price is higher than it must be",
        ),
    ],
)
def test_certificate_of_a_condition_is_checked(change: Change, words: str) -> None:
    said = says(crossed(count=2), change)
    assert said == words or (said and "higher than it must be" in words and "higher" in said)


def test_broken_condition_is_refused() -> None:
    problem = crossed(count=2)
    straight = [("mentor 0", "mentee 0"), ("mentor 1", "mentee 1")]
    words = "the side condition 'crossed' is broken"
    assert says(problem, use(problem, straight)) == words


# ---- At random


@pytest.mark.parametrize("objective", ["total", "fair", "leximin"])
def test_random_changes_of_random_results_are_refused(objective: str) -> None:
    tried = 0
    for seed in range(40):
        problem, matchings = problem_of(seed, objective)
        if not matchings:
            continue
        for name, changed in tampered(problem, solved(problem), seed):
            assert not verify(problem, changed).proved, (seed, name)
            tried += 1
    assert tried > 150
