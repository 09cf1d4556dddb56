"""From a calendar to entries: each occurrence becomes one, within bounds.

Recurring entries are written out by `recurring-ical-events`. Local times follow RFC 5545 (3.3.5):
of an hour that comes twice the first, one that is left out by the offset before it.
"""

import datetime as dt
import warnings
from collections import defaultdict
from collections.abc import Iterator, Sequence
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import icalendar
from django.conf import settings
from django.utils.translation import gettext as _

from bluestem.events.imports import values
from bluestem.events.imports.known import MAX_NAME, Known, series_key
from bluestem.events.imports.moments import within, zone_named
from bluestem.events.imports.opening import CalendarFile
from bluestem.events.imports.reading import Entry, Reading
from bluestem.events.imports.recurring import MOST_RECURRING, Occurrence, Refused, occurrences_of
from bluestem.events.imports.scanning import Block, Scan, scan
from bluestem.events.models.event import PLACE_LENGTH, TITLE_LENGTH
from bluestem.kit import time
from bluestem.kit.faults import Fault
from bluestem.kit.imports.columns import ColumnMap
from bluestem.kit.imports.reading import Progress, no_progress
from bluestem.kit.imports.values import Unreadable, cleaned, quoted, read_words, refuse_control
from bluestem.kit.tables import WHOLE_FILE

MOST_SECONDS = 10  # for the repetitions of one file; a year of weeks takes milliseconds
MOST_EVENTS = 5000  # of one file, all occurrences counted
LINKS = ("CONFERENCE", "X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL")
PROPERTIES = {
    "title_en": "SUMMARY", "title_fr": "SUMMARY", "starts_at": "DTSTART", "ends_at": "DTEND",
    "place": "LOCATION", "link": "CONFERENCE", "state": "STATUS",
}  # fmt: skip
PRIVATE = frozenset({"PRIVATE", "CONFIDENTIAL"})
LINE = "X-BLUESTEM-LINE"
# What the library lets through of input that is no calendar.
BROKEN = (ValueError, KeyError, TypeError, IndexError, AttributeError, OverflowError,
          ArithmeticError, RecursionError, NotImplementedError, AssertionError)  # fmt: skip


def read_calendar(
    opened: CalendarFile,
    *,
    known: Known,
    zone: dt.tzinfo,
    language: str,
    progress: Progress = no_progress,
) -> Reading:
    """Read a whole calendar; floating times are in `zone`, titles in `language`, unless it says."""
    scanned = scan(opened.file, opened.text, opened.encoding)
    reading = Reading(opened.file, ColumnMap({}, [], []), faults=scanned.faults)
    if not reading.faults:
        _Calendars(reading, scanned, known, zone, language).read(progress)
    if not reading.read and not reading.faults:
        reading.faults.append(_nothing_fault(opened.file))
    reading.faults.sort(key=lambda fault: fault.line)
    return reading


def _nothing_fault(file: str) -> Fault:
    return Fault(
        file,
        1,
        WHOLE_FILE,
        _("a calendar without entries"),
        _("at least one entry that begins with BEGIN:VEVENT"),
        _("export the calendar that holds the events"),
    )


