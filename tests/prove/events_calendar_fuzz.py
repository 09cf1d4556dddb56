"""100,000 hostile titles and places: exactly one VEVENT each, which reads back as it was, and no
line over 75 octets. Resumes where it was interrupted.
"""

import datetime as dt
import os
import sys
import time
from pathlib import Path

import _paths  # noqa: F401

COUNT = int(os.environ.get("BLUESTEM_PROVE_FUZZ", "100000"))
BLOCK = 1_000
RESULTS = Path(os.environ.get("BLUESTEM_PROVE", "prove"))


def check_block(first: int) -> None:
    """Check a block of seeds; a fault stops with its seed."""
    from bluestem.community.models import Community
    from bluestem.events.models import Event, Series
    from bluestem.events.queries import calendars
    from bluestem.events.tests.test_calendar import check_hostile

    # The community's row without a database: all else is as it is.
    community = Community(id=1, name="Women in Technology", languages=["en", "fr"])
    calendars.the_community = lambda: community
    start = dt.datetime(2022, 10, 30, 0, 30, tzinfo=dt.UTC)
    event = Event(
        slug="e",
        series=Series(slug="drinks", name_en="Drinks", name_fr="Verres"),
        starts_at=start,
        ends_at=start + dt.timedelta(hours=1),
        changed_at=start,
    )
    for seed in range(first, first + BLOCK):
        event.starts_at = start + dt.timedelta(minutes=seed % 525_600)
        event.ends_at = event.starts_at + dt.timedelta(hours=1)
        try:
            check_hostile(event, seed)
        except BaseException:
            print(f"seed {seed} is at fault")
            raise


def check_in_own_process(first: int) -> int:
    """Fork, so that two cores work."""
    process = os.fork()
    if process == 0:
        status = 1
        try:
            check_block(first)
            status = 0
        finally:
            sys.stdout.flush()
            os._exit(status)
    return process


def main() -> int:
    """Return 0 where all seeds pass."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bluestem.config.testing")
    import django

    django.setup()
    RESULTS.mkdir(exist_ok=True)
    done_file = RESULTS / "events_calendar_fuzz.done"
    done = int(done_file.read_text()) if done_file.exists() else 0
    began = time.monotonic()
    while done < COUNT:
        processes = [check_in_own_process(1_000_000 + done + n * BLOCK) for n in range(2)]
        ended = [os.waitpid(process, 0)[1] for process in processes]
        if any(ended):
            return 1
        done += 2 * BLOCK
        done_file.write_text(str(done))
    print(f"{done} hostile entries read back ({time.monotonic() - began:.0f} s in this run)")
    done_file.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main())
