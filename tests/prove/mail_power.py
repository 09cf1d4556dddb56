"""300 simulated power cuts in a running mailing: writes since the last fsync are lost, torn or
reordered. No stop, no joining, no subscription that was acknowledged is lost; deliveries may
repeat, none is lost; the database is whole.

All file operations of SQLite are traced by a small library (tests/prove/_disk.c) while a sender
sends and people act. Then, for each cut, the files are made as the disk may hold them. A control
run with light commits has to lose something: so the simulation has teeth.
"""

import os
import random
import shutil
import sqlite3
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import _paths

from bluestem.mailroom.tests.rehearsal import House, Sink

CUTS = int(os.environ.get("BLUESTEM_PROVE_CUTS", "300"))
RECIPIENTS = 1_200
ACTS = 60
HERE = Path(__file__).resolve().parent
RECORD = struct.Struct("=I60sQQ")
WRITE, SYNC, CUT, REMOVE, ACKNOWLEDGED = 1, 2, 3, 4, 10
SECTOR = 512
SQLITE = "bluestem.sqlite3"


@dataclass
class Record:
    """One thing that happened to a file, or an acknowledgement."""

    kind: int
    name: str
    offset: int
    length: int
    data: bytes


@dataclass
class Disk:
    """What is certainly on the disk, and what may be."""

    files: dict[str, bytearray]
    pending: dict[str, list[Record]] = field(default_factory=dict)

    def take(self, record: Record) -> None:
        """Follow one record."""
        if record.kind in {WRITE, CUT}:
            self.pending.setdefault(record.name, []).append(record)
        elif record.kind == SYNC:
            held = self.files.setdefault(record.name, bytearray())
            for change in self.pending.pop(record.name, []):
                apply(held, change, None, 1.0)
        elif record.kind == REMOVE:
            self.pending.pop(record.name, None)
            self.files.pop(record.name, None)

    def after_cut(self, rng: random.Random) -> dict[str, bytearray]:
        """Return what the disk may hold: each unsynced sector is there or not."""
        share = rng.choice((0.0, 0.3, 0.7, 0.95, 1.0))
        found = {name: bytearray(content) for name, content in self.files.items()}
        for name, changes in self.pending.items():
            held = found.setdefault(name, bytearray())
            if rng.random() < 0.3:
                changes = rng.sample(changes, len(changes))  # noqa: PLW2901  # out of order
            for change in changes:
                apply(held, change, rng, share)
        return found


def apply(held: bytearray, change: Record, rng: random.Random | None, share: float) -> None:
    """Put a change into a file, whole or sector by sector."""
    if change.kind == CUT:
        if rng is None or rng.random() < share:
            del held[change.length :]
            held.extend(bytes(change.length - len(held)))
        return
    end = change.offset + change.length
    if len(held) < end:
        held.extend(bytes(end - len(held)))
    if rng is None:
        held[change.offset : end] = change.data
        return
    for start in range(0, change.length, SECTOR):
        if rng.random() < share:
            piece = change.data[start : start + SECTOR]
            held[change.offset + start : change.offset + start + len(piece)] = piece


def records(path: Path) -> Iterator[Record]:
    """Read the trace."""
    with path.open("rb") as trace:
        while len(head := trace.read(RECORD.size)) == RECORD.size:
            kind, raw, offset, length = RECORD.unpack(head)
            name = raw.split(b"\0")[0].decode()
            yield Record(kind, name, offset, length, trace.read(length) if kind == WRITE else b"")


