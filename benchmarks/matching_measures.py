"""One measure in this process: `matching_measures.py MEASURE PEOPLE KIND` prints a JSON value."""

from __future__ import annotations

import csv
import json
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from matching_cases import people, policy
from scipy.optimize import linear_sum_assignment

from bluestem_matching.cli.tables import read_people
from bluestem_matching.core import Core
from bluestem_matching.edges import Edges
from bluestem_matching.explain import match_of
from bluestem_matching.large import check_edges, solve_edges
from bluestem_matching.policy_file import read_policy
from bluestem_matching.prices import prove
from bluestem_matching.problem import Condition, Problem, build_problem
from bluestem_matching.result import Matching
from bluestem_matching.result_json import result_json
from bluestem_matching.scoring import Scoring
from bluestem_matching.solve import solve
from bluestem_matching.verify_prices import check_stages, check_weights

Found = dict[str, Any]


def scores_of(count: int, kind: str) -> np.ndarray[Any, np.dtype[np.int32]]:
    mentors, mentees = people(count)
    return Scoring.of(policy(with_text=kind == "text"), mentees, mentors).matrix()


def timed(work: Callable[[], object]) -> Found:
    start = time.process_time()
    work()
    return {"seconds": time.process_time() - start}


def unit(count: int, kind: str) -> Found:
    matrix = scores_of(count, kind).astype(np.float64)
    return timed(lambda: linear_sum_assignment(matrix, maximize=True))


def checked(problem: Problem, matching: Matching) -> None:
    """The proof of a matching held against the full matrix, as the checker does."""
    core = Core.of(problem)
    certificate = matching.certificate
    assert certificate is not None
    above = core if certificate.threshold is None else core.above(certificate.threshold)
    match = match_of(core, matching)
    check_weights(above, match, certificate.mentees[core.rows], certificate.mentors[core.columns])


def pipeline(count: int, kind: str) -> Found:
    """From the people's cells in memory (texts not yet counted) to a verified certificate."""
    mentors, mentees = people(count)
    rules = policy(with_text=kind == "text")

    def work() -> None:
        problem = build_problem(mentors, mentees, rules, objective="total")
        checked(problem, solve(problem))

    return timed(work)


def solve_only(count: int, kind: str) -> Found:
    problem = Problem.of(scores_of(count, kind), objective="total")
    return timed(lambda: solve(problem))


def proof(count: int, kind: str) -> Found:
    core = Core.of(Problem.of(scores_of(count, kind)))
    rows, columns = linear_sum_assignment(core.weights, maximize=True)
    match = np.full(count, -1, dtype=np.intp)
    match[rows] = columns

    def work() -> None:
        found = prove(core, match)
        check_weights(core, match, found.p, found.q)

    return timed(work)


def fair(count: int, kind: str) -> Found:
    from bluestem_matching.claims import Claims
    from bluestem_matching.verify import check_number_of_pairs, check_threshold

    problem = Problem.of(scores_of(count, kind), objective="fair")

    def work() -> None:
        matching = solve(problem)
        certificate = matching.certificate
        assert certificate is not None
        claims = Claims("optimal", "fair", [], matching, (), 0, None, None, None, certificate, {})
        core = Core.of(problem)
        check_number_of_pairs(core, matching)
        check_threshold(problem, core, claims)
        checked(problem, matching)

    return timed(work)


def leximin(count: int, kind: str) -> Found:
    from bluestem_matching.claims import Claims

    problem = Problem.of(scores_of(count, kind), objective="leximin")

    def work() -> None:
        matching = solve(problem)
        certificate = matching.certificate
        assert certificate is not None
        claims = Claims("optimal", "leximin", [], matching, (), 0, None, None, 0, certificate, {})
        check_stages(problem, Core.of(problem), claims)

    return timed(work)