class _Calendars:
    def __init__(
        self, reading: Reading, scanned: Scan, known: Known, zone: dt.tzinfo, language: str
    ) -> None:
        self.reading, self.scanned, self.known = reading, scanned, known
        self.zone, self.language = zone, language
        self.blocks = {block.line: block for block in scanned.blocks}
        self.own = urlsplit(settings.SITE_URL).netloc

    def read(self, progress: Progress) -> None:
        """Read every entry; a group of entries is what has one UID."""
        groups: dict[str, list[Any]] = defaultdict(list)
        recurring = 0
        for component in self._components():
            if not self._is_sound(component):
                continue
            uid = cleaned(str(component.get("UID", "")))
            groups[uid or f"\0{component[LINE]}"].append(component)
            recurring += "RRULE" in component or "RDATE" in component
            if recurring > MOST_RECURRING:
                self._refuse_bound(component, MOST_RECURRING, _("recurring entries"))
                return
        began = monotonic()
        for uid, group in groups.items():
            if monotonic() - began > MOST_SECONDS:
                self._refuse_slow(group[0])
                return
            if not self._is_twice(group):
                self._take_group("" if uid.startswith("\0") else uid, group)
            if len(self.reading.entries) > MOST_EVENTS:
                self._refuse_bound(group[0], MOST_EVENTS, _("events, repetitions counted"))
                return
        progress("reading", self.reading.read)

    def _refuse_bound(self, component: Any, most: int, words: str) -> None:
        self._refuse(
            component,
            "RRULE",
            _("more than %(count)d %(words)s") % {"count": most, "words": words},
            Unreadable(
                _("at most %(count)d %(words)s in one file") % {"count": most, "words": words},
                _("export the calendar year by year"),
            ),
        )

    def _refuse_slow(self, component: Any) -> None:
        """Refuse rules that are looked through to the end of time because they never come true."""
        wrong = Unreadable(
            _("repetitions as calendar programs write them"),
            _("correct them, or write their events as entries of their own"),
        )
        found = _("repetitions that take too long to write out, up to this entry")
        self._refuse(component, "VEVENT", found, wrong)

    def _components(self) -> list[Any]:
        """Parse all entries together or, where that fails, one by one, to find the faulty ones."""
        try:
            return _parsed(self.scanned.zones, self.scanned.blocks)
        except BROKEN:
            pass
        found = []
        for block in self.scanned.blocks:
            try:
                found += _parsed(self.scanned.zones, [block])
            except BROKEN:
                self._refuse_block(block)
        return found

    def _refuse_block(self, block: Block) -> None:
        self.reading.read += 1
        self.reading.faults.append(
            Fault(
                self.reading.file,
                block.line,
                "VEVENT",
                _("an entry that cannot be read"),
                _("an entry as calendar programs write it"),
                _("export the calendar again, or remove this entry"),
            )
        )

    def _block_of(self, component: Any) -> Block:
        return self.blocks[int(component[LINE])]

    def _refuse(self, component: Any, name: str, found: str, wrong: Unreadable) -> None:
        block = self._block_of(component)
        self.reading.faults.append(
            Fault(
                self.reading.file,
                block.at(name),
                name,
                wrong.found or found,
                wrong.expected,
                wrong.cure,
            )
        )

    def _is_sound(self, component: Any) -> bool:
        """Whether every property could be read; each that could not is a fault."""
        block = self._block_of(component)
        broken = {str(name or "").upper() for name, _words in component.errors}
        if not broken and "DTSTART" not in component:
            self.reading.read += 1
            wrong = Unreadable(
                _("a start, such as DTSTART:20211231T123000Z"),
                _("give the entry a start, or remove it"),
            )
            self._refuse(component, "DTSTART", _("an entry without a start"), wrong)
            return False
        for name in sorted(broken):
            value = next((line.value for line in block.lines if line.name == name), "")
            wrong = Unreadable(
                _("a value as calendar programs write it, such as %(example)s")
                % {"example": EXAMPLES.get(name, "DTSTART:20211231T123000Z")},
                _("correct the value, or remove the entry"),
            )
            self._refuse(component, name or "VEVENT", quoted(value), wrong)
        is_zoned = bool(broken) or self._has_known_zones(component)
        self.reading.read += bool(broken) or not is_zoned
        return not broken and is_zoned

    def _has_known_zones(self, component: Any) -> bool:
        """Whether each time that names a zone got it; the library leaves unknown ones out."""
        for name in ("DTSTART", "DTEND"):
            value = component.get(name)
            moment = getattr(value, "dt", None)
            zone = str(value.params.get("TZID", "")) if value is not None else ""
            if zone and isinstance(moment, dt.datetime) and moment.tzinfo is None:
                wrong = Unreadable(
                    _("a time zone such as Europe/Zurich, or one that the file describes"),
                    _("choose a zone in the calendar program, and export again"),
                )
                found = _("the time zone %(zone)s") % {"zone": quoted(zone)}
                self._refuse(component, name, found, wrong)
                return False
        return True

    def _is_twice(self, group: Sequence[Any]) -> bool:
        """Whether an entry stands twice; of an occurrence that was changed, there is one more."""
        lines: dict[str, int] = {}
        is_twice = False
        for component in group:
            line = int(component[LINE])
            changed = component.get("RECURRENCE-ID")
            earlier = lines.setdefault(str(getattr(changed, "dt", "")), line)
            if earlier == line:
                continue
            is_twice = True
            self.reading.read += 1
            self.reading.duplicates.append((line, earlier))
            found = _("%(uid)s, which is in the entry on line %(line)d already") % {
                "uid": quoted(str(component.get("UID", ""))),
                "line": earlier,
            }
            wrong = Unreadable(_("each UID once"), _("keep one of the two entries"))
            self._refuse(component, "UID", found, wrong)
        return is_twice

    def _take_group(self, uid: str, group: Sequence[Any]) -> None:
        try:
            found = list(self._occurrences(group))
        except Refused as refused:
            self.reading.read += 1
            self._refuse(refused.component, refused.name, refused.found, refused.wrong)
            return
        for occurrence in found:
            self.reading.read += 1
            self._take(uid, occurrence)

    def _occurrences(self, group: Sequence[Any]) -> Iterator[Occurrence]:
        try:
            yield from occurrences_of(group)
        except BROKEN as broken:
            wrong = Unreadable(
                _("a repetition as calendar programs write it"),
                _("correct it, or write its events as entries of their own"),
            )
            raise Refused(
                group[0], "RRULE", _("a repetition that cannot be read"), wrong
            ) from broken

    def _take(self, uid: str, occurrence: Occurrence) -> None:
        component = occurrence.component
        if str(component.get("CLASS", "")).strip().upper() in PRIVATE:
            self.reading.private += 1
            return
        step = "VEVENT"
        try:
            step = "DTSTART"
            starts_at = self._moment(component, step)
            step = "DTEND"
            ends_at = self._end(component, starts_at)
            step = "SUMMARY"
            titles = self._titles(component)
            step = "LOCATION"
            place, link = self._where(component)
            step = "CATEGORIES"
            series = self._series(component)
        except Unreadable as wrong:
            self._refuse(component, step, _value_of(component, step), wrong)
            return
        self.reading.entries.append(
            Entry(
                int(component[LINE]),
                self.reading.named(series),
                starts_at,
                ends_at,
                title_en=titles.get("title_en"),
                title_fr=titles.get("title_fr"),
                place=place,
                link=link,
                uid=occurrence.uid_in(uid),
                is_called_off=self._is_called_off(component),
                columns=PROPERTIES,
            )
        )

    def _is_called_off(self, component: Any) -> bool:
        method = self._block_of(component).calendar.value("METHOD").upper()
        return str(component.get("STATUS", "")).strip().upper() == "CANCELLED" or method == "CANCEL"

    def _moment(self, component: Any, name: str) -> dt.datetime:
        value = component[name]
        moment = value.dt
        if not isinstance(moment, dt.datetime):
            return within(time.midnight(moment, self._zone_of(component)))
        return within(moment if moment.tzinfo else moment.replace(tzinfo=self._zone_of(component)))

    def _zone_of(self, component: Any) -> dt.tzinfo:
        """Return the zone of times that name none: the calendar's, or the community's."""
        name = self._block_of(component).calendar.value("X-WR-TIMEZONE")
        return zone_named(name) if name else self.zone

    def _end(self, component: Any, starts_at: dt.datetime) -> dt.datetime | None:
        if "DTEND" not in component:
            return None
        ends_at = self._moment(component, "DTEND")
        if ends_at < starts_at:
            raise Unreadable(
                _("an end after the start, %(start)s")
                % {"start": f"{starts_at.astimezone(self.zone):%Y-%m-%d %H:%M}"},
                _("correct one of the two"),
            )
        return ends_at if ends_at > starts_at else None

    def _titles(self, component: Any) -> dict[str, str]:
        said = component.get("SUMMARY", "")
        titles = {}
        for each in said if isinstance(said, list) else [said]:
            title = _text(str(each), TITLE_LENGTH)
            language = str(getattr(each, "params", {}).get("LANGUAGE", self.language))
            if title:
                titles["title_fr" if language.lower().startswith("fr") else "title_en"] = title
        if not titles:
            raise Unreadable(
                _("a title, such as SUMMARY:WIT Talk"),
                _("give the entry a title, or remove it"),
                found=_("an entry without a title"),
            )
        return titles

    def _where(self, component: Any) -> tuple[str | None, str | None]:
        """Return place and link. URL is often a page about the event; only where there is no
        other way to take part it is taken for one, and never where it is a page of this site."""
        place = _first(component, "LOCATION")
        links = [_first(component, name) for name in LINKS]
        if place.lower().startswith(("http://", "https://")) and " " not in place:
            place, links = "", [*links, place]
        if not place and not any(links):
            page = _first(component, "URL")
            links = [page if page and urlsplit(page).netloc != self.own else ""]
        link = next(filter(None, links), "")
        is_page = link.lower().startswith(("http://", "https://"))
        return (
            _text(place, PLACE_LENGTH) or None,
            values.read_link(link) if is_page else None,
        )

    def _series(self, component: Any) -> str:
        """Return the series: of its categories one that is known or the first; the calendar's name;
        or a series for everything else."""
        categories = component.get("CATEGORIES", [])
        every = categories if isinstance(categories, list) else [categories]
        names = [cleaned(str(name)) for each in every for name in getattr(each, "cats", [])]
        names = [name for name in names if name and series_key(name)]
        for name in names:
            if series_key(name) in self.known.series:
                return name
        calendar = self._block_of(component).calendar
        called = cleaned(_plain(calendar.value("X-WR-CALNAME") or calendar.value("NAME")))
        if not names and called and "@" not in called:  # some are called by their owner's address
            names = [called]
        return _text(names[0], MAX_NAME) if names else _("Other events")


