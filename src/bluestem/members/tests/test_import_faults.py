"""The command and faulty lists: six shapes, each fault named with its line, nothing written."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from bluestem.members.models import Department, Member
from bluestem.members.tests.import_files import ENGLISH, FRENCH, SHAPES, Rows, Shape, people

pytestmark = pytest.mark.django_db
PEOPLE = 600
Import = Callable[..., dict[str, Any]]


def rows_of(shape: Shape, count: int = PEOPLE) -> Rows:
    return people(count, is_french=shape.is_french)


def nothing_written() -> bool:
    return not (Member.objects.exists() or Department.objects.exists())


TABLES = [title for title in SHAPES if title != "addresses"]


@pytest.mark.parametrize("title", SHAPES)
def test_bad_address_is_refused_with_its_line_and_nothing_is_written(
    bring_in: Import, title: str
) -> None:
    shape = SHAPES[title]
    rows = rows_of(shape)
    rows[299][0] = "person300.example.org"
    result = bring_in(shape.make(rows), name=shape.name)
    assert [fault["line"] for fault in result["refused"]] == [301]
    assert "person300.example.org" in result["refused"][0]["found"]
    assert (result["read"], result["new"]) == (PEOPLE, 0)
    assert nothing_written()


@pytest.mark.parametrize("title", TABLES)
def test_impossible_date_is_refused_with_its_column(bring_in: Import, title: str) -> None:
    shape = SHAPES[title]
    rows = rows_of(shape)
    rows[9][5] = "31.02.2021"
    (fault,) = bring_in(shape.make(rows), name=shape.name)["refused"]
    assert (fault["line"], fault["column"]) == (11, (FRENCH if shape.is_french else ENGLISH)[5])
    assert "31.02.2021" in fault["found"]
    assert nothing_written()


@pytest.mark.parametrize("title", SHAPES)
def test_an_address_in_other_capitals_is_a_duplicate_and_names_both_lines(
    bring_in: Import, title: str
) -> None:
    shape = SHAPES[title]
    rows = rows_of(shape)
    rows[599][0] = "Person7@Example.ORG"
    result = bring_in(shape.make(rows), name=shape.name)
    assert result["duplicates"] == [[601, 8]]
    assert [fault["line"] for fault in result["refused"]] == [601]
    assert nothing_written()


# A sheet leaves out empty cells at the end, so none of its rows is too short.
WIDTHS = [(title, True) for title in TABLES] + [(title, False) for title in TABLES[:-1]]


@pytest.mark.parametrize(("title", "is_longer"), WIDTHS)
def test_a_row_with_another_number_of_columns_is_refused(
    bring_in: Import, title: str, is_longer: bool
) -> None:
    shape = SHAPES[title]
    rows = rows_of(shape)
    rows[4] = [*rows[4], "one more"] if is_longer else rows[4][:-1]
    (fault,) = bring_in(shape.make(rows), name=shape.name)["refused"]
    assert fault["line"] == 6
    assert fault["found"].startswith("8" if is_longer else "6")
    assert nothing_written()


@pytest.mark.parametrize("title", [title for title, shape in SHAPES.items() if shape.broken])
def test_unreadable_bytes_are_refused_with_line_and_byte(bring_in: Import, title: str) -> None:
    shape = SHAPES[title]
    rows = rows_of(shape)
    rows[48][1] = "BROKENHERE"
    mark = "BROKENHERE".encode(shape.encoding.removesuffix("-sig"))
    content = shape.make(rows).replace(mark, mark[:8] + shape.broken + mark[8:])
    (fault,) = bring_in(content, name=shape.name)["refused"]
    assert fault["line"] == 50
    assert "0x" in fault["found"]
    assert nothing_written()


def test_every_fault_of_a_file_is_named_not_only_the_first(bring_in: Import) -> None:
    result = bring_in(
        "Email,Joined,Left,Language,Affiliation,Lists,Interests\n"
        "a@b,,,,,,\n"
        "ada@cern.ch,2999-01-01,,,,,\n"
        "eve@cern.ch,2021-05-01,2021-04-01,Klingon,wizard,nowhere,alchemy\n"
    )
    found = {(fault["line"], fault["column"]) for fault in result["refused"]}
    assert found == {
        (2, "Email"), (3, "Joined"), (4, "Left"), (4, "Language"), (4, "Affiliation"),
        (4, "Lists"), (4, "Interests"),
    }  # fmt: skip


def test_faults_stand_on_standard_error_one_a_line(
    bring_in: Import, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("Email,Name\nnobody,Ada\nalso bad,Eve\n")
    with pytest.raises(SystemExit) as stop:
        call_command("import_members", str(path))
    assert stop.value.code == 2
    lines = capsys.readouterr().err.strip().splitlines()
    assert [line.split(": found")[0] for line in lines] == [f"{path}:2:Email", f"{path}:3:Email"]


@pytest.mark.parametrize(
    ("words", "column"),
    [
        (["--map", "Nowhere=name"], "Nowhere"),
        (["--map", "Email=shoe_size"], "Email"),
        (["--map", "nonsense"], "--map"),
        (["--leavers"], "--leavers"),
    ],
)
def test_a_wrong_choice_is_a_fault(bring_in: Import, words: list[str], column: str) -> None:
    (fault,) = bring_in("Email\nada@cern.ch\n", *words)["refused"]
    assert fault["column"] == column
    assert nothing_written()


def test_two_columns_for_one_field_are_a_fault_until_one_is_chosen(bring_in: Import) -> None:
    file = "Email,Adresse\nada@cern.ch,1 rue de la Gare\n"
    assert [fault["column"] for fault in bring_in(file)["refused"]] == ["Adresse"]
    assert bring_in(file, "--map", "Adresse=")["new"] == 1


def test_of_two_columns_with_the_same_heading_the_cure_names_one_by_its_number(
    bring_in: Import,
) -> None:
    (fault,) = bring_in(b"Email,Name,Name\nada@example.org,Ada,Lind\n")["refused"]
    assert '--map "3="' in fault["cure"]
