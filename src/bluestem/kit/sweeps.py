"""Sweeps: what is looked for on a schedule, because truth lives in rows and not in a queue.

A room's `sweeps.py` declares functions; the scheduler enqueues one task per due sweep and the
worker runs it. A sweep finds what is due and unfinished, so running it twice is safe.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.tasks import task


@dataclass(frozen=True)
class Sweep:
    """One scheduled search: its name, its five-field cron line in the community's zone, or its
    rhythm in seconds."""

    name: str
    run: Callable[[], object]
    cron: str = ""
    every_seconds: int = 0


_sweeps: dict[str, Sweep] = {}


def sweep(
    *, cron: str = "", every_seconds: int = 0
) -> Callable[[Callable[[], object]], Callable[[], object]]:
    """Register a function without arguments as a sweep, by `cron` line or by `every_seconds`."""
    if bool(cron) == bool(every_seconds):
        raise ValueError("A sweep has a cron line or a rhythm in seconds, one of them.")

    def register(run: Callable[[], object]) -> Callable[[], object]:
        name = f"{run.__module__}.{run.__name__}"
        _sweeps[name] = Sweep(name, run, cron, every_seconds)
        return run

    return register


def sweeps() -> list[Sweep]:
    """Return every registered sweep, by name."""
    return [_sweeps[name] for name in sorted(_sweeps)]


@task()
def run_sweep(name: str) -> None:
    """Run one sweep; a name that no longer exists (after an upgrade) is left alone."""
    if name in _sweeps:
        _sweeps[name].run()
