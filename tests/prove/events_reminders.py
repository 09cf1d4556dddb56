"""The reminder clock jumps through every due time of two years in 12 zones, with a worker that
sleeps for three hours around each change of the clocks: each reminder once, local time right.

How due times are counted a second time stands in bluestem/events/tests/reminder_clock.py. Each
zone has a process and a database of its own; a zone that passed is not run again.
"""

import datetime as dt
import os
import sys
import tempfile
from pathlib import Path

import _paths  # noqa: F401

DAYS = int(os.environ.get("BLUESTEM_PROVE_DAYS", "730"))
FIRST = dt.date(2022, 1, 10)
ZONES = ("Europe/Zurich", "Europe/London", "America/New_York", "America/St_Johns",
         "America/Santiago", "Asia/Tokyo", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Sydney",
         "Australia/Lord_Howe", "Pacific/Auckland", "UTC")  # fmt: skip
RESULTS = Path(os.environ.get("BLUESTEM_PROVE", "prove"))
AT_ONCE = 2


def check(zone: str) -> str:
    """Run one zone in this process, in a community of its own."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["BLUESTEM_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "bluestem.config.settings"
        from bluestem.config import keys

        keys.make(Path(folder))
        import django

        django.setup()
        from django.db import connection

        from bluestem.audit.actors import CONSOLE
        from bluestem.community.actions import found
        from bluestem.community.models import Community
        from bluestem.config import upkeep
        from bluestem.events.models import Event
        from bluestem.events.tests import reminder_clock
        from bluestem.members.actions import make_default_lists
        from bluestem.members.demo import make_cast

        upkeep.make_tables()
        connection.cursor().execute("PRAGMA synchronous=OFF")  # nobody is told anything here
        found(actor=CONSOLE, name="Women in Technology")
        make_default_lists()
        Community.objects.update(time_zone=zone)
        said = reminder_clock.jump_through(make_cast()["ada"], FIRST, DAYS)
        letters = list(reminder_clock.local_times_in_letters(list(Event.objects.all())))
        assert all(words.startswith(hands) for words, hands in letters)
        return said


def in_own_process(zone: str) -> int:
    process = os.fork()
    if process == 0:
        status = 1
        try:
            said = check(zone)
            (RESULTS / f"events_reminders.{zone.replace('/', '-')}.done").write_text(said)
            print(said, flush=True)
            status = 0
        finally:
            sys.stdout.flush()
            os._exit(status)
    return process


def main() -> int:
    """Return 0 where every zone passed."""
    RESULTS.mkdir(exist_ok=True)
    kept = True
    waiting = []
    for zone in ZONES:
        done = RESULTS / f"events_reminders.{zone.replace('/', '-')}.done"
        if done.exists():
            print(f"{done.read_text()} (earlier)")
        else:
            waiting.append(zone)
    for first in range(0, len(waiting), AT_ONCE):
        processes = [in_own_process(zone) for zone in waiting[first : first + AT_ONCE]]
        kept = not any(os.waitpid(process, 0)[1] for process in processes) and kept
    if kept:
        for done in RESULTS.glob("events_reminders.*.done"):
            done.unlink()
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
