"""What is read of a table or a calendar: entries, which may become events."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from bluestem.events.imports.known import series_key
from bluestem.kit.folding import folded
from bluestem.kit.imports import reading


@dataclass(slots=True)
class Entry:
    """One event of a file. None means that the file says nothing about it."""

    line: int
    series: str  # its key
    starts_at: dt.datetime
    ends_at: dt.datetime | None = None
    title_en: str | None = None
    title_fr: str | None = None
    place: str | None = None
    link: str | None = None
    capacity_people: int | None = None
    audience: str | None = None
    speakers: tuple[tuple[str, str], ...] | None = None  # name, sector
    uid: str = ""  # of the entry in a calendar
    is_called_off: bool = False
    columns: Mapping[str, str] = field(default_factory=dict)  # what the file calls each field

    def column_of(self, name: str) -> str:
        """Return what the file calls a field; of one that it does not have, the start."""
        return self.columns.get(name) or self.columns["starts_at"]

    @property
    def title(self) -> str:
        """The title that is written."""
        return self.title_en or self.title_fr or ""

    @property
    def folded_title(self) -> str:
        """The title as it is compared."""
        return folded(self.title)


@dataclass
class Reading(reading.Reading):
    """What a file holds: its entries, or what is wrong with it."""

    entries: list[Entry] = field(default_factory=list)
    series: dict[str, str] = field(default_factory=dict)  # key: as first written
    with_speakers: set[str] = field(default_factory=set)  # keys of series
    private: int = 0

    def named(self, series: str) -> str:
        """Return the key of a series, and remember how it was written."""
        key = series_key(series)
        self.series.setdefault(key, series)
        return key
