"""The site's pages while 100 mails a second leave, beside the same pages at rest: p95 of each."""

import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from mail import Sink, bluestem, environment, make_house

PAGES = ("/", "/join", "/team", "/privacy", "/fr/", "/sign-in")
ROUNDS = int(os.environ.get("BLUESTEM_BENCH_ROUNDS", "30"))
TURNS = 3
WARM_UP = 5
PACE = 6_000  # a minute
GOAL = 1.5


def free_port() -> int:
    """Return a port nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def p95(port: int, rounds: int = ROUNDS) -> float:
    """Fetch every page in turn, a little apart as people do; return the p95 in milliseconds."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    took = []
    for _ in range(rounds):
        for page in PAGES:
            began = time.perf_counter()
            connection.request("GET", page)
            answer = connection.getresponse()
            answer.read()
            took.append((time.perf_counter() - began) * 1000)
            if answer.status != 200:
                raise SystemExit(f"{page} answers {answer.status}")
            time.sleep(0.01)
    return statistics.quantiles(took, n=20)[-1]


def main() -> int:
    """Print the figures; 0 where the goal is reached."""
    with tempfile.TemporaryDirectory(prefix="bluestem-bench-") as folder:
        data, port = Path(folder), free_port()
        sink = Sink(data / "mails.log")
        surroundings = environment(
            data,
            BLUESTEM_SMTP_URL=f"smtp://127.0.0.1:{sink.port}?tls=none",
            BLUESTEM_MAILS_PER_MINUTE=str(PACE),
        )
        announcement = make_house(data, surroundings)
        site = subprocess.Popen(
            [sys.executable, "-m", "bluestem", "run", "--port", str(port)],
            env=surroundings,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert site.stdout is not None
            site.stdout.readline()
            p95(port, WARM_UP)
            words = ("announce", str(announcement), "--list", "announcements", "--release")
            mailing = json.loads(bluestem(surroundings, *words, "--json"))["mailing"]
            sink.wait_for(200, 60)
            idle, busy, paces = [], [], []
            for _ in range(TURNS):  # in turn, so that both see the same machine
                began, before = time.monotonic(), sink.count()
                busy.append(p95(port))
                paces.append((sink.count() - before) / (time.monotonic() - began))
                bluestem(surroundings, "mailings", "pause", mailing)
                idle.append(p95(port))
                bluestem(surroundings, "mailings", "continue", mailing)
                time.sleep(1)
        finally:
            site.terminate()
            site.wait(20)
            sink.end()
    ratio = statistics.median(busy) / statistics.median(idle)
    pace = statistics.median(paces)
    print(
        f"{len(PAGES) * ROUNDS * TURNS} pages at rest: p95 {statistics.median(idle):6.1f} ms\n"
        f"while {pace:.0f} mails a second leave: p95 {statistics.median(busy):6.1f} ms, "
        f"{ratio:.2f} ×"
    )
    return 0 if ratio <= GOAL and pace >= 0.9 * PACE / 60 else 1


if __name__ == "__main__":
    sys.exit(main())
