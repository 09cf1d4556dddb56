"""The sender as a process: its place on this machine, its signals, its light commits."""

import fcntl
import signal
import socket
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from bluestem.mailroom.sender.loop import Sender

STOP_SECONDS = 2.0  # for the mail in flight; then the connection is let go
MOST_SENDERS = 64


class TimeIsUp(BaseException):
    """The mail in flight took too long after the signal to stop."""


def run(*, until_idle: bool = False) -> None:
    """Send mail until a signal says stop. Killed at any moment it loses nothing."""
    connection.close()
    connection_created.connect(lighten, dispatch_uid="bluestem.mailroom.sender")
    with sender_slot(Path(settings.DATA)) as owner:
        sender = Sender(owner)
        if until_idle:
            sender.run_until_idle()
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop(sender))
        signal.signal(signal.SIGALRM, time_is_up)
        try:
            sender.run()
        except TimeIsUp:
            sender.connection.drop()
            connection.close()
            sender.let_go()
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)


def stop(sender: Sender) -> None:
    """Finish the mail in flight, and be gone in any case within three seconds."""
    sender.stopping.set()
    signal.setitimer(signal.ITIMER_REAL, STOP_SECONDS)


def time_is_up(*_: Any) -> None:
    """Break off whatever is waited for."""
    raise TimeIsUp


def lighten(*, connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Commit without waiting for the disk: a power cut may repeat a mail and loses none.

    Everybody else's connections wait for it.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous=NORMAL")
            cursor.execute("PRAGMA busy_timeout=1000")
        else:
            cursor.execute("SET synchronous_commit = off")


@contextmanager
def sender_slot(data: Path) -> Iterator[str]:
    """Hold the lowest free place among this machine's senders; the place outlives the process.

    Who gets a place knows that its last holder is dead, and takes back what it had in hand.
    """
    folder = data / "senders"
    folder.mkdir(parents=True, exist_ok=True)
    machine = folder / "machine"
    if not machine.exists():
        machine.write_text(f"{socket.gethostname()[:24]}-{uuid.uuid4().hex[:8]}")
    for number in range(MOST_SENDERS):
        with (folder / f"{number}.lock").open("w") as place:
            try:
                fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            yield f"{machine.read_text()}/{number}"
            return
    raise RuntimeError(f"{MOST_SENDERS} senders run on this machine already.")
