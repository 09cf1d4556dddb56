"""A small mail server for tests: keeps what it takes, is strict, and fails when told to.

    with RecordingServer() as server:
        settings.SMTP_SERVER = server.address
        send_waiting()
        assert server.messages[0].mail["Subject"] == "Welcome"

As a process of its own: python -m bluestem.mailroom.tests.smtp --port 2525 --log FILE
"""

import argparse
import email
import email.policy
import random
import socketserver
import threading
import time
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self, cast

DROP = "drop"  # what a fault answers to break the connection off
END = b".\r\n"

# (stage, session) -> an SMTP answer, DROP, or None to go on. Stages: CONNECT, EHLO, MAIL, RCPT,
# DATA, CONTENT (while the text comes), END (the text is here, and kept unless it is refused).
Fault = Callable[[str, "Session"], str | None]


@dataclass
class Received:
    """One mail as it came."""

    sender: str
    recipients: list[str]
    content: bytes
    at: float
    was_broken: bool = False  # the connection broke off before the answer

    @property
    def mail(self) -> EmailMessage:
        """The mail, parsed by today's rules."""
        return cast(
            EmailMessage, email.message_from_bytes(self.content, policy=email.policy.default)
        )

    @property
    def text(self) -> str:
        """Its plain text."""
        return str(self.mail.get_body(("plain",)).get_content())  # type: ignore[union-attr]

    @property
    def html(self) -> str:
        """Its HTML."""
        return str(self.mail.get_body(("html",)).get_content())  # type: ignore[union-attr]


@dataclass
class Session:
    """One connection, as far as it has come."""

    number: int
    mails: int = 0
    sender: str = ""
    recipients: list[str] = field(default_factory=list)
    content: bytes = b""
    plan: dict[str, str] = field(default_factory=dict)  # of RandomFaults, for one mail


class Broken(Exception):
    """The connection is broken off."""


class Wrong(Exception):
    """What came is against the rules of SMTP."""


