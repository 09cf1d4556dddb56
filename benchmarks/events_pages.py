"""Requests a second of the public page of an event, beside pretalx's page of a session, in one run.

    .venv/bin/python benchmarks/events_pages.py [ROUNDS]

Both sites have the same number of events (pretalx's own demonstration says how many), SQLite, and
the same server: granian with one process and eight threads. In place of Redis pretalx gets a cache
in its own memory, which is nearer. They are asked in turn, by four
connections at a time; the median of each is compared. pretalx gets an environment of its own in
`.cache/`; where that cannot be, the comparison is skipped with a sentence.
"""

import http.client
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TOP))
from tests.journeys.crowd import populate  # noqa: E402
from tests.journeys.program import Program, free_port  # noqa: E402

PEER = ("pretalx==2026.2.1", "granian==2.8.7", "faker", "freezegun")
GOAL = 3.0
HANDS, REQUESTS, WARM_UP = 4, 80, 40
SERVE = ("--interface", "wsgi", "--workers", "1", "--blocking-threads", "8", "--host", "127.0.0.1")
STATIC = """
import django
django.setup()
from bluestem.config import upkeep
upkeep.collect_static()
"""
PEER_SETTINGS = """
from pretalx.settings import *
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
"""
MADE = """
import json
import django
django.setup()
from django.core.management import call_command
from django_scopes import scopes_disabled
from pretalx.person.models import User
call_command("migrate", verbosity=0)
User.objects.create(email="a@example.org", name="Ada", is_administrator=True)
call_command("create_test_event", seed="1", stdout=open("/dev/null", "w"))
call_command("collectstatic", interactive=False, verbosity=0)
from pretalx.event.models import Event
with scopes_disabled():
    event = Event.objects.get(slug="democon")
    slots = list(event.current_schedule.talks.filter(submission__isnull=False, is_visible=True))
    print(json.dumps([slot.submission.code for slot in slots]))
"""


def peer_python() -> Path | None:
    """Return an interpreter that has pretalx and the same server; None where that cannot be."""
    folder = TOP / ".cache" / "pretalx"
    python = folder / "bin" / "python"
    ready = [str(python), "-c", "import pretalx, granian, faker, freezegun"]
    if not python.exists() or subprocess.run(ready, check=False, capture_output=True).returncode:
        make = [sys.executable, "-m", "venv", "--clear", str(folder)]
        install = [str(python), "-m", "pip", "install", "--quiet", *PEER]
        for command in (make, install, ready):
            if subprocess.run(command, check=False, capture_output=True).returncode:
                return None
    return python


@contextmanager
def served(command: list[str], environment: Mapping[str, str], port: int) -> Iterator[None]:
    """Serve a site for as long as the block lasts."""
    server = subprocess.Popen(
        [*command, *SERVE, "--port", str(port)],
        env=dict(environment),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=TOP,
    )
    try:
        for _ in range(300):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield
    finally:
        server.terminate()
        server.wait(20)


def requests_a_second(port: int, pages: list[str], count: int) -> float:
    """Fetch pages in turn with a few connections at a time; every answer has to be a page."""
    faults: list[str] = []

    def fetch(hand: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        for number in range(hand, count, HANDS):
            page = pages[number % len(pages)]
            connection.request("GET", page, headers={"Accept": "text/html"})
            answer = connection.getresponse()
            content = answer.read()
            if answer.status != http.client.OK or b"<html" not in content:
                faults.append(f"{page}: {answer.status}")
        connection.close()

    threads = [threading.Thread(target=fetch, args=[hand]) for hand in range(HANDS)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise SystemExit(f"Not every answer was a page: {faults[:3]}")
    return count / (time.perf_counter() - began)


def make_peer(python: Path, folder: Path, port: int) -> tuple[dict[str, str], list[str]]:
    """Make pretalx's own demonstration; return its environment and its sessions' addresses."""
    folder.mkdir()
    (folder / "peer_settings.py").write_text(PEER_SETTINGS)
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith("DJANGO")},
        "DJANGO_SETTINGS_MODULE": "peer_settings",
        "PYTHONPATH": str(folder),
        "PRETALX_DATA_DIR": str(folder),
        "PRETALX_SITE_URL": f"http://127.0.0.1:{port}",
        "PRETALX_DEBUG": "False",
        "PRETALX_NO_INITIAL_LOG": "1",
    }
    made = subprocess.run(
        [str(python), "-c", MADE], env=environment, check=False, capture_output=True, text=True
    )
    if made.returncode:
        raise SystemExit(f"pretalx could not be set up:\n{made.stderr[-2000:]}")
    codes = json.loads(made.stdout.splitlines()[-1])
    return environment, [f"/democon/talk/{code}/" for code in codes]


def make_ours(program: Program, count: int) -> list[str]:
    """Make as many public events, with words of the same length; return their addresses."""
    program.init()
    words = re.sub(r"\s+", " ", "We look at what magnets, people and programs have in common. " * 4)
    events = {
        f"talk-{number}": {
            "audience": "public",
            "series": "lectures",
            "summary_en": words[:120],
            "text_en": f"{words}\n\n{words}",
        }
        for number in range(count)
    }
    populate(program, 0, events)
    subprocess.run(
        [sys.executable, "-c", STATIC],
        env={**program.environment, "DJANGO_SETTINGS_MODULE": "bluestem.config.settings"},
        check=True,
    )
    return [f"/events/{slug}" for slug in events]


def main(rounds: int) -> int:
    """Return 0 where the goal is reached, or where there is nothing to compare with."""
    python = peer_python()
    if python is None:
        print("pretalx cannot be installed here, so there is nothing to compare with: skipped.")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        ports = {"pretalx": free_port(), "ours": free_port()}
        theirs, their_pages = make_peer(python, Path(folder) / "pretalx", ports["pretalx"])
        program = Program(Path(folder) / "ours", port=ports["ours"])
        program.folder.mkdir()
        our_pages = make_ours(program, len(their_pages))
        ours = {**program.environment, "DJANGO_SETTINGS_MODULE": "bluestem.config.settings"}
        their_server = [str(python), "-m", "granian", "pretalx.wsgi:application"]
        our_server = [sys.executable, "-m", "granian", "bluestem.config.web_worker:application"]
        both = {"pretalx": their_pages, "ours": our_pages}
        found: dict[str, list[float]] = {name: [] for name in both}
        with (
            served(their_server, theirs, ports["pretalx"]),
            served(our_server, ours, ports["ours"]),
        ):
            for name, pages in both.items():
                requests_a_second(ports[name], pages, WARM_UP)
            for _ in range(rounds):  # in turn, so that both see the same machine
                for name, pages in both.items():
                    found[name].append(requests_a_second(ports[name], pages, REQUESTS))
    middle = {name: statistics.median(values) for name, values in found.items()}
    ratio = middle["ours"] / middle["pretalx"]
    print(
        f"the page of an event ({len(their_pages)} events): pretalx {middle['pretalx']:.1f} and "
        f"ours {middle['ours']:.1f} requests a second, {ratio:.1f} ×; "
        f"goal {GOAL:.0f} ×: {'kept' if ratio >= GOAL else 'NOT kept'}"
    )
    return 0 if ratio >= GOAL else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 7))
