"""Tables in text: CSV and its relatives, with any usual separator."""

import csv
import io
import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import BinaryIO

from django.utils.translation import gettext as _

from bluestem.kit.faults import Fault
from bluestem.kit.tables.encodings import Encoding, flaw_in, without_flaws
from bluestem.kit.tables.shapes import (
    IsHeading,
    Row,
    heading_among,
    is_empty,
    width_fault,
)

SEPARATORS = (",", ";", "\t", "|")
SEPARATOR_HINT = re.compile(r"sep=(.)\s*", re.IGNORECASE)  # the line Excel writes for itself
SAMPLE_CHARACTERS = 65536
SAMPLE_ROWS = 40

type Opener = Callable[[], BinaryIO]


def sample_of(file: BinaryIO, encoding: Encoding) -> str:
    """Return the beginning of the text, cut at a line's end."""
    text = encoding.text_of(file)
    try:
        sample = text.read(SAMPLE_CHARACTERS)
    finally:
        text.detach()
    if len(sample) < SAMPLE_CHARACTERS:
        return sample
    ends = max(sample.rfind("\n"), sample.rfind("\r"))
    return sample[: ends + 1] if ends > 0 else sample


def separator_of(sample: str, is_heading: IsHeading) -> tuple[str, Row | None, int]:
    """Return separator, heading and how many headings are known.

    The separator is the one under which most headings are known; then the one under which most
    rows have as many cells as the heading; then the one with most columns.
    """
    hint = SEPARATOR_HINT.match(sample)
    best: tuple[tuple[int, float, int], str, Row | None] = ((-1, 0.0, 0), ",", None)
    for separator in (hint[1],) if hint else SEPARATORS:
        rows = list(itertools.islice(sampled(sample, separator), SAMPLE_ROWS))
        heading, known = heading_among(rows, is_heading)
        if heading is None:
            continue
        width = len(heading.cells)
        below = [row for row in rows if row.line > heading.line and not is_empty(row.cells)]
        fitting = sum(1 for row in below if len(row.cells) == width) / (len(below) or 1)
        score = (known, fitting if width > 1 else 0.0, width)
        if score > best[0]:
            best = (score, separator, heading)
    return best[1], best[2], max(best[0][0], 0)


def sampled(sample: str, separator: str) -> Iterator[Row]:
    """Yield the rows of a sample as they are under a separator, without complaint."""
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=separator, skipinitialspace=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except (StopIteration, csv.Error):
            return
        if line > 1 or not SEPARATOR_HINT.fullmatch(separator.join(cells)):
            yield Row(line, cells)


def text_rows(
    file: str, opener: Opener, encoding: Encoding, *, separator: str, heading: Row, is_flawed: bool
) -> Iterator[Row | Fault]:
    """Yield rows below the heading; a row that cannot be read becomes a fault."""
    columns = tuple(without_flaws(cell).strip() for cell in heading.cells)
    lines = _Recorded(encoding.text_of(opener()))
    reader = csv.reader(lines, delimiter=separator, strict=True, skipinitialspace=True)
    while True:
        line = reader.line_num + 1
        lines.row.clear()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            column = _flawed_column("".join(lines.row), separator, columns)
            fault, goes_on = _quoting_fault(file, line, column, error)
            if line > heading.line:
                yield fault
            if goes_on:
                continue
            return
        if line <= heading.line or is_empty(cells):
            continue
        row = Row(line, cells)
        if is_flawed and (flawed := _flaw_fault(file, row, columns, encoding)):
            yield flawed
        elif len(cells) != len(columns):
            yield width_fault(file, row, columns)
        else:
            yield row


def heading_fault(file: str, sample: str, separator: str, heading: Row) -> Fault | None:
    """Return the fault of quotation marks in the heading, under which no column can be told."""
    lines = _Recorded(io.StringIO(sample, newline=""))
    reader = csv.reader(lines, delimiter=separator, strict=True, skipinitialspace=True)
    while (line := reader.line_num + 1) <= heading.line:
        lines.row.clear()
        try:
            next(reader)
        except StopIteration:
            return None
        except csv.Error as error:
            if line == heading.line:
                column = _flawed_column("".join(lines.row), separator, ())
                return _quoting_fault(file, line, column, error)[0]
    return None


class _Recorded:
    """The lines of a text, remembering those of the row that is being read."""

    def __init__(self, text: Iterable[str]) -> None:
        self.lines = iter(text)
        self.row: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self.lines)
        self.row.append(line)
        return line


def _flawed_column(row: str, separator: str, columns: Sequence[str]) -> str:
    """Return the column of the first cell whose quotation marks are wrong, by name or number."""
    apart = re.escape(separator)
    whole = re.compile(
        rf' *(?:"[^"]*+(?:""[^"]*+)*+"|[^"{apart}\r\n][^{apart}\r\n]*+|)(?={apart}|\r|\n|\Z)'
    )
    place = at = 0
    while (cell := whole.match(row, at)) and cell.end() < len(row):
        place, at = place + 1, cell.end() + 1
    return (columns[place] if place < len(columns) else "") or str(place + 1)


def _flaw_fault(file: str, row: Row, columns: tuple[str, ...], encoding: Encoding) -> Fault | None:
    for place, cell in enumerate(row.cells):
        flaw = flaw_in(cell)
        if flaw:
            column = columns[place] if place < len(columns) else ""
            return unreadable_fault(file, row.line, column or str(place + 1), flaw, encoding)
    return None


def unreadable_fault(file: str, line: int, column: str, flaw: str, encoding: Encoding) -> Fault:
    """Return the fault of a byte that is no text."""
    return Fault(
        file,
        line,
        column,
        _("the unreadable byte %(byte)s") % {"byte": flaw},
        _("text in %(encoding)s, as in the rest of the file") % {"encoding": encoding.label},
        _("type this value anew, and save the file as UTF-8"),
    )


def _quoting_fault(file: str, line: int, column: str, error: csv.Error) -> tuple[Fault, bool]:
    """Return the fault, and whether the lines after it can still be told apart."""
    words = str(error)
    goes_on = "expected after" in words
    if goes_on:
        found = _("text after a closing quotation mark")
    elif "unexpected end" in words:
        found = _("a quotation mark that is never closed")
    else:
        found = _("a value of more than 131,072 characters, or a quotation mark never closed")
    return (
        Fault(
            file,
            line,
            column,
            found,
            _("values between two quotation marks, and quotation marks inside them doubled"),
            _("close the quotation mark on this line, or double it where it is part of the value"),
        ),
        goes_on,
    )
