from __future__ import annotations

import time

import numpy as np
import pytest

from bluestem_matching.best import best_matchings
from bluestem_matching.problem import Problem
from bluestem_matching.tests.brute import problem_of
from bluestem_matching.whatif import what_if


def largest_totals(problem: Problem, matchings: list[tuple[tuple[int, int], ...]]) -> list[int]:
    most = max((len(pairs) for pairs in matchings), default=0)
    sums = [sum(int(problem.scores[p]) for p in pairs) for pairs in matchings if len(pairs) == most]
    return sorted(sums, reverse=True)


@pytest.mark.parametrize(("first", "count", "conditions"), [(0, 120, 0), (500, 25, 1)])
def test_k_best_are_the_k_best_of_all_matchings(first: int, count: int, conditions: int) -> None:
    for seed in range(first, first + count):
        problem, matchings = problem_of(seed, "total", largest=4, conditions=conditions)
        found = best_matchings(problem, 7)
        assert [matching.total for matching in found] == largest_totals(problem, matchings)[:7]
        assert len({matching.pairs for matching in found}) == len(found)
        valid = {tuple(sorted(pairs)) for pairs in matchings}
        assert all(matching.pairs in valid for matching in found)


@pytest.mark.parametrize(("first", "count", "conditions"), [(0, 150, 0), (500, 30, 1)])
def test_what_if_costs_what_forcing_the_pair_costs(first: int, count: int, conditions: int) -> None:
    for seed in range(first, first + count):
        problem, matchings = problem_of(seed, "total", largest=4, conditions=conditions)
        n, m = problem.scores.shape
        if not n or not m:
            continue
        pair = seed % n, seed % m
        with_pair = [pairs for pairs in matchings if pair in pairs]
        found = what_if(problem, pair)
        assert found.allowed == bool(with_pair)
        if with_pair:
            assert found.total == largest_totals(problem, with_pair)[0]
            assert found.cost == largest_totals(problem, matchings)[0] - found.total


def test_what_if_leaves_others_where_they_are() -> None:
    scores = np.zeros((6, 6), dtype=np.int32)
    scores[np.arange(6), np.arange(6)] = 10
    found = what_if(Problem.of(scores), (0, 1))
    assert found.cost == 20
    assert found.changed == ((0, 0, 1), (1, 1, 0))


def test_what_if_for_a_pair_of_the_matching_changes_nothing() -> None:
    found = what_if(Problem.of(np.array([[3, 1], [1, 3]], dtype=np.int32)), (1, 1))
    assert (found.allowed, found.cost, found.changed) == (True, 0, ())


def test_what_if_for_a_pinned_mentee_with_another_mentor_is_not_allowed() -> None:
    problem = Problem.of(np.ones((2, 2), dtype=np.int32), pins=[(0, 0)])
    assert not what_if(problem, (0, 1)).allowed


def test_what_if_answers_within_200_ms_at_a_hundred_people() -> None:
    scores = np.random.default_rng(5).integers(0, 101, (100, 100)).astype(np.int32) * 1000
    problem = Problem.of(scores)
    slowest = 0.0
    for pair in [(0, 99), (50, 3), (99, 0)]:
        start = time.process_time()
        what_if(problem, pair)
        slowest = max(slowest, time.process_time() - start)
    assert slowest < 0.2


def test_contradictory_pins_have_no_best_matchings() -> None:
    problem = Problem.of(np.ones((1, 2), dtype=np.int32), pins=[(0, 0), (0, 1)])
    assert best_matchings(problem, 3) == []
