"""Tell a calendar from a table, by its first bytes and not by the ending of its name."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from bluestem.kit.faults import Fault, FileRefused
from bluestem.kit.tables import WHOLE_FILE, Table, open_table, opener_of
from bluestem.kit.tables.encodings import Encoding, encoding_of
from bluestem.kit.tables.opening import empty_fault

START_BYTES = 200
MOST_BYTES = 20 * 1024 * 1024
ENDINGS = (".ics", ".ical", ".ifb", ".icalendar")


@dataclass(frozen=True)
class CalendarFile:
    """A calendar whose text can be read; it has no columns."""

    file: str
    text: str
    encoding: Encoding
    columns: tuple[str, ...] = ()
    heading_line: int = 0


def open_list(
    source: Path | bytes, *, name: str, is_heading: Callable[[str], bool]
) -> Table | CalendarFile:
    """Return the calendar or the table in a file.

    Raises: FileRefused where there is neither.
    """
    opener = opener_of(name, source)
    with opener() as opened:
        start = opened.read(START_BYTES)
        is_named_so = name.lower().endswith(ENDINGS)
        if start and (is_named_so or _begins_calendar(start)):
            encoding = encoding_of(opened)
            if encoding is not None:
                opened.seek(0)
                content = opened.read(MOST_BYTES + 1)
                return _calendar(name, content, encoding)
            if is_named_so:
                raise FileRefused([_no_text_fault(name)])
        if not start and is_named_so:
            raise FileRefused([empty_fault(name, of_people=False)])
    return open_table(source, name=name, is_heading=is_heading, of_people=False)


def _begins_calendar(start: bytes) -> bool:
    plain = start.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")  # UTF-16 too
    return plain[:6].upper() == b"BEGIN:"


def _calendar(file: str, content: bytes, encoding: Encoding) -> CalendarFile:
    if len(content) > MOST_BYTES:
        raise FileRefused(
            [
                Fault(
                    file,
                    1,
                    WHOLE_FILE,
                    _("a calendar of more than 20 MB"),
                    _("at most 20 MB"),
                    _("export the calendar year by year"),
                )
            ]
        )
    text = encoding.text_of(io.BytesIO(content)).read()
    return CalendarFile(file, text, encoding)


def _no_text_fault(file: str) -> Fault:
    return Fault(
        file,
        1,
        WHOLE_FILE,
        _("a file that is no text"),
        _("a calendar that begins with BEGIN:VCALENDAR"),
        _("export the calendar again as .ics, or hand in a table as CSV"),
    )
