"""Changes to a true result that a checker must not let pass."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from typing import Any

from bluestem_matching.problem import Problem

Result = dict[str, Any]


def tampered(problem: Problem, result: Result, seed: int) -> Iterator[tuple[str, Result]]:
    """Results with one thing changed each, under the name of the change."""
    draw = random.Random(seed)
    for name, change in (
        ("swapped pairs", swapped),
        ("a changed number", changed_number),
        ("a changed price", changed_price),
        ("a broken rule", broken_rule),
        ("a lowered weakest pair", lowered_weakest),
        ("a pair left out", left_out),
        ("another status", other_status),
    ):
        value = copy.deepcopy(result)
        if change(problem, value, draw):
            yield name, value


def swapped(problem: Problem, result: Result, draw: random.Random) -> bool:
    """Two pairs exchange mentors, with true scores and a true sum."""
    pairs = result["pairs"]
    if len(pairs) < 2:
        return False
    one, two = draw.sample(pairs, 2)
    before = result["total"]
    one["mentor"], two["mentor"] = two["mentor"], one["mentor"]
    if one["mentor"] == two["mentor"]:
        return False
    for pair in (one, two):
        pair["score"] = score_of(problem, pair) / 1000
    result["total"] = round(sum(pair["score"] for pair in pairs), 3)
    result["weakest"] = min(pair["score"] for pair in pairs)
    return bool(result["total"] != before)


def changed_number(_problem: Problem, result: Result, draw: random.Random) -> bool:
    """One number of the result is another one."""
    names = ["total", "bound", "gap", "weakest"]
    names = [name for name in names if result[name] is not None]
    name = draw.choice([*names, "score", "threshold", "scale"])
    by = draw.choice([-0.001, 0.001, 1, -5])
    certificate = result["certificate"]
    if name == "score":
        if not result["pairs"]:
            return False
        draw.choice(result["pairs"])["score"] += by
    elif name == "threshold":
        if certificate["threshold"] is None:
            certificate["threshold"] = 0.0
        else:
            certificate["threshold"] += by
    elif name == "scale":
        certificate["scale"] += draw.choice([1, -1, 1000])
    else:
        result[name] = round(result[name] + by, 3)
    return True


def changed_price(_problem: Problem, result: Result, draw: random.Random) -> bool:
    """One price of the certificate, or of one of its stages, is another one."""
    certificate = result["certificate"]
    part = draw.choice([certificate, *certificate["stages"]])
    sides = [side for side in ("mentors", "mentees") if part[side]]
    if not sides:
        return False
    prices = part[draw.choice(sides)]
    prices[draw.choice(sorted(prices))] += draw.choice([-1000, -1, 1, 1000])
    return True


def broken_rule(problem: Problem, result: Result, draw: random.Random) -> bool:
    """Somebody gets a mentor she may not have."""
    for pair in draw.sample(result["pairs"], len(result["pairs"])):
        row = problem.mentees.index(pair["mentee"])
        bad = [j for j in range(len(problem.mentors)) if problem.scores[row, j] < 0]
        if bad:
            pair["mentor"] = problem.mentors[draw.choice(bad)]
            return True
    return False


def lowered_weakest(_problem: Problem, result: Result, _draw: random.Random) -> bool:
    """The weakest pair, and the threshold with it, are said to be lower."""
    if not result["weakest"]:
        return False
    result["weakest"] = round(result["weakest"] - 0.001, 3)
    if result["certificate"]["threshold"] is not None:
        result["certificate"]["threshold"] = result["weakest"]
    return True


def left_out(_problem: Problem, result: Result, draw: random.Random) -> bool:
    """One pair fewer, with a true sum."""
    if not result["pairs"]:
        return False
    gone = result["pairs"].pop(draw.randrange(len(result["pairs"])))
    result["total"] = round(result["total"] - gone["score"], 3)
    result["bound"] = result["total"]
    result["weakest"] = min((pair["score"] for pair in result["pairs"]), default=None)
    return True


def other_status(_problem: Problem, result: Result, _draw: random.Random) -> bool:
    """Optimal becomes best known, and the other way."""
    result["status"] = "best known" if result["status"] == "optimal" else "optimal"
    return True


def score_of(problem: Problem, pair: dict[str, Any]) -> int:
    """The true score of a pair of a result."""
    row, column = problem.mentees.index(pair["mentee"]), problem.mentors.index(pair["mentor"])
    return int(problem.scores[row, column])
