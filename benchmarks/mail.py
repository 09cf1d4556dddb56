"""Mails a second from `bluestem announce --release` to the last 250, beside bare smtplib.

Both hand the same bytes to the same little server in the same run, one after the other:
smtplib from memory, with nothing to write down; Bluestem from a row per recipient, each written
down before the next. The server takes its share of the machine's two cores, too.
"""

import json
import os
import smtplib
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

RECIPIENTS = int(os.environ.get("BLUESTEM_BENCH_RECIPIENTS", "10000"))
HERE = Path(__file__).resolve().parent
GOAL = 500
TEXT = "In ten days we go to school. Six classes still have nobody; an hour is enough. " * 18


class Sink:
    """The little server as a process."""

    def __init__(self, log: Path, *words: str) -> None:
        self.log = log
        self.process = subprocess.Popen(
            [sys.executable, str(HERE / "_sink.py"), str(log), *words],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        self.port = int(self.process.stdout.readline())

    def mails(self) -> list[list[str]]:
        return [line.split(" ") for line in self.log.read_text().splitlines()]

    def count(self) -> int:
        return self.log.read_bytes().count(b"\n")

    def wait_for(self, count: int, seconds: float) -> list[list[str]]:
        end = time.monotonic() + seconds
        while self.log.read_bytes().count(b"\n") < count:
            if time.monotonic() > end:
                raise SystemExit(f"Only {len(self.mails())} of {count} mails came.")
            time.sleep(0.05)
        return self.mails()

    def end(self) -> None:
        self.process.kill()
        self.process.wait()


def environment(data: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BLUESTEM_")}
    return {
        **kept,
        "BLUESTEM_DATA": str(data),
        "BLUESTEM_SITE_URL": "https://community.example.org",
        "BLUESTEM_SENDER": "community@example.org",
        "DJANGO_SETTINGS_MODULE": "bluestem.config.settings",
        **more,
    }


def bluestem(surroundings: dict[str, str], *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "bluestem", *words],
        env=surroundings,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"bluestem {' '.join(words)}: {done.stdout}{done.stderr}")
    return done.stdout


def make_house(data: Path, surroundings: dict[str, str]) -> Path:
    """Make a community with members, and the file of an announcement."""
    bluestem(surroundings, "init", "--name", "Women in Technology", "--organiser", "o@example.org")
    members = data / "members.csv"
    lines = [f"p{n}@example.org;Person Nummer {n}" for n in range(RECIPIENTS - 1)]
    members.write_text("address;name\n" + "\n".join(lines) + "\n", encoding="utf-8")
    bluestem(surroundings, "import", "members", str(members))
    announcement = data / "announcement.md"
    announcement.write_text(
        f"---\nsubject_en: Six classes are waiting\nsubject_fr: Six classes attendent\n---\n"
        f"{TEXT}\n\n---fr---\n\n{TEXT}\n",
        encoding="utf-8",
    )
    return announcement


def bare(port: int, surroundings: dict[str, str], count: int) -> float:
    """Send ready bytes with smtplib alone; return mails a second."""
    content = Path(surroundings["BLUESTEM_DATA"], "ready.eml").read_bytes()
    mails = [
        (f"p{n}@example.org", content.replace(b"p0@example.org", b"p%d@example.org" % n))
        for n in range(count)
    ]
    began = time.monotonic()
    with smtplib.SMTP("127.0.0.1", port, local_hostname="localhost") as server:
        for recipient, mail in mails:
            server.sendmail("community@example.org", [recipient], mail)
    return count / (time.monotonic() - began)


READY = """
import django; django.setup()
import sys
from datetime import UTC, datetime
from bluestem.community.queries import the_community
from bluestem.mailroom import rendering
from bluestem.mailroom.models import Delivery
delivery = Delivery.objects.select_related("mailing").get(address="p0@example.org")
made = rendering.render(delivery.mailing, community=the_community(), language="en")
now = datetime.now(UTC)
sys.stdout.buffer.write(rendering.fill(made, delivery, address=delivery.address, now=now))
"""


def announced(sink: Sink, surroundings: dict[str, str], announcement: Path) -> dict[str, Any]:
    """Release the announcement with a sender at work; measure from the command's start."""
    sender = subprocess.Popen([sys.executable, "-m", "bluestem", "sender"], env=surroundings)
    try:
        time.sleep(3)
        began = time.time()
        words = ("announce", str(announcement), "--list", "announcements", "--release", "--json")
        told = json.loads(bluestem(surroundings, *words))
        returned = time.time()
        mails = sink.wait_for(told["recipients"], 600)
    finally:
        sender.terminate()
        sender.wait(10)
    times = sorted(float(mail[0]) for mail in mails)
    return {
        "recipients": told["recipients"],
        "doubles": len(mails) - len({mail[1] for mail in mails}),
        "bytes": int(mails[0][3]),
        "from_start": len(mails) / (times[-1] - began),
        "command_seconds": returned - began,
        "sending": (len(mails) - 1) / (times[-1] - times[0]),
    }


def main() -> int:
    """Print the figures; 0 where the goal is reached."""
    with tempfile.TemporaryDirectory(prefix="bluestem-bench-") as folder:
        data = Path(folder)
        sink = Sink(data / "announced.log")
        url = f"smtp://127.0.0.1:{sink.port}?tls=none"
        surroundings = environment(data, BLUESTEM_SMTP_URL=url)
        try:
            announcement = make_house(data, surroundings)
            found = announced(sink, surroundings, announcement)
        finally:
            sink.end()
        ready = subprocess.run(
            [sys.executable, "-c", READY], env=surroundings, capture_output=True, check=True
        )
        (data / "ready.eml").write_bytes(ready.stdout)
        other = Sink(data / "bare.log")
        try:
            alone = bare(other.port, surroundings, found["recipients"])
        finally:
            other.end()
    print(
        f"{found['recipients']} mails of {found['bytes'] / 1000:.1f} kB, "
        f"{found['doubles']} doubles\n"
        f"  announce --release to the last 250: {found['from_start']:7.0f} a second\n"
        f"  (the command itself {found['command_seconds']:.1f} s)\n"
        f"  first 250 to the last 250:          {found['sending']:7.0f} a second\n"
        f"  bare smtplib, ready bytes:          {alone:7.0f} a second\n"
        f"  ratio to bare smtplib: {found['from_start'] / alone:.2f} end to end, "
        f"{found['sending'] / alone:.2f} while sending"
    )
    return 0 if found["from_start"] >= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