EXAMPLES = {
    "RRULE": "RRULE:FREQ=WEEKLY;COUNT=10",
    "DURATION": "DURATION:PT1H",
    "DTEND": "DTEND:20211231T133000Z",
    "EXDATE": "EXDATE:20211231T123000Z",
    "RDATE": "RDATE:20211231T123000Z",
    "RECURRENCE-ID": "RECURRENCE-ID:20211231T123000Z",
}


def _parsed(zones: Sequence[str], blocks: Sequence[Block]) -> list[Any]:
    """Return the entries as components that know their line."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Bluestem//Import//EN", *zones]
    for block in blocks:
        own = [line.whole for line in block.lines]
        lines += ["BEGIN:VEVENT", *own, f"{LINE}:{block.line}", "END:VEVENT"]
    lines += ["END:VCALENDAR", ""]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what it guesses of a zone's name, it guesses well
        calendar = icalendar.Calendar.from_ical("\r\n".join(lines))
    found = list(calendar.walk("VEVENT"))
    if len(found) != len(blocks):
        raise ValueError("Entries were lost.")
    return found


def _first(component: Any, name: str) -> str:
    value = component.get(name, "")
    return cleaned(str(value[0] if isinstance(value, list) and value else value))


def _text(text: str, most: int) -> str:
    refuse_control(text)
    return read_words(cleaned(text), most)


def _plain(value: str) -> str:
    """Undo what calendars escape in a text."""
    return value.replace("\\,", ",").replace("\\;", ";").replace("\\n", " ").replace("\\\\", "\\")


def _value_of(component: Any, name: str) -> str:
    value = component.get(name, "")
    moment = getattr(value, "dt", None)
    return quoted(moment.isoformat() if moment is not None else str(value))
