"""Read an announcement from a Markdown file: front matter, then the parts in both languages.

---
subject_en: Six classes are waiting
subject_fr: Six classes attendent
---
The English text.
---fr---
Le texte français.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from bluestem.announcements.models import LANGUAGES, SUBJECT_LENGTH, TEXT_LENGTH, Words
from bluestem.kit.faults import Fault, FileRefused

FENCE = "---"
DIVIDER = "---fr---"
KEYS = ("subject_en", "subject_fr")
FILE_BYTES = 1_000_000
# What no mail carries and no editor shows; tabs and line ends are left alone.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\u2028\u2029]")
EXAMPLE = "---\nsubject_en: …\nsubject_fr: …\n---"


@dataclass
class _Reading:
    """The file while it is read, with every fault found so far."""

    file: str
    faults: list[Fault] = field(default_factory=list)

    def fault(self, line: int, column: str, found: str, expected: str, cure: str) -> None:
        self.faults.append(Fault(self.file, line, column, found, expected, cure))

    def stop_at_faults(self) -> None:
        if self.faults:
            raise FileRefused(sorted(self.faults))


def read_announcement(path: str) -> Words:
    """Return what the file says.

    Raises: FileRefused with every fault in it.
    """
    reading = _Reading(path)
    lines = _lines(reading)
    subjects, body_at = _front_matter(reading, lines)
    texts = _texts(reading, lines, body_at)
    _check_pairs(reading, subjects, texts)
    reading.stop_at_faults()
    return Words(
        subject_en=subjects.get("subject_en", ("", 0))[0],
        subject_fr=subjects.get("subject_fr", ("", 0))[0],
        text_en=texts["en"][0],
        text_fr=texts["fr"][0],
    )


def unknown_list(path: str, slug: str, known: list[str]) -> FileRefused:
    """Return the refusal for a mailing list that the community does not have."""
    return FileRefused(
        [
            Fault(
                file=path,
                line=1,
                column="--list",
                found=_quoted(slug),
                expected=_("one of the mailing lists %(lists)s") % {"lists": ", ".join(known)},
                cure=_("name one of them after --list"),
            )
        ]
    )


def _lines(reading: _Reading) -> list[str]:
    data = _bytes(reading)
    reading.stop_at_faults()
    try:
        text = data.removeprefix(b"\xef\xbb\xbf").decode()
    except UnicodeDecodeError as error:
        reading.fault(
            error.object[: error.start].count(b"\n") + 1,
            "text",
            _("the byte 0x%(byte)02x, which is not UTF-8") % {"byte": error.object[error.start]},
            _("text in UTF-8"),
            _("save the file as UTF-8 and try again"),
        )
        reading.stop_at_faults()
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for number, line in enumerate(lines, 1):
        hidden = CONTROL.search(line)
        if hidden:
            reading.fault(
                number,
                "text",
                _("the control character U+%(code)04X") % {"code": ord(hidden.group())},
                _("readable text"),
                _("delete that character"),
            )
    reading.stop_at_faults()
    return lines


def _bytes(reading: _Reading) -> bytes:
    try:
        with Path(reading.file).open("rb") as file:
            data = file.read(FILE_BYTES + 1)
    except (OSError, ValueError) as error:
        words = getattr(error, "strerror", None) or str(error)
        reading.fault(
            1, "file", words, _("a file that can be read"), _("check the name and its rights")
        )
        return b""
    if len(data) > FILE_BYTES:
        reading.fault(
            1,
            "file",
            _("more than %(count)d bytes") % {"count": FILE_BYTES},
            _("a text of a few pages"),
            _("put what is long on a page and write its address"),
        )
    elif not data.strip():
        reading.fault(
            1,
            "file",
            _("an empty file"),
            _("front matter and a text"),
            _("begin with %(example)s") % {"example": _one_line(EXAMPLE)},
        )
    return data


def _front_matter(reading: _Reading, lines: list[str]) -> tuple[dict[str, tuple[str, int]], int]:
    """Return the subjects with their lines, and where the text begins."""
    if lines[0].rstrip() != FENCE:
        reading.fault(
            1,
            "front matter",
            _quoted(lines[0]),
            _("a line %(fence)s that opens the front matter") % {"fence": FENCE},
            _("begin with %(example)s") % {"example": _one_line(EXAMPLE)},
        )
        reading.stop_at_faults()
    end = next((at for at, line in enumerate(lines[1:], 1) if line.rstrip() == FENCE), 0)
    if not end:
        reading.fault(
            len(lines),
            "front matter",
            _("the end of the file"),
            _("a line %(fence)s that closes the front matter") % {"fence": FENCE},
            _("write %(fence)s on a line of its own after the subjects") % {"fence": FENCE},
        )
        reading.stop_at_faults()
    subjects: dict[str, tuple[str, int]] = {}
    for number, line in enumerate(lines[1:end], 2):
        if line.strip() and not line.lstrip().startswith("#"):
            _subject(reading, subjects, number, line)
    return subjects, end + 1


def _subject(
    reading: _Reading, subjects: dict[str, tuple[str, int]], number: int, line: str
) -> None:
    key, colon, value = line.partition(":")
    key, subject = key.strip(), " ".join(_unquoted(value.strip()).split())
    if not colon or key not in KEYS:
        reading.fault(
            number,
            key if colon else "front matter",
            _quoted(key if colon else line),
            _("subject_en or subject_fr"),
            _("write the subjects as “subject_en: …” and “subject_fr: …”, and nothing else there"),
        )
    elif key in subjects:
        reading.fault(
            number,
            key,
            _("%(key)s a second time, after line %(line)d")
            % {"key": key, "line": subjects[key][1]},
            _("each subject once"),
            _("delete one of the two lines"),
        )
    elif not subject:
        reading.fault(
            number,
            key,
            _("an empty subject"),
            _("the words of the subject"),
            _("write it behind the colon, or delete the line"),
        )
        subjects[key] = ("", number)
    elif len(subject) > SUBJECT_LENGTH:
        reading.fault(
            number,
            key,
            _("%(count)d characters") % {"count": len(subject)},
            _("at most %(count)d characters") % {"count": SUBJECT_LENGTH},
            _("shorten the subject"),
        )
        subjects[key] = (subject, number)
    else:
        subjects[key] = (subject, number)


def _texts(reading: _Reading, lines: list[str], start: int) -> dict[str, tuple[str, int]]:
    """Return the text of each language and the line where its part begins (0: no part)."""
    dividers = [at for at in range(start, len(lines)) if lines[at].strip().lower() == DIVIDER]
    for at in dividers[1:]:
        reading.fault(
            at + 1,
            "text_fr",
            _("the line %(divider)s a second time") % {"divider": DIVIDER},
            _("one line %(divider)s between the English and the French text")
            % {"divider": DIVIDER},
            _("delete one of the two lines"),
        )
    middle = dividers[0] if dividers else len(lines)
    texts = {
        "en": ("\n".join(lines[start:middle]).strip(), start + 1),
        "fr": ("\n".join(lines[middle + 1 :]).strip(), middle + 1 if dividers else 0),
    }
    for code, (text, line) in texts.items():
        if len(text) > TEXT_LENGTH:
            reading.fault(
                line,
                f"text_{code}",
                _("%(count)d characters") % {"count": len(text)},
                _("at most %(count)d characters") % {"count": TEXT_LENGTH},
                _("shorten the text"),
            )
    return texts


def _check_pairs(
    reading: _Reading, subjects: dict[str, tuple[str, int]], texts: dict[str, tuple[str, int]]
) -> None:
    """Each language has a subject and a text, or neither; one of them is there."""
    for code in LANGUAGES:
        text, part_at = texts[code]
        subject_at = subjects.get(f"subject_{code}", ("", 0))[1]
        if subject_at and not text:
            _missing_text(reading, code, part_at, subject_at)
        elif text and not subject_at:
            reading.fault(
                part_at,
                f"subject_{code}",
                _("a text without a subject"),
                _("subject_%(code)s in the front matter") % {"code": code},
                _("add “subject_%(code)s: …” to the front matter, or delete the text")
                % {"code": code},
            )
        elif code == "fr" and part_at and not text:
            _missing_text(reading, code, part_at, subject_at)
    if not reading.faults and not subjects:
        reading.fault(
            1,
            "front matter",
            _("no subject and no text"),
            _("a subject and a text in English, in French or in both"),
            _("begin with %(example)s") % {"example": _one_line(EXAMPLE)},
        )


def _missing_text(reading: _Reading, code: str, part_at: int, subject_at: int) -> None:
    if code == "fr" and not part_at:
        found = _("no line %(divider)s") % {"divider": DIVIDER}
        expected = _("the French text behind a line %(divider)s") % {"divider": DIVIDER}
        cure = _("add the line %(divider)s and the French text, or delete subject_fr") % {
            "divider": DIVIDER
        }
    else:
        found = _("an empty part")
        expected = _("the text of that language")
        cure = _("write the text, or delete the part together with its subject")
    reading.fault(part_at or subject_at, f"text_{code}", found, expected, cure)


def _unquoted(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value


def _quoted(text: str) -> str:
    shown = text if len(text) <= 60 else f"{text[:59]}…"
    return f"“{shown}”" if shown.strip() else _("an empty line")


def _one_line(text: str) -> str:
    return text.replace("\n", " / ")
