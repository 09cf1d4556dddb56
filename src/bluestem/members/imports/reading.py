"""From a table to people: every row is read or refused, and nothing is asked of the database."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from bluestem.kit.faults import Fault
from bluestem.kit.tables import WHOLE_FILE, Row, Shape, Table
from bluestem.kit.tables.addresses import parted
from bluestem.members.folding import folded
from bluestem.members.imports import values
from bluestem.members.imports.columns import ColumnMap, map_columns
from bluestem.members.imports.known import Known

PROGRESS_ROWS = 1000
MAX_NAME, MAX_PRONOUNS, MAX_DEPARTMENT = 120, 40, 120

type Progress = Callable[[str, int], None]  # which part of the work, how many rows are done


def no_progress(part: str, rows: int) -> None:
    """Tell nobody."""


@dataclass(slots=True)
class Person:
    """One row that was read. None means that the file says nothing about it."""

    line: int
    address: str
    name: str | None = None
    department: str | None = None  # folded
    affiliation: str | None = None
    language: str | None = None
    joined_on: dt.date | None = None
    left_on: dt.date | None = None
    interests: tuple[int, ...] | None = None
    pronouns: str | None = None
    lists: tuple[int, ...] | None = None


@dataclass
class Reading:
    """What a file holds: its people, or what is wrong with it."""

    file: str
    columns: ColumnMap
    headings: tuple[str, ...] = ()
    people: list[Person] = field(default_factory=list)
    read: int = 0
    departments: dict[str, str] = field(default_factory=dict)  # folded: as first written
    faults: list[Fault] = field(default_factory=list)
    duplicates: list[tuple[int, int]] = field(default_factory=list)

    def heading(self, field: str) -> str:
        """Return what the file calls a field."""
        place = self.columns.places.get(field)
        if place is None:
            return WHOLE_FILE
        return (self.headings[place] if place < len(self.headings) else "") or str(place + 1)


def read_people(
    table: Table,
    *,
    known: Known,
    today: dt.date,
    chosen: Mapping[int, str],
    progress: Progress = no_progress,
) -> Reading:
    """Read a whole table; `chosen` says by hand which column is which field."""
    columns = map_columns(table.file, table.heading_line or 1, table.columns, chosen)
    reading = Reading(table.file, columns, table.columns, faults=list(columns.faults))
    if reading.faults:
        return reading
    reader = _Reader(reading, known, today, is_sheet=table.shape == Shape.SHEET)
    for row in table.rows():
        reading.read += 1
        if isinstance(row, Fault):
            reading.faults.append(row)
        else:
            reader.take(row)
        if reading.read % PROGRESS_ROWS == 0:
            progress("reading", reading.read)
    progress("reading", reading.read)
    if not reading.read:
        reading.faults.append(_nobody_fault(table))
    return reading


def _nobody_fault(table: Table) -> Fault:
    return Fault(
        table.file,
        max(table.heading_line, 1),
        WHOLE_FILE,
        _("nobody below the heading"),
        _("one line for each person"),
        _("hand in the file that holds the list"),
    )


class _Reader:
    """Reads rows one by one; remembers words it has read, because most of them come again."""

    def __init__(self, reading: Reading, known: Known, today: dt.date, *, is_sheet: bool) -> None:
        self.reading, self.known, self.today, self.is_sheet = reading, known, today, is_sheet
        self.lines: dict[str, int] = {}
        self.read_already: dict[tuple[str, str], Any] = {}
        self.places = reading.columns.places
        self.name_parts = [self.places[p] for p in ("first_name", "last_name") if p in self.places]
        self.readers: dict[str, Callable[[str], Any]] = {
            "department": self._department,
            "affiliation": values.read_affiliation,
            "language": values.read_language,
            "joined_on": self._past_date,
            "left_on": self._past_date,
            "interests": lambda text: values.read_several(text, known.interests),
            "lists": lambda text: values.read_lists(text, known.lists),
            "pronouns": lambda text: values.read_words(text, MAX_PRONOUNS),
            "name": lambda text: values.read_words(text, MAX_NAME),
        }
        self.columns = [
            (place, field) for field, place in self.places.items() if field in self.readers
        ]

    def take(self, row: Row) -> None:
        """Read one row into a person, or into faults."""
        before = len(self.reading.faults)
        cells = [
            cell if cell.isascii() and cell.isprintable() else values.cleaned(cell)
            for cell in row.cells
        ]
        address, name = self._address(row.line, cells[self.places["address"]].strip())
        person = Person(row.line, address, name or None)
        for place, wanted in self.columns:
            text = cells[place].strip()
            if text:
                value = self._value(row.line, wanted, text)
                setattr(person, wanted, value)
        if self.name_parts:
            self._join_name(person, cells)
        self._check_dates(person)
        if len(self.reading.faults) == before:
            self.reading.people.append(person)

    def _refuse(self, line: int, field: str, found: str, wrong: values.Unreadable) -> None:
        self.reading.faults.append(
            Fault(
                self.reading.file, line, self.reading.heading(field),
                wrong.found or found, wrong.expected, wrong.cure,
            )
        )  # fmt: skip

    def _address(self, line: int, text: str) -> tuple[str, str]:
        name = ""
        if text.endswith(">") or text.lower().startswith("mailto:"):
            text, name = parted(text.removeprefix("mailto:")) or (text, "")
        try:
            if not text:
                raise values.Unreadable(
                    _("an address such as ada@example.org"),
                    _("write the address, or remove the line"),
                    found=_("an empty cell"),
                )
            address = values.read_address(text)
        except values.Unreadable as wrong:
            self._refuse(line, "address", values.quoted(text), wrong)
            return "", ""
        if address in self.lines:
            self._refuse_duplicate(line, self.lines[address], text)
        else:
            self.lines[address] = line
        return address, name

    def _refuse_duplicate(self, line: int, earlier: int, text: str) -> None:
        self.reading.duplicates.append((line, earlier))
        wrong = values.Unreadable(
            _("each address once, capitals or not"), _("keep one of the two lines")
        )
        found = _("%(address)s, which is on line %(line)d already") % {
            "address": values.quoted(text),
            "line": earlier,
        }
        self._refuse(line, "address", found, wrong)

    def _value(self, line: int, field: str, text: str) -> Any:
        key = (field, text)
        if key in self.read_already:
            return self.read_already[key]
        try:
            if values.CONTROL.search(text):
                raise values.Unreadable(
                    _("text without control characters"), _("type the value anew")
                )
            value = self.readers[field](text)
        except values.Unreadable as wrong:
            self._refuse(line, field, values.quoted(text), wrong)
            return None
        if field != "name":
            self.read_already[key] = value
        return value

    def _join_name(self, person: Person, cells: list[str]) -> None:
        whole = " ".join(filter(None, (cells[place].strip() for place in self.name_parts)))
        if whole and "name" not in self.places:
            field = "last_name" if "last_name" in self.places else "first_name"
            person.name = self._checked_name(person.line, field, whole)

    def _checked_name(self, line: int, field: str, whole: str) -> str | None:
        try:
            if values.CONTROL.search(whole):
                raise values.Unreadable(
                    _("text without control characters"), _("type the value anew")
                )
            return values.read_words(whole, MAX_NAME)
        except values.Unreadable as wrong:
            self._refuse(line, field, values.quoted(whole), wrong)
            return None

    def _department(self, text: str) -> str:
        key = folded(text)
        if key not in self.known.departments and key not in self.reading.departments:
            self.reading.departments[key] = values.read_words(text, MAX_DEPARTMENT)
        return key

    def _past_date(self, text: str) -> dt.date:
        date = values.read_date(text, is_sheet=self.is_sheet)
        if date > self.today:
            raise values.Unreadable(
                _("a date until today, %(today)s") % {"today": self.today.isoformat()},
                _("correct the date, or leave the cell empty"),
            )
        return date

    def _check_dates(self, person: Person) -> None:
        if person.left_on and person.joined_on and person.left_on < person.joined_on:
            wrong = values.Unreadable(
                _("a leaving date on or after the joining date, %(date)s")
                % {"date": person.joined_on.isoformat()},
                _("correct one of the two dates"),
            )
            self._refuse(person.line, "left_on", values.quoted(person.left_on.isoformat()), wrong)
