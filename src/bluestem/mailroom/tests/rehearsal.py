"""A community in a folder of its own, real sender processes and a mail server that misbehaves.

Small in the tests of the room, large in tests/prove. The rules are the same for all:
every delivery ends in one final state; who is "sent" got it; nobody gets it more often than
the kills and the breaks after DATA explain, and then with the same Message-ID.
"""

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = "bluestem.mailroom.tests.rehearsal"
SMTP = "bluestem.mailroom.tests.smtp"
QUICK_RETRIES = (0.3, 0.6, 1.2, 2.4)


@dataclass
class Came:
    """What the mail server wrote down of one mail."""

    recipient: str
    message_id: str
    was_broken: bool  # taken, and then the connection broke off before the answer


@dataclass
class Outcome:
    """What became of one mailing, counted."""

    states: dict[str, int]
    came: int
    doubles: int
    breaks: int
    kills: int
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.states}; {self.came} mails came, {self.doubles} of them again "
            f"({self.kills} kills, {self.breaks} breaks after DATA); "
            + (f"FAULTS: {self.faults[:5]}" if self.faults else "no fault")
        )


class House:
    """A community in `data`, with its environment."""

    def __init__(self, data: Path, *, database_url: str = "", **environment: str) -> None:
        self.data = data
        self.database_url = database_url
        self.environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("BLUESTEM_")},
            "BLUESTEM_DATA": str(data),
            "BLUESTEM_SITE_URL": "http://127.0.0.1:8000",
            "DJANGO_SETTINGS_MODULE": "bluestem.config.settings",
            **({"BLUESTEM_DATABASE_URL": database_url} if database_url else {}),
            **environment,
        }
        self._nursery: subprocess.Popen[str] | None = None

    def found(self, template: Path | None = None) -> None:
        """Make the community, or copy one that was made before."""
        if template is not None and (template / "bluestem.sqlite3").exists():
            shutil.copytree(template, self.data, dirs_exist_ok=True)
            return
        self.run("-m", "bluestem", "init", "--name", "House", "--organiser", "ada@example.org")
        if template is not None:
            shutil.copytree(self.data, template, dirs_exist_ok=True)

    def run(self, *words: str) -> str:
        """Run Python to its end and return what it printed."""
        done = subprocess.run(
            [sys.executable, *words],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{words}: {done.stdout}{done.stderr}")
        return done.stdout

    def tell(self, *words: str) -> Any:
        """Do one of this module's own deeds and return its answer."""
        return json.loads(self._ask(*words))

    def start_sender(self) -> int:
        """Start a sender that asks again after fractions of a second; return its process id."""
        return int(self._ask("sender"))

    def kill(self, process: int, number: int = signal.SIGKILL) -> int:
        """Send a signal to a sender and wait until it is gone; return how it ended."""
        os.kill(process, number)
        return int(self._ask("reap", str(process)))

    def _ask(self, *words: str) -> str:
        if self._nursery is None:
            with (self.data / "senders.log").open("ab") as log:
                self._nursery = subprocess.Popen(
                    [sys.executable, "-m", HERE],
                    env=self.environment,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=log,
                    text=True,
                    start_new_session=True,
                )
        assert self._nursery.stdin is not None
        assert self._nursery.stdout is not None
        self._nursery.stdin.write(json.dumps(words) + "\n")
        self._nursery.stdin.flush()
        answer = self._nursery.stdout.readline()
        if not answer.strip():
            raise RuntimeError(f"{words}: {(self.data / 'senders.log').read_text()[-3000:]}")
        return answer

    def end(self) -> None:
        """End every process."""
        if self._nursery is not None:
            os.killpg(self._nursery.pid, signal.SIGKILL)
            self._nursery.wait()
            for pipe in (self._nursery.stdin, self._nursery.stdout):
                if pipe is not None:
                    pipe.close()
            self._nursery = None

    def states(self, mailing: str) -> dict[str, int]:
        """Count the deliveries of a mailing by state."""
        return dict(Counter(state for _, _, state in self.deliveries(mailing)))

    def deliveries(self, mailing: str) -> list[tuple[str, str, str]]:
        """Return address, Message-ID and state of each delivery."""
        if self.database_url:
            return [tuple(row) for row in self.tell("deliveries", mailing)]
        with closing(sqlite3.connect(self.data / "bluestem.sqlite3", timeout=60)) as database:
            return database.execute(
                "SELECT address, message_id, state FROM mailroom_delivery WHERE mailing_id = ?",
                [mailing.replace("-", "")],
            ).fetchall()


class Sink:
    """The recording mail server as a process, with faults from a seed."""

    def __init__(self, folder: Path | None = None, **faults: float) -> None:
        # Beside the house: its disk may be full.
        handle, path = tempfile.mkstemp(prefix="bluestem-mails-", dir=folder)
        os.close(handle)
        self.log = Path(path)
        words = [
            word
            for name, value in faults.items()
            for word in (f"--{name.replace('_', '-')}", str(value))
        ]
        self.process = subprocess.Popen(
            [sys.executable, "-m", SMTP, "--log", str(self.log), *words],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        self.port = int(self.process.stdout.readline())
        self.url = f"smtp://127.0.0.1:{self.port}?tls=none"

    def came(self) -> list[Came]:
        """Return what it has taken so far."""
        found = []
        for line in self.log.read_bytes().split(b"\n")[:-1]:
            _at, recipient, message_id, _size, how = line.decode().split(" ")
            found.append(Came(recipient, message_id, how == "broken"))
        return found

    def count(self) -> int:
        """Return how many mails it has taken so far."""
        return self.log.read_bytes().count(b"\n") if self.log.exists() else 0

    def end(self) -> None:
        """End it."""
        self.process.kill()
        self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()
        self.log.unlink(missing_ok=True)


def weigh(house: House, mailing: str, sink: Sink, kills: int) -> Outcome:
    """Compare what the rows say with what the server took."""
    deliveries = house.deliveries(mailing)
    came = sink.came()
    expected = {address: message_id for address, message_id, _ in deliveries}
    by_address = Counter(mail.recipient for mail in came)
    faults = []
    for mail in came:
        if expected.get(mail.recipient) != mail.message_id:
            faults.append(f"{mail.recipient} got {mail.message_id}")
    for address, _, state in deliveries:
        if state not in {"sent", "failed", "stopped"}:
            faults.append(f"{address} is still {state}")
        if state == "sent" and not by_address[address]:
            faults.append(f"{address} is said to have got it and did not")
    doubles = sum(count - 1 for count in by_address.values())
    breaks = sum(mail.was_broken for mail in came)
    if doubles > kills + breaks:
        faults.append(f"{doubles} doubles, more than {kills} kills and {breaks} breaks explain")
    states = Counter(state for _, _, state in deliveries)
    return Outcome(dict(states), len(came), doubles, breaks, kills, faults)


def wait_until_over(house: House, mailing: str, seconds: float) -> None:
    """Wait until nothing of a mailing is under way."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not set(house.states(mailing)) & {"waiting", "sending"}:
            return
        time.sleep(0.3)
    raise AssertionError(f"After {seconds} s: {house.states(mailing)}")


def rehearse(
    *,
    recipients: int,
    kills: int = 0,
    senders: int = 1,
    seed: int = 1,
    faults: Mapping[str, float] | None = None,
    folder: Path | None = None,
    template: Path | None = None,
    database_url: str = "",
    saves_settings: bool = False,
    patience_seconds: float = 300.0,
) -> Outcome:
    """Send one mailing while senders are killed at random points, and weigh what came of it."""
    rng = random.Random(seed)
    data = Path(tempfile.mkdtemp(prefix="bluestem-rehearsal-", dir=folder))
    house = House(data, database_url=database_url)
    sink = Sink(seed=seed, **(faults or {}))
    house.environment["BLUESTEM_SMTP_URL"] = sink.url
    try:
        house.found(template)
        mailing = house.tell("prepare", str(recipients))["mailing"]
        running = [house.start_sender() for _ in range(senders)]
        done = 0
        for number in range(kills):
            # Each life lasts for its share of what is left, so that the kills spread over all.
            share = max(1, 2 * (recipients - sink.count()) // (kills - number))
            goal = sink.count() + rng.randrange(share)
            _wait_for(lambda goal=goal: sink.count() >= goal, house, mailing)
            time.sleep(rng.random() * 0.05)
            victim = rng.randrange(senders)
            house.kill(running[victim])
            done += 1
            running[victim] = house.start_sender()
            if saves_settings and number % 5 == 0:
                house.tell("rename", f"House {number}")
        wait_until_over(house, mailing, patience_seconds)
        return weigh(house, mailing, sink, done)
    finally:
        house.end()
        sink.end()
        shutil.rmtree(data, ignore_errors=True)


def _wait_for(condition: Any, house: House, mailing: str) -> None:
    """Wait for a number of mails, and no longer than there is something to send."""
    end = time.monotonic() + 60
    asked_at = time.monotonic()
    while not condition() and time.monotonic() < end:
        if time.monotonic() - asked_at > 1:
            if not set(house.states(mailing)) & {"waiting", "sending"}:
                return
            asked_at = time.monotonic()
        time.sleep(0.005)


# ---- What runs inside the house


def main() -> None:
    """Read deeds from standard input, one JSON list a line, and answer each with one line.

    Each runs in a child of its own, forked when everything is imported: a sender is at work after
    some hundredths of a second, and 200 of them can be killed in minutes.
    """
    import django

    django.setup()
    from bluestem.mailroom import rendering  # noqa: F401  # so that no child has to

    for line in sys.stdin:
        deed, *rest = json.loads(line)
        if deed == "reap":
            _say(os.waitpid(int(rest[0]), 0)[1])
        elif deed == "sender":
            _say(_in_child(_send))
        else:
            os.waitpid(_in_child(lambda deed=deed, rest=rest: _say(DEEDS[deed](*rest))), 0)


def _say(answer: object) -> None:
    print(json.dumps(answer), flush=True)  # noqa: T201


def _in_child(work: Any) -> int:
    process = os.fork()
    if process:
        return process
    status = 1
    try:
        work()
        status = 0
    except BaseException:
        traceback.print_exc()
        if work is not _send:
            print(flush=True)  # noqa: T201
    finally:
        os._exit(status)


def _send() -> None:
    from bluestem.mailroom.sender import process, retries

    retries.SECONDS = QUICK_RETRIES  # type: ignore[assignment]
    process.run()


def _prepare(count: str, size: str = "1000") -> Any:
    from bluestem.mailroom.tests.help import people, released

    mailing = released(people(int(count)), words="A sentence of some length. " * (int(size) // 27))
    return {"mailing": str(mailing.pk)}


def _states(mailing: str) -> Any:
    from bluestem.mailroom.models import Delivery

    return dict(Counter(Delivery.objects.filter(mailing=mailing).values_list("state", flat=True)))


def _deliveries(mailing: str) -> Any:
    from bluestem.mailroom.models import Delivery

    found = Delivery.objects.filter(mailing=mailing).order_by("id")
    return [list(row) for row in found.values_list("address", "message_id", "state")]


def _rename(name: str) -> Any:
    from bluestem.community.models import Community

    return Community.objects.update(name=name)


def _post(address: str) -> Any:
    from bluestem.mailroom import actions
    from bluestem.mailroom.letters import TRIAL

    posted = actions.post(letter=TRIAL.name, to=actions.Recipient(address, "en"))
    return {"mailing": str(posted.pk), "at": time.time()}


def _withdraw(address: str) -> Any:
    from bluestem.mailroom import actions

    stopped = actions.withdraw(address=address, list_key="announcements")
    return {"stopped": stopped, "at": time.time()}


DEEDS = {
    "prepare": _prepare,
    "states": _states,
    "deliveries": _deliveries,
    "rename": _rename,
    "post": _post,
    "withdraw": _withdraw,
}


if __name__ == "__main__":
    main()
