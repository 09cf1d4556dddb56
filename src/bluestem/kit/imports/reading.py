"""From a table to things of a room: every row is read or refused."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bluestem.kit.faults import Fault
from bluestem.kit.imports import values
from bluestem.kit.imports.columns import ColumnMap
from bluestem.kit.tables import WHOLE_FILE, Row, Table

PROGRESS_ROWS = 1000

type Progress = Callable[[str, int], None]  # which part of the work, how many rows are done


def no_progress(part: str, rows: int) -> None:
    """Tell nobody."""


@dataclass
class Reading:
    """What a file holds, or what is wrong with it."""

    file: str
    columns: ColumnMap
    headings: tuple[str, ...] = ()
    read: int = 0
    faults: list[Fault] = field(default_factory=list)
    duplicates: list[tuple[int, int]] = field(default_factory=list)

    def heading(self, field: str) -> str:
        """Return what the file calls a field."""
        place = self.columns.places.get(field)
        if place is None:
            return WHOLE_FILE
        return (self.headings[place] if place < len(self.headings) else "") or str(place + 1)


class Reader(ABC):
    """Reads rows one by one; remembers words it has read, because most of them come again."""

    readers: dict[str, Callable[[str], Any]]
    not_remembered: frozenset[str] = frozenset()

    def __init__(self, reading: Reading) -> None:
        self.reading: Reading = reading
        self.places = reading.columns.places
        self.read_already: dict[tuple[str, str], Any] = {}

    @abstractmethod
    def take(self, row: Row) -> None:
        """Read one row into a thing, or into faults."""

    def cells_of(self, row: Row) -> list[str]:
        """Return the cells of a row, cleaned."""
        return [
            cell if cell.isascii() and cell.isprintable() else values.cleaned(cell)
            for cell in row.cells
        ]

    def refuse(self, line: int, field: str, found: str, wrong: values.Unreadable) -> None:
        """Keep a fault of one field."""
        self.reading.faults.append(
            Fault(
                self.reading.file, line, self.reading.heading(field),
                wrong.found or found, wrong.expected, wrong.cure,
            )
        )  # fmt: skip

    def value(self, line: int, field: str, text: str) -> Any:
        """Return what a cell says, or None once it was refused."""
        key = (field, text)
        if key in self.read_already:
            return self.read_already[key]
        value, is_read = self.checked(line, field, text, self.readers[field])
        if is_read and field not in self.not_remembered:
            self.read_already[key] = value
        return value

    def checked(
        self, line: int, field: str, text: str, read: Callable[[str], Any]
    ) -> tuple[Any, bool]:
        """Return what `read` makes of a text, and whether it could; a fault is kept otherwise."""
        try:
            values.refuse_control(text)
            return read(text), True
        except values.Unreadable as wrong:
            self.refuse(line, field, values.quoted(text), wrong)
            return None, False


def read_table(
    table: Table, reader: Reader, *, nothing: Fault, progress: Progress = no_progress
) -> None:
    """Let a reader take every row of a table; `nothing` is the fault of a table without any."""
    reading = reader.reading
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
        reading.faults.append(nothing)
