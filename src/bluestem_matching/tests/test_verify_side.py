from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from bluestem_matching import verify_side
from bluestem_matching.claims import Claims, Objection, read_claims
from bluestem_matching.conditions import Limits, bound_of
from bluestem_matching.core import Core
from bluestem_matching.problem import Condition, Problem
from bluestem_matching.tests.brute import problem_of
from bluestem_matching.tests.cases import solved
from bluestem_matching.tests.tamper import tampered
from bluestem_matching.verify import verify

EVERYWHERE = np.ones((3, 3), dtype=np.bool_)
DIAGONAL = np.eye(3, dtype=np.bool_)
SCORES = [[9, 4, 4], [8, 7, 4], [7, 3, 2]]


def problem_with(
    *conditions: Condition, objective: str = "total", scores: Any = SCORES, **how: Any
) -> Problem:
    matrix = np.array(scores, dtype=np.int32)
    return Problem.of(matrix, conditions=list(conditions), objective=objective, **how)


def claim(problem: Problem, pairs: list[tuple[int, int]], **more: Any) -> Claims:
    """A result that has these pairs (row, column), otherwise as it was solved."""
    result = solved(problem)
    result["pairs"] = [
        {
            "mentor": problem.mentors[column],
            "mentee": problem.mentees[row],
            "score": int(problem.scores[row, column]) / 1000,
            "reasons": [],
        }
        for row, column in pairs
    ]
    result["certificate"].update(more)
    return read_claims(problem, result)


def objection(problem: Problem, claims: Claims) -> str:
    try:
        verify_side.check_with_conditions(problem, Core.of(problem), claims)
    except Objection as found:
        return str(found)
    return ""


AT_MOST_ONE = Condition("at_most", 1, EVERYWHERE, "one pair")
OFF_DIAGONAL = Condition("at_least", 2, ~DIAGONAL, "two off the diagonal")
ONE_ON = Condition("at_most", 1, DIAGONAL, "one on the diagonal")


