"""One kept connection to the mail server, and what its answers mean for one delivery."""

import ipaddress
import smtplib
import socket
import ssl
import time
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings

from bluestem.mailroom.addresses import tidy

if TYPE_CHECKING:
    from bluestem.config.environment import SmtpServer

ANSWER_SECONDS = 60.0  # for a command
ACCEPT_SECONDS = 120.0  # for a whole mail: giving up too early sends it twice
LONGEST_WORDS = 500
# "Sign in first", in its spellings: about us and not about any recipient.
OUR_FAULT = {530, 534, 535, 538}
CLOSING = 421


class ServerTrouble(Exception):
    """The mail server cannot be used at present; the words say why. No delivery is to blame."""


class Became(Enum):
    """What one attempt came to."""

    SENT = auto()
    LATER = auto()  # 4xx: ask again
    REFUSED = auto()  # 5xx: final
    UNKNOWN = auto()  # broken off once the text was on its way: it may have arrived
    CLOSED = auto()  # broken off before the text: it has not arrived


@dataclass(frozen=True)
class Answer:
    """What one attempt came to, in the server's words."""

    became: Became
    words: str


class _Refused(Exception):
    """The server said no to one command."""

    def __init__(self, code: int, words: bytes) -> None:
        super().__init__(code)
        self.code = code
        self.words = _readable(code, words)


