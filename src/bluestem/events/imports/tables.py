"""From a table to entries: every row is read or refused."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from bluestem.events.imports import values
from bluestem.events.imports.columns import EVENTS, LABELS, START, TITLES
from bluestem.events.imports.known import MAX_NAME, Known, new_series
from bluestem.events.imports.moments import (
    Written,
    day_after,
    end_of,
    read_written,
    start_of,
)
from bluestem.events.imports.reading import Entry, Reading
from bluestem.events.models.event import PLACE_LENGTH, TITLE_LENGTH
from bluestem.kit.faults import Fault
from bluestem.kit.imports import reading as kit
from bluestem.kit.imports.reading import Progress, no_progress, read_table
from bluestem.kit.imports.values import Unreadable, quoted, read_words
from bluestem.kit.tables import WHOLE_FILE, Row, Shape, Table

PLAIN = ("title_en", "title_fr", "place", "link", "capacity_people", "audience")


def read_events(
    table: Table,
    *,
    known: Known,
    zone: dt.tzinfo,
    chosen: Mapping[int, str],
    progress: Progress = no_progress,
) -> Reading:
    """Read a whole table; `chosen` says by hand which column is which field."""
    line = table.heading_line or 1
    columns = EVENTS.map_columns(table.file, line, table.columns, chosen)
    reading = Reading(table.file, columns, table.columns, faults=list(columns.faults))
    if not reading.faults:
        reader = _Reader(reading, zone, is_sheet=table.shape == Shape.SHEET)
        read_table(table, reader, nothing=_nothing_fault(table), progress=progress)
        _refuse_twice(reading, known)
    return reading


def _nothing_fault(table: Table) -> Fault:
    return Fault(
        table.file,
        max(table.heading_line, 1),
        WHOLE_FILE,
        _("no event below the heading"),
        _("one line for each event"),
        _("hand in the file that holds the list"),
    )


def _refuse_twice(reading: Reading, known: Known) -> None:
    """Refuse events that stand twice in one file: of the same series, start and title."""
    made = new_series(reading.series, reading.with_speakers, known)
    lines: dict[tuple[str, dt.datetime, str], int] = {}
    for entry in reading.entries:
        series = known.series.get(entry.series) or made[entry.series]
        key = (series.slug, entry.starts_at, entry.folded_title)
        earlier = lines.setdefault(key, entry.line)
        if earlier == entry.line:
            continue
        reading.duplicates.append((entry.line, earlier))
        field = next(name for name in TITLES if getattr(entry, name))
        reading.faults.append(
            Fault(
                reading.file,
                entry.line,
                reading.heading(field),
                _("%(title)s, which is on line %(line)d already")
                % {"title": quoted(entry.title), "line": earlier},
                _("each event once: one line for a series, a start and a title"),
                _("keep one of the two lines"),
            )
        )
    reading.faults.sort(key=lambda fault: fault.line)


class _Reader(kit.Reader):
    reading: Reading
    not_remembered = frozenset({"title_en", "title_fr"})

    def __init__(self, reading: Reading, zone: dt.tzinfo, *, is_sheet: bool) -> None:
        super().__init__(reading)
        self.zone, self.is_sheet = zone, is_sheet
        self.readers = {
            "series": lambda text: read_words(text, MAX_NAME),
            "title_en": lambda text: read_words(text, TITLE_LENGTH),
            "title_fr": lambda text: read_words(text, TITLE_LENGTH),
            "place": lambda text: read_words(text, PLACE_LENGTH),
            "link": values.read_link,
            "capacity_people": values.read_capacity,
            "audience": values.read_audience,
            "speaker": values.read_speakers,
            "sector": values.read_sectors,
        }
        self.start = [field for field in START if field in self.places]
        self.titles = [field for field in TITLES if field in self.places]
        starts = reading.heading(self.start[0]) if self.start else WHOLE_FILE
        named = {field: reading.heading(field) for field in LABELS}
        self.named = {**named, "starts_at": starts}

    def take(self, row: Row) -> None:
        """Read one row into an entry, or into faults."""
        before = len(self.reading.faults)
        cells = self.cells_of(row)
        said = {field: cells[place].strip() for field, place in self.places.items()}
        plain = {
            field: self.value(row.line, field, said[field]) for field in PLAIN if said.get(field)
        }
        series = self._series(row.line, said)
        self._needs_title(row.line, said)
        starts_at, ends_at = self._times(row.line, said)
        speakers = self._speakers(row.line, said)
        if len(self.reading.faults) > before or starts_at is None:
            return
        key = self.reading.named(series)
        if speakers:
            self.reading.with_speakers.add(key)
        self.reading.entries.append(
            Entry(
                row.line,
                key,
                starts_at,
                ends_at,
                speakers=speakers,
                columns=self.named,
                **plain,
            )
        )

    def _refuse_empty(self, line: int, field: str, expected: str, cure: str) -> None:
        self.refuse(line, field, _("an empty cell"), Unreadable(expected, cure))

    def _series(self, line: int, said: Mapping[str, str]) -> str:
        if not said["series"]:
            expected = _("the name of a series, such as WIT Talks or Drinks")
            self._refuse_empty(line, "series", expected, _("write the series of this event"))
            return ""
        return self.value(line, "series", said["series"]) or ""

    def _needs_title(self, line: int, said: Mapping[str, str]) -> None:
        if not any(said[field] for field in self.titles):
            expected = _("a title, in one of the languages at least")
            self._refuse_empty(line, self.titles[0], expected, _("write the title of this event"))

    def _times(
        self, line: int, said: Mapping[str, str]
    ) -> tuple[dt.datetime | None, dt.datetime | None]:
        filled = [field for field in self.start if said[field]]
        if not filled:
            expected = _("a day and an hour such as 2021-12-31 12:30 or 31.12.2021 12:30")
            self._refuse_empty(line, self.start[0], expected, _("write when this event begins"))
            return None, None
        text = " ".join(said[field] for field in filled)
        first = self._written(line, filled[0], text)
        if first is None:
            return None, None
        starts_at = self._moment(line, filled[0], text, lambda: start_of(first, self.zone))
        if starts_at is None:
            return None, None
        return starts_at, self._end(line, said.get("ends_at", ""), starts_at, first)

    def _end(
        self, line: int, text: str, starts_at: dt.datetime, first: Written
    ) -> dt.datetime | None:
        if not text:
            return day_after(first, first.zone or self.zone)
        written = self._written(line, "ends_at", text)
        if written is None:
            return None
        ends_at = self._moment(
            line, "ends_at", text, lambda: end_of(written, self.zone, starts_at, first)
        )
        if ends_at is not None and ends_at <= starts_at:
            local = starts_at.astimezone(self.zone)
            wrong = Unreadable(
                _("an end after the start, %(start)s") % {"start": f"{local:%Y-%m-%d %H:%M}"},
                _("correct one of the two; an event past midnight needs the day of its end too"),
            )
            self.refuse(line, "ends_at", quoted(text), wrong)
        return ends_at

    def _written(self, line: int, field: str, text: str) -> Written | None:
        read, _is_read = self.checked(
            line, field, text, lambda said: read_written(said, is_sheet=self.is_sheet)
        )
        found: Written | None = read
        return found

    def _moment(self, line: int, field: str, text: str, find: Any) -> dt.datetime | None:
        found, _is_read = self.checked(line, field, text, lambda _text: find())
        moment: dt.datetime | None = found
        return moment

    def _speakers(self, line: int, said: Mapping[str, str]) -> tuple[tuple[str, str], ...] | None:
        names, sectors = said.get("speaker", ""), said.get("sector", "")
        if not names and not sectors:
            return None
        if not names and "speaker" in self.places:
            self._refuse_empty(
                line,
                "speaker",
                _("the name of the speaker whose sector is written"),
                _("write the name, or empty the sector"),
            )
            return None
        if names and not sectors:
            self._refuse_empty(
                line,
                "sector",
                _("the sector of the speaker: lab, industry or academia"),
                _("write one of these words"),
            )
            return None
        if not names:  # a column of sectors whose speakers nobody reads
            return None
        return self._paired(line, names, sectors)

    def _paired(self, line: int, names: str, sectors: str) -> tuple[tuple[str, str], ...] | None:
        people = self.value(line, "speaker", names)
        fields = self.value(line, "sector", sectors)
        if people is None or fields is None:
            return None
        if len(fields) == 1:
            fields = fields * len(people)
        if len(fields) != len(people):
            wrong = Unreadable(
                _("one sector for all speakers, or one for each of the %(count)d")
                % {"count": len(people)},
                _("divide sectors and names by semicolons, as many as there are speakers"),
            )
            self.refuse(line, "sector", quoted(sectors), wrong)
            return None
        return tuple(zip(people, fields, strict=True))
