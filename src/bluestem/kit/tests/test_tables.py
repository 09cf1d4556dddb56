"""Tables from whatever file a person has, friendly or hostile."""

import datetime as dt
import io
import time
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from bluestem.kit.faults import Fault, FileRefused
from bluestem.kit.tables import Row, Shape, Table, open_table

KNOWN = {"email", "name", "department", "courriel", "nom"}
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
SEPARATORS = [",", ";", "\t", "|"]


def is_heading(cell: str) -> bool:
    return cell.strip().lower() in KNOWN


def opened(content: bytes | str) -> Table:
    data = content.encode() if isinstance(content, str) else content
    return open_table(data, name="people", is_heading=is_heading)


def cells(content: bytes | str) -> list[list[str]]:
    found = list(opened(content).rows())
    assert all(isinstance(row, Row) for row in found), found
    return [row.cells for row in found if isinstance(row, Row)]


def faults(content: bytes | str) -> list[Fault]:
    return [row for row in opened(content).rows() if isinstance(row, Fault)]


def refusal(content: bytes | str) -> str:
    with pytest.raises(FileRefused) as refused:
        opened(content)
    return refused.value.faults[0].found


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("separator", SEPARATORS)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_encoding_separator_and_line_end_is_read(
    encoding: str, separator: str, end: str
) -> None:
    lines = [["Courriel", "Nom"], ["zoe@x.org", "Zoé Müller"], ["eve@x.org", "Éve d’Été"]]
    text = end.join(separator.join(line) for line in lines) + end
    table = opened(text.encode(encoding))
    assert table.columns == ("Courriel", "Nom")
    assert cells(text.encode(encoding)) == lines[1:]


def test_lines_are_counted_through_quoted_line_ends_and_empty_lines() -> None:
    content = 'Email,Name\n"a@x.org","A\nB"\n\nb@x.org,B\n"c@x.org","say ""hi"", C"\n'
    rows = list(opened(content).rows())
    assert [row.line for row in rows] == [2, 5, 6]
    assert cells(content)[2][1] == 'say "hi", C'


def test_a_title_above_the_heading_and_the_separator_hint_are_passed_over() -> None:
    assert opened("sep=;\r\nEmail;Name\r\na@x.org;A\r\n").heading_line == 2
    table = opened("Members of 2021,\n\nEmail,Name\na@x.org,A\n")
    assert (table.columns, table.heading_line) == (("Email", "Name"), 3)


def test_a_separator_inside_values_does_not_win() -> None:
    content = 'Email;Name;Interests\na@x.org;A;"x, y, z"\nb@x.org;B;x, y, z\n'
    assert cells(content)[1] == ["b@x.org", "B", "x, y, z"]


def test_rows_of_another_width_are_faults_and_reading_goes_on() -> None:
    found = faults("Email,Name\na@x.org\nb@x.org,B,C\nc@x.org,C\n")
    assert [(fault.line, fault.column) for fault in found] == [(2, "Name"), (3, "3")]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"Email,Name\na@x.org,Zo\xc3\xa9\nb@x.org,Zo\xe9\n", 3),
        (b"Email,Name\na@x.org,A\xff\xfeB\n", 2),
        (b"Email,Name\na@x.org,Zo\xc3\n", 2),
        (b"Email,Name\na@x.org,Ren\xe9e\nb@x.org,B\x81\n", 3),
        (b"\xef\xbb\xbfEmail,Name\na@x.org,Ren\xe9e\n", 2),
        (b"Email,Name\na@x.org,A\0B\n", 2),
        ("Email\tName\na@x.org\tA".encode("utf-16") + b"\x00\xdc", 2),
    ],
)
def test_bytes_that_cannot_be_read_are_named_with_line_and_column(
    content: bytes, line: int
) -> None:
    (fault,) = faults(content)
    assert (fault.line, fault.column) == (line, "Name")
    assert "0x" in fault.found


def test_a_mark_never_closed_is_a_fault_of_the_line_where_it_opens() -> None:
    (fault,) = faults('Email,Name\na@x.org,A\nb@x.org,"B\nc@x.org,C\n')
    assert fault.line == 3
    assert "never closed" in fault.found
    assert [fault.line for fault in faults('Email,Name\n"a"b@x.org,A\nc@x.org,C\n')] == [2]


ADDRESSES = [
    ("ada@x.org", ["ada@x.org", ""]),
    ("  ada@x.org  ", ["ada@x.org", ""]),
    ("Ada Lind <ada@x.org>", ["ada@x.org", "Ada Lind"]),
    ('"Lind, Ada" <ada@x.org>', ["ada@x.org", "Lind, Ada"]),
    ("Lind, Ada <ada@x.org>", ["ada@x.org", "Lind, Ada"]),
    ("<ada@x.org>", ["ada@x.org", ""]),
    ("ada@x.org (Ada Lind)", ["ada@x.org", "Ada Lind"]),
    ("ada@x.org Ada Lind", ["ada@x.org", "Ada Lind"]),
]


