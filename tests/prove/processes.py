"""Back within 3 s after kill -9, all ended within 10 s after SIGTERM: ten rounds each."""

import os
import signal
import sys
import tempfile
import time
from pathlib import Path

import _paths  # noqa: F401  # makes tests.journeys importable
import psutil
from tests.journeys.program import Program, answers, child, seconds_until

ROUNDS = 10
BACK_SECONDS = 3.0
END_SECONDS = 10.0


def back_after_kill(program: Program, run: psutil.Process, name: str) -> float:
    """Kill one process with -9 and return the seconds until it is back (web: answers again)."""
    victim = child(run, name)
    assert victim is not None
    started = time.monotonic()
    os.kill(victim.pid, signal.SIGKILL)
    seconds_until(lambda: (new := child(run, name)) is not None and new.pid != victim.pid, 30)
    if name == "web":
        seconds_until(lambda: answers(program.address), 30)
    return time.monotonic() - started


def main() -> int:
    """Return 0 where every round kept its promise."""
    kept = True
    with tempfile.TemporaryDirectory() as folder:
        program = Program(Path(folder))
        program.init()
        worst: dict[str, float] = {}
        with program.running() as run:
            for _ in range(ROUNDS):
                for name in ("web", "worker", "sender", "scheduler"):
                    time.sleep(1.5)
                    took = back_after_kill(program, run, name)
                    worst[name] = max(worst.get(name, 0), took)
        for name, seconds in worst.items():
            print(f"{name}: back after {seconds:.2f} s at worst of {ROUNDS} kills")
            kept = kept and seconds <= BACK_SECONDS
        ends = []
        for _ in range(ROUNDS // 2):
            with program.running() as run:
                time.sleep(1)
                family = [run, *run.children(recursive=True)]
                started = time.monotonic()
                run.send_signal(signal.SIGTERM)
                _, alive = psutil.wait_procs(family, timeout=30)
                ends.append(time.monotonic() - started)
                kept = kept and not alive
        print(f"SIGTERM: all ended after {max(ends):.2f} s at worst of {len(ends)}")
    return 0 if kept and max(ends) <= END_SECONDS else 1


if __name__ == "__main__":
    sys.exit(main())
