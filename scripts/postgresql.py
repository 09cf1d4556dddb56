"""A PostgreSQL server of our own for as long as a block lasts, on a free port, in a new folder."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def _program(name: str) -> str:
    places = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    found = str(places[-1]) if places else shutil.which(name)
    if not found:
        raise SystemExit(f"PostgreSQL's {name} is missing: run scripts/machine.")
    return found


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def temporary_server() -> Iterator[str]:
    """Yield the BLUESTEM_DATABASE_URL of a server that is gone after the block."""
    as_postgres: list[str] = []
    folder = Path(tempfile.mkdtemp(prefix="bluestem-postgresql-"))
    if os.geteuid() == 0:  # initdb refuses root
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        as_postgres = ["runuser", "-u", "postgres", "--"]
    data, port = folder / "data", _free_port()
    quiet = {"stdout": subprocess.DEVNULL, "cwd": folder}
    control = [*as_postgres, _program("pg_ctl"), "-D", str(data)]
    try:
        subprocess.run(
            [
                *[*as_postgres, _program("initdb"), "-D", str(data), "-U", "bluestem"],
                *["-A", "trust", "-E", "UTF8", "--locale", "C.UTF-8", "--no-sync"],
            ],
            check=True,
            **quiet,  # type: ignore[call-overload]
        )
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        options += " -c track_commit_timestamp=on"  # the race asks in which order things happened
        subprocess.run(
            [*control, "-w", "-l", str(folder / "log"), "-o", options, "start"],
            check=True,
            **quiet,  # type: ignore[call-overload]
        )
        yield f"postgresql://bluestem@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=False, **quiet)  # type: ignore[call-overload]
        shutil.rmtree(folder, ignore_errors=True)
