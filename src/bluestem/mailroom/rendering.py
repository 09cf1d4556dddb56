"""A letter rendered once per mailing and language to bytes that only lack what is personal."""

import re
import secrets
from base64 import encodebytes
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from enum import Enum, auto
from html import escape
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.template import Context, engines
from django.utils.translation import override

from bluestem.community.models import Community
from bluestem.kit.mail_look import render_mjml, render_text
from bluestem.mailroom import contexts, mime, signals, tokens
from bluestem.mailroom.addresses import envelope, tidy
from bluestem.mailroom.letters import letter_named
from bluestem.mailroom.models import Delivery, Mailing

# A letter whose context holds this, {"method", "text"}, carries an entry for calendars along.
CALENDAR = "calendar_entry"


class Slot(Enum):
    """Where something personal goes, and how it is written there."""

    DATE = auto()
    MESSAGE_ID = auto()
    TO = auto()
    SUBJECT = auto()
    TOKEN_IN_HEADER = auto()
    NAME_IN_TEXT = auto()
    NAME_IN_HTML = auto()
    TOKEN_IN_BODY = auto()


@dataclass(frozen=True)
class Marks:
    """What stands for the personal parts while a template is rendered; nobody can guess it."""

    name: str
    token: str


@dataclass(frozen=True)
class Rendering:
    """A letter in one language: its words, and its bytes with slots in between."""

    subject: str
    text: str
    html: str
    marks: Marks
    has_name: bool
    is_list: bool
    parts: tuple[bytes | Slot, ...]


def language_of(delivery: Delivery, community: Community) -> str:
    """Return the language this recipient reads: hers, where the community writes it."""
    known = {code for code, _ in settings.LANGUAGES}
    return delivery.language if delivery.language in known else community.language


def render(
    mailing: Mailing, *, community: Community, language: str, has_name: bool = True
) -> Rendering:
    """Render a mailing's letter for those who read `language`, with or without a name."""
    letter = letter_named(mailing.letter)
    nonce = secrets.token_hex(8)
    marks = Marks(name=f"rn{nonce}", token=f"st{nonce}")
    is_list = bool(mailing.list_key)
    stop_url = f"{settings.SITE_URL}/stop/{marks.token}" if is_list else ""
    context: dict[str, Any] = {
        "settings_address": "",
        **contexts.unpack(mailing.context),
        "community": community,
        "site_url": settings.SITE_URL,
        "language": language,
        "is_list": is_list,
        "recipient_name": marks.name if has_name else "",
        "stop_url": stop_url,
        "stop_address": stop_url,
    }
    with override(language):
        context["subject"] = subject = _subject(f"{letter.template}.subject.txt", context)
        text = _writable(render_text(f"{letter.template}.txt", context))
        html = _writable(render_mjml(f"{letter.template}.mjml", context))
        parts = (
            *_headers(mailing, community, subject, marks),
            *_body(mailing, text, html, marks, context.get(CALENDAR)),
        )
    return Rendering(subject, text, html, marks, has_name, is_list, _merged(parts))


def fill(rendering: Rendering, delivery: Delivery, *, address: str, now: datetime) -> bytes:
    """Put one recipient into the bytes; `address` is the envelope's. Ends with a line break."""
    name = delivery.name if rendering.has_name else ""
    values = {
        Slot.DATE: format_datetime(now.astimezone(UTC)).encode("ascii"),
        Slot.MESSAGE_ID: delivery.message_id.encode("ascii"),
        Slot.TO: mime.mailbox(name, address),
    }
    if Slot.SUBJECT in rendering.parts:
        values[Slot.SUBJECT] = mime.unstructured(
            rendering.subject.replace(rendering.marks.name, name)
        )
    if rendering.has_name:
        values[Slot.NAME_IN_TEXT] = mime.quoted_printable(name)
        values[Slot.NAME_IN_HTML] = mime.quoted_printable(escape(name))
    if rendering.is_list:
        token = stop_token(delivery)
        values[Slot.TOKEN_IN_HEADER] = token.encode("ascii")
        values[Slot.TOKEN_IN_BODY] = mime.quoted_printable(token)
    return b"".join(values[part] if isinstance(part, Slot) else part for part in rendering.parts)


def stop_token(delivery: Delivery) -> str:
    """Return the token of this delivery's stop link; its mailing has to be at hand."""
    return tokens.seal(
        tokens.Stop(delivery.pk, delivery.address, delivery.mailing.list_key, delivery.language)
    )


