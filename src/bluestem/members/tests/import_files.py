"""Files of invented people in the six shapes that communities have, and their faulty twins."""

import contextlib
import datetime as dt
import io
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

FIRST = ("Zoé", "Anna", "Inès", "Björk", "Chloé", "Maria", "Noémie", "Lena", "Amélie", "Sofía")
LAST = ("Müller", "O’Brien", "Lindqvist", "Nováková", "Garcìa", "Weiss", "Lefèvre", "Sørensen")
DEPARTMENTS = ("EP", "TH", "IT", "EN", "SY", "BE", "TE", "ATS", "HSE", "RCS", "FAP", "HR")
ENGLISH = ("Email", "Name", "Department", "Affiliation", "Language", "Joined", "Interests")
FRENCH = (
    "Courriel", "Nom", "Département", "Statut", "Langue", "Date d’entrée", "Centres d’intérêt",
)  # fmt: skip
AFFILIATIONS = {"staff": "titulaire", "fellow": "boursière", "student": "étudiant·e"}

type Rows = list[list[str]]


def people(count: int, *, is_french: bool = False, seed: int = 7) -> Rows:
    """Return rows (address, name, department, affiliation, language, joined, interests)."""
    chance = random.Random(seed)
    rows = []
    for number in range(1, count + 1):
        first, last = chance.choice(FIRST), chance.choice(LAST)
        joined = dt.date(2016, 1, 1) + dt.timedelta(days=chance.randrange(2000))
        affiliation = chance.choice(list(AFFILIATIONS))
        rows.append(
            [
                f"person{number}@example.org",
                f"{first} {last}",
                chance.choice(DEPARTMENTS),
                AFFILIATIONS[affiliation] if is_french else affiliation,
                chance.choice(("en", "Français")),
                joined.strftime("%d.%m.%Y") if is_french else joined.isoformat(),
                chance.choice(("", "science", "career;outreach", "Carrière|Science")),
            ]
        )
    return rows


def quoted(cell: str, separator: str) -> str:
    """Return a cell as a CSV file holds it."""
    needs_quotes = any(sign in cell for sign in (separator, '"', "\n", "\r"))
    return '"{}"'.format(cell.replace('"', '""')) if needs_quotes else cell


def text(heading: Sequence[str], rows: Rows, *, separator: str = ",", end: str = "\n") -> str:
    """Return a table as text."""
    lines = [separator.join(quoted(cell, separator) for cell in row) for row in [heading, *rows]]
    return end.join(lines) + end


def workbook(heading: Sequence[str], rows: Rows) -> bytes:
    """Return an XLSX workbook whose dates are dates."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("People")
    sheet.append(list(heading))
    for row in rows:
        cells: list[object] = list(row)
        with contextlib.suppress(ValueError, IndexError):  # a faulty twin's date stays text
            cells[5] = dt.date.fromisoformat(row[5])
        sheet.append(cells)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def address_list(rows: Rows) -> str:
    """Return a plain list as list managers print it."""
    forms: tuple[Callable[[str, str], str], ...] = (
        lambda address, name: f"{name} <{address}>",
        lambda address, name: address,
        lambda address, name: f"{address} ({name})",
    )
    lines = [forms[number % 3](row[0], row[1]) for number, row in enumerate(rows)]
    return "# Women in Technology\n" + "\n".join(lines) + "\n"


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
        "people.csv", lambda rows: text(ENGLISH, rows).encode(), broken=b"\xff\xfe"
    ),
    "utf-8 mark semicolon": Shape(
        "membres.csv",
        lambda rows: text(FRENCH, rows, separator=";", end="\r\n").encode("utf-8-sig"),
        is_french=True,
        broken=b"\xe9",
        encoding="utf-8-sig",
    ),
    "utf-16 tab": Shape(
        "people.tsv",
        lambda rows: text(ENGLISH, rows, separator="\t").encode("utf-16"),
        broken=b"\x00\xdc",
        encoding="utf-16-le",
    ),
    "windows-1252 semicolon": Shape(
        "membres-excel.csv",
        lambda rows: text(FRENCH, rows, separator=";", end="\r\n").encode("cp1252", "replace"),
        is_french=True,
        broken=b"\x81",
        encoding="cp1252",
    ),
    "xlsx": Shape("people.xlsx", lambda rows: workbook(ENGLISH, rows)),
    "addresses": Shape("list.txt", lambda rows: address_list(rows).encode(), broken=b"\xc3\x28"),
}
