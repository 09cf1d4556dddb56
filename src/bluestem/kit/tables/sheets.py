"""Tables in workbooks (XLSX), read row by row and without trust."""

import datetime as dt
import io
import itertools
import re
import warnings
import zipfile
from collections.abc import Iterator
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError  # only the name of its error

from django.utils.translation import gettext as _

from bluestem.kit.faults import Fault, FileRefused
from bluestem.kit.tables.shapes import Row, is_empty, whole_file_fault, width_fault
from bluestem.kit.tables.texts import Opener

MEBIBYTE = 1 << 20
# A sheet of 50,000 people unpacks to about 20 MiB; sheets are streamed, other parts are held whole.
MAX_PARTS = 2000
MAX_SHEET_BYTES = 160 * MEBIBYTE
MAX_PART_BYTES = 32 * MEBIBYTE
MAX_RATIO = 250
MAX_SHEETS = 50
MAX_ROWS = 1_048_576  # what a sheet can hold
MAX_COLUMNS = 256
FAILED = frozenset({"#N/A", "#REF!", "#NAME?", "#DIV/0!", "#VALUE!", "#NULL!", "#NUM!"})
SHEET_PART = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
BROKEN = (KeyError, ValueError, TypeError, IndexError, AttributeError, OSError, EOFError,
          ParseError, zipfile.BadZipFile, NotImplementedError, OverflowError,
          RuntimeError, SyntaxError, MemoryError)  # fmt: skip

# A date outside of the calendar becomes a fault here; the library's own word would only be noise.
warnings.filterwarnings("ignore", module=r"openpyxl\..*")


def check_parts(file: str, opened: BinaryIO) -> None:
    """Refuse an archive that is no workbook, or that would unpack to more than any list of people.

    Unpacking never goes past the sizes declared in the archive, so these can be relied on.
    Raises: FileRefused.
    """
    try:
        with zipfile.ZipFile(opened) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as broken:
        raise FileRefused([_broken_fault(file)]) from broken
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names and "[Content_Types].xml" not in names:
        raise FileRefused(
            [
                whole_file_fault(
                    file,
                    _("an archive that is no Excel workbook"),
                    _("an .xlsx workbook, a CSV file or a plain list of addresses"),
                    _("save the table as .xlsx or as CSV UTF-8 and hand that in"),
                )
            ]
        )
    if len(parts) > MAX_PARTS or any(_is_bomb(part) for part in parts):
        raise FileRefused(
            [
                whole_file_fault(
                    file,
                    _("a workbook that unpacks to far more than its size"),
                    _("a workbook whose sheet unpacks to at most 160 MB"),
                    _("copy the columns you need into a new workbook, or save them as CSV UTF-8"),
                )
            ]
        )


def _is_bomb(part: zipfile.ZipInfo) -> bool:
    limit = MAX_SHEET_BYTES if SHEET_PART.fullmatch(part.filename) else MAX_PART_BYTES
    ratio = part.file_size / max(part.compress_size, 1)
    return part.file_size > limit or (part.file_size > 8 * MEBIBYTE and ratio > MAX_RATIO)


def _broken_fault(file: str) -> Fault:
    return whole_file_fault(
        file,
        _("a workbook that cannot be opened"),
        _("an .xlsx workbook without a password"),
        _("open it in a spreadsheet program and save it again as .xlsx or as CSV UTF-8"),
    )


def first_rows(file: str, opener: Opener, count: int) -> dict[int, list[Row]]:
    """Return the first rows of every visible sheet that holds anything, by the sheet's place.

    Raises: FileRefused.
    """
    try:
        return {
            place: list(itertools.islice(_texts(opener, place), count))
            for place in _filled_sheets(opener)
        }
    except BROKEN as broken:
        raise FileRefused([_broken_fault(file)]) from broken


def sheet_rows(
    file: str, opener: Opener, place: int, columns: tuple[str, ...], heading_line: int
) -> Iterator[Row | Fault]:
    """Yield rows below the heading as text; dates as 2021-12-31, whole numbers without a point."""
    rows = _texts(opener, place)
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except BROKEN:
            yield _broken_fault(file)
            return
        if row.line > MAX_ROWS or len(row.cells) > MAX_COLUMNS + len(columns):
            yield too_large_fault(file, row)
            return
        if row.line > heading_line and not is_empty(row.cells):
            yield _fitted(file, row, columns)


