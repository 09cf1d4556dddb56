from __future__ import annotations

import contextlib
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from bluestem_matching.alternating import enlarge
from bluestem_matching.core import Core
from bluestem_matching.explain import blocking_pairs
from bluestem_matching.faults import InputRefused
from bluestem_matching.largest import most_pairs
from bluestem_matching.policy_file import read_policy
from bluestem_matching.problem import Problem
from bluestem_matching.solve import solve
from bluestem_matching.tests.cases import solved
from bluestem_matching.text import Likeness, words
from bluestem_matching.values import as_points, key, keys, thousandths
from bluestem_matching.verify import verify
from bluestem_matching.whatif import what_if

OBJECTIVES = st.sampled_from(["total", "fair", "leximin"])
SCORES = arrays.arrays(
    np.int32, st.tuples(st.integers(1, 7), st.integers(1, 7)), elements=st.integers(-1, 9)
)
CALM = settings(deadline=None, max_examples=60, derandomize=True)


@st.composite
def problems(draw: Any, objective: Any = OBJECTIVES) -> Problem:
    scores = draw(SCORES)
    capacity = draw(st.lists(st.integers(0, 3), min_size=len(scores.T), max_size=len(scores.T)))
    return Problem.of(scores, capacity=capacity, objective=draw(objective))


@CALM
@given(problems())
def test_every_result_is_proved_by_the_checker(problem: Problem) -> None:
    assert verify(problem, solved(problem)).proved


@CALM
@given(problems(), st.randoms(use_true_random=False))
def test_order_of_people_changes_neither_total_nor_weakest(problem: Problem, draw: Any) -> None:
    rows, columns = list(range(len(problem.mentees))), list(range(len(problem.mentors)))
    draw.shuffle(rows)
    draw.shuffle(columns)
    other = Problem.of(
        problem.scores[np.ix_(rows, columns)],
        capacity=problem.capacity[columns],
        objective=problem.objective,
    )
    one, two = solve(problem), solve(other)
    assert (len(one.pairs), one.total, one.weakest) == (len(two.pairs), two.total, two.weakest)


@CALM
@given(problems())
def test_objectives_keep_their_order(problem: Problem) -> None:
    scores, capacity = problem.scores, problem.capacity
    found = {
        name: solve(Problem.of(scores, capacity=capacity, objective=name))
        for name in ("total", "fair", "leximin")
    }
    assert len({len(matching.pairs) for matching in found.values()}) == 1
    assert found["total"].total >= found["fair"].total >= found["leximin"].total
    if found["total"].pairs:
        weakest = found["total"].weakest
        assert weakest is not None
        assert found["fair"].weakest == found["leximin"].weakest >= weakest


@CALM
@given(problems(st.just("total")))
def test_points_more_for_everybody_change_no_pair(problem: Problem) -> None:
    more = np.where(problem.scores < 0, -1, problem.scores + 5).astype(np.int32)
    other = Problem.of(more, capacity=problem.capacity)
    assert solve(other).pairs == solve(problem).pairs


@CALM
@given(problems())
def test_two_ways_find_the_same_largest_number(problem: Problem) -> None:
    core = Core.of(problem)
    nobody = np.full(len(core.rows), -1, dtype=np.intp)
    match = enlarge(core.weights >= 0, core.capacity, nobody, core.at_most)
    assert int((match >= 0).sum()) == most_pairs(core)
    taken = np.bincount(match[match >= 0], minlength=len(core.columns))
    assert (taken <= core.capacity).all()


@CALM
@given(problems(st.just("total")), st.data())
def test_what_if_never_gains_while_pairs_are_as_many(problem: Problem, data: Any) -> None:
    pair = (
        data.draw(st.integers(0, len(problem.mentees) - 1)),
        data.draw(st.integers(0, len(problem.mentors) - 1)),
    )
    found = what_if(problem, pair)
    if found.allowed:
        lost = sum(after is None for _row, _before, after in found.changed)
        gained = sum(before is None for _row, before, _after in found.changed)
        assert found.cost is not None
        assert found.cost >= 0 or lost > gained
    else:
        assert problem.scores[pair] < 0 or problem.capacity[pair[1]] == 0


@CALM
@given(problems())
def test_blocking_pairs_would_both_gain(problem: Problem) -> None:
    matching = solve(problem)
    have = {row: int(problem.scores[row, column]) for row, column in matching.pairs}
    for row, column in blocking_pairs(problem, matching):
        score = int(problem.scores[row, column])
        held = [have[r] for r, c in matching.pairs if c == column]
        assert score > have.get(row, -1)
        assert len(held) < problem.capacity[column] or score > min(held)


@CALM
@given(st.text(max_size=200))
def test_any_text_as_a_policy_is_read_or_refused_with_a_line(text: str) -> None:
    found = []
    with contextlib.suppress(InputRefused):
        found.append(read_policy(text))
    if not found:
        with pytest.raises(InputRefused) as refused:
            read_policy(text)
        assert all(fault.line >= 1 and fault.cure for fault in refused.value.faults)


@CALM
@given(st.text(max_size=30))
def test_key_of_a_key_is_itself(text: str) -> None:
    assert key(key(text)) == key(text)
    assert key(f" {text}\t") == key(text)
    assert all(key(value) == value for value in keys(text, ";"))


@CALM
@given(st.integers(0, 100_000))
def test_points_outside_are_the_thousandths_inside(units: int) -> None:
    from decimal import Decimal

    assert thousandths(Decimal(str(as_points(units)))) == units


TEXTS = st.lists(
    st.sampled_from(["", "grant writing", "grant", "l’écriture", "Écriture!"]), max_size=5
)


@CALM
@given(TEXTS, TEXTS)
def test_likeness_is_between_nothing_and_all_and_full_for_the_same_text(
    left: list[str], right: list[str]
) -> None:
    points = Likeness.of(left, right, 7000).block(slice(0, len(left)))
    assert points.shape == (len(left), len(right))
    assert ((points >= 0) & (points <= 7000)).all()
    for row, one in enumerate(left):
        for column, two in enumerate(right):
            if words(one) and words(one) == words(two):
                assert points[row, column] == 7000