class Connection:
    """An SMTP connection that is opened when needed and kept while there is mail.

    `mails` counts what it has taken since it was opened.
    """

    def __init__(self) -> None:
        self._smtp: smtplib.SMTP | None = None
        self._has_pipelining = False
        self.mails = 0
        self.used_at = 0.0

    @property
    def is_open(self) -> bool:
        """Whether the connection stands, as far as is known."""
        return self._smtp is not None

    def open(self) -> None:
        """Connect, protect and sign in as the settings say.

        Raises: ServerTrouble.
        """
        server = settings.SMTP_SERVER
        if server is None:
            raise ServerTrouble("No mail server is set (BLUESTEM_SMTP_URL).")
        try:
            smtp = _connect(server, _own_name())
            if server.protection == "starttls":
                smtp.starttls(context=ssl.create_default_context())
            smtp.ehlo_or_helo_if_needed()
            if server.user:
                smtp.login(server.user, server.password)
        except smtplib.SMTPResponseException as refused:
            raise ServerTrouble(_readable(refused.smtp_code, _raw(refused.smtp_error))) from refused
        except (OSError, smtplib.SMTPException, ValueError) as broken:
            raise ServerTrouble(tidy(str(broken))[:LONGEST_WORDS] or "no answer") from broken
        if smtp.sock is not None:
            smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._smtp = smtp
        self._has_pipelining = smtp.has_extn("pipelining")
        self.mails = 0
        self.used_at = time.monotonic()

    def send(self, *, sender: str, recipient: str, content: bytes) -> Answer:
        """Hand over one mail, its lines already as SMTP wants them.

        Raises: ServerTrouble where the server wants us to sign in.
        """
        smtp = self._smtp
        if smtp is None:
            return Answer(Became.CLOSED, "not connected")
        is_on_its_way = False
        try:
            self._announce(smtp, sender, recipient)
            is_on_its_way = True
            assert smtp.sock is not None
            smtp.sock.settimeout(ACCEPT_SECONDS)
            smtp.send(content + b".\r\n")
            code, words = smtp.getreply()
            if code // 100 != 2:
                raise _Refused(code, words)
            smtp.sock.settimeout(ANSWER_SECONDS)
        except _Refused as refused:
            return self._after_no(smtp, refused, had_content=is_on_its_way)
        except (OSError, smtplib.SMTPException, ValueError) as broken:
            self.drop()
            words_ = tidy(str(broken))[:LONGEST_WORDS] or "the connection broke"
            return Answer(Became.UNKNOWN if is_on_its_way else Became.CLOSED, words_)
        self.mails += 1
        self.used_at = time.monotonic()
        return Answer(Became.SENT, _readable(code, words))

    def _announce(self, smtp: smtplib.SMTP, sender: str, recipient: str) -> None:
        """Say from whom and to whom, and ask to hand over the text."""
        commands = (
            b"MAIL FROM:<%s>\r\n" % sender.encode("ascii"),
            b"RCPT TO:<%s>\r\n" % recipient.encode("ascii"),
            b"DATA\r\n",
        )
        if self._has_pipelining:
            smtp.send(b"".join(commands))
            _acknowledge_at_once(smtp)
            answers = [smtp.getreply() for _ in commands]
            self._check_together(smtp, answers)
            return
        for command, expected in zip(commands, (2, 2, 3), strict=True):
            smtp.send(command)
            code, words = smtp.getreply()
            if code // 100 != expected:
                raise _Refused(code, words)

    @staticmethod
    def _check_together(smtp: smtplib.SMTP, answers: list[tuple[int, bytes]]) -> None:
        (mail, mail_words), (rcpt, rcpt_words), (data, data_words) = answers
        refusal = None
        if mail // 100 != 2:
            refusal = _Refused(mail, mail_words)
        elif rcpt // 100 != 2:
            refusal = _Refused(rcpt, rcpt_words)
        elif data // 100 != 3:
            refusal = _Refused(data, data_words)
        if refusal is not None:
            if data // 100 == 3:  # it waits for a text, for nobody: RFC 2920, 3.1
                smtp.send(b".\r\n")
                smtp.getreply()
            raise refusal

    def _after_no(self, smtp: smtplib.SMTP, refused: _Refused, *, had_content: bool) -> Answer:
        code, words = refused.code, refused.words
        if code == CLOSING or code < 0:
            self.drop()
            return Answer(Became.CLOSED, words)
        self.used_at = time.monotonic()
        if not had_content:
            try:
                smtp.rset()
            except (OSError, smtplib.SMTPException):
                self.drop()
        if code in OUR_FAULT:
            self.drop()
            raise ServerTrouble(words)
        if smtp.sock is not None:
            smtp.sock.settimeout(ANSWER_SECONDS)
        return Answer(Became.REFUSED if code // 100 == 5 else Became.LATER, words)

    def close(self) -> None:
        """Say good-bye."""
        if self._smtp is not None:
            try:
                if self._smtp.sock is not None:
                    self._smtp.sock.settimeout(1.0)
                self._smtp.quit()
            except (OSError, smtplib.SMTPException):
                pass
            self.drop()

    def drop(self) -> None:
        """Let go of the connection without a word."""
        if self._smtp is not None:
            self._smtp.close()
        self._smtp = None


def _connect(server: "SmtpServer", name: str) -> smtplib.SMTP:
    if server.protection == "tls":
        return smtplib.SMTP_SSL(
            server.host,
            server.port,
            local_hostname=name,
            timeout=ANSWER_SECONDS,
            context=ssl.create_default_context(),
        )
    return smtplib.SMTP(server.host, server.port, local_hostname=name, timeout=ANSWER_SECONDS)


def _acknowledge_at_once(smtp: smtplib.SMTP) -> None:
    """Three short answers must not wait for each other, 40 ms each, in a plain server."""
    if smtp.sock is not None and hasattr(socket, "TCP_QUICKACK"):
        smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)


def _own_name() -> str:
    """Return what EHLO says: a name, or an address in brackets."""
    name = urlsplit(settings.SITE_URL).hostname or "localhost"
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return name if name.isascii() else name.encode("idna").decode()
    return f"[{address}]" if address.version == 4 else f"[IPv6:{address}]"


def _readable(code: int, words: bytes) -> str:
    return tidy(f"{code} {words.decode('utf-8', 'replace')}")[:LONGEST_WORDS]


def _raw(words: bytes | str) -> bytes:
    return words if isinstance(words, bytes) else words.encode("utf-8", "replace")
