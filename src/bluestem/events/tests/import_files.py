"""Files of invented events in the shapes that communities have, and calendars."""

import contextlib
import datetime as dt
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

ENGLISH = (
    "Series", "Title", "Titre", "Start", "End", "Place", "Capacity", "For whom", "Speaker",
    "Sector",
)  # fmt: skip
FRENCH = (
    "Cycle", "Title", "Titre", "Début", "Fin", "Lieu", "Nombre de places", "Pour qui",
    "Intervenant·e", "Secteur",
)  # fmt: skip
START, END, AUDIENCE = 3, 4, 7
FIRST_DAY = dt.date(2016, 3, 10)

type Rows = list[list[str]]


def events(count: int, *, is_french: bool = False) -> Rows:
    """Return past events in rows as wide as the headings: every second one a talk."""
    rows = []
    for number in range(count):
        day = FIRST_DAY + dt.timedelta(days=7 * number)
        is_talk = number % 2 == 0
        shown = f"{day:%d.%m.%Y}" if is_french else day.isoformat()
        rows.append(
            [
                "WIT Talks" if is_talk else "Drinks",
                f"Event {number:03} of Zoé’s",
                f"Événement {number:03}" if number % 3 else "",
                f"{shown} 12:30",
                f"{shown} 13:45",
                "Salle du Conseil" if is_french else "Council Chamber",
                "" if is_talk else "24",
                ("membres" if is_french else "members") if is_talk else "",
                f"Inès Müller {number}" if is_talk else "",
                ("industrie" if is_french else "industry") if is_talk else "",
            ]
        )
    return rows


def quoted(cell: str, separator: str) -> str:
    needs_quotes = any(sign in cell for sign in (separator, '"', "\n"))
    return '"{}"'.format(cell.replace('"', '""')) if needs_quotes else cell


def text(heading: Sequence[str], rows: Rows, *, separator: str = ",", end: str = "\n") -> str:
    lines = [separator.join(quoted(cell, separator) for cell in row) for row in [heading, *rows]]
    return end.join(lines) + end


def workbook(heading: Sequence[str], rows: Rows) -> bytes:
    """Return an XLSX workbook whose moments are moments."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Events")
    sheet.append(list(heading))
    for row in rows:
        cells: list[object] = list(row)
        for place in (START, END):
            with contextlib.suppress(ValueError, IndexError):  # a faulty twin's stays text
                cells[place] = dt.datetime.fromisoformat(row[place])
        sheet.append(cells)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def calendar(*entries: str, head: str = "") -> str:
    """Return a calendar with these entries; each is lines without BEGIN and END."""
    parts = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Tests//EN"]
    parts += head.split("\n") if head else []
    for entry in entries:
        parts += ["BEGIN:VEVENT", *entry.strip().split("\n"), "END:VEVENT"]
    return "\r\n".join([*parts, "END:VCALENDAR", ""])


def as_calendar(rows: Rows) -> bytes:
    """Return the rows as a calendar in UTC, with a UID for each."""
    entries = []
    for number, row in enumerate(rows):
        start = f"{row[START]}".replace("-", "").replace(":", "").replace(" ", "T")
        end = f"{row[END]}".replace("-", "").replace(":", "").replace(" ", "T")
        entries.append(
            f"UID:{number}@example.org\nDTSTART;TZID=Europe/Zurich:{start}00\n"
            f"DTEND;TZID=Europe/Zurich:{end}00\nSUMMARY:{row[1]}\nLOCATION:{row[5]}\n"
            f"CATEGORIES:{row[0]}"
        )
    return calendar(*entries).encode()


@dataclass(frozen=True)
class Shape:
    """One way a community keeps its list: the file's name, its bytes, what a broken byte is."""

    name: str
    make: Callable[[Rows], bytes]
    is_french: bool = False
    broken: bytes = b""  # bytes that cannot be text in this encoding
    encoding: str = "utf-8"


SHAPES: Mapping[str, Shape] = {
    "utf-8 comma": Shape(
        "events.csv", lambda rows: text(ENGLISH, rows).encode(), broken=b"\xff\xfe"
    ),
    "utf-8 mark semicolon": Shape(
        "evenements.csv",
        lambda rows: text(FRENCH, rows, separator=";", end="\r\n").encode("utf-8-sig"),
        is_french=True,
        broken=b"\xe9",
        encoding="utf-8-sig",
    ),
    "utf-16 tab": Shape(
        "events.tsv",
        lambda rows: text(ENGLISH, rows, separator="\t").encode("utf-16"),
        broken=b"\x00\xdc",
        encoding="utf-16-le",
    ),
    "windows-1252 semicolon": Shape(
        "evenements-excel.csv",
        lambda rows: text(FRENCH, rows, separator=";", end="\r\n").encode("cp1252", "replace"),
        is_french=True,
        broken=b"\x81",
        encoding="cp1252",
    ),
    "xlsx": Shape("events.xlsx", lambda rows: workbook(ENGLISH, rows)),
    "calendar": Shape("events.ics", as_calendar, broken=b"\xc3\x28"),
}
