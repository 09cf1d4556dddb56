"""What the surroundings say: the BLUESTEM_ variables, read once, loud on a wrong value.

Every variable is declared here with its meaning; `docs/settings.md` is written from this table.
"""

import ipaddress
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

DEFAULT_SMTP_PORTS = {"smtp": 25, "smtps": 465}


class EnvironmentFault(Exception):
    """A variable holds something Bluestem cannot use; the message says what and what to do."""


@dataclass(frozen=True)
class SmtpServer:
    """Where mail leaves: host, port, how it is protected (`none`, `starttls`, `tls`)."""

    host: str
    port: int
    protection: str
    user: str = ""
    password: str = ""


@dataclass(frozen=True)
class Variable:
    """One BLUESTEM_ variable: how its text is read and what it means."""

    name: str
    means: str
    default: str
    read: Callable[[str], Any]
    is_secret: bool = False


def _text(value: str) -> str:
    return value


def _folder(value: str) -> Path:
    return Path(value).expanduser().resolve()


def _site_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path not in {"", "/"}:
        raise ValueError("an address such as https://community.example.org, without a path")
    return f"{parts.scheme}://{parts.netloc}"


def _database_url(value: str) -> str:
    if value and urlsplit(value).scheme not in {"postgresql", "postgres"}:
        raise ValueError("postgresql://user:password@host:5432/name, or nothing for SQLite")
    return value


def read_smtp_url(value: str) -> SmtpServer | None:
    """Read `smtp://user:pass@host:25?tls=none|starttls` or `smtps://...`; empty means no server."""
    if not value:
        return None
    expected = "smtp://user:password@host:25?tls=none|starttls, or smtps://user:password@host:465"
    parts = urlsplit(value)
    if parts.scheme not in DEFAULT_SMTP_PORTS or not parts.hostname:
        raise ValueError(expected)
    query = parse_qs(parts.query)
    if set(query) - {"tls"} or (parts.scheme == "smtps" and query):
        raise ValueError(expected)
    user = unquote(parts.username or "")
    protection = query.get("tls", ["starttls" if user else "none"])[-1]
    if protection not in {"none", "starttls"}:
        raise ValueError(expected)
    try:
        port = parts.port or DEFAULT_SMTP_PORTS[parts.scheme]
    except ValueError as wrong_port:
        raise ValueError(expected) from wrong_port
    return SmtpServer(
        host=parts.hostname,
        port=port,
        protection="tls" if parts.scheme == "smtps" else protection,
        user=user,
        password=unquote(parts.password or ""),
    )


def _sender(value: str) -> str:
    name, at, domain = value.rpartition("@")
    if not at or not name or not domain or any(c.isspace() or ord(c) < 32 for c in value):
        raise ValueError("one mail address, such as community@example.org")
    return value


def _whole_number(value: str) -> int:
    if not value.isascii() or not value.isdigit():
        raise ValueError("a whole number, 0 or more")
    return int(value)


def _networks(value: str) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    try:
        return tuple(
            ipaddress.ip_network(part.strip()) for part in value.split(",") if part.strip()
        )
    except ValueError as wrong:
        raise ValueError(
            "IP addresses or networks, divided by commas: 10.0.0.1, 10.1.0.0/16"
        ) from wrong


def _keys(value: str) -> tuple[str, ...]:
    return tuple(value.replace(",", " ").split())


VARIABLES = (
    Variable("BLUESTEM_DATA", "folder with database, uploads and keys", "./data", _folder),
    Variable(
        "BLUESTEM_DATABASE_URL",
        "postgresql://user:password@host:5432/name; without it SQLite in the folder",
        "",
        _database_url,
        is_secret=True,
    ),
    Variable(
        "BLUESTEM_SITE_URL",
        "address that mails and feeds carry",
        "http://127.0.0.1:8000",
        _site_url,
    ),
    Variable(
        "BLUESTEM_SMTP_URL",
        "smtp://user:password@host:25?tls=none|starttls or smtps://…; `tls` is starttls where a "
        "user is given, otherwise none; without the variable mails stay on the outbox page",
        "",
        read_smtp_url,
        is_secret=True,
    ),
    Variable("BLUESTEM_SENDER", "From address of the community", "community@localhost", _sender),
    Variable(
        "BLUESTEM_MAILS_PER_MINUTE", "exact limit of mails a minute, 0 for none", "0", _whole_number
    ),
    Variable(
        "BLUESTEM_SECRET_KEY",
        "signs sessions and addresses in mails; made by `init` in keys/",
        "",
        _text,
        is_secret=True,
    ),
    Variable(
        "BLUESTEM_FIELD_KEYS",
        "encrypt confidential fields, newest first, divided by commas; made by `init` in keys/",
        "",
        _keys,
        is_secret=True,
    ),
    Variable(
        "BLUESTEM_TRUSTED_PROXIES",
        "addresses or networks whose forwarding headers count",
        "",
        _networks,
    ),
)


def read(surroundings: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Read every variable into Python values, by name.

    Raises: EnvironmentFault, naming variable, what was found (never a secret) and what to do.
    """
    surroundings = os.environ if surroundings is None else surroundings
    return {variable.name: _read_one(variable, surroundings) for variable in VARIABLES}


def _read_one(variable: Variable, surroundings: Mapping[str, str]) -> Any:
    value = surroundings.get(variable.name)
    file_name = surroundings.get(f"{variable.name}_FILE") if variable.is_secret else None
    if value is not None and file_name:
        raise EnvironmentFault(
            f"{variable.name} and {variable.name}_FILE are both set; keep one of them."
        )
    if file_name:
        try:
            value = Path(file_name).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as unreadable:
            raise EnvironmentFault(
                f"{variable.name}_FILE names {file_name!r}, which cannot be read: {unreadable}."
            ) from unreadable
    try:
        return variable.read(variable.default if value is None or value == "" else value.strip())
    except ValueError as wrong:
        found = (
            "a value that is not shown because it is secret" if variable.is_secret else repr(value)
        )
        raise EnvironmentFault(
            f"{variable.name}: found {found}; expected {wrong}. Correct it and start again."
        ) from wrong
