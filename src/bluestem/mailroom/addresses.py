"""Addresses and names as they may enter a mail: the last fence before the server."""

import re
import unicodedata

LONGEST_NAME = 120
LONGEST_ADDRESS = 254
LONGEST_LOCAL = 64
ATEXT = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
LOCAL = re.compile(rf"{ATEXT}(?:\.{ATEXT})*", re.ASCII)
DOMAIN = re.compile(rf"{LABEL}(?:\.{LABEL})*", re.ASCII)
JOINERS = {"\u200c", "\u200d"}  # Persian words and composed pictures need them
SPACES = re.compile(r"[^\S\u00a0\u202f]+")  # all but the two that do not break
MASK = "…"


def normal(address: str) -> str:
    """Return the one spelling under which an address is compared."""
    return unicodedata.normalize("NFC", address.strip()).lower()


def tidy(text: str) -> str:
    """Return one line without control characters, marks that turn the reading direction, and
    halves of characters; spaces that do not break stay what they are between words."""
    kept = []
    for character in text:
        category = unicodedata.category(character)
        if category in {"Cc", "Zl", "Zp"}:
            kept.append(" ")
        elif category == "Cs":
            kept.append("\ufffd")
        elif category != "Cf" or character in JOINERS:
            kept.append(character)
    return SPACES.sub(" ", "".join(kept)).strip()


def tidy_name(name: str) -> str:
    """Return a name as it may stand in a header and a greeting."""
    return tidy(name)[:LONGEST_NAME].strip()


def envelope(address: str) -> str | None:
    """Return the address as SMTP takes it, its domain in ASCII, or None where it cannot be one."""
    local, at, domain = address.rpartition("@")
    # "=?" would read as an encoded word once it stands in a header.
    if not at or len(local) > LONGEST_LOCAL or "=?" in local or not LOCAL.fullmatch(local):
        return None
    if not domain.isascii():
        try:
            domain = domain.encode("idna").decode("ascii")
        except UnicodeError:
            return None
    if not DOMAIN.fullmatch(domain) or len(local) + 1 + len(domain) > LONGEST_ADDRESS:
        return None
    return f"{local}@{domain}"


def masked(address: str) -> str:
    """Return an address that its owner recognises and nobody else can write to."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}{MASK}@{domain}" if len(local) < 4 else f"{local[:2]}{MASK}@{domain}"
