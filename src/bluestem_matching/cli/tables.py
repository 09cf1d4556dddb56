"""Reading tables: CSV in any usual encoding and separator, and XLSX."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bluestem_matching.faults import Fault, InputRefused, quote
from bluestem_matching.people import People
from bluestem_matching.values import key

Row = tuple[int, list[str]]
"""The line a row starts on, and its cells."""

_SEPARATORS = (",", ";", "\t")
_LARGEST_FILE = 1 << 29
_LARGEST_CELL = 10_000_000
_SPREADSHEET = b"PK\x03\x04"
_KNOWN_BINARIES = (
    (b"\xd0\xcf\x11\xe0", "an old or protected Excel file"),
    (b"%PDF", "a PDF file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a compressed file"),
    (b"SQLite format 3", "a database"),
)
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_BINARY = "a binary file"
_SAVE_AS = "save the table as CSV or XLSX"
_TABLE = "a table, CSV or XLSX"


def read_bytes(path: str) -> bytes:
    """A file's bytes. Raises: InputRefused if it is missing, unreadable, a folder or too large."""
    try:
        if Path(path).is_file() and Path(path).stat().st_size > _LARGEST_FILE:
            raise refusal(path, 1, 1, "a file of more than 512 MiB", _TABLE, _SAVE_AS)
        return Path(path).read_bytes()
    except FileNotFoundError:
        found, cure = "no such file", "correct the name or make the file"
    except IsADirectoryError:
        found, cure = "a folder", "name the file inside it"
    except (OSError, ValueError) as error:
        found = f"a file that cannot be read ({getattr(error, 'strerror', None) or error})"
        cure = "check its name and permissions"
    raise refusal(path, 1, 1, found, "a file", cure)


def refusal(*fault: Any) -> InputRefused:
    """One fault, of the fields of `Fault`, as something to raise."""
    return InputRefused([Fault(*fault)])


def read_people(path: str, wanted: Iterable[str] = ()) -> People:
    """A table of people. `wanted` are columns that help to recognise the separator.

    The first row that is not empty is the heading; empty rows are left out. Raises: InputRefused.
    """
    data = read_bytes(path)
    if data.startswith(_SPREADSHEET):
        from bluestem_matching.cli.spreadsheet import read_rows  # openpyxl is slow to load

        rows = read_rows(path, data)
    else:
        text = decode(path, data)
        with _wide_cells():
            rows = list(_csv_rows(path, text, {key(name) for name in wanted}))
    rows = [(line, cells) for line, cells in rows if any(cell.strip() for cell in cells)]
    if not rows:
        raise refusal(path, 1, 1, "an empty file", "a heading and one line a person", "fill it in")
    return _people(path, rows)


def _people(path: str, rows: list[Row]) -> People:
    heading_line, heading = rows[0]
    while heading and not heading[-1].strip():
        heading = heading[:-1]
    width = len(heading)
    faults, cells = [], []
    for line, row in rows[1:]:
        spare = [cell for cell in row[width:] if cell.strip()]
        if spare:
            expected = f"{width} cells, as in the heading"
            cure = "put a cell that contains the separator in quotation marks"
            found = f"{len(row)} cells, the last one {quote(spare[-1])}"
            faults.append(Fault(path, line, width + 1, found, expected, cure))
        cells.append(tuple(row[:width]) + ("",) * (width - len(row)))
    if faults:
        raise InputRefused(faults)
    return People(
        path,
        tuple(name.strip() for name in heading),
        tuple(cells),
        tuple(line for line, _row in rows[1:]),
        heading_line,
    )


# ---- Encodings


def decode(path: str, data: bytes, expected: str = _TABLE, cure: str = _SAVE_AS) -> str:
    """Text in UTF-8 with or without BOM, UTF-16, or else Windows-1252.

    Raises: InputRefused, saying what was `expected` and how to `cure` it.
    """
    for start, name in _KNOWN_BINARIES:
        if data.startswith(start):
            raise refusal(path, 1, 1, name, expected, cure)
    try:
        text = _decoded(data)
    except UnicodeDecodeError as error:
        raise refusal(path, 1, 1, _BINARY, expected, cure) from error
    control = _CONTROL.search(text)
    if control:
        line = len(text[: control.start() + 1].splitlines())
        raise refusal(path, line, 1, _BINARY, expected, cure)
    return text


def _decoded(data: bytes) -> str:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data.decode(encoding)
    if b"\x00" in data:
        even, odd = data[0::2].count(0), data[1::2].count(0)
        few, many = sorted((even, odd))
        if many > len(data) // 4 and few * 8 < many:
            return data.decode("utf-16-be" if even > odd else "utf-16-le")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252")


# ---- CSV


@contextmanager
def _wide_cells() -> Iterator[None]:
    """Allow long texts in a cell; the limit belongs to the whole process, so it is put back."""
    before = csv.field_size_limit(_LARGEST_CELL)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _csv_rows(path: str, text: str, wanted: set[str]) -> Iterable[Row]:
    """Rows with the line each starts on. Raises: InputRefused for quotation marks gone astray."""
    first, separator = 1, ""
    head = text.split("\n", 1)[0].strip()
    if head.lower().startswith("sep=") and len(head) == len("sep=") + 1:  # Excel's own hint
        text, first, separator = text.split("\n", 1)[1] if "\n" in text else "", 2, head[-1]
    separator = separator or _separator(text, wanted)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = first
    try:
        while True:
            line = first + reader.line_num
            row = next(reader, None)
            if row is None:
                return
            yield line, row
    except csv.Error as error:
        cure = "close the quotation marks of this line, and double those inside a cell"
        found = f"a line that cannot be read ({error})"
        raise refusal(path, line, 1, found, "CSV", cure) from error


def _separator(text: str, wanted: set[str]) -> str:
    """The separator that finds most of the wanted columns, then most columns, in the heading."""
    line = next((line for line in io.StringIO(text, newline="") if line.strip(" ,;\t\r\n")), "")

    def found(separator: str) -> tuple[int, int]:
        cells = next(csv.reader([line], delimiter=separator), [])
        return len({key(cell) for cell in cells} & wanted), len(cells)

    try:
        return max(_SEPARATORS, key=found)
    except csv.Error:  # named with its line by the reader proper
        return ","
