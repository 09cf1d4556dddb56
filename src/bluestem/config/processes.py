"""The processes of a running Bluestem, and supervisor's configuration for them.

`bluestem run` starts five: web (granian) twice, one of which stands by, worker (tasks), sender
(mail), scheduler (sweeps).
Each dies with its parent, so that nothing holds the port after a kill; what was in flight is in
rows and goes on at the next start.
"""

import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import IO

STOP_SECONDS = 7  # then supervisor kills; all of it stays below the ten seconds promised
PR_SET_PDEATHSIG = 1


class AlreadyRunning(Exception):
    """Another `bluestem run` holds this folder."""


class DidNotStart(Exception):
    """The web server did not answer in time; the message names the log."""


@dataclass(frozen=True)
class Program:
    """One supervised process: its name and the words after `bluestem`."""

    name: str
    words: tuple[str, ...]
    count: int = 1


def site_programs(host: str, port: int) -> tuple[Program, ...]:
    """Return what `bluestem run` starts."""
    return (
        Program("web", ("web", "--host", host, "--port", str(port)), count=2),  # one stands by
        Program("worker", ("worker", "--slot", "run")),
        Program("sender", ("sender",)),
        Program("scheduler", ("scheduler",)),
    )


def extra_programs(slot: str) -> tuple[Program, ...]:
    """Return what `bluestem work` starts beside a running site."""
    return (Program("worker", ("worker", "--slot", slot)), Program("sender", ("sender",)))


def site_url(data: Path, said: str) -> str:
    """Return the address that mails carry: what the environment says, or where `run` listens.

    Without BLUESTEM_SITE_URL, `bluestem run --port 8200` and a `bluestem sign-in` beside it must
    still name the same address.
    """
    listening = data / "run" / "address"
    if "BLUESTEM_SITE_URL" in os.environ or not listening.exists():
        return said
    return listening.read_text(encoding="ascii").strip() or said


def write_site_url(data: Path, address: str) -> None:
    """Keep where `run` listens, for commands typed beside it."""
    (data / "run" / "address").write_text(address + "\n", encoding="ascii")


def end_with_parent(with_signal: int = signal.SIGTERM) -> None:
    """Ask the kernel to end this process when its parent dies, even by kill -9 (Linux)."""
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, with_signal)


def supervisor_configuration(programs: Sequence[Program], data: Path, name: str) -> str:
    """Return supervisord.conf. One group, so that all are told to stop at the same moment."""
    run, logs = data / "run", data / "logs"
    lines = [
        "[supervisord]",
        "nodaemon=true",
        "silent=true",
        f"logfile={_escaped(logs / f'{name}.log')}",
        f"pidfile={_escaped(run / f'{name}.pid')}",
        "logfile_maxbytes=5MB",
        "logfile_backups=3",
        "",
        "[group:bluestem]",
        f"programs={','.join(program.name for program in programs)}",
    ]
    for program in programs:
        process = program.name + ("-%(process_num)d" if program.count > 1 else "")
        command = " ".join(
            _quoted(word) for word in (sys.executable, "-m", "bluestem", *program.words)
        )
        lines += [
            "",
            f"[program:{program.name}]",
            f"command={command}",
            f"numprocs={program.count}",
            f"process_name={process}",
            "autorestart=true",
            "startsecs=1",
            "startretries=1000000",  # a database that is away for a night must not end the site
            f"stopwaitsecs={STOP_SECONDS}",
            "stopasgroup=false",
            "killasgroup=true",
            "redirect_stderr=true",
            f"stdout_logfile={_escaped(logs)}/{process}.log",
            "stdout_logfile_maxbytes=5MB",
            "stdout_logfile_backups=3",
        ]
    return "\n".join(lines) + "\n"


def _escaped(path: Path) -> str:
    return str(path).replace("%", "%%")


def _quoted(word: str) -> str:
    return "'" + word.replace("%", "%%").replace("'", "'\"'\"'") + "'"


def hold(data: Path, name: str, *, is_waiting: bool = False) -> IO[str]:
    """Take a lock of the folder for as long as the returned file stays open.

    A process forked from here holds it too. With `is_waiting` the lock is waited for.

    Raises: AlreadyRunning.
    """
    folder = data / "run"
    folder.mkdir(parents=True, exist_ok=True)
    (data / "logs").mkdir(exist_ok=True)
    lock = (folder / f"{name}.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | (0 if is_waiting else fcntl.LOCK_NB))
    except BlockingIOError as held:
        lock.close()
        raise AlreadyRunning from held
    return lock


class Supervision:
    """supervisord as a child: started, waited for, told to stop when we are told to."""

    def __init__(self, programs: Sequence[Program], data: Path, name: str) -> None:
        self.data = data
        configuration = data / "run" / f"{name}.conf"
        configuration.write_text(supervisor_configuration(programs, data, name), encoding="utf-8")
        self._child = subprocess.Popen(  # noqa: S603  # our own interpreter and configuration
            [sys.executable, "-m", "bluestem.config.supervisord", "-c", str(configuration)],
            stdin=subprocess.DEVNULL,
            preexec_fn=end_with_parent,  # noqa: PLW1509  # this process has one thread
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        self._is_stopping = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self._is_stopping = True
        if self._child.poll() is None:
            self._child.send_signal(signal.SIGTERM)

    def wait_until_it_answers(self, address: str, timeout_seconds: float = 60) -> None:
        """Return when GET `address` answers 200.

        Raises: DidNotStart.
        """
        end = time.monotonic() + timeout_seconds
        while time.monotonic() < end and self._child.poll() is None and not self._is_stopping:
            with (
                suppress(urllib.error.URLError, OSError),
                urllib.request.urlopen(address, timeout=5) as answer,  # noqa: S310  # our own
            ):
                if answer.status == 200:
                    return
            time.sleep(0.1)
        if not self._is_stopping:
            self._stop(signal.SIGTERM, None)
            self._child.wait()
            raise DidNotStart(f"The web server did not start; {self.data / 'logs'} says why.")

    def wait(self) -> int:
        """Wait for the end; return the exit code, 0 where we were asked to stop."""
        code = self._child.wait()
        return 0 if self._is_stopping else code
