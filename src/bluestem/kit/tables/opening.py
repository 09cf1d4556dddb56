"""Look at a file's bytes and decide how it is read."""

import io
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from bluestem.kit.faults import Fault, FileRefused
from bluestem.kit.tables import addresses, sheets, texts
from bluestem.kit.tables.encodings import Encoding, encoding_of, has_flaws, without_flaws
from bluestem.kit.tables.shapes import (
    HEADING_SEARCH_ROWS,
    IsHeading,
    Row,
    Shape,
    Table,
    heading_among,
    is_empty,
    whole_file_fault,
)

FIRST_ROWS = 4 * HEADING_SEARCH_ROWS
MAX_BYTES = 256 * 1024 * 1024
ZIP, OLD_OFFICE, PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF"


def open_table(
    source: Path | bytes, *, name: str = "", is_heading: IsHeading, of_people: bool = True
) -> Table:
    """Return the table in a file, given by path or as its bytes.

    `name` is how faults call the file; `is_heading` tells whether a cell is a heading the caller
    knows, which decides between separators and finds the heading under a title. Only where it is
    a list `of_people`, a file without headings may be a plain list of addresses.
    Raises: FileRefused where there is no table to read at all.
    """
    file = name or str(source)
    opener = opener_of(file, source)
    opened = opener()
    start = opened.read(8)
    if not start:
        raise FileRefused([empty_fault(file, of_people=of_people)])
    if start.startswith(ZIP):
        return _sheet(file, opener, opened, is_heading, of_people=of_people)
    encoding = None if start.startswith((OLD_OFFICE, PDF)) else encoding_of(opened)
    if encoding is None:
        raise FileRefused([_binary_fault(file, is_old_office=start.startswith(OLD_OFFICE))])
    return _text(file, opener, opened, encoding, is_heading, of_people=of_people)


def opener_of(file: str, source: Path | bytes) -> texts.Opener:
    """Return what opens a file, given by path or as its bytes, again and again.

    Raises: FileRefused where there is no file to read, or a far too large one.
    """
    if isinstance(source, bytes):
        return lambda: io.BytesIO(source)
    words = ""
    try:
        if source.is_dir():
            words = _("a folder")
        elif not source.exists():
            words = _("no such file")
        elif not source.is_file():
            words = _("something that is no ordinary file")
        elif source.stat().st_size > MAX_BYTES:
            words = _("a file of more than 256 MB")
        else:
            source.open("rb").close()
    except (OSError, ValueError) as unreadable:
        words = _("a file that cannot be read (%(why)s)") % {
            "why": getattr(unreadable, "strerror", None) or str(unreadable)
        }
    if words:
        cure = _("check name and place of the file, and that you may read it")
        raise FileRefused([whole_file_fault(file, words, _("a CSV, TSV, XLSX or text file"), cure)])
    return lambda: source.open("rb")


def _sheet(
    file: str,
    opener: texts.Opener,
    opened: BinaryIO,
    is_heading: IsHeading,
    *,
    of_people: bool,
) -> Table:
    sheets.check_parts(file, opened)
    place, first = _sheet_with_people(sheets.first_rows(file, opener, FIRST_ROWS), is_heading)
    heading, known = heading_among(first, is_heading)
    if heading is None:
        raise FileRefused([empty_fault(file, of_people=of_people)])
    may_be_addresses = of_people and not known
    if may_be_addresses and addresses.is_table([heading.cells]):
        raise FileRefused([_headless_fault(file, heading.line)])
    if may_be_addresses and _is_column_of_addresses(first):
        return Table(
            file,
            Shape.ADDRESSES,
            addresses.COLUMNS,
            0,
            lambda: _addresses_in_sheet(file, opener, place),
        )
    columns = _columns(file, heading)
    return Table(
        file,
        Shape.SHEET,
        columns,
        heading.line,
        lambda: sheets.sheet_rows(file, opener, place, columns, heading.line),
    )


def _sheet_with_people(first: dict[int, list[Row]], is_heading: IsHeading) -> tuple[int, list[Row]]:
    """Return place and first rows of the sheet with most known headings, else of the first one."""
    most, chosen, rows = -1, 0, list[Row]()
    for place, beginning in first.items():
        _heading, known = heading_among(beginning, is_heading)
        if known > most:
            most, chosen, rows = known, place, beginning
    return chosen, rows