def list_name(list_key: str) -> str:
    """Return what a list is called in the active language; its room knows."""
    answers = (name for _, name in signals.list_named.send(sender=None, list_key=list_key))
    return next((str(name) for name in answers if name), list_key)


def _subject(template_name: str, context: dict[str, Any]) -> str:
    template = engines["django"].engine.get_template(template_name)  # type: ignore[attr-defined]
    written = tidy(template.render(Context(context, autoescape=False)))
    return written or tidy(context["community"].name)


def _writable(text: str) -> str:
    return contexts.UNWRITABLE.sub("", text)


def _headers(
    mailing: Mailing, community: Community, subject: str, marks: Marks
) -> Iterator[bytes | Slot]:
    sender = settings.SENDER_ADDRESS
    yield mime.header("From", mime.mailbox(community.name, sender))
    yield from (b"To: ", Slot.TO, b"\r\n")
    if marks.name in subject:
        yield from (b"Subject: ", Slot.SUBJECT, b"\r\n")
    else:
        yield mime.header("Subject", mime.unstructured(subject))
    yield from (b"Date: ", Slot.DATE, b"\r\nMessage-ID: ", Slot.MESSAGE_ID, b"\r\n")
    contact = envelope(community.contact_address)
    if contact and contact != sender:
        yield mime.header("Reply-To", mime.mailbox("", contact))
    yield mime.header("Auto-Submitted", b"auto-generated")
    if mailing.list_key:
        yield from _list_headers(mailing.list_key, contact or sender)
    yield mime.header("MIME-Version", b"1.0")


def _list_headers(list_key: str, owner: str) -> Iterator[bytes | Slot]:
    """RFC 2919 names the list, RFC 2369 and 8058 end it with one click."""
    site = settings.SITE_URL
    host = re.sub(r"[^A-Za-z0-9.-]", "-", urlsplit(site).hostname or "localhost")
    label = re.sub(r"[^A-Za-z0-9-]", "-", list_key)
    yield mime.header("List-Id", mime.mailbox(list_name(list_key), f"{label}.{host}"))
    stop = f"List-Unsubscribe: <{site}/stop/".encode("ascii")
    yield from (stop, Slot.TOKEN_IN_HEADER, b">\r\n")
    yield mime.header("List-Unsubscribe-Post", b"List-Unsubscribe=One-Click")
    yield mime.header("List-Help", f"<{site}/>".encode("ascii"))
    yield mime.header("List-Owner", f"<mailto:{owner}>".encode("ascii"))
    yield mime.header("List-Post", b"NO")
    yield mime.header("Precedence", b"list")


def _body(
    mailing: Mailing, text: str, html: str, marks: Marks, calendar: Mapping[str, str] | None
) -> Iterator[bytes | Slot]:
    # "=_" cannot stand in quoted-printable, so no text can contain the boundary.
    boundary = f"=_{mailing.id.hex}".encode("ascii")
    yield b'Content-Type: multipart/alternative; boundary="' + boundary + b'"\r\n\r\n'
    for kind, words, name_slot in (
        (b"plain", text, Slot.NAME_IN_TEXT),
        (b"html", html, Slot.NAME_IN_HTML),
    ):
        yield b"--" + boundary + b"\r\nContent-Type: text/" + kind + b"; charset=utf-8\r\n"
        yield b"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
        yield from _quoted(words, marks, name_slot)
        yield b"\r\n"
    if calendar:
        # An invitation for mail programs: METHOD inside and outside are the same (RFC 6047).
        method = calendar["method"].encode("ascii")
        yield b"--" + boundary + b"\r\nContent-Type: text/calendar; charset=utf-8; method="
        yield method + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        yield encodebytes(calendar["text"].encode()).replace(b"\n", b"\r\n")
    yield b"--" + boundary + b"--\r\n"


def _quoted(words: str, marks: Marks, name_slot: Slot) -> Iterator[bytes | Slot]:
    """Encode a body, with soft breaks around every slot."""
    slots = {marks.name: name_slot, marks.token: Slot.TOKEN_IN_BODY}
    is_first = True
    for piece in re.split(f"({marks.name}|{marks.token})", words):
        if not piece:
            continue
        if not is_first:
            yield mime.SOFT_BREAK
        yield slots.get(piece) or mime.quoted_printable(piece)
        is_first = False


def _merged(parts: tuple[bytes | Slot, ...]) -> tuple[bytes | Slot, ...]:
    merged: list[bytes | Slot] = []
    for part in parts:
        if merged and isinstance(part, bytes) and isinstance(merged[-1], bytes):
            merged[-1] += part
        else:
            merged.append(part)
    return tuple(merged)
