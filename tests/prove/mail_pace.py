"""600 mails a minute, measured for a minute: within 2 %, and never more; two senders share it."""

import os
import sys
import tempfile
import time
from pathlib import Path

import _paths  # noqa: F401

from bluestem.mailroom.tests.rehearsal import House, Sink

LIMIT = int(os.environ.get("BLUESTEM_PROVE_LIMIT", "600"))
SECONDS = 75.0


def times_of(senders: int) -> list[float]:
    """Send under the limit for a while and return when each mail came."""
    with tempfile.TemporaryDirectory(prefix="bluestem-pace-") as folder:
        house = House(Path(folder), BLUESTEM_MAILS_PER_MINUTE=str(LIMIT))
        sink = Sink()
        house.environment["BLUESTEM_SMTP_URL"] = sink.url
        try:
            house.found()
            house.tell("prepare", str(LIMIT * 2))
            for _ in range(senders):
                house.start_sender()
            time.sleep(SECONDS)
            lines = sink.log.read_text().splitlines()
        finally:
            house.end()
            sink.end()
    return [float(line.split(" ")[0]) for line in lines]


def main() -> int:
    """Return 0 where the limit was kept, from both sides."""
    kept = True
    for senders in (1, 2):
        times = times_of(senders)
        windows = [
            sum(t <= other < t + 60 for other in times) for t in times if times[-1] - t >= 60
        ]
        print(
            f"limit {LIMIT} a minute, senders {senders}: {min(windows)} to {max(windows)} mails "
            f"in any of {len(windows)} minutes"
        )
        kept = kept and min(windows) >= 0.98 * LIMIT and max(windows) <= LIMIT
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
