from __future__ import annotations

import datetime
import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from bluestem_matching.cli.tables import read_people
from bluestem_matching.faults import Fault, InputRefused
from bluestem_matching.people import People

MOMENT = datetime.datetime(2022, 4, 5, 9, 30)  # noqa: DTZ001 - spreadsheets know no zones
TEXT = 'id,goals\né1,"a; b"\ne2,ç\n'


def read(folder: Path, data: bytes, name: str = "table.csv") -> People:
    path = folder / name
    path.write_bytes(data)
    return read_people(str(path), ("id",))


def fault(folder: Path, data: bytes, name: str = "table.csv") -> Fault:
    with pytest.raises(InputRefused) as refused:
        read(folder, data, name)
    return refused.value.faults[0]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_table_is_read_in_any_usual_encoding_and_separator(
    tmp_path: Path, encoding: str, separator: str, end: str
) -> None:
    text = TEXT.replace(",", separator).replace("\n", end)
    people = read(tmp_path, text.encode(encoding))
    assert people.heading == ("id", "goals")
    assert people.rows == (("é1", "a; b"), ("e2", "ç"))
    assert people.lines == (2, 3)


def test_lines_count_the_heading_blank_lines_and_breaks_inside_cells(tmp_path: Path) -> None:
    people = read(tmp_path, b'\n id , x \n\na,"1\n2"\n,\nb,3\n')
    assert (people.heading_line, people.heading) == (2, ("id", "x"))
    assert people.lines == (4, 7)


def test_separator_hint_of_excel_is_heard(tmp_path: Path) -> None:
    people = read(tmp_path, b"sep=;\r\nid;x\r\na;1,5\r\n")
    assert (people.rows, people.lines) == ((("a", "1,5"),), (3,))


def test_short_row_is_filled_and_spare_empty_cells_are_dropped(tmp_path: Path) -> None:
    assert read(tmp_path, b"id,x,\na\nb,1,,,\n").rows == (("a", ""), ("b", "1"))


@pytest.mark.parametrize(
    ("data", "line", "found"),
    [
        (b"", 1, "an empty file"),
        (b" \n,,\n", 1, "an empty file"),
        (b"\x89PNG\r\n\x1a\n", 1, "a picture"),
        (b"%PDF-1.7\n", 1, "a PDF file"),
        (b"\xd0\xcf\x11\xe0rest", 1, "an old or protected Excel file"),
        (b"id\na\x00b\n", 2, "a binary file"),
        (b"id\nx\ny\x07\n", 3, "a binary file"),
        (bytes(range(256)), 1, "a binary file"),
        (b"\xff\xfea", 1, "a binary file"),
        (b"id\na\x81\n", 1, "a binary file"),
        (b'id,x\na,1\nb,"2\n', 3, "a line that cannot be read (unexpected end of data)"),
        (b"id,x\na,1,2\n", 2, "3 cells, the last one “2”"),
        (b"PK\x03\x04rest", 1, "a file that is no spreadsheet (BadZipFile)"),
    ],
)
def test_what_is_no_table_is_named_with_its_line(
    tmp_path: Path, data: bytes, line: int, found: str
) -> None:
    named = fault(tmp_path, data)
    assert (named.line, named.found) == (line, found)
    assert named.cure


def test_missing_file_and_folder_are_faults(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="no such file"):
        read_people(str(tmp_path / "none.csv"))
    with pytest.raises(InputRefused, match="a folder"):
        read_people(str(tmp_path))
    with pytest.raises(InputRefused, match="cannot be read"):
        read_people("x\0y")


def workbook(path: Path, rows: list[list[Any]], title: str = "people") -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path.read_bytes()


def test_spreadsheet_cells_read_as_a_person_would_have_typed_them(tmp_path: Path) -> None:
    rows = [
        ["id", "number", "part", "day", "moment", "yes", "nothing"],
        [7, 2.0, 1.5, datetime.date(2022, 4, 5), MOMENT, True, None],
        [None],
        ["b", -3, 0, datetime.time(9, 5), "=", False, "x"],
    ]
    people = read(tmp_path, workbook(tmp_path / "a.xlsx", rows), "table.xlsx")
    assert people.rows == (
        ("7", "2", "1.5", "2022-04-05", "2022-04-05 09:30:00", "true", ""),
        ("b", "-3", "0", "09:05:00", "=", "false", "x"),
    )
    assert people.lines == (2, 4)


def test_formula_without_a_stored_value_is_named_with_its_cell(tmp_path: Path) -> None:
    data = workbook(tmp_path / "a.xlsx", [["id", "x"], ["a", 1], ["b", "=B2+1"]])
    named = fault(tmp_path, data, "table.csv")
    assert (named.line, named.column, named.found) == (3, 2, "a formula without a stored value")


def test_other_archives_are_no_spreadsheets(tmp_path: Path) -> None:
    path = tmp_path / "other.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "b")
    assert fault(tmp_path, path.read_bytes()).found.startswith("a file that is no spreadsheet")


def test_long_text_in_a_cell_is_read(tmp_path: Path) -> None:
    people = read(tmp_path, b"id,x\na," + b"w" * 1_000_000 + b"\n")
    assert len(people.rows[0][1]) == 1_000_000