@pytest.mark.parametrize("small", [0, 20_000])
@pytest.mark.parametrize(
    "conditions", [(AT_MOST_ONE,), (AT_MOST_ONE, Condition("at_least", 0, DIAGONAL, "nothing"))]
)
def test_fewer_pairs_than_the_conditions_allow_are_refused(
    small: int, conditions: tuple[Condition, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify_side, "_SMALL", small)
    problem = problem_with(*conditions)
    assert objection(problem, claim(problem, [(0, 0)])) == ""
    assert objection(problem, claim(problem, [])) == "more pairs are possible"


def test_no_more_pairs_than_without_conditions_need_be_sought(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_words: object) -> None:
        raise AssertionError("sought")

    scores = [[9, -1, -1], [8, -1, -1], [7, 3, 2]]
    problem = problem_with(ONE_ON, scores=scores)
    result = solved(problem)
    assert len(result["pairs"]) == 2
    monkeypatch.setattr(verify_side.Program, "of", fail)
    monkeypatch.setattr(verify_side, "fits", fail)
    assert verify(problem, result).proved


@pytest.mark.parametrize("small", [0, 20_000])
def test_weakest_pair_that_could_be_higher_is_refused(
    small: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify_side, "_SMALL", small)
    problem = problem_with(OFF_DIAGONAL, objective="fair")
    best = solved(problem)
    assert best["weakest"] == 0.004
    assert verify(problem, best).proved
    lower = claim(problem, [(0, 0), (1, 2), (2, 1)], threshold=0.003)
    assert objection(problem, lower) == "the weakest pair can be higher"
    other = claim(problem, [(0, 0), (1, 2), (2, 1)], threshold=0.004)
    assert objection(problem, other) == "the threshold is not the weakest pair"


def test_threshold_has_no_place_in_a_total() -> None:
    problem = problem_with(OFF_DIAGONAL)
    pairs = [(0, 0), (1, 2), (2, 1)]
    said = objection(problem, claim(problem, pairs, threshold=0.003))
    assert said == "the threshold is not the weakest pair"


def test_threshold_of_a_pinned_pair_is_as_high_as_it_can_be() -> None:
    problem = problem_with(OFF_DIAGONAL, objective="fair", pins=[(2, 1)])
    result = solved(problem)
    assert result["weakest"] == 0.003
    assert verify(problem, result).proved


def test_levels_of_leximin_are_sought_by_the_checker_itself() -> None:
    scores = [[1, 9, 9], [9, 5, 3], [9, 3, 2]]
    some = Condition("at_least", 1, DIAGONAL, "one on the diagonal")
    problem = problem_with(some, objective="leximin", scores=scores)
    core = Core.of(problem)
    limits = Limits.of(problem, core)
    verify_side._check_levels(core, limits, np.array([5, 9, 9]))
    with pytest.raises(Objection, match=r"^a weak pair can be lifted$"):
        verify_side._check_levels(core, limits, np.array([1, 3, 3]))
    with pytest.raises(Objection, match=r"^a weak pair can be lifted$"):
        verify_side._check_levels(core, limits, np.array([2, 9, 9]))
    with pytest.raises(Objection, match=r"^there is no such matching$"):
        verify_side._check_levels(core, limits, np.array([1, 1, 1, 1]))
    assert verify(problem, solved(problem)).proved


def test_leximin_under_a_condition_refuses_another_matching_of_the_same_weakest() -> None:
    scores = [[5, 9, 9], [5, 9, 6], [9, 6, 6]]
    none = Condition("at_most", 3, DIAGONAL, "any")
    problem = problem_with(none, objective="leximin", scores=scores)
    best = [pair["score"] for pair in solved(problem)["pairs"]]
    assert sorted(best) == [0.009, 0.009, 0.009]
    worse = claim(problem, [(0, 1), (1, 2), (2, 0)], threshold=0.006)
    assert objection(problem, worse) == "the weakest pair can be higher"


@pytest.mark.parametrize("objective", ["total", "fair", "leximin"])
def test_every_single_price_is_held_to_its_value(objective: str) -> None:
    problem = problem_with(OFF_DIAGONAL, ONE_ON, objective=objective, capacity=[1, 2, 0])
    result = solved(problem)
    assert verify(problem, result).proved
    certificate = result["certificate"]
    for side in ("mentors", "mentees"):
        for name in certificate[side]:
            for by in (-1, 1):
                certificate[side][name] += by
                verdict = verify(problem, result)
                assert not verdict.proved, (side, name, by)
                certificate[side][name] -= by


def test_prices_must_be_nothing_where_nothing_is_decided() -> None:
    problem = problem_with(AT_MOST_ONE, scores=[[9, 4, 4]] * 3, capacity=[0, 0, 0])
    result = solved(problem)
    assert verify(problem, result).proved
    result["certificate"]["conditions"] = [1]
    assert verify(problem, result).words == "a price is set where nothing is to be decided"
    result["certificate"]["conditions"] = [0]
    result["certificate"]["mentees"]["mentee 0"] = 1
    assert verify(problem, result).words == "a price is set where nothing is to be decided"


def test_pins_count_in_conditions_and_in_the_bound() -> None:
    problem = problem_with(ONE_ON, OFF_DIAGONAL, pins=[(0, 0)])
    result = solved(problem)
    assert verify(problem, result).proved
    assert result["bound"] >= result["total"] == 0.009 + 0.004 + 0.003
    raised = {**result, "bound": result["bound"] + 0.001, "gap": result["gap"] + 0.001}
    raised["status"] = "best known"
    assert verify(problem, raised).words == "the prices prove another bound"


def test_bound_is_lowered_to_a_sum_that_can_be() -> None:
    core = Core.of(Problem.of(np.array([[3000, 5000], [9000, -1]], dtype=np.int32)))
    assert bound_of(core, 2, 13_999) == 12_000
    assert bound_of(core, 2, 12_000) == 12_000
    assert bound_of(core, 0, 5) == 0
    even = Core.of(Problem.of(np.full((2, 2), 7, dtype=np.int32)))
    assert bound_of(even, 2, 20) == 14
    assert bound_of(even, 2, 13) == 13


@pytest.mark.parametrize("objective", ["total", "fair", "leximin"])
def test_random_changes_under_conditions_are_refused(objective: str) -> None:
    tried = 0
    for seed in range(400, 440):
        problem, matchings = problem_of(seed, objective, largest=4, conditions=2)
        if not matchings:
            continue
        for name, changed in tampered(problem, solved(problem), seed):
            assert not verify(problem, changed).proved, (seed, name)
            tried += 1
    assert tried > 60


def test_pairs_of_no_points_and_of_the_first_mentor_count_too() -> None:
    nothing = problem_with(AT_MOST_ONE, scores=[[0, 0, 0]] * 3)
    assert objection(nothing, claim(nothing, [(0, 0)])) == ""
    assert objection(nothing, claim(nothing, [])) == "more pairs are possible"
    only = np.ones((2, 1), dtype=np.bool_)
    twice = Condition("at_most", 1, only, "one"), Condition("at_most", 1, only, "again one")
    first = problem_with(*twice, scores=[[5], [5]], capacity=[2])
    assert objection(first, claim(first, [(0, 0)])) == ""
    assert objection(first, claim(first, [])) == "more pairs are possible"


def test_higher_threshold_counts_only_with_as_many_pairs() -> None:
    problem = problem_with(ONE_ON, objective="fair")
    assert verify(problem, solved(problem)).proved
    twice = problem_with(ONE_ON, ONE_ON, objective="fair")
    assert verify(twice, solved(twice)).proved


def test_leximin_is_held_to_its_levels_and_fair_is_not() -> None:
    scores = [[1, -1, -1], [-1, 100, 40], [-1, 40, 5]]
    any_pair = Condition("at_most", 3, EVERYWHERE, "any")
    problem = problem_with(any_pair, objective="leximin", scores=scores)
    worse = claim(problem, [(0, 0), (1, 1), (2, 2)], threshold=0.001)
    assert objection(problem, worse) == "a weak pair can be lifted"
    fair = problem_with(any_pair, objective="fair", scores=scores)
    assert objection(fair, claim(fair, [(0, 0), (1, 1), (2, 2)], threshold=0.001)) == ""


def test_stages_and_prices_of_other_conditions_prove_something_else() -> None:
    problem = problem_with(OFF_DIAGONAL)
    result = solved(problem)
    certificate = result["certificate"]
    stage = {
        "level": 0.001,
        "count": 1,
        "mentors": certificate["mentors"],
        "mentees": certificate["mentees"],
    }
    pairs = [(0, 0), (1, 2), (2, 1)]
    words = "the certificate proves something else"
    assert objection(problem, claim(problem, pairs, stages=[stage])) == words
    assert objection(problem, claim(problem, pairs, conditions=[0, 0])) == words
    assert objection(problem, claim(problem, pairs, conditions=[-1])) == words
