"""A mailing while the database is locked for a minute, and while the disk is full.

Nobody lost, nobody twice: what the mail server took is written down before the next mail goes.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import _paths  # noqa: F401

from bluestem.mailroom.tests.rehearsal import House, Outcome, Sink, wait_until_over, weigh

RECIPIENTS = int(os.environ.get("BLUESTEM_PROVE_RECIPIENTS", "3000"))
LOCKED_SECONDS = float(os.environ.get("BLUESTEM_PROVE_LOCKED_SECONDS", "60"))
FULL_SECONDS = 15.0
DISK = "size=64m"


def sent_through(data: Path, trouble: Callable[[House, Sink], None]) -> Outcome:
    """Send a mailing, with a trouble in its middle, and weigh what came of it."""
    house = House(data)
    sink = Sink()
    house.environment["BLUESTEM_SMTP_URL"] = sink.url
    try:
        house.found()
        mailing = house.tell("prepare", str(RECIPIENTS))["mailing"]
        sender = house.start_sender()
        while sink.count() < RECIPIENTS // 6:
            time.sleep(0.01)
        trouble(house, sink)
        before = sink.count()
        house.kill(sender)  # killed in the trouble's last moment, too
        house.start_sender()
        wait_until_over(house, mailing, 300)
        print(f"  {before} mails had come when the trouble ended")
        return weigh(house, mailing, sink, 1)
    finally:
        house.end()
        sink.end()


def locked(house: House, sink: Sink) -> None:
    """Hold the database's one lock for a minute."""
    path = house.data / "bluestem.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None, timeout=60)) as database:
        database.execute("BEGIN IMMEDIATE")
        came = sink.count()
        time.sleep(LOCKED_SECONDS)
        more = sink.count() - came
        database.execute("ROLLBACK")
    print(f"  locked for {LOCKED_SECONDS:.0f} s: {more} mail left meanwhile")
    assert more <= 1


def full(house: House, sink: Sink) -> None:
    """Fill the disk to its last byte for a while; somebody reads, so the log has to grow."""
    filler = house.data / "filler"
    path = house.data / "bluestem.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None, timeout=60)) as database:
        database.execute("BEGIN")
        database.execute("SELECT count(*) FROM mailroom_delivery").fetchone()
        with filler.open("wb", 0) as file:
            try:
                while True:
                    file.write(b"x" * 4096)
            except OSError:
                pass
        time.sleep(1)
        came = sink.count()
        time.sleep(FULL_SECONDS)
        more = sink.count() - came
        filler.unlink()
    print(f"  disk full for {FULL_SECONDS:.0f} s: {more} mails left meanwhile")
    assert more <= 1


@contextmanager
def small_disk() -> Iterator[Path | None]:
    """Mount a small disk in memory; None where this user may not."""
    folder = Path(tempfile.mkdtemp(prefix="bluestem-disk-"))
    words = ["mount", "-t", "tmpfs", "-o", DISK, "tmpfs", str(folder)]
    try:
        is_mounted = subprocess.run(words, capture_output=True, check=False).returncode == 0
        yield folder if is_mounted else None
    finally:
        subprocess.run(["umount", str(folder)], capture_output=True, check=False)
        shutil.rmtree(folder, ignore_errors=True)


def is_kept(outcome: Outcome, words: str) -> bool:
    """Show an outcome and tell whether it keeps the promise."""
    print(f"{words}: {outcome}", flush=True)
    return not outcome.faults and outcome.states == {"sent": RECIPIENTS}


def main() -> int:
    """Return 0 where nobody was lost and nobody written to twice without a kill."""
    folder = Path(tempfile.mkdtemp(prefix="bluestem-trouble-"))
    kept = is_kept(sent_through(folder, locked), "database locked")
    shutil.rmtree(folder, ignore_errors=True)
    with small_disk() as disk:
        if disk is None:
            print("disk full: left out, because only root can mount a small disk here.")
        else:
            kept = is_kept(sent_through(disk, full), "disk full") and kept
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
