"""The best matching by trying all of them: slow, short and independent of the package."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bluestem_matching.problem import Condition, Pair, Problem

Pairs = tuple[Pair, ...]


def all_matchings(
    scores: NDArray[Any],
    capacity: Sequence[int],
    pins: Sequence[Pair] = (),
    conditions: Sequence[Condition] = (),
) -> list[Pairs]:
    """Every matching that keeps rules (-1), capacities, pins and conditions, largest or not."""
    wanted = set(pins)
    found: list[Pairs] = []

    def extend(row: int, left: list[int], chosen: list[Pair]) -> None:
        if row == len(scores):
            if wanted <= set(chosen) and all(holds(condition, chosen) for condition in conditions):
                found.append(tuple(chosen))
            return
        extend(row + 1, left, chosen)
        for column, places in enumerate(left):
            if places and scores[row][column] >= 0:
                fewer = [*left[:column], places - 1, *left[column + 1 :]]
                extend(row + 1, fewer, [*chosen, (row, column)])

    extend(0, [int(places) for places in capacity], [])
    return found


def holds(condition: Condition, pairs: Sequence[Pair]) -> bool:
    """Counted anew, not with the condition's own method."""
    count = sum(1 for row, column in pairs if condition.mask[row][column])
    return count >= condition.count if condition.kind == "at_least" else count <= condition.count


def value(objective: str, scores: NDArray[Any], pairs: Pairs) -> tuple[Any, ...]:
    """What an objective compares matchings by: the larger the better."""
    heights = sorted(int(scores[pair]) for pair in pairs)
    if objective == "total":
        return len(heights), sum(heights)
    if objective == "fair":
        return len(heights), heights[0] if heights else 0, sum(heights)
    return len(heights), heights


def draw(
    seed: int, *, largest: int = 5, conditions: int = 0
) -> tuple[NDArray[np.int32], NDArray[np.int64], list[Pair], list[Condition]]:
    """A small random problem: few or many ties, rules, capacities from 0 to 3, sometimes pins."""
    random = np.random.default_rng(seed)
    n, m = (int(side) for side in random.integers(0, largest + 1, 2))
    unit = random.choice([1, 500, 1000])
    scores = random.integers(0, random.choice([2, 4, 20, 100]), (n, m)).astype(np.int32) * unit
    scores = scores.astype(np.int32)
    scores[random.random((n, m)) < random.choice([0, 0.3, 0.6])] = -1
    capacity = random.integers(0, 4, m) if random.random() < 0.5 else np.ones(m, dtype=np.int64)
    pins: list[Pair] = []
    if n and m and random.random() < 0.3:
        times = int(random.integers(1, 3))
        pins = [(int(random.integers(n)), int(random.integers(m))) for _time in range(times)]
    found = []
    for number in range(int(random.integers(1, conditions + 1)) if conditions else 0):
        kind = str(random.choice(["at_least", "at_most"]))
        mask = random.random((n, m)) < 0.5
        found.append(Condition(kind, int(random.integers(0, 4)), mask, f"condition {number}"))
    return scores, capacity.astype(np.int64), pins, found


def problem_of(seed: int, objective: str, **how: int) -> tuple[Problem, list[Pairs]]:
    """A random problem and all its matchings."""
    scores, capacity, pins, conditions = draw(seed, **how)
    problem = Problem.of(
        scores, capacity=capacity, pins=pins, conditions=conditions, objective=objective
    )
    return problem, all_matchings(scores, capacity, pins, conditions)