def traced(folder: Path, library: Path, *, is_light: bool) -> tuple[dict[str, bytearray], Path]:
    """Send and act while everything is written down; return the files before, and the trace."""
    data, trace = folder / "data", folder / "trace"
    data.mkdir()
    house = House(data)
    sink = Sink()
    house.environment["BLUESTEM_SMTP_URL"] = sink.url
    house.environment["PYTHONPATH"] = str(_paths.TOP)
    acts = str(HERE / "_acts.py")
    try:
        house.found()
        house.tell("prepare", str(RECIPIENTS))
        house.run(acts, "prepare")
        house.run("-m", "django", "collectstatic", "--noinput", "-v", "0")
        house.end()
        path = data / SQLITE
        with closing(sqlite3.connect(path)) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        before = {SQLITE: bytearray(path.read_bytes())}
        house.environment |= {
            "LD_PRELOAD": str(library),
            "TRACE": str(trace),
            "WATCHED": str(data),
            **({"ACTS_LIGHT": "1"} if is_light else {}),
        }
        house.start_sender()
        house.run(acts, str(ACTS))
        time.sleep(0.5)
    finally:
        house.end()
        sink.end()
    return before, trace


def losses(files: dict[str, bytearray], told: list[str], folder: Path) -> list[str]:
    """Open what the disk holds and name what was acknowledged and is not there."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    with closing(sqlite3.connect(folder / SQLITE)) as database:
        (state,) = database.execute("PRAGMA integrity_check").fetchone()
        lost = [] if state == "ok" else [f"integrity_check: {state}"]

        def one(statement: str, address: str) -> bool:
            return database.execute(statement, [address]).fetchone() is not None

        (count,) = database.execute(
            "SELECT count(*) FROM mailroom_delivery WHERE NOT is_urgent"
        ).fetchone()
        lost += [] if count == RECIPIENTS else [f"{count} deliveries"]
        for words in told:
            kind, _, address = words.partition(" ")
            if not all(one(statement, address) for statement in MUST_STAND[kind]):
                lost.append(words)
    return lost


MUST_STAND = {
    "stop": (
        "SELECT 1 FROM mailroom_delivery WHERE address = ? AND state IN ('stopped', 'sent')",
        "SELECT 1 FROM members_subscription WHERE address = ? AND ended_at IS NOT NULL",
    ),
    "join": ("SELECT 1 FROM members_member WHERE address = ?",),
    "yes": ("SELECT 1 FROM members_subscription WHERE address = ? AND ended_at IS NULL",),
}


def cut(before: dict[str, bytearray], trace: Path, folder: Path, seed: int) -> tuple[int, int]:
    """Cut the power at random moments; return how many cuts lost something, and of how many."""
    everything = list(records(trace))
    rng = random.Random(seed)
    places = sorted(rng.sample(range(1, len(everything)), min(CUTS, len(everything) - 1)))
    disk, told, at, lossy = Disk(before), [], 0, 0
    for place in places:
        for record in everything[at:place]:
            if record.kind == ACKNOWLEDGED:
                told.append(record.name)
            else:
                disk.take(record)
        at = place
        lost = losses(disk.after_cut(rng), told, folder / "after")
        lossy += bool(lost)
        if lost and lossy <= 3:
            print(f"  cut {place} of {len(everything)}, {len(told)} acknowledged: lost {lost[:3]}")
    print(f"  {len(everything)} operations traced, {len(told)} acts acknowledged by the last cut")
    return lossy, len(places)


def main() -> int:
    """Return 0 where full commits lost nothing and light ones something."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if not compiler or not sys.platform.startswith("linux"):
        print("Left out: power cuts are simulated on Linux, with a C compiler (apt install gcc).")
        return 0
    folder = Path(tempfile.mkdtemp(prefix="bluestem-power-"))
    try:
        library = folder / "disk.so"
        words = [compiler, "-O2", "-shared", "-fPIC", "-o", str(library), str(HERE / "_disk.c")]
        subprocess.run([*words, "-ldl"], check=True)
        results = {}
        for is_light in (False, True):
            place = folder / ("light" if is_light else "full")
            place.mkdir()
            before, trace = traced(place, library, is_light=is_light)
            results[is_light] = lossy, of = cut(before, trace, place, 7)
            kind = "light commits (the control)" if is_light else "commits as Bluestem makes them"
            print(f"{kind}: {lossy} of {of} power cuts lost something acknowledged", flush=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0 if results[False][0] == 0 and results[True][0] > 0 else 1


if __name__ == "__main__":
    sys.exit(main())
