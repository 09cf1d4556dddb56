"""The web server's process: granian with one worker process and a handful of threads."""

from argparse import ArgumentParser
from collections.abc import Sequence

from bluestem.config import processes

THREADS = 8


def main(argv: Sequence[str]) -> int:
    """Serve until told to stop."""
    parser = ArgumentParser(prog="bluestem web")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    options = parser.parse_args(argv)
    processes.end_with_parent()

    from granian import Granian
    from granian.constants import Interfaces

    Granian(
        "bluestem.config.wsgi:application",
        address=options.host,
        port=options.port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        respawn_interval=0.2,
        workers_kill_timeout=5,
        websockets=False,
        log_access=False,
        process_name="bluestem web",
    ).serve()
    return 0