class _Conversation(socketserver.StreamRequestHandler):
    server: "_Listener"
    rbufsize = 1 << 16
    disable_nagle_algorithm = True  # three short answers must not wait for each other

    def handle(self) -> None:
        keeper = self.server.keeper
        self.session = keeper.begin()
        try:
            if self._met("CONNECT"):
                return
            self._say("220 recording.example ready")
            while self._command():
                pass
        except (Broken, OSError):
            return

    def _command(self) -> bool:
        line = cast(BinaryIO, self.rfile).readline(1001)
        if not line:
            return False
        if not line.endswith(b"\r\n") or b"\r" in line[:-2] or len(line) > 512:
            raise Wrong(f"a command line of SMTP: {line!r}")
        verb, _, rest = line[:-2].partition(b" ")
        act = getattr(self, f"_{verb.decode('ascii', 'replace').lower()}", None)
        if act is None:
            self._say("502 what?")
            return True
        return act(rest.decode("ascii")) is not False

    def _met(self, stage: str) -> bool:
        """Do what the fault of this stage says; tell whether there was one."""
        fault = self.server.keeper.fault
        answer = fault(stage, self.session) if fault else None
        if answer is None:
            return False
        if answer == DROP:
            raise Broken
        self._say(answer)
        if answer.startswith("421"):
            raise Broken
        return True

    def _ehlo(self, name: str) -> None:
        if not self._met("EHLO"):
            offers = ["recording.example"]
            offers += ["PIPELINING"] * self.server.keeper.has_pipelining
            offers += ["AUTH PLAIN"] * (self.server.keeper.sign_in is not None)
            last = offers.pop()
            self._say("\r\n".join([*(f"250-{offer}" for offer in offers), f"250 {last}"]))

    def _auth(self, rest: str) -> None:
        kind, _, given = rest.partition(" ")
        _, user, password = b64decode(given).decode().split("\0")
        is_right = kind == "PLAIN" and (user, password) == self.server.keeper.sign_in
        self._say("235 welcome" if is_right else "535 5.7.8 wrong password")

    def _mail(self, rest: str) -> None:
        self.session.sender, self.session.recipients = "", []
        if not self._met("MAIL"):
            self.session.sender = rest.removeprefix("FROM:<").partition(">")[0]
            self._say("250 ok")

    def _rcpt(self, rest: str) -> None:
        recipient = rest.removeprefix("TO:<").partition(">")[0]
        if not self.session.sender:
            self._say("503 MAIL first")
            return
        self.session.recipients.append(recipient)
        try:
            is_met = self._met("RCPT")
        except Broken:
            self.session.recipients.pop()
            raise
        if is_met:
            self.session.recipients.pop()
        else:
            self._say("250 ok")

    def _data(self, _rest: str) -> None:
        if not self.session.recipients:
            self._say("554 nobody to send to")
            return
        if self._met("DATA"):
            return
        self._say("354 go on")
        self.session.content = self._content()
        keeper = self.server.keeper
        received = Received(
            self.session.sender, self.session.recipients, self.session.content, time.time()
        )
        time.sleep(keeper.seconds_per_mail) if keeper.seconds_per_mail else None
        self.session.mails += 1
        fault = keeper.fault
        answer = fault("END", self.session) if fault else None
        if answer is None or answer == DROP:
            received.was_broken = answer == DROP
            keeper.keep(received)
        if answer == DROP:
            raise Broken
        self._say(answer or "250 taken")
        if answer and answer.startswith("421"):
            raise Broken
        self.session.sender, self.session.recipients = "", []

    def _content(self) -> bytes:
        lines: list[bytes] = []
        read = cast(BinaryIO, self.rfile).readline
        fault = self.server.keeper.fault
        while True:
            line = read(1001)
            if line == END:
                return b"".join(lines)
            if not line:
                raise Broken
            if not line.endswith(b"\r\n") or b"\r" in line[:-2]:
                raise Wrong(f"a line that SMTP does not allow: {line[:80]!r}")
            if line[:1] == b".":
                line = line[1:]
            lines.append(line)
            if fault and len(lines) == 12 and fault("CONTENT", self.session) == DROP:
                raise Broken

    def _rset(self, _rest: str) -> None:
        self.session.sender, self.session.recipients = "", []
        self._say("250 ok")

    def _noop(self, _rest: str) -> None:
        self._say("250 ok")

    def _quit(self, _rest: str) -> bool:
        self._say("221 bye")
        return False

    def _say(self, answer: str) -> None:
        self.wfile.write(answer.encode("utf-8") + b"\r\n")


class _Listener(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 64
    keeper: "RecordingServer"

    def handle_error(self, request: object, client_address: object) -> None:
        import sys

        self.keeper.wrongs.append(repr(sys.exc_info()[1]))


class RecordingServer:
    """A mail server that keeps what it takes.

    `fault` says no or breaks off; `seconds_per_mail` makes it slow; `sign_in` asks for (user,
    password); `wrongs` holds what broke the rules of SMTP and has to stay empty.
    """

    def __init__(
        self,
        *,
        fault: Fault | None = None,
        has_pipelining: bool = True,
        sign_in: tuple[str, str] | None = None,
        seconds_per_mail: float = 0.0,
        port: int = 0,
        keep: Callable[[Received], None] | None = None,
    ) -> None:
        self.fault = fault
        self.has_pipelining = has_pipelining
        self.sign_in = sign_in
        self.seconds_per_mail = seconds_per_mail
        self.messages: list[Received] = []
        self.wrongs: list[str] = []
        self.connections = 0
        self._keep = keep or self.messages.append
        self._arrived = threading.Condition()
        self._listener = _Listener(("127.0.0.1", port), _Conversation, bind_and_activate=False)
        self._listener.keeper = self
        self._thread = threading.Thread(
            target=self._listener.serve_forever, args=(0.05,), daemon=True
        )

    def __enter__(self) -> Self:
        self._listener.server_bind()
        self._listener.server_activate()
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._listener.shutdown()
        self._listener.server_close()

    @property
    def host(self) -> str:
        """Where it listens."""
        return "127.0.0.1"

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._listener.server_address[1])

    @property
    def url(self) -> str:
        """What BLUESTEM_SMTP_URL says to use it."""
        who = f"{self.sign_in[0]}:{self.sign_in[1]}@" if self.sign_in else ""
        return f"smtp://{who}{self.host}:{self.port}?tls=none"

    @property
    def address(self) -> object:
        """What settings.SMTP_SERVER holds to use it."""
        from bluestem.config.environment import read_smtp_url

        return read_smtp_url(self.url)

    def begin(self) -> Session:
        """Count a connection."""
        with self._arrived:
            self.connections += 1
            return Session(self.connections)

    def keep(self, received: Received) -> None:
        """Take a mail."""
        with self._arrived:
            self._keep(received)
            self._arrived.notify_all()

    def to(self, address: str) -> list[Received]:
        """Return the mails to one address, in the order they came."""
        return [message for message in list(self.messages) if address in message.recipients]

    def wait_for(self, count: int, timeout_seconds: float = 10.0) -> list[Received]:
        """Wait until `count` mails are here, and return all that are."""
        with self._arrived:
            if not self._arrived.wait_for(lambda: len(self.messages) >= count, timeout_seconds):
                raise AssertionError(f"{len(self.messages)} mails came, not {count}.")
        return list(self.messages)


