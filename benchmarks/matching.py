"""Benchmarks of bluestem_matching: ratios within one run, a process each, CPU time, medians.

    python benchmarks/matching.py            everything (about ten minutes)
    python benchmarks/matching.py NAME ...   some of it; names as in the printed table

Bare `scipy.optimize.linear_sum_assignment` on the same scores is the unit. BLAS has one thread.
The peer `mentor-match` needs an environment of its own: `MATCHING_PEER_PYTHON` names its
interpreter; without it one is made in `.cache/`, and the comparison is skipped with a sentence
where that cannot be.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
MEASURES = HERE / "matching_measures.py"
REPEATS = {1000: 7, 5000: 3}

# name, measure, people, kind of scores, unit, limit
RATIOS = (
    ("features to certificate", "pipeline", 1000, "ties", 1.6),
    ("features to certificate", "pipeline", 1000, "text", 3.0),
    ("features to certificate", "pipeline", 5000, "ties", 1.35),
    ("features to certificate", "pipeline", 5000, "text", 1.35),
    ("solve and proof", "solve", 5000, "ties", 1.2),
    ("solve and proof", "solve", 5000, "text", 0.5),
    ("duals and verification", "proof", 5000, "ties", 0.2),
    ("duals and verification", "proof", 5000, "text", 0.2),
    ("fair with both proofs", "fair", 5000, "ties", 2.0),
    ("fair with both proofs", "fair", 5000, "text", 2.0),
    ("exact leximin", "leximin", 1000, "ties", 20.0),
)


def main(names: list[str]) -> int:
    """Run what is asked, print a table; 1 if a limit is not kept."""
    lines: list[tuple[str, str, str, bool | None]] = []
    for name, measure, count, kind, limit in RATIOS:
        if names and measure not in names:
            continue
        unit, ours = in_turn(measure, count, kind)
        ratio = ours / unit
        label = f"{name}, {count:,}, {kind}"
        show(lines, f"bare assignment, {count:,}, {kind}", f"{unit:.3f} s", "", None)
        show(lines, label, f"{ratio:.2f} ×", f"≤ {limit} ×", ratio <= limit)
    for measure in (side, memory, sparse, peer):
        if not names or measure.__name__ in names:
            measure(lines)
    missed = [label for label, _value, _limit, kept in lines if kept is False]
    print("all limits kept" if not missed else f"NOT kept: {'; '.join(missed)}")
    return 1 if missed else 0


def show(
    lines: list[tuple[str, str, str, bool | None]],
    label: str,
    value: str,
    limit: str,
    kept: bool | None,
) -> None:
    """Print one line of the table as soon as it is known."""
    lines.append((label, value, limit, kept))
    mark = {True: "kept", False: "MISSED", None: ""}[kept]
    print(f"{label:48} {value:>14}  {limit:<22} {mark}", flush=True)


def run(measure: str, count: int, kind: str) -> dict[str, float]:
    """One measure in a process of its own."""
    environment = {
        **os.environ,
        "OPENBLAS_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(HERE)]),
    }
    done = subprocess.run(
        [sys.executable, str(MEASURES), measure, str(count), kind],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    value: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return value


def in_turn(measure: str, count: int, kind: str) -> tuple[float, float]:
    """Median CPU seconds of the bare assignment and of a measure, a process each, in turn.

    A machine that slows down for a while slows both.
    """
    turns = [
        [run(each, count, kind)["seconds"] for each in ("unit", measure)]
        for _turn in range(REPEATS[count])
    ]
    unit, ours = (statistics.median(values) for values in zip(*turns, strict=True))
    return unit, ours


def side(lines: list[tuple[str, str, str, bool | None]]) -> None:
    """One binding side condition at 1,000: how long, and how far from the proved bound."""
    for kind in ("ties", "text"):
        found = run("side", 1000, kind)
        value = f"{found['seconds']:.1f} s"
        show(lines, f"one side condition, 1,000, {kind}", value, "≤ 10 s", found["seconds"] <= 10)
        gap = 100 * found["gap"] / found["bound"]
        show(lines, f"  gap to the proved bound, {kind}", f"{gap:.4f} %", "≤ 0.01 %", gap <= 0.01)


def memory(lines: list[tuple[str, str, str, bool | None]]) -> None:
    """Peak memory at 10,000 × 10,000 beside its float64 matrix."""
    matrix = 10_000 * 10_000 * 8 / 2**20
    for kind in ("ties", "text"):
        for mode, limit in (("memory", 2.3 * matrix), ("low_memory", 1.3 * matrix + 150)):
            found = run(mode, 10_000, kind)
            label = f"peak memory, 10,000, {kind}, {mode}"
            value, kept = f"{found['mib']:.0f} MiB", found["mib"] <= limit
            show(lines, label, value, f"≤ {limit:.0f} MiB", kept)
            show(lines, "  CPU time", f"{found['seconds']:.0f} s", "", None)


def sparse(lines: list[tuple[str, str, str, bool | None]]) -> None:
    """100,000 mentees with 20 candidates each."""
    for kind in ("ties", "text"):
        found = run("sparse", 100_000, kind)
        label = f"100,000 mentees, 20 candidates each, {kind}"
        show(lines, label, f"{found['seconds']:.1f} s", "≤ 30 s", found["seconds"] <= 30)


def peer(lines: list[tuple[str, str, str, bool | None]]) -> None:
    """Beside mentor-match at 200 people, from CSV to result, warm."""
    python = peer_python()
    if python is None:
        show(lines, "beside mentor-match, 200: it cannot be installed", "skipped", "", None)
        return
    ours = run("ours", 200, "peer")
    done = subprocess.run(
        # Without -P the peer would import this file for its own module of the same name.
        [python, "-P", str(HERE / "matching_peer.py"), str(ours["folder"])],
        check=True,
        capture_output=True,
        text=True,
    )
    theirs = json.loads(done.stdout.splitlines()[-1])
    ratio = theirs["seconds"] / ours["seconds"]
    show(lines, "mentor-match, 200", f"{theirs['seconds']:.3f} s", "", None)
    show(lines, "ours with certificate, 200", f"{ours['seconds']:.4f} s", "", None)
    show(lines, "faster than mentor-match, 200", f"{ratio:.0f} ×", "≥ 40 × (aim 80)", ratio >= 40)
    points = f"{ours['points']:.0f} / {theirs['points']:.0f}"
    kept = ours["points"] >= theirs["points"]
    show(lines, "  points in one round, ours / theirs", points, "never lower", kept)


def peer_python() -> str | None:
    """An interpreter that has mentor-match, or None."""
    named = os.environ.get("MATCHING_PEER_PYTHON")
    if named:
        return named
    folder = ROOT / ".cache" / "mentor-match"
    python = folder / "bin" / "python"
    if not python.exists():
        make = [sys.executable, "-m", "venv", str(folder)]
        install = [str(python), "-m", "pip", "install", "--quiet", "mentor-match==7.0.1"]
        for command in (make, install):
            if subprocess.run(command, check=False, capture_output=True).returncode:
                return None
    ready = subprocess.run([str(python), "-c", "import matching"], check=False).returncode == 0
    return str(python) if ready else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