def side(count: int, kind: str) -> Found:
    """At least a tenth more pairs of one sort than the best matching has by itself."""
    scores = scores_of(count, kind)
    mask = np.random.default_rng(1).random(scores.shape) < 0.3
    free = solve(Problem.of(scores, objective="total"))
    have = sum(bool(mask[pair]) for pair in free.pairs)
    needed = (have + count) // 2  # far enough that ties alone cannot reach it
    condition = Condition("at_least", needed, mask, "a sort")
    problem = Problem.of(scores, objective="total", conditions=[condition])
    start = time.process_time()
    found = solve(problem)
    seconds = time.process_time() - start
    assert found.bound is not None
    return {
        "seconds": seconds,
        "gap": found.gap,
        "bound": found.bound,
        "binding": found.total < free.total,
    }


def memory(count: int, kind: str) -> Found:
    start = time.process_time()
    mentors, mentees = people(count)
    problem = build_problem(mentors, mentees, policy(with_text=kind == "text"), objective="fair")
    checked(problem, solve(problem))
    return peak(start)


def low_memory(count: int, kind: str) -> Found:
    start = time.process_time()
    mentors, mentees = people(count)
    problem = build_problem(mentors, mentees, policy(with_text=kind == "text"), objective="total")
    checked(problem, solve(problem))
    return peak(start)


def peak(start: float) -> Found:
    mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": time.process_time() - start, "mib": mib}


def sparse(count: int, kind: str) -> Found:
    """20 candidates each, drawn at random; whole points with ties, or thousandths."""
    draw = np.random.default_rng(1)
    rows = np.repeat(np.arange(count), 20)
    columns = draw.integers(0, count, len(rows))
    codes = np.unique(rows * count + columns)
    values = draw.integers(0, 101, len(codes)) * 1000
    if kind == "text":
        values = draw.integers(0, 100_001, len(codes))
    edges = Edges.of(codes // count, codes % count, values, np.array([count, count]))
    capacity = np.ones(count, dtype=np.int64)

    def work() -> None:
        match, found = solve_edges(edges, capacity)
        check_edges(edges, capacity, match, found)

    return timed(work)


_PEER_POLICY = """
id = "email"
[[criterion]]
name = "grade"
kind = "gap"
mentor = "grade"
mentee = "grade"
from = 1
points = 60
[[criterion]]
name = "profession"
kind = "equal"
mentor = "profession"
mentee = "profession"
points = 40
[[rule]]
kind = "different"
mentor = "organisation"
mentee = "organisation"
"""


def ours(count: int, _kind: str) -> Found:
    """From CSV to a result with its certificate, warm, on the files that the peer gets too."""
    folder = Path(tempfile.mkdtemp(prefix="matching-peer-"))
    draw = random.Random(1)
    heading = ["first name", "last name", "email", "role", "organisation", "grade", "profession"]
    for side_name in ("mentor", "mentee"):
        with (folder / f"{side_name}s.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(heading)
            for k in range(count):
                grade = draw.randint(1, 8) + 2 * (side_name == "mentor")
                where, what = f"org {draw.randint(1, 12)}", f"work {draw.randint(1, 15)}"
                name = f"{side_name}{k}"
                writer.writerow([name, "x", f"{name}@example.org", "r", where, grade, what])
    times = []
    for _turn in range(21):
        start = time.process_time()
        rules = read_policy(_PEER_POLICY)
        mentors = read_people(str(folder / "mentors.csv"), ("email",))
        mentees = read_people(str(folder / "mentees.csv"), ("email",))
        problem = build_problem(mentors, mentees, rules, objective="total")
        found = solve(problem)
        result_json(problem, found)
        times.append(time.process_time() - start)
    return {
        "seconds": statistics.median(times[1:]),
        "points": found.total / 1000,
        "folder": str(folder),
    }


MEASURES = {
    "unit": unit,
    "pipeline": pipeline,
    "solve": solve_only,
    "proof": proof,
    "fair": fair,
    "leximin": leximin,
    "side": side,
    "memory": memory,
    "low_memory": low_memory,
    "sparse": sparse,
    "ours": ours,
}

if __name__ == "__main__":
    print(json.dumps(MEASURES[sys.argv[1]](int(sys.argv[2]), sys.argv[3])))
