"""Headers and bodies as the bytes that travel: ASCII, short lines, nothing that could break out.

Personal parts are put between finished parts. In quoted-printable this is done with soft line
breaks around them, so that no line grows with somebody's name; a line never begins with a dot,
so that nothing has to be stuffed afterwards.
"""

import base64
import re
from collections.abc import Iterable

from bluestem.mailroom.addresses import tidy

LINE = 75  # 76 with the "=" of a soft break
SOFT_BREAK = b"=\r\n"
WORD_BYTES = 39  # of UTF-8 in one encoded word; "Subject: " in front, still under 76 characters
FOLDED = 66
ESCAPED = str.maketrans({"\\": "\\\\", '"': '\\"'})
PLAIN_TEXT = re.compile(r"[\x20-\x7e]*", re.ASCII)
ENCODED_SIGN = "=?"
QP = [
    bytes([n]) if (33 <= n <= 126 and n != 61) or n in {9, 32} else b"=%02X" % n for n in range(256)
]
QP_SAFE = re.compile(rb"[\x21-\x3c\x3e-\x7e \t]*")


def quoted_printable(text: str) -> bytes:
    """Encode a piece of a body; it may end in the middle of a line."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    last = len(lines) - 1
    return b"\r\n".join(_line(line.encode(), n < last) for n, line in enumerate(lines))


def join_pieces(pieces: Iterable[bytes]) -> bytes:
    """Put encoded pieces one behind the other as one text."""
    return SOFT_BREAK.join(piece for piece in pieces if piece)


def _line(raw: bytes, is_whole: bool) -> bytes:
    is_short = len(raw) <= LINE and QP_SAFE.fullmatch(raw)
    ends_in_space = is_whole and raw.endswith((b" ", b"\t"))
    if is_short and not ends_in_space and not raw.startswith((b".", b"From ")):
        return raw
    tokens = [QP[byte] for byte in raw]
    if ends_in_space:
        tokens[-1] = b"=%02X" % raw[-1]
    rows: list[bytes] = []
    row: list[bytes] = []
    width = 0
    for token in tokens:
        if width + len(token) > LINE:
            rows.append(b"".join(row))
            row, width = [], 0
        # At the start of a line a dot ends the mail, and "From" a mail of an mbox.
        safe = b"=%02X" % token[0] if not row and token in {b".", b"F"} else token
        row.append(safe)
        width += len(safe)
    rows.append(b"".join(row))
    return SOFT_BREAK.join(rows)


def header(name: str, value: bytes) -> bytes:
    """Write one header line, or several where the value is folded already."""
    return name.encode("ascii") + b": " + value + b"\r\n"


def unstructured(text: str) -> bytes:
    """Write free text, such as a subject, folded, encoded where it has to be."""
    text = tidy(text)
    words = text.split(" ")
    if PLAIN_TEXT.fullmatch(text) and ENCODED_SIGN not in text and max(map(len, words)) <= FOLDED:
        rows, row = [], ""
        for word in words:
            if row and len(row) + 1 + len(word) > FOLDED:
                rows.append(row)
                row = word
            else:
                row = f"{row} {word}" if row else word
        rows.append(row)
        return "\r\n ".join(rows).encode("ascii")
    return _encoded_words(text)


def mailbox(name: str, address: str) -> bytes:
    """Write `name <address>`; the address has to be one that `addresses.envelope` made."""
    name = tidy(name)
    spot = b"<" + address.encode("ascii") + b">"
    if not name:
        return spot
    if PLAIN_TEXT.fullmatch(name) and ENCODED_SIGN not in name:
        phrase = b'"' + name.translate(ESCAPED).encode("ascii") + b'"'
    else:
        phrase = _encoded_words(name)
    is_long = len(phrase.rpartition(b"\n")[2]) + len(spot) > LINE
    return phrase + (b"\r\n " if is_long else b" ") + spot


def _encoded_words(text: str) -> bytes:
    chunks: list[bytes] = []
    chunk = b""
    for character in text:
        encoded = character.encode("utf-8", "replace")
        if len(chunk) + len(encoded) > WORD_BYTES:
            chunks.append(chunk)
            chunk = b""
        chunk += encoded
    chunks.append(chunk)
    return b"\r\n ".join(b"=?utf-8?b?" + base64.b64encode(part) + b"?=" for part in chunks)