def send_waiting() -> None:
    """Send what is due, in this process."""
    from bluestem.mailroom.sender.loop import Sender

    Sender("a test").run_until_idle()


@dataclass
class RandomFaults:
    """Faults by chance, from a seed: shares of mails, and mails per connection."""

    drop_end: float = 0.0  # taken, then broken off before the answer
    drop_content: float = 0.0  # broken off within the text
    later: float = 0.0  # 4xx, at any stage
    refuse: float = 0.0  # 5xx, at any stage
    close_after: int = 0  # 421 after so many mails
    seed: int = 0

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)

    def __call__(self, stage: str, session: Session) -> str | None:
        if stage == "MAIL":
            self._plan(session)
        if self.close_after and stage == "MAIL" and session.mails >= self.close_after:
            return "421 4.3.2 enough for now"
        return session.plan.get(stage)

    def _plan(self, session: Session) -> None:
        """Decide once per mail what happens to it, and where."""
        chance = self._chance.random()
        where = self._chance.choice(("MAIL", "RCPT", "DATA", "END"))
        session.plan = {}
        for share, stage, answer in (
            (self.drop_end, "END", DROP),
            (self.drop_content, "CONTENT", DROP),
            (self.later, where, "451 4.7.1 later"),
            (self.refuse, where, "550 5.1.1 no"),
        ):
            if chance < share:
                session.plan[stage] = answer
                return
            chance -= share


def main() -> None:
    """Run as a process: one line per mail taken: time, recipient, Message-ID, size, how."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--log", type=Path, required=True)
    for name, kind in RandomFaults.__annotations__.items():
        is_whole = kind in (int, "int")
        read: Callable[[str], float] = (lambda text: int(float(text))) if is_whole else float
        parser.add_argument(f"--{name.replace('_', '-')}", type=read, default=0)
    parser.add_argument("--seconds-per-mail", type=float, default=0.0)
    options = vars(parser.parse_args())
    port, path, slowness = (options.pop(name) for name in ("port", "log", "seconds_per_mail"))
    faults = RandomFaults(**options)
    with path.open("ab", buffering=0) as log:

        def keep(received: Received) -> None:
            head = received.content[:4000]
            start = head.find(b"Message-ID: ") + 12
            message_id = head[start : head.find(b"\r\n", start)]
            how = b"broken" if received.was_broken else b"taken"
            recipient = received.recipients[0].encode()
            size = len(received.content)
            line = b"%.6f %s %s %d %s\n" % (received.at, recipient, message_id, size, how)
            log.write(line)

        is_faulty = any(value for name, value in options.items() if name != "seed")
        fault = faults if is_faulty else None
        with RecordingServer(
            port=port, keep=keep, fault=fault, seconds_per_mail=slowness
        ) as server:
            print(server.port, flush=True)  # noqa: T201
            threading.Event().wait()


if __name__ == "__main__":
    main()
