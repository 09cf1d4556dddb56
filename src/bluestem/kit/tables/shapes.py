"""What reading a file gives: a table with its headings, and rows that know their line."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bluestem.kit.faults import Fault

WHOLE_FILE = "(file)"  # the column of a fault that is about no single column
HEADING_SEARCH_ROWS = 10  # titles and empty lines may stand above the heading

type IsHeading = Callable[[str], bool]


class Shape(StrEnum):
    """What kind of file it turned out to be."""

    TEXT = "text"
    SHEET = "sheet"
    ADDRESSES = "addresses"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: the line it starts on (a sheet's row number) and its cells as text."""

    line: int
    cells: list[str]


@dataclass(frozen=True)
class Table:
    """A file whose rows can be read again and again, each time from the start."""

    file: str
    shape: Shape
    columns: tuple[str, ...]
    heading_line: int
    _rows: Callable[[], Iterator[Row | Fault]] = field(repr=False)

    def rows(self) -> Iterator[Row | Fault]:
        """Yield every row below the heading that is not empty, and every fault, in order."""
        return self._rows()


def whole_file_fault(file: str, found: str, expected: str, cure: str, line: int = 1) -> Fault:
    """Return a fault about the file as such."""
    return Fault(file, line, WHOLE_FILE, found, expected, cure)


def is_empty(cells: list[str]) -> bool:
    """Whether a row holds nothing but empty cells."""
    return not any(cell and not cell.isspace() for cell in cells)


def heading_among(rows: list[Row], is_heading: IsHeading) -> tuple[Row | None, int]:
    """Return the row that is the heading, and how many of its cells are known.

    The row with most known headings is it, because a title may be a heading's word too; of rows
    with as many, and where none is known, the first that is not empty.
    """
    best, most = None, -1
    for row in [row for row in rows if not is_empty(row.cells)][:HEADING_SEARCH_ROWS]:
        is_person = any("@" in cell for cell in row.cells)  # whose values may be such words
        known = 0 if is_person else sum(1 for cell in row.cells if is_heading(cell))
        if known > most:
            best, most = row, known
    return best, max(most, 0)


def width_fault(file: str, row: Row, columns: tuple[str, ...]) -> Fault:
    """Return the fault of a row with too few or too many cells."""
    count, width = len(row.cells), len(columns)
    column = columns[count] if count < width else str(width + 1)
    return Fault(
        file,
        row.line,
        column or str(count + 1),
        ngettext("%(count)d column", "%(count)d columns", count) % {"count": count},
        ngettext(
            "%(count)d column, as in the heading", "%(count)d columns, as in the heading", width
        )
        % {"count": width},
        _(
            "give this line one value for each heading; put a value that holds the separator "
            "between quotation marks"
        ),
    )
