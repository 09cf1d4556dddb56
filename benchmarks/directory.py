"""First byte of the directory and the desk at 50,000 members, as a ratio to that at 500.

    .venv/bin/python benchmarks/directory.py [ROUNDS]

Two communities on SQLite, each behind a web server of its own, are asked in turn within one run;
the median of each is compared. The issue asks for at most 1.5.
"""

import http.client
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SMALL, LARGE = 500, 50_000
LIMIT = 1.5
WARM_UP = 10
PAGES = ("/members", "/desk", "/desk/members", "/members?q=novak")
JUDGED = ("/members", "/desk")  # a search reads everybody, so it is shown and not judged
BLUESTEM = Path(sys.executable).parent / "bluestem"

FILL = """
import datetime as dt, random, sys
import django
django.setup()
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.utils import timezone
from bluestem.config import upkeep
from bluestem.members.models import Department, Interest, MailingList, Member, Role, Subscription
count, draw = int(sys.argv[1]), random.Random(1)
FIRST = "Ada Ben Cleo Élodie Fay Gus Hanna Inès Jo Karin Léa Mirela Noor Oona Priya".split()
LAST = "Novák Oprea García Müller Rossi Kowalska Haddad Olsen Bauer Lefèvre Silva".split()
with transaction.atomic():
    places = [
        Department.objects.create(code=f"D{n}", headcount_people=9, headcount_on="2021-09-30")
        for n in range(15)
    ]
    people = Member.objects.bulk_create(
        Member(
            address=f"person{n}@example.org",
            name=f"{draw.choice(FIRST)} {draw.choice(LAST)} {n}",
            department=draw.choice(places),
            affiliation=draw.choice(["staff", "fellow", "student"]),
            about="I work on detectors." if n % 3 == 0 else "",
            name_visibility=draw.choice([1, 2, 2, 2, 2, 2, 2, 3]),
            joined_on=dt.date(2016, 1, 1) + dt.timedelta(days=draw.randrange(2000)),
        )
        for n in range(count - 1)
    )
    mailing_list = MailingList.objects.all()[0]
    Subscription.objects.bulk_create(
        Subscription(
            mailing_list=mailing_list, address=person.address, member=person,
            started_way="import", started_at=timezone.now(), confirmed_at=timezone.now(),
        )
        for person in people
    )
organiser = Member.objects.get(address="ben@example.org")
browser = Client()
browser.force_login(organiser)
upkeep.collect_static()
print(browser.cookies[settings.SESSION_COOKIE_NAME].value)
"""


def surroundings(data: Path) -> dict[str, str]:
    """Return the environment of one community."""
    return {
        **os.environ,
        "BLUESTEM_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "bluestem.config.settings",
    }


def make(data: Path, count: int) -> str:
    """Found a community with this many members; return the key of a session in it."""
    found = [str(BLUESTEM), "init", "--name", "Measured", "--organiser", "ben@example.org"]
    env = surroundings(data)
    subprocess.run(found, env=env, check=True, stdout=subprocess.DEVNULL)
    fill = [sys.executable, "-c", FILL, str(count)]
    printed = subprocess.run(fill, env=env, check=True, capture_output=True, text=True).stdout
    return printed.split()[-1]


@contextmanager
def served(data: Path) -> Iterator[int]:
    """Serve a community and return its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    start = "import sys; from bluestem.config.web import main; sys.exit(main(sys.argv[1:]))"
    server = subprocess.Popen(
        [sys.executable, "-c", start, "--port", str(port)],
        env=surroundings(data),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait(20)


def first_byte(port: int, path: str, key: str) -> float:
    """Return the seconds until the first byte of a page."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.connect()
    start = time.perf_counter()
    connection.request("GET", path, headers={"Cookie": f"bluestem_session={key}"})
    answer = connection.getresponse()
    answer.read(1)
    seconds = time.perf_counter() - start
    answer.read()
    connection.close()
    if answer.status != http.client.OK:
        raise SystemExit(f"{path}: found {answer.status}; expected 200.")
    return seconds


def main(rounds: int) -> int:
    """Measure and print; return 1 where a judged page is over the limit."""
    folder = Path(tempfile.mkdtemp(prefix="bluestem-directory-"))
    failed = False
    try:
        keys = {count: make(folder / str(count), count) for count in (SMALL, LARGE)}
        with served(folder / str(SMALL)) as small, served(folder / str(LARGE)) as large:
            ports = {SMALL: small, LARGE: large}
            print(f"median of {rounds} requests each, in turn; limit {LIMIT}")
            for page in PAGES:
                times: dict[int, list[float]] = {SMALL: [], LARGE: []}
                for turn in range(WARM_UP + rounds):
                    for count, port in ports.items():
                        seconds = first_byte(port, page, keys[count])
                        if turn >= WARM_UP:
                            times[count].append(seconds)
                middle = {count: statistics.median(found) for count, found in times.items()}
                ratio = middle[LARGE] / middle[SMALL]
                is_over = page in JUDGED and ratio > LIMIT
                failed |= is_over
                print(
                    f"{page:18} {SMALL:,}: {1000 * middle[SMALL]:6.1f} ms   "
                    f"{LARGE:,}: {1000 * middle[LARGE]:6.1f} ms   ratio {ratio:.2f}"
                    + ("  OVER THE LIMIT" if is_over else "")
                    + ("" if page in JUDGED else "  (not judged)")
                )
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 60))
