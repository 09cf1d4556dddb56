"""Reading the first visible sheet of an XLSX file as text."""

from __future__ import annotations

import datetime
import io
import warnings
import zipfile
from typing import Any

from openpyxl import load_workbook

from bluestem_matching.cli.tables import Row, refusal
from bluestem_matching.faults import InputRefused

_LARGEST_UNPACKED = 1 << 30
_SAVE_AS = "open it in a spreadsheet and save it again as XLSX or CSV"
_SHEET = "an XLSX file"


def read_rows(path: str, data: bytes) -> list[Row]:
    """Rows with their numbers in the sheet. Formulas count with the value stored beside them.

    Raises: InputRefused for what is no XLSX file, or a formula that has no stored value.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if sum(entry.file_size for entry in entries) > _LARGEST_UNPACKED:
                raise refusal(
                    path, 1, 1, "a file that unpacks to more than 1 GiB", _SHEET, _SAVE_AS
                )
            sheets = [entry for entry in entries if entry.filename.startswith("xl/worksheets/")]
            with_formulas = any(b"<f" in archive.read(sheet) for sheet in sheets)
        values = _rows(data, values=True)
        if with_formulas:
            _refuse_empty_formulas(path, values, _rows(data, values=False))
    except InputRefused:
        raise
    except Exception as error:  # openpyxl raises whatever its XML or ZIP reader raised
        found = f"a file that is no spreadsheet ({type(error).__name__})"
        raise refusal(path, 1, 1, found, _SHEET, _SAVE_AS) from error
    return [(line, [_text(value) for value in row]) for line, row in values]


def _rows(data: bytes, *, values: bool) -> list[tuple[int, list[Any]]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles and validations, which nobody reads here
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=values, keep_links=False)
        try:
            sheets = [s for s in book.worksheets if s.sheet_state == "visible"] or book.worksheets
            if not sheets:
                return []
            # What a sheet says of its own size may be anything; each row is as long as it is.
            sheets[0].reset_dimensions()
            numbered = enumerate(sheets[0].iter_rows(values_only=True), start=1)
            rows = ((number, _trimmed(list(row))) for number, row in numbered)
            return [(number, row) for number, row in rows if row or number == 1]
        finally:
            book.close()


def _trimmed(row: list[Any]) -> list[Any]:
    while row and row[-1] is None:
        row.pop()
    return row


def _refuse_empty_formulas(
    path: str, values: list[tuple[int, list[Any]]], formulas: list[tuple[int, list[Any]]]
) -> None:
    stored = dict(values)
    for line, row in formulas:
        known = stored.get(line, [])
        for column, cell in enumerate(row):
            is_formula = isinstance(cell, str) and cell.startswith("=")
            if is_formula and (column >= len(known) or known[column] is None):
                found = "a formula without a stored value"
                raise refusal(path, line, column + 1, found, "a value", _SAVE_AS)


def _text(value: Any) -> str:
    """A cell as a person would have typed it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time()
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)
