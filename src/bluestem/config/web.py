"""The web server's process: granian with one worker process and a handful of threads.

`bluestem run` starts two of them. One serves; the other has loaded everything and waits for the
first one's lock, which the kernel lets go when its holder dies: a killed web server is back at
once, not after the seconds that loading takes.
"""

import multiprocessing
import os
import sys
from argparse import ArgumentParser
from collections.abc import Sequence

from bluestem.config import processes

MOST_WORKERS = 4
# Of all workers together: a crowd at one event makes groups of them, see kit.together. Each has a
# connection of its own, of which PostgreSQL gives a hundred unless told otherwise.
THREADS = 64
SERVES = "bluestem web"
STANDS_BY = "bluestem web (stands by)"


def main(argv: Sequence[str]) -> int:
    """Serve until told to stop, as soon as no other process of this folder does."""
    parser = ArgumentParser(prog="bluestem web")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    options = parser.parse_args(argv)
    processes.end_with_parent()

    from granian import Granian
    from granian.constants import Interfaces
    from setproctitle import setproctitle

    setproctitle(STANDS_BY)
    _load()
    from django.conf import settings

    # granian's worker inherits the lock: it is free only when nobody answers the port any more.
    turn = processes.hold(settings.DATA, "web", is_waiting=True)
    workers = _count()
    Granian(
        "bluestem.config.web_worker:application",
        address=options.host,
        port=options.port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS // workers,
        respawn_failed_workers=True,
        respawn_interval=0.2,
        workers_kill_timeout=5,
        websockets=False,
        log_access=False,
        process_name=SERVES,
    ).serve()
    turn.close()
    return 0


def _count() -> int:
    """How many processes answer: on SQLite one, so that its threads take turns; else one a core."""
    from django.conf import settings

    return min(os.cpu_count() or 1, MOST_WORKERS) if settings.DATABASE_URL else 1


def _load() -> None:
    """Load all that a request needs; granian's worker, forked from here, finds it loaded."""
    if sys.platform == "linux":
        multiprocessing.set_start_method("fork")
    from bluestem.config import wsgi

    wsgi.load_addresses()
