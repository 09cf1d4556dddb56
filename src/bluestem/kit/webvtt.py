"""Read WebVTT subtitles strictly: a file with a fault is refused, with the fault's place and cure.

The format: https://www.w3.org/TR/webvtt1/. Browsers drop what they cannot read without a word,
which whoever cannot hear the talk would be the first to notice.
"""

import re
from collections.abc import Iterator
from html import unescape
from itertools import groupby

from django.utils.translation import gettext as _

from bluestem.kit.faults import Fault, FileRefused

MOST_BYTES = 2 * 1024 * 1024
MOST_FAULTS = 20
STAMP = re.compile(r"(?:(\d{2,4}):)?([0-5]\d):([0-5]\d)\.(\d{3})")
TIMING = re.compile(r"[ \t]*(\S+)[ \t]+-->[ \t]+(\S+)(?:[ \t]+(.*\S))?[ \t]*")
SETTING = re.compile(r"(vertical|line|position|size|align|region):\S+")
MARK = re.compile(r"<[^>]*>")
ARROW = "-->"
OTHER_BLOCKS = ("NOTE", "STYLE", "REGION")
EXAMPLE = "00:01:02.000 --> 00:01:05.500"

type Line = tuple[int, str]


def read_subtitles(file: str, content: bytes) -> str:
    """Return the text of a subtitle file, with plain line ends.

    Raises: FileRefused, with up to 20 faults in the order of the file.
    """
    if len(content) > MOST_BYTES:
        raise FileRefused([_too_large(file, len(content))])
    text = _decoded(file, content)
    lines = list(enumerate(text.split("\n"), start=1))
    faults = list(_faults(file, lines))
    if faults:
        raise FileRefused(faults[:MOST_FAULTS])
    return text


def spoken_words(text: str) -> list[str]:
    """Return the words of subtitles without times and marks, one text for each.

    `text` was read by `read_subtitles` before.
    """
    found = []
    for block in text.split("\n\n"):
        lines = block.strip("\n").split("\n")
        at = next((place for place, line in enumerate(lines[:2]) if ARROW in line), None)
        if at is not None:
            words = " ".join(unescape(MARK.sub("", line)) for line in lines[at + 1 :])
            found.append(" ".join(words.split()))
    return [words for words in found if words]


def _too_large(file: str, size: int) -> Fault:
    return Fault(
        file,
        1,
        "1",
        _("%(size)d MB") % {"size": size // 2**20},
        _("at most %(size)d MB of subtitles") % {"size": MOST_BYTES // 2**20},
        _("bring the subtitles of one language alone, without pictures"),
    )


def _decoded(file: str, content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        before = content[: wrong.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        raise FileRefused(
            [
                Fault(
                    file,
                    line,
                    str(column),
                    _("the unreadable byte %(byte)s") % {"byte": f"0x{content[wrong.start]:02X}"},
                    _("text in UTF-8"),
                    _("save the subtitles as UTF-8"),
                )
            ]
        ) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _faults(file: str, lines: list[Line]) -> Iterator[Fault]:
    for number, line in lines:
        if "\0" in line:
            place = str(line.index("\0") + 1)
            yield Fault(file, number, place, _("a NUL character"), _("text"), _("delete it"))
    first = lines[0][1]
    if not re.fullmatch(r"WEBVTT(?:[ \t].*)?", first):
        yield Fault(
            file,
            1,
            "1",
            _shown(first),
            "WEBVTT",
            _("save the subtitles as WebVTT; if this is SRT, most editors can export it"),
        )
        return
    blocks = [
        list(block)
        for is_empty, block in groupby(lines[1:], key=lambda line: not line[1].strip())
        if not is_empty
    ]
    if blocks and blocks[0][0][0] == 2 and any(ARROW in line for _number, line in blocks[0]):
        yield Fault(
            file,
            2,
            "1",
            _shown(blocks[0][0][1]),
            _("an empty line after WEBVTT"),
            _("put an empty line here"),
        )
    yield from _cue_faults(file, [block for block in blocks if block[0][0] > 2])


def _cue_faults(file: str, blocks: list[list[Line]]) -> Iterator[Fault]:
    latest, count = 0.0, 0
    for block in blocks:
        if block[0][1].split(" ")[0].split("\t")[0] in OTHER_BLOCKS and ARROW not in block[0][1]:
            continue
        at = next((place for place, (_n, line) in enumerate(block[:2]) if ARROW in line), None)
        if at is None:
            number, line = block[0]
            yield _no_timing(file, number, line)
            continue
        count += 1
        yield from _text_faults(file, block[at + 1 :])
        fault, start = _timing_fault(file, *block[at], latest)
        if fault:
            yield fault
        latest = max(latest, start)
    if not count:
        yield Fault(
            file,
            1,
            "1",
            _("no subtitle"),
            _("at least one, such as %(example)s and words below") % {"example": EXAMPLE},
            _("bring the file that holds the words"),
        )


def _no_timing(file: str, number: int, line: str) -> Fault:
    return Fault(
        file,
        number,
        "1",
        _shown(line),
        _("a line of times such as %(example)s") % {"example": EXAMPLE},
        _("write the times above these words, or delete the empty line before them"),
    )


def _text_faults(file: str, lines: list[Line]) -> Iterator[Fault]:
    for number, line in lines:
        if ARROW in line:
            yield Fault(
                file,
                number,
                str(line.index(ARROW) + 1),
                _shown(ARROW),
                _("words, and an empty line before the next times"),
                _("put an empty line before this one"),
            )


def _timing_fault(file: str, number: int, line: str, latest: float) -> tuple[Fault | None, float]:
    """Return what is wrong with a line of times, and when its words begin."""
    found = TIMING.fullmatch(line)
    if not found:
        fault = _wrong((file, number, line.index(ARROW) + 1), line, EXAMPLE, _times_cure())
        return fault, latest
    for part in (1, 2):
        if not STAMP.fullmatch(found[part]):
            place = found.start(part) + 1
            return _wrong((file, number, place), found[part], _moment(), _times_cure()), latest
    start, end = _seconds(found[1]), _seconds(found[2])
    if end <= start:
        expected = _("an end after %(start)s") % {"start": found[1]}
        cure = _("correct one of the two times")
        return _wrong((file, number, found.start(2) + 1), found[2], expected, cure), start
    if start < latest:
        expected = _("a start no earlier than that of the subtitle before it")
        cure = _("put the subtitles in the order of their times")
        return _wrong((file, number, found.start(1) + 1), found[1], expected, cure), start
    for setting in (found[3] or "").split():
        if not SETTING.fullmatch(setting):
            place = line.index(setting, found.start(3)) + 1
            expected = _("a setting such as align:start")
            return _wrong((file, number, place), setting, expected, _("delete it")), start
    return None, start


def _wrong(where: tuple[str, int, int], found: str, expected: str, cure: str) -> Fault:
    file, number, place = where
    return Fault(file, number, str(place), _shown(found), expected, cure)


def _moment() -> str:
    return _("a time such as 00:01:02.000")


def _times_cure() -> str:
    return _("write hours, minutes and seconds with colons, and a dot before the thousandths")


def _seconds(stamp: str) -> float:
    found = STAMP.fullmatch(stamp)
    assert found  # read before
    hours, minutes, seconds, thousandths = (int(part or 0) for part in found.groups())
    return hours * 3600 + minutes * 60 + seconds + thousandths / 1000


def _shown(text: str) -> str:
    """Quote what was found, without signs that would change how the message reads."""
    plain = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)
    return f"“{plain[:60]}{'…' if len(plain) > 60 else ''}”" if plain else _("nothing")
