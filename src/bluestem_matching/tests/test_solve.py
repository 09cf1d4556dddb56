from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from bluestem_matching.problem import Condition, Problem
from bluestem_matching.solve import solve
from bluestem_matching.tests.brute import problem_of, value
from bluestem_matching.tests.cases import goals_problem, solved
from bluestem_matching.verify import verify

OBJECTIVES = ("total", "fair", "leximin")


def assert_is_best(seed: int, objective: str, **how: int) -> None:
    problem, matchings = problem_of(seed, objective, **how)
    found = solve(problem)
    if not matchings:
        assert found.status == "impossible"
        assert found.conflicts
        return
    best = max(value(objective, problem.scores, pairs) for pairs in matchings)
    assert tuple(sorted(found.pairs)) in {tuple(sorted(pairs)) for pairs in matchings}
    assert value(objective, problem.scores, found.pairs) == best
    assert found.bound is not None
    assert found.bound >= found.total
    assert verify(problem, solved(problem)).proved


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_matching_equals_brute_force_on_small_problems(objective: str) -> None:
    for seed in range(150):
        assert_is_best(seed, objective)


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_matching_under_side_conditions_equals_brute_force(objective: str) -> None:
    for seed in range(1000, 1060):
        assert_is_best(seed, objective, largest=4, conditions=2)


def test_total_equals_scipy_on_three_hundred_people() -> None:
    scores = np.random.default_rng(3).integers(0, 101, (300, 320)).astype(np.int32) * 1000
    rows, columns = linear_sum_assignment(scores, maximize=True)
    assert solve(Problem.of(scores)).total == int(scores[rows, columns].sum())


def test_more_pairs_come_before_a_higher_total() -> None:
    scores = np.array([[100, 1], [90, -1]], dtype=np.int32)
    assert solve(Problem.of(scores)).pairs == ((0, 1), (1, 0))


def test_fair_lifts_the_weakest_pair_before_the_total() -> None:
    scores = np.array([[90, 50], [50, 20]], dtype=np.int32)
    assert solve(Problem.of(scores, objective="total")).weakest == 20
    assert solve(Problem.of(scores, objective="fair")).weakest == 50


def test_leximin_lifts_the_second_weakest_where_fair_looks_at_the_total() -> None:
    scores = np.array([[1, -1, -1], [-1, 100, 40], [-1, 40, 5]], dtype=np.int32)
    assert solve(Problem.of(scores, objective="fair")).total == 106
    assert solve(Problem.of(scores, objective="leximin")).total == 81


def test_capacity_larger_than_all_mentees_is_no_burden() -> None:
    found = solve(Problem.of(np.array([[5], [7]], dtype=np.int32), capacity=[10**8]))
    assert found.total == 12


@pytest.mark.parametrize("shape", [(0, 0), (0, 3), (3, 0)])
@pytest.mark.parametrize("objective", OBJECTIVES)
def test_nobody_on_a_side_gives_an_empty_proved_matching(
    shape: tuple[int, int], objective: str
) -> None:
    problem = Problem.of(np.zeros(shape, dtype=np.int32), objective=objective)
    found = solve(problem)
    assert (found.status, found.pairs, found.total, found.weakest) == ("optimal", (), 0, None)
    assert verify(problem, solved(problem)).proved


def test_unknown_objective_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="unknown objective 'best'"):
        solve(Problem.of(np.zeros((1, 1), dtype=np.int32), objective="best"))


def test_solving_changes_no_argument() -> None:
    problem = goals_problem()
    before = problem.scores.copy(), problem.capacity.copy()
    solve(problem)
    assert (problem.scores == before[0]).all()
    assert (problem.capacity == before[1]).all()


def test_condition_that_a_price_alone_cannot_meet_states_its_gap() -> None:
    # Two sorts that only come together: prices jump from no pair of the sort to two.
    scores = np.array([[10, 7], [7, 10]], dtype=np.int32) * 1000
    mask = np.array([[False, True], [True, False]])
    for kind, count in (("at_least", 1), ("at_least", 2)):
        problem = Problem.of(scores, conditions=[Condition(kind, count, mask, "crossed")])
        found = solve(problem)
        assert found.total == 14_000
        assert (found.status == "optimal") == (found.gap == 0)
        assert verify(problem, solved(problem)).proved
    assert (
        solve(Problem.of(scores, conditions=[Condition("at_least", 1, mask, "crossed")])).status
        == "best known"
    )


def test_conflict_names_the_fewest_conditions_that_cannot_hold() -> None:
    scores = np.ones((2, 2), dtype=np.int32)
    everywhere = np.ones((2, 2), dtype=np.bool_)
    conditions = [
        Condition("at_most", 2, everywhere, "harmless"),
        Condition("at_least", 2, everywhere, "two"),
        Condition("at_most", 1, everywhere, "one"),
    ]
    found = solve(Problem.of(scores, conditions=conditions))
    assert found.status == "impossible"
    assert [conflict.names for conflict in found.conflicts] == [("two", "one")]


@pytest.mark.parametrize(
    "scores",
    [np.zeros((2, 2)), np.zeros(3, dtype=np.int32), np.array([[-2]]), np.array([[1 << 30]])],
)
def test_scores_that_are_not_whole_thousandths_are_refused(scores: np.ndarray) -> None:
    with pytest.raises(ValueError, match="scores are"):
        Problem.of(scores)


def test_negative_capacity_is_refused() -> None:
    with pytest.raises(ValueError, match="capacity is"):
        Problem.of(np.zeros((1, 1), dtype=np.int32), capacity=[-1])