@pytest.mark.parametrize(("line", "expected"), ADDRESSES)
def test_entries_of_a_list_are_read_in_every_usual_form(line: str, expected: list[str]) -> None:
    assert cells(f"{line}\nlast@x.org\n")[0] == expected


def test_a_list_may_hold_headings_comments_and_several_entries_in_a_line() -> None:
    content = (
        "# exported\nDigest members:\n  a@x.org\n\nNon-digest (regular) Members:\n"
        "b@x.org, C <c@x.org>; d@x.org\n* Total number of subscribers: 4\n"
    )
    table = opened(content)
    assert table.shape == Shape.ADDRESSES
    assert [row[0] for row in cells("a@x.org, b@x.org,c@x.org\n")] == [
        "a@x.org", "b@x.org", "c@x.org",
    ]  # fmt: skip
    assert [row[0] for row in cells(content)] == ["a@x.org", "b@x.org", "c@x.org", "d@x.org"]


def test_the_dump_of_a_list_manager_gives_addresses_with_names() -> None:
    content = "email a@x.org\ngecos Ada L\nreception mail\n\nemail b@x.org\ndate 1234\n"
    assert cells(content) == [["a@x.org", "Ada L"], ["b@x.org", ""]]


def test_a_line_of_a_list_without_an_address_is_a_fault() -> None:
    assert [fault.line for fault in faults("a@x.org\nnot an address\nb@x.org\n")] == [2]
    assert [fault.line for fault in faults("ada.example.org\na@x.org\nb@x.org\n")] == [1]


def book(rows: list[list[object]], title: str = "People") -> bytes:
    from openpyxl import Workbook

    made = Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def test_a_sheet_gives_dates_numbers_and_text_as_a_person_writes_them() -> None:
    content = book(
        [["Email", "Name", "x", "y", "z"],
         ["a@x.org", "A", dt.date(2021, 12, 31), 7.0, True], [], ["b@x.org", 1.5]]
    )  # fmt: skip
    rows = list(opened(content).rows())
    assert [row.line for row in rows] == [2, 4]
    assert cells(content) == [
        ["a@x.org", "A", "2021-12-31", "7", "True"], ["b@x.org", "1.5", "", "", ""],
    ]  # fmt: skip


def test_a_column_of_addresses_in_a_sheet_needs_no_heading() -> None:
    assert cells(book([["a@x.org"], ["B <b@x.org>"]])) == [["a@x.org", ""], ["b@x.org", "B"]]


def test_a_formula_without_a_stored_value_and_a_failed_one_are_faults() -> None:
    found = faults(book([["Email", "Name"], ["a@x.org", "=1+1"], ["b@x.org", "#N/A"]]))
    assert [(fault.line, fault.column) for fault in found] == [(2, "Name"), (3, "Name")]