def _fitted(file: str, row: Row, columns: tuple[str, ...]) -> Row | Fault:
    """Give a row the width of the heading; a sheet leaves out empty cells at the end."""
    width = len(columns)
    if len(row.cells) > width and not is_empty(row.cells[width:]):
        filled = max(i for i, cell in enumerate(row.cells) if cell) + 1
        return width_fault(file, Row(row.line, row.cells[:filled]), columns)
    for place, cell in enumerate(row.cells):
        if cell in FAILED or cell == "\0":
            return Fault(
                file,
                row.line,
                columns[place] or str(place + 1),
                cell.replace("\0", _("a formula whose value is not stored")),
                _("a value"),
                _("copy the column and insert it again as values only"),
            )
    return Row(row.line, (row.cells + [""] * width)[:width])


def too_large_fault(file: str, row: Row) -> Fault:
    """Return the fault of a table that is no list of people."""
    return whole_file_fault(
        file,
        _("a sheet with %(rows)d rows and %(columns)d columns")
        % {"rows": row.line, "columns": len(row.cells)},
        _("one row for each person and a few columns"),
        _("copy the columns you need into a new workbook"),
        min(row.line, MAX_ROWS),
    )


def _texts(opener: Opener, place: int) -> Iterator[Row]:
    """Yield the rows of a sheet, cells as text."""
    values = _values(opener, place, holds_values=True)
    if not _has_formulas(opener):
        for line, cells in enumerate(values, 1):
            yield Row(line, [_text(cell) for cell in cells])
        return
    # The stored results are what people see; the formulas tell where no result was stored.
    formulas = _values(opener, place, holds_values=False)
    for line, (cells, sources) in enumerate(zip(values, formulas, strict=False), 1):
        yield Row(line, [_result(*pair) for pair in zip(cells, sources, strict=False)])


def _opened(opener: Opener, *, holds_values: bool) -> Any:
    from openpyxl import load_workbook  # heavy: only those who read a workbook wait for it

    workbook = load_workbook(
        opener(), read_only=True, data_only=holds_values, keep_links=False, keep_vba=False
    )
    for sheet in workbook.worksheets:
        sheet.reset_dimensions()  # what the file says of its size may be a lie
    return workbook


def _filled_sheets(opener: Opener) -> list[int]:
    workbook = _opened(opener, holds_values=True)
    places = [
        place
        for place, sheet in enumerate(workbook.worksheets[:MAX_SHEETS])
        if sheet.sheet_state == "visible"
        and any(any(cell is not None for cell in row) for row in _some(sheet))
    ]
    workbook.close()
    return places


def _some(sheet: Any) -> Iterator[tuple[Any, ...]]:
    return itertools.islice(sheet.iter_rows(values_only=True), 200)


def _values(opener: Opener, place: int, *, holds_values: bool) -> Iterator[tuple[Any, ...]]:
    workbook = _opened(opener, holds_values=holds_values)
    yield from workbook.worksheets[place].iter_rows(values_only=True)
    workbook.close()


def _has_formulas(opener: Opener) -> bool:
    with zipfile.ZipFile(opener()) as archive:
        for part in archive.infolist():
            if SHEET_PART.fullmatch(part.filename):
                with archive.open(part) as sheet:
                    tail = b""
                    while chunk := sheet.read(MEBIBYTE):
                        if FORMULA.search(tail + chunk):
                            return True
                        tail = chunk[-16:]
    return False


def _result(value: Any, source: Any) -> str:
    if value is None and isinstance(source, str) and source.startswith("="):
        return "\0"
    return _text(value)


def _text(value: Any) -> str:
    """Return a cell as a person would type it."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, dt.datetime):
        is_day = value.time() == dt.time()
        return value.date().isoformat() if is_day else value.isoformat(sep=" ")
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, io.IOBase):
        return ""
    return str(value)
