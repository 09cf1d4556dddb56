"""Coffee groups in full: repeats beside the bound, and sixty in fours for twenty sets of ids.

    python tests/prove/coffee_groups.py

Prints a table for 12 to 120 people in threes, fours and fives over six rounds, formed one at a
time and planned together. Exit code 1 if a round is below its bound, or if of sixty people in
fours two meet twice in six rounds.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "src"))

from bluestem_matching.group_sizes import Pair, meetings  # noqa: E402
from bluestem_matching.groups import form_round, rounds  # noqa: E402

ROUNDS = 6
PEOPLE = (12, 15, 16, 18, 20, 21, 24, 25, 28, 30, 32, 36, 40, 48, 50, 60, 72, 84, 96, 120)
SETS_OF_IDS = 20


def names(count: int, seed: int) -> list[str]:
    luck = Random(seed)
    return [f"{luck.getrandbits(64):016x}" for _ in range(count)]


def one_at_a_time(people: Sequence[str], size: int) -> tuple[list[int], list[int], float]:
    """Return repeats and bound of each round, and the seconds of the slowest."""
    met: Counter[Pair] = Counter()
    repeats, bounds, slowest = [], [], 0.0
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        found = form_round(people, met, size)
        slowest = max(slowest, time.perf_counter() - begun)
        met += meetings(found.groups)
        repeats.append(found.repeats)
        bounds.append(found.bound)
    assert all(some >= least for some, least in zip(repeats, bounds, strict=True)), "below bound"
    return repeats, bounds, slowest


def table() -> None:
    print(f"{'people':>6} {'size':>4}  {'one at a time (bound of each round)':<40}"
          f"{'sum':>5} {'planned':>8} {'bound':>6} {'s':>6} {'s':>6}")  # fmt: skip
    for people in PEOPLE:
        for size in (3, 4, 5):
            repeats, bounds, slowest = one_at_a_time(names(people, people), size)
            begun = time.perf_counter()
            plan = rounds(names(people, people), size, ROUNDS)
            seconds = time.perf_counter() - begun
            assert plan.repeats >= plan.bound, "below bound"
            pairs = zip(repeats, bounds, strict=True)
            each = " ".join(f"{some}({least})" for some, least in pairs)
            print(f"{people:>6} {size:>4}  {each:<40}{sum(repeats):>5} {plan.repeats:>8} "
                  f"{plan.bound:>6} {slowest:>6.2f} {seconds:>6.2f}", flush=True)  # fmt: skip


def sixty() -> None:
    for seed in range(SETS_OF_IDS):
        people = names(60, seed)
        repeats, _, slowest = one_at_a_time(people, 4)
        plan = rounds(people, 4, ROUNDS, seed=seed)
        assert sum(repeats) == 0, f"one at a time, ids {seed}: {repeats}"
        assert plan.repeats == 0, f"planned, ids {seed}: {plan.repeats}"
        print(f"60 in fours, six rounds, ids {seed:>2}: no pair twice, "
              f"slowest round {slowest:.2f} s", flush=True)  # fmt: skip


if __name__ == "__main__":
    try:
        sixty()
        table()
    except AssertionError as fault:
        print(f"not kept: {fault}")
        sys.exit(1)
