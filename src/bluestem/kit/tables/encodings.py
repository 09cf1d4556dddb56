"""Tell which encoding a text is in, and read it so that bytes nobody can read stay in sight."""

import codecs
import io
import re
from dataclasses import dataclass
from typing import BinaryIO

ERRORS = "bluestem.marked"
SAMPLE_BYTES = 4096
CHUNK_BYTES = 1 << 20
# Longest first: UTF-32's mark begins with UTF-16's.
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
FLAWS = re.compile("[\udc00-\udcff\0]")
MULTIBYTE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
# Without the five bytes that are nothing in Windows-1252 either: they speak for neither.
HIGH = re.compile(rb"[\x80\x82-\x8c\x8e\x91-\x9c\x9e-\xff]")
# In Windows-1252: a small letter beside a letter, a capital one before a letter or after a capital,
# or the punctuation that people type.
PLAUSIBLE = re.compile(
    rb"(?<=[A-Za-z\xc0-\xfe])[\x9a\x9c\x9e\xdf-\xfe]|[\x9a\x9c\x9e\xdf-\xfe](?=[A-Za-z\xc0-\xfe])"
    rb"|[\x8a\x8c\x8e\x9f\xc0-\xde](?=[A-Za-z\xc0-\xfe])|(?<=[A-Z\xc0-\xde])[\x8a\x8c\x8e\x9f\xc0-\xde]"
    rb"|[\x91-\x94\x96\x97\xa0\xab\xb0\xb7\xbb]"
)


def _mark(error: UnicodeError) -> tuple[str, int]:
    """Keep every byte that cannot be read as a lone surrogate, which no text can hold."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    unread = error.object[error.start : error.end]
    return "".join(chr(0xDC00 + byte) for byte in unread), error.end


codecs.register_error(ERRORS, _mark)


@dataclass(frozen=True)
class Encoding:
    """How to read a file: the codec's name, and how many bytes its mark takes."""

    name: str
    mark_bytes: int = 0

    @property
    def label(self) -> str:
        """What people call it."""
        return "Windows-1252" if self.name == "cp1252" else self.name.upper()

    def text_of(self, file: BinaryIO) -> io.TextIOWrapper:
        """Return the file as text from its start, line ends untouched."""
        file.seek(self.mark_bytes)
        return io.TextIOWrapper(file, encoding=self.name, errors=ERRORS, newline="")


def encoding_of(file: BinaryIO) -> Encoding | None:
    """Return the encoding of a text file, or None where the bytes are no text at all."""
    file.seek(0)
    sample = file.read(SAMPLE_BYTES)
    for mark, name in MARKS:
        if sample.startswith(mark):
            return Encoding(name, len(mark))
    wide = _wide_encoding(sample)
    if wide:
        return Encoding(wide)
    if _is_binary(sample):
        return None
    return Encoding(_narrow_encoding(file))


def has_flaws(file: BinaryIO, encoding: Encoding) -> bool:
    """Whether any byte cannot be read, or any character is NUL; looks through the whole file."""
    text = encoding.text_of(file)
    try:
        while chunk := text.read(CHUNK_BYTES):
            if FLAWS.search(chunk):
                return True
        return False
    finally:
        text.detach()


def flaw_in(text: str) -> str:
    """Return the first unreadable byte as it is called, such as 0xFF, or the empty text."""
    found = FLAWS.search(text)
    return f"0x{ord(found[0]) & 0xFF:02X}" if found else ""


def without_flaws(text: str) -> str:
    """Return a text that can be shown and stored: what cannot be read becomes a sign for it."""
    return FLAWS.sub("\ufffd", text)


def _wide_encoding(sample: bytes) -> str:
    """Tell UTF-16 without a mark: in text of our alphabets every other byte is zero."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) / 2 or 1
    if odd > 0.4 * half and even < 0.05 * half and not _is_binary(sample[0::2]):
        return "utf-16-le"
    if even > 0.4 * half and odd < 0.05 * half and not _is_binary(sample[1::2]):
        return "utf-16-be"
    return ""


def _is_binary(sample: bytes) -> bool:
    control = sum(1 for byte in sample if byte < 32 and byte not in b"\t\n\r\f\x1a")
    return control > max(8, len(sample) // 50)


def _narrow_encoding(file: BinaryIO) -> str:
    """Tell UTF-8, perhaps with broken bytes, from Windows-1252."""
    file.seek(0)
    sequences = unread = plausible = 0
    left = b""
    while chunk := file.read(CHUNK_BYTES):
        data, left = left + chunk, b""
        if len(chunk) == CHUNK_BYTES:  # keep a sequence whole that the chunk's end would cut
            data, left = data[:-4], data[-4:]
        sequences += len(MULTIBYTE.findall(data))
        rest = MULTIBYTE.sub(b" ", data)
        unread += len(HIGH.findall(rest))
        plausible += len(PLAUSIBLE.findall(rest))
    if not unread or sequences >= unread:
        return "utf-8"
    # Nothing that reads like a word: a UTF-8 file with broken bytes, not an older encoding.
    return "cp1252" if plausible * 2 > unread else "utf-8"
