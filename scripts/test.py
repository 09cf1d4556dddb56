"""Run the tests: everything on SQLite with two processes, then what differs on PostgreSQL.

.venv/bin/python scripts/test.py [pytest words]
"""

import os
import subprocess
import sys
from pathlib import Path

from postgresql import temporary_server

TOP = Path(__file__).resolve().parent.parent


def pytest(words: list[str], **surroundings: str) -> int:
    """Run pytest with more of the environment; return its exit code."""
    command = [sys.executable, "-m", "pytest", *words]
    return subprocess.run(
        command, cwd=TOP, env={**os.environ, **surroundings}, check=False
    ).returncode


def main(words: list[str]) -> int:
    """Return 0 where all passed on both databases."""
    if words:
        return pytest(words)
    processes = ["-n", "2", "--dist", "worksteal"]  # the last long module keeps nobody waiting
    print("== SQLite ==", flush=True)
    on_sqlite = pytest([*processes, "-m", "not processes"])
    print("== The whole program ==", flush=True)
    whole = pytest(["-n", "2", "--dist", "loadscope", "-m", "processes"])  # a site for a module
    print("== PostgreSQL ==", flush=True)
    with temporary_server() as url:
        on_postgresql = pytest(
            [*processes, "-m", "not browser and not processes"], BLUESTEM_DATABASE_URL=url
        )
    return max(on_sqlite, whole, on_postgresql)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
