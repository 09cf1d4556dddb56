"""Tell what kind of sound or film a file holds, from its first bytes and never from its name."""

from dataclasses import dataclass
from typing import IO

HEAD_BYTES = 4096


@dataclass(frozen=True)
class Media:
    """A kind that browsers play."""

    media_type: str
    ending: str


MP4 = Media("video/mp4", "mp4")
M4A = Media("audio/mp4", "m4a")
WEBM = Media("video/webm", "webm")
MP3 = Media("audio/mpeg", "mp3")
OGG = Media("audio/ogg", "ogg")
OGV = Media("video/ogg", "ogv")
WAV = Media("audio/wav", "wav")
KINDS = (MP4, M4A, WEBM, MP3, OGG, OGV, WAV)


def kind_of(file: IO[bytes]) -> Media | None:
    """Return what a file holds, None for anything else; leaves the file at its start."""
    file.seek(0)
    head = file.read(HEAD_BYTES)
    file.seek(0)
    for test in (_mp4, _webm, _ogg, _wav, _mp3):
        found = test(head)
        if found:
            return found
    return None


def _mp4(head: bytes) -> Media | None:
    if head[4:8] != b"ftyp":
        return None
    brand = head[8:12]
    if brand == b"qt  " or brand.startswith((b"heic", b"avif", b"mif1")):
        return None  # QuickTime's own kind and still pictures: few browsers play them
    return M4A if brand in {b"M4A ", b"M4B "} else MP4


def _webm(head: bytes) -> Media | None:
    # Matroska, of which WebM is one kind, names itself in its first element.
    return WEBM if head[:4] == b"\x1a\x45\xdf\xa3" and b"webm" in head[:64] else None


def _ogg(head: bytes) -> Media | None:
    if head[:4] != b"OggS":
        return None
    return OGV if b"\x80theora" in head else OGG


def _wav(head: bytes) -> Media | None:
    return WAV if head[:4] == b"RIFF" and head[8:12] == b"WAVE" else None


def _mp3(head: bytes) -> Media | None:
    if head[:3] == b"ID3" and len(head) > 10 and head[3] < 0xFF and head[4] < 0xFF:
        return MP3
    return MP3 if _is_frame(head[:4]) else None


def _is_frame(head: bytes) -> bool:
    """Whether these four bytes begin a frame of MPEG layer III with a rate that exists."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return False
    has_version = head[1] & 0x18 != 0x08
    bit_rate, sample_rate = head[2] >> 4, head[2] >> 2 & 3
    return has_version and 0 < bit_rate < 15 and sample_rate < 3