def replaced(content: bytes, part: str, change: tuple[bytes, bytes]) -> bytes:
    """Return a workbook with words in one of its parts exchanged."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", 8) as new:
        for info in old.infolist():
            data = old.read(info)
            if info.filename == part:
                assert change[0] in data
                data = data.replace(*change)
            new.writestr(info.filename, data)
    return file.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def test_what_a_sheet_says_of_its_size_is_not_believed() -> None:
    content = book([["Email", "Name"], ["a@x.org", "A"]])
    lie = replaced(content, SHEET, (b'ref="A1:B2"', b'ref="A1:XFD1048576"'))
    start = time.perf_counter()
    assert cells(lie) == [["a@x.org", "A"]]
    assert time.perf_counter() - start < 2
    far = replaced(content, SHEET, (b'<row r="2"', b'<row r="99999999"'))
    far = replaced(far, SHEET, (b'r="A2"', b'r="A99999999"'))
    far = replaced(far, SHEET, (b'r="B2"', b'r="B99999999"'))
    assert [fault.line for fault in faults(far)] == [1_048_576]
    wide = replaced(content, SHEET, (b'r="B2"', b'r="XFD2"'))
    assert len(faults(wide)) == 1


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    content = book([["Email", "Name"], ["a@x.org", "A"]])
    bomb = replaced(content, SHEET, (b"</sheetData>", b" " * 300_000_000 + b"</sheetData>"))
    assert len(bomb) < 1_000_000
    tracemalloc.start()
    assert "unpacks" in refusal(bomb)
    assert tracemalloc.get_traced_memory()[1] < 10_000_000
    tracemalloc.stop()


def test_entities_that_grow_without_end_are_refused() -> None:
    content = book([["Email", "Name"], ["a@x.org", "A"]])
    laughs = b"".join(
        b'<!ENTITY l%d "%s">' % (level, b"&l%d;" % (level - 1) * 10) for level in range(1, 10)
    )
    head = b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY l0 "lol">' + laughs + b"]>"
    hostile = replaced(content, SHEET, (b"<worksheet", head + b"<worksheet"))
    hostile = replaced(hostile, SHEET, (b"<sheetData>", b"<sheetData>&l9;"))
    assert "cannot be opened" in refusal(hostile)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"), (b"\n \n\n", "empty"), (b"\xef\xbb\xbf", "empty"),
        (b"\x00\x01\x02\x03" * 300, "no text"), (b"%PDF-1.7 ...", "no text"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\6\0\0\0\1\2\3\4\5", "no text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old Excel"),
        (b"PK\x03\x04 and then nothing", "cannot be opened"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_in_words(content: bytes, words: str) -> None:
    assert words in refusal(content)


def test_an_archive_of_something_else_is_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    assert "no Excel workbook" in refusal(file.getvalue())


def test_a_table_of_thousands_of_columns_is_no_list_of_people() -> None:
    assert "columns" in refusal("Email" + ",x" * 3000 + "\n")
    assert "columns" in refusal(book([["Email", *["x"] * 3000]]))


def test_a_cell_of_five_megabytes_is_a_fault_and_no_burden() -> None:
    huge = "Email,Name\na@x.org," + "x" * 5_000_000 + "\n"
    assert len(faults(huge)) == 1
    assert len(faults('Email,Name\na@x.org,"' + "x\n" * 2_500_000)) == 1


@pytest.mark.parametrize("name", ["missing.csv", ".", "with\0nul.csv", "x" * 5000])
def test_a_path_without_a_file_is_refused_in_words(tmp_path: Path, name: str) -> None:
    with pytest.raises(FileRefused) as refused:
        open_table(tmp_path / name, is_heading=is_heading)
    assert refused.value.faults[0].cure


def test_a_file_of_any_bytes_gives_rows_or_faults_and_never_an_error() -> None:
    import random

    chance = random.Random(5)
    for _round in range(300):
        content = bytes(chance.choices(b'ab@.,;"\n\r\t\0\xe9\xc3\xa9\xff#<>()', k=60))
        try:
            list(opened(b"Email,Name\n" + content).rows())
            list(opened(content).rows())
        except FileRefused:
            pass


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Ada Lind\tada@x.org", ["ada@x.org", "Ada Lind"]),
        ("Ada Lind    ada@x.org", ["ada@x.org", "Ada Lind"]),
        ("12. ada@x.org", ["ada@x.org", ""]),
        ("     12 ada@x.org", ["ada@x.org", ""]),
        ("12) Ada Lind <ada@x.org>", ["ada@x.org", "Ada Lind"]),
        ("• Ada Lind <ada@x.org>", ["ada@x.org", "Ada Lind"]),
        ("- ada@x.org", ["ada@x.org", ""]),
        ("* ada@x.org", ["ada@x.org", ""]),
        ("* Ada Lind <ada@x.org>", ["ada@x.org", "Ada Lind"]),
        ("ada@x.org (3)", ["ada@x.org", ""]),
        ("ada@x.org 3", ["ada@x.org", ""]),
    ],
)
def test_numbers_bullets_and_counts_of_a_list_are_nobodys_name(
    line: str, expected: list[str]
) -> None:
    content = f"Reviewing list wit@lists.x.org\n\n{line}\n\nTotal: 1\n"
    assert cells(content) == [expected]


def test_values_that_are_words_of_headings_do_not_make_a_person_the_heading() -> None:
    table = opened("Email,Kind,Way\na@x.org,name,email\n")
    assert (table.columns, table.heading_line) == (("Email", "Kind", "Way"), 1)


def test_a_table_without_a_heading_line_is_one_fault() -> None:
    lines = "".join(f"p{number}@x.org,Ada Lind,EP\n" for number in range(9))
    assert "a person already" in refusal(lines)
    assert "a person already" in refusal(book([["ada@x.org", "Ada Lind"]]))


def test_a_word_of_a_heading_in_the_title_does_not_hide_the_heading() -> None:
    table = opened("Name\n\nEmail,Name\na@x.org,A\n")
    assert (table.columns, table.heading_line) == (("Email", "Name"), 3)


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ('a@x.org,"Ada,EP', "Name"),
        ('"a@x.org,"Ada","EP"', "Email"),
        ('"a@x.org","say ""hi""","EP"x', "Department"),
        ('"a@x.org","Ada","EP","more', "4"),
    ],
)
def test_wrong_quotation_marks_are_named_with_their_column(line: str, column: str) -> None:
    found = faults(f'Email,Name,Department\n"b@x.org","B\n\nB",""\n{line}\n')
    assert [(fault.line, fault.column) for fault in found] == [(5, column)]


def test_wrong_quotation_marks_in_the_heading_are_what_is_said() -> None:
    assert "never closed" in refusal('Email,"Name\na@x.org,A\n')


def test_the_sheet_with_known_headings_is_read_not_the_notes_before_it() -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["What this workbook is for"])
    people = book.create_sheet("People")
    people.append(["Email", "Name"])
    people.append(["a@x.org", "A"])
    content = io.BytesIO()
    book.save(content)
    assert cells(content.getvalue()) == [["a@x.org", "A"]]


def test_a_line_of_nothing_but_spaces_and_a_sign_is_read_at_once() -> None:
    started = time.perf_counter()
    faults("a@x.org\nx" + " " * 200_000 + "y@\n" + "@" * 100_000 + "\n")
    assert time.perf_counter() - started < 1
