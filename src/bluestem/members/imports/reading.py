"""From a table to people: every row is read or refused, and nothing is asked of the database."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from bluestem.kit.faults import Fault
from bluestem.kit.imports import reading as kit
from bluestem.kit.imports.reading import Progress, no_progress, read_table
from bluestem.kit.imports.values import Unreadable, quoted, read_date, read_words
from bluestem.kit.tables import WHOLE_FILE, Row, Shape, Table
from bluestem.kit.tables.addresses import parted
from bluestem.members.folding import folded
from bluestem.members.imports import values
from bluestem.members.imports.columns import PEOPLE
from bluestem.members.imports.known import Known

MAX_NAME, MAX_PRONOUNS, MAX_DEPARTMENT = 120, 40, 120


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
class Reading(kit.Reading):
    """What a file holds: its people, or what is wrong with it."""

    people: list[Person] = field(default_factory=list)
    departments: dict[str, str] = field(default_factory=dict)  # folded: as first written


def read_people(
    table: Table,
    *,
    known: Known,
    today: dt.date,
    chosen: Mapping[int, str],
    progress: Progress = no_progress,
) -> Reading:
    """Read a whole table; `chosen` says by hand which column is which field."""
    line = table.heading_line or 1
    columns = PEOPLE.map_columns(table.file, line, table.columns, chosen)
    reading = Reading(table.file, columns, table.columns, faults=list(columns.faults))
    if not reading.faults:
        reader = _Reader(reading, known, today, is_sheet=table.shape == Shape.SHEET)
        read_table(table, reader, nothing=_nobody_fault(table), progress=progress)
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


class _Reader(kit.Reader):
    reading: Reading
    not_remembered = frozenset({"name"})

    def __init__(self, reading: Reading, known: Known, today: dt.date, *, is_sheet: bool) -> None:
        super().__init__(reading)
        self.known, self.today, self.is_sheet = known, today, is_sheet
        self.lines: dict[str, int] = {}
        self.name_parts = [self.places[p] for p in ("first_name", "last_name") if p in self.places]
        self.readers = {
            "department": self._department,
            "affiliation": values.read_affiliation,
            "language": values.read_language,
            "joined_on": self._past_date,
            "left_on": self._past_date,
            "interests": lambda text: values.read_several(text, known.interests),
            "lists": lambda text: values.read_lists(text, known.lists),
            "pronouns": lambda text: read_words(text, MAX_PRONOUNS),
            "name": lambda text: read_words(text, MAX_NAME),
        }
        self.columns = [
            (place, field) for field, place in self.places.items() if field in self.readers
        ]

    def take(self, row: Row) -> None:
        """Read one row into a person, or into faults."""
        before = len(self.reading.faults)
        cells = self.cells_of(row)
        address, name = self._address(row.line, cells[self.places["address"]].strip())
        person = Person(row.line, address, name or None)
        for place, wanted in self.columns:
            text = cells[place].strip()
            if text:
                value = self.value(row.line, wanted, text)
                setattr(person, wanted, value)
        if self.name_parts:
            self._join_name(person, cells)
        self._check_dates(person)
        if len(self.reading.faults) == before:
            self.reading.people.append(person)

    def _address(self, line: int, text: str) -> tuple[str, str]:
        name = ""
        if text.endswith(">") or text.lower().startswith("mailto:"):
            text, name = parted(text.removeprefix("mailto:")) or (text, "")
        try:
            if not text:
                raise Unreadable(
                    _("an address such as ada@example.org"),
                    _("write the address, or remove the line"),
                    found=_("an empty cell"),
                )
            address = values.read_address(text)
        except Unreadable as wrong:
            self.refuse(line, "address", quoted(text), wrong)
            return "", ""
        if address in self.lines:
            self._refuse_duplicate(line, self.lines[address], text)
        else:
            self.lines[address] = line
        return address, name

    def _refuse_duplicate(self, line: int, earlier: int, text: str) -> None:
        self.reading.duplicates.append((line, earlier))
        wrong = Unreadable(_("each address once, capitals or not"), _("keep one of the two lines"))
        found = _("%(address)s, which is on line %(line)d already") % {
            "address": quoted(text),
            "line": earlier,
        }
        self.refuse(line, "address", found, wrong)

    def _join_name(self, person: Person, cells: list[str]) -> None:
        whole = " ".join(filter(None, (cells[place].strip() for place in self.name_parts)))
        if whole and "name" not in self.places:
            field = "last_name" if "last_name" in self.places else "first_name"
            person.name, _is_read = self.checked(person.line, field, whole, self.readers["name"])

    def _department(self, text: str) -> str:
        key = folded(text)
        if key not in self.known.departments and key not in self.reading.departments:
            self.reading.departments[key] = read_words(text, MAX_DEPARTMENT)
        return key

    def _past_date(self, text: str) -> dt.date:
        date = read_date(text, is_sheet=self.is_sheet)
        if date > self.today:
            raise Unreadable(
                _("a date until today, %(today)s") % {"today": self.today.isoformat()},
                _("correct the date, or leave the cell empty"),
            )
        return date

    def _check_dates(self, person: Person) -> None:
        if person.left_on and person.joined_on and person.left_on < person.joined_on:
            wrong = Unreadable(
                _("a leaving date on or after the joining date, %(date)s")
                % {"date": person.joined_on.isoformat()},
                _("correct one of the two dates"),
            )
            self.refuse(person.line, "left_on", quoted(person.left_on.isoformat()), wrong)