def _columns(file: str, heading: Row) -> tuple[str, ...]:
    if len(heading.cells) > sheets.MAX_COLUMNS:
        raise FileRefused([sheets.too_large_fault(file, heading)])
    return tuple(" ".join(without_flaws(cell).split()) for cell in heading.cells)


def _is_column_of_addresses(rows: list[Row]) -> bool:
    filled = [[cell for cell in row.cells if cell.strip()] for row in rows]
    return all(len(cells) < 2 for cells in filled) and addresses.looks_like_addresses(
        cells[0] for cells in filled if cells
    )


def _addresses_in_sheet(file: str, opener: texts.Opener, place: int) -> Iterator[Row | Fault]:
    rows = sheets.sheet_rows(file, opener, place, ("address",), 0)
    for row in rows:
        if isinstance(row, Fault):
            yield row
        else:
            yield from addresses.address_rows(file, [(row.line, row.cells[0])], None)


def _text(
    file: str,
    opener: texts.Opener,
    opened: BinaryIO,
    encoding: Encoding,
    is_heading: IsHeading,
    *,
    of_people: bool,
) -> Table:
    sample = texts.sample_of(opened, encoding)
    separator, heading, known = texts.separator_of(sample, is_heading)
    if heading is None:
        raise FileRefused([empty_fault(file, of_people=of_people)])
    is_flawed = has_flaws(opened, encoding)
    if of_people and _is_list_of_addresses(heading, known, sample):
        if _is_headless(sample, separator):
            raise FileRefused([_headless_fault(file, heading.line)])
        return Table(
            file,
            Shape.ADDRESSES,
            addresses.COLUMNS,
            0,
            lambda: addresses.address_rows(
                file, _lines(opener, encoding), encoding if is_flawed else None
            ),
        )
    wrong = texts.heading_fault(file, sample, separator, heading)
    if wrong:
        raise FileRefused([wrong])
    return Table(
        file,
        Shape.TEXT,
        _columns(file, heading),
        heading.line,
        lambda: texts.text_rows(
            file, opener, encoding, separator=separator, heading=heading, is_flawed=is_flawed
        ),
    )


def _is_list_of_addresses(heading: Row, known: int, sample: str) -> bool:
    alone = len(heading.cells) == 1
    return bool(not known or (alone and addresses.COMMENT.match(heading.cells[0]))) and (
        addresses.looks_like_addresses(sample.splitlines()) or _is_list_below(heading, sample)
    )


def _is_list_below(heading: Row, sample: str) -> bool:
    """Whether an unknown first line stands alone over nothing but addresses: it is a faulty one."""
    below = [line for line in sample.splitlines()[heading.line :] if line.strip()]
    return len(heading.cells) == 1 and bool(below) and all("@" in line for line in below[:10])


def _is_headless(sample: str, separator: str) -> bool:
    """Whether it is a table of people whose first line is a person already.

    Name and address on each side of a tab are a list as some programs print it.
    """
    rows = [row.cells for row in texts.sampled(sample, separator) if not is_empty(row.cells)]
    is_pair = separator == "\t" and all(len(cells) < 3 for cells in rows)
    return not is_pair and addresses.is_table(rows[: texts.SAMPLE_ROWS])


def _lines(opener: texts.Opener, encoding: Encoding) -> Iterator[tuple[int, str]]:
    text = encoding.text_of(opener())
    numbers = count(1)
    for line in text:  # line ends are kept: \n, \r\n and \r alone end a line
        yield next(numbers), line
    text.close()


def empty_fault(file: str, *, of_people: bool) -> Fault:
    """Return the fault of a file that holds nothing."""
    expected = (
        _("a heading line and one line for each person, or one address on each line")
        if of_people
        else _("a heading line, and a line below it for each entry")
    )
    cure = _("hand in the file that holds the list")
    return whole_file_fault(file, _("an empty file"), expected, cure)


def _headless_fault(file: str, line: int) -> Fault:
    return whole_file_fault(
        file,
        _("a table whose first line is a person already"),
        _("a first line that names the columns, such as Email, Name, Department"),
        _("write such a line above the first person"),
        line,
    )


def _binary_fault(file: str, *, is_old_office: bool) -> Fault:
    found = (
        _("an old Excel workbook, or one with a password")
        if is_old_office
        else _("a file that is no text")
    )
    return whole_file_fault(
        file,
        found,
        _("a CSV, TSV, XLSX or text file"),
        _("open it in a spreadsheet program and save it as .xlsx or as CSV UTF-8"),
    )
