"""The whole program in a folder of its own, as a volunteer would start it."""

import os
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

START_SECONDS = 120
NOT_AT_WORK = ("supervisord", "stands by")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Program:
    """A community in `folder`; `address` is where it listens once it runs."""

    folder: Path
    port: int = field(default_factory=free_port)
    surroundings: Mapping[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("BLUESTEM_", "DJANGO_"))
        }
        return {
            **kept,
            "LC_ALL": "C.UTF-8",
            "BLUESTEM_DATA": str(self.folder),
            "BLUESTEM_SITE_URL": self.address,
            **self.surroundings,
        }

    def command(self, *words: str, stdin: str = "") -> "subprocess.CompletedProcess[str]":
        """Type one `bluestem` command and wait for its end."""
        return subprocess.run(
            [sys.executable, "-m", "bluestem", *words],
            env=self.environment,
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    def init(self, organiser: str = "ben@example.org", *words: str) -> None:
        ended = self.command("init", "--name", "Test network", "--organiser", organiser, *words)
        assert ended.returncode == 0, ended.stderr

    def change(self, words: str) -> int:
        """Change rows of the database itself, as only time would; return how many."""
        path = self.folder / "bluestem.sqlite3"
        with closing(sqlite3.connect(path, timeout=20)) as database, database:
            return database.execute(words).rowcount

    def sign_in_address(self, address: str) -> str:
        """Return a one-time address, as the console prints it."""
        ended = self.command("sign-in", address)
        assert ended.returncode == 0, ended.stderr
        return next(word for word in ended.stdout.split() if word.startswith("http"))

    @contextmanager
    def running(self, *words: str) -> Iterator[psutil.Process]:
        """Run the site inside the block; yield the process of `bluestem run`."""
        output = (self.folder / "output").open("w+")
        process = subprocess.Popen(
            [sys.executable, "-m", "bluestem", *(words or ("run",)), "--port", str(self.port)],
            env=self.environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            self._wait_for_address(process, output.name)
            yield psutil.Process(process.pid)
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            output.close()

    def _wait_for_address(self, process: "subprocess.Popen[bytes]", output: str) -> None:
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            said = Path(output).read_text()
            if "Bluestem listens at" in said:
                return
            assert process.poll() is None, said
            time.sleep(0.05)
        raise AssertionError(f"Bluestem did not start: {Path(output).read_text()}")


def child(run: psutil.Process, name: str) -> psutil.Process | None:
    """Return the supervised process with this name, or None while it is away."""
    for process in run.children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            words = process.cmdline()
            line = " ".join(words)
            if f"bluestem {name}" in line and not any(word in line for word in NOT_AT_WORK):
                return process
    return None


def answers(address: str) -> bool:
    """Whether the site answers at all."""
    try:
        with urllib.request.urlopen(f"{address}/health", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def seconds_until(truth: object, limit_seconds: float) -> float:
    """Return how long it took until `truth()` held; fail after the limit."""
    assert callable(truth)
    started = time.monotonic()
    while not truth():
        if time.monotonic() - started > limit_seconds:
            raise AssertionError(f"Not within {limit_seconds} s.")
        time.sleep(0.02)
    return time.monotonic() - started
