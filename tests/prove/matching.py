"""The full numbers for `bluestem_matching`, resumable, with a report.

    python tests/prove/matching.py            all parts
    python tests/prove/matching.py PART ...   some: brute side tamper scipy best whatif cold

Progress is kept in `prove/matching.json` after every hundred cases; a part that is interrupted
goes on where it stood. `--again` forgets it. Exit code 1 if a case fails, which is printed with
its seed.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import linear_sum_assignment

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "src"))

from bluestem_matching.best import best_matchings  # noqa: E402 - the path comes first
from bluestem_matching.problem import Problem  # noqa: E402
from bluestem_matching.solve import solve  # noqa: E402
from bluestem_matching.tests.brute import problem_of, value  # noqa: E402
from bluestem_matching.tests.cases import solved  # noqa: E402
from bluestem_matching.tests.tamper import tampered  # noqa: E402
from bluestem_matching.verify import verify  # noqa: E402
from bluestem_matching.whatif import what_if  # noqa: E402

OBJECTIVES = ("total", "fair", "leximin")
STATE = ROOT / "prove" / "matching.json"
EXAMPLE = ROOT / "examples" / "matching"

Note = dict[str, Any]
Part = Callable[[int, Note], None]
"""Proves the case of a seed; adds what it counts to the note. Raises: AssertionError."""


def equals_brute(seed: int, note: Note, **how: int) -> None:
    """Each objective, its value, its bound and its verdict against all matchings."""
    for objective in OBJECTIVES:
        problem, matchings = problem_of(seed, objective, **how)
        found = solve(problem)
        count(note, f"{objective}: {found.status}")
        assert (found.status == "impossible") == (not matchings), "status"
        if matchings:
            best = max(value(objective, problem.scores, pairs) for pairs in matchings)
            assert value(objective, problem.scores, found.pairs) == best, "not the best"
            assert tuple(sorted(found.pairs)) in {tuple(sorted(pairs)) for pairs in matchings}
            assert found.bound is not None
            assert found.bound >= found.total, "bound"
        assert verify(problem, solved(problem)).proved, "not proved"


def brute(seed: int, note: Note) -> None:
    equals_brute(seed, note)


def side(seed: int, note: Note) -> None:
    equals_brute(100_000 + seed, note, largest=4, conditions=2)


def tamper(seed: int, note: Note) -> None:
    """Every change of a result must be refused."""
    for objective in OBJECTIVES:
        with_side = 1 if seed % 4 == 0 else 0
        problem, matchings = problem_of(200_000 + seed, objective, conditions=with_side)
        if not matchings:
            continue
        result = solved(problem)
        assert verify(problem, result).proved, "the true result is not proved"
        for name, changed in tampered(problem, result, seed):
            assert not verify(problem, changed).proved, f"{objective}: {name} passed"
            count(note, name)


def scipy(seed: int, note: Note) -> None:
    """Equal totals at 1,000 × 1,000: ties, thousandths, and a third of pairs forbidden."""
    draw = np.random.default_rng(seed)
    levels, unit = ((101, 1000), (100_001, 1))[seed % 2]
    scores = (draw.integers(0, levels, (1000, 1000)) * unit).astype(np.int32)
    dense = scores.astype(np.float64)
    if seed % 4 >= 2:
        forbidden = draw.random(scores.shape) < 0.33
        scores[forbidden] = -1
        dense[forbidden] = -(10.0**9)
    rows, columns = linear_sum_assignment(dense, maximize=True)
    found = solve(Problem.of(scores))
    assert found.total == int(dense[rows, columns].sum()), "another total"
    count(note, "equal totals")


def best(seed: int, note: Note) -> None:
    """The k best are the k best of all matchings."""
    conditions = 1 if seed % 10 == 0 else 0
    problem, matchings = problem_of(300_000 + seed, "total", largest=4, conditions=conditions)
    most = max((len(pairs) for pairs in matchings), default=0)
    sums = sorted(
        (sum(int(problem.scores[p]) for p in pairs) for pairs in matchings if len(pairs) == most),
        reverse=True,
    )
    found = best_matchings(problem, 12)
    assert [matching.total for matching in found] == sums[:12], "other totals"
    assert len({matching.pairs for matching in found}) == len(found), "twice the same"
    valid = {tuple(sorted(pairs)) for pairs in matchings}
    assert all(matching.pairs in valid for matching in found), "not a matching"
    count(note, "matchings ranked", len(found))


def whatif(seed: int, note: Note) -> None:
    """At 100 × 100 any pair is answered within 200 ms; a hundred pairs for each seed."""
    draw = np.random.default_rng(seed)
    levels, unit = ((101, 1000), (100_001, 1))[seed % 2]
    problem = Problem.of((draw.integers(0, levels, (100, 100)) * unit).astype(np.int32))
    base = solve(problem).total
    for row, column in draw.integers(0, 100, (100, 2)).tolist():
        start = time.process_time()
        found = what_if(problem, (row, column))
        took = time.process_time() - start
        note["slowest ms"] = max(note.get("slowest ms", 0), round(1000 * took, 1))
        assert took <= 0.2, "slower than 200 ms"
        forced = solve(Problem.of(problem.scores, pins=[(row, column)]))
        assert found.total == forced.total, "another total"
        assert found.cost == base - forced.total, "another cost"
        count(note, "pairs tried")


def cold(seed: int, note: Note) -> None:
    """The example from a cold start: match with all outputs, then verify, in CSV and XLSX."""
    kind = ("csv", "xlsx")[seed % 2]
    folder = ROOT / "prove" / "cold"
    folder.mkdir(parents=True, exist_ok=True)
    tables = [str(EXAMPLE / f"mentors.{kind}"), str(EXAMPLE / f"mentees.{kind}")]
    rules = ["--policy", str(EXAMPLE / "policy.toml"), "--pins", str(EXAMPLE / "pins.csv")]
    outputs = ["--out", "pairs.csv", "--report", "report.html", "--json", "result.json"]
    command = [sys.executable, "-m", "bluestem_matching"]
    environment = {"PYTHONPATH": str(ROOT / "src"), "PATH": "/usr/bin:/bin"}
    for name, words in (
        ("match", [*tables, *rules, *outputs]),
        ("verify", ["verify", *tables, *rules, "--result", "result.json"]),
    ):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        start = time.perf_counter()
        done = subprocess.run(
            [*command, *words], cwd=folder, env=environment, check=False, capture_output=True
        )
        wall = time.perf_counter() - start
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        assert done.returncode == 0, done.stderr.decode()
        assert cpu < 2, f"{cpu:.2f} s of CPU time"
        for unit, took in (("wall", wall), ("CPU", cpu)):
            label = f"slowest {name} {kind}, {unit} s"
            note[label] = max(note.get(label, 0), round(took, 2))
    count(note, f"runs {kind}")


PARTS: dict[str, tuple[Part, int]] = {
    "brute": (brute, 2000),
    "side": (side, 2000),
    "tamper": (tamper, 150),
    "scipy": (scipy, 8),
    "best": (best, 1000),
    "whatif": (whatif, 10),
    "cold": (cold, 6),
}


def count(note: Note, what: str, times: int = 1) -> None:
    note[what] = note.get(what, 0) + times


def run(name: str, state: dict[str, Any]) -> bool:
    """One part from where it stood; False if a case failed."""
    part, cases = PARTS[name]
    own = state.setdefault(name, {"next": 0, "seconds": 0.0, "note": {}})
    for seed in range(own["next"], cases):
        start = time.process_time()
        try:
            part(seed, own["note"])
        except AssertionError as error:
            print(f"{name}: FAILED at seed {seed}: {error}", flush=True)
            return False
        own["seconds"] += time.process_time() - start
        own["next"] = seed + 1
        if not own["next"] % 100:
            save(state)
    save(state)
    counted = ", ".join(f"{what} {times:,}" for what, times in sorted(own["note"].items()))
    print(f"{name}: {cases:,} cases hold ({own['seconds']:.0f} s): {counted}", flush=True)
    return True


def save(state: dict[str, Any]) -> None:
    STATE.parent.mkdir(parents=True, exist_ok=True)
    STATE.write_text(json.dumps(state), encoding="utf-8")


def main(words: list[str]) -> int:
    names: Iterator[str] | list[str] = [word for word in words if word in PARTS] or list(PARTS)
    state: dict[str, Any] = {}
    if STATE.exists() and "--again" not in words:
        state = json.loads(STATE.read_text("utf-8"))
    results = [run(name, state) for name in names]
    if not all(results):
        return 1
    STATE.unlink()  # what has passed starts anew when it is asked for again
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
