"""The lines of a calendar file (RFC 5545): which belong to which entry, and where they stand.

The library that reads values knows no lines; so entries are cut out here, with what is needed of
them and nothing else, and everything that is no calendar is named with its line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from bluestem.kit.faults import Fault
from bluestem.kit.imports.values import quoted
from bluestem.kit.tables import WHOLE_FILE
from bluestem.kit.tables.encodings import Encoding, flaw_in
from bluestem.kit.tables.texts import unreadable_fault

LINE_ENDS = re.compile(r"\r\n|\n|\r")
PROPERTY = re.compile(r'([A-Za-z0-9-]+)((?:;[^:"]*(?:"[^"]*"[^:"]*)*)?):(.*)', re.DOTALL)
KEPT = frozenset(
    {
        "UID", "SUMMARY", "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE",
        "RECURRENCE-ID", "SEQUENCE", "LOCATION", "URL", "CONFERENCE", "CATEGORIES", "STATUS",
        "CLASS", "X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL",
    }
)  # fmt: skip
OF_CALENDAR = frozenset({"X-WR-TIMEZONE", "X-WR-CALNAME", "NAME", "METHOD", "CALSCALE"})
DEEPEST = 8
LONGEST = 20_000  # a value of an entry; descriptions and pictures, which may be longer, go unread
MOST_FAULTS = 500
MOST_ENTRIES = 5000


@dataclass(frozen=True, slots=True)
class Line:
    """One property: where it begins, its name, and the whole of it, unfolded."""

    number: int
    name: str
    value: str
    whole: str


@dataclass
class Calendar:
    """What a file says of all its entries."""

    line: int
    said: dict[str, Line] = field(default_factory=dict)

    def value(self, name: str) -> str:
        """Return one of its properties, or the empty text."""
        found = self.said.get(name)
        return found.value.strip() if found else ""


@dataclass
class Block:
    """One entry: where it begins, its properties, and the calendar around it."""

    line: int
    calendar: Calendar
    lines: list[Line] = field(default_factory=list)

    def at(self, name: str) -> int:
        """Return the line of a property, or where the entry begins."""
        return next((line.number for line in self.lines if line.name == name), self.line)


@dataclass
class Scan:
    """The entries of a file, its time zones as they are written, and what is wrong with it."""

    blocks: list[Block] = field(default_factory=list)
    zones: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def scan(file: str, text: str, encoding: Encoding) -> Scan:
    """Cut a calendar file into its entries."""
    scanner = _Scanner(file, encoding)
    for number, line in unfolded(text):
        if not scanner.take(number, line):
            break
    else:
        scanner.finish()
    return scanner.found


def unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Yield lines with their numbers, those that go on after a fold put together."""
    start, parts = 0, list[str]()
    for number, line in enumerate(LINE_ENDS.split(text.removeprefix("\ufeff")), 1):
        if line[:1] in {" ", "\t"} and parts:
            parts.append(line[1:])
            continue
        if parts:
            yield start, "".join(parts)
        start, parts = number, [line] if line.strip() else []
    if parts:
        yield start, "".join(parts)


class _Scanner:
    def __init__(self, file: str, encoding: Encoding) -> None:
        self.file, self.encoding = file, encoding
        self.found = Scan()
        self.open: list[tuple[str, int]] = []  # components that have begun, and where
        self.calendar = Calendar(0)
        self.has_calendar = False

    def take(self, number: int, line: str) -> bool:
        """Take one line; whether it makes sense to go on."""
        split = PROPERTY.fullmatch(line)
        if split is None:
            self.refuse(
                number,
                WHOLE_FILE,
                quoted(line),
                _("a line such as SUMMARY:WIT Talk"),
                _("remove the line, or begin it with a space where it goes on from the one above"),
            )
            return len(self.found.faults) < MOST_FAULTS
        name, value = split[1].upper(), split[3]
        if name == "BEGIN":
            return self.begin(number, value.strip().upper())
        if name == "END":
            return self.end(number, value.strip().upper())
        if not self.open:
            return self.outside(number, line)
        self.keep(Line(number, name, value, line))
        return len(self.found.faults) < MOST_FAULTS

    def begin(self, number: int, kind: str) -> bool:
        """Begin a component."""
        if not self.open and kind != "VCALENDAR":
            return self.outside(number, f"BEGIN:{kind}")
        if len(self.open) >= DEEPEST:
            self.refuse(
                number,
                "BEGIN",
                _("entries inside of entries, deeper than %(count)d") % {"count": DEEPEST},
                _("a calendar with entries"),
                _("export the calendar again"),
            )
            return False
        self.open.append((kind, number))
        if kind == "VCALENDAR":
            self.calendar, self.has_calendar = Calendar(number), True
        elif kind == "VEVENT":
            self.found.blocks.append(Block(number, self.calendar))
        self._keep_zone(f"BEGIN:{kind}")
        return self._is_within_bounds(number)

    def end(self, number: int, kind: str) -> bool:
        """End the component that began last."""
        self._keep_zone(f"END:{kind}")
        if self.open and self.open[-1][0] == kind:
            self.open.pop()
            return True
        expected = (
            _("END:%(kind)s, for what begins on line %(line)d")
            % {"kind": self.open[-1][0], "line": self.open[-1][1]}
            if self.open
            else _("a calendar that begins with BEGIN:VCALENDAR")
        )
        cure = _("export the calendar again, or put the missing line back")
        self.refuse(number, "END", quoted(f"END:{kind}"), expected, cure)
        return False

    def outside(self, number: int, line: str) -> bool:
        """Refuse what stands outside of a calendar."""
        self.refuse(
            number,
            WHOLE_FILE,
            quoted(line),
            _("a calendar that begins with BEGIN:VCALENDAR"),
            _("export the calendar again as .ics, or hand in a table as CSV"),
        )
        return False

    def keep(self, line: Line) -> None:
        """Keep a property where somebody reads it."""
        kinds = [kind for kind, _line in self.open]
        if "VTIMEZONE" in kinds:
            self._keep_zone(line.whole)
            return
        here = kinds[-1]
        is_read = (here == "VEVENT" and line.name in KEPT) or (
            here == "VCALENDAR" and line.name in OF_CALENDAR
        )
        if not is_read:
            return
        flaw = flaw_in(line.whole)
        if flaw:
            number, column = line.number, line.name
            fault = unreadable_fault(self.file, number, column, flaw, self.encoding)
            self.found.faults.append(fault)
        elif len(line.whole) > LONGEST:
            self.refuse(
                line.number,
                line.name,
                _("a value of %(count)d characters") % {"count": len(line.value)},
                _("at most %(count)d characters") % {"count": LONGEST},
                _("shorten it"),
            )
        elif here == "VEVENT":
            self.found.blocks[-1].lines.append(line)
        else:
            self.calendar.said.setdefault(line.name, line)

    def finish(self) -> None:
        """Refuse what never ends, and a file without a calendar."""
        if self.open:
            kind, number = self.open[-1]
            self.refuse(
                number,
                "BEGIN",
                _("BEGIN:%(kind)s without its end") % {"kind": kind},
                _("a line END:%(kind)s below it") % {"kind": kind},
                _("export the calendar again: this file is cut off"),
            )
        elif not self.has_calendar and not self.found.faults:
            self.outside(1, "")

    def refuse(self, number: int, column: str, found: str, expected: str, cure: str) -> None:
        """Keep a fault."""
        self.found.faults.append(Fault(self.file, number, column, found, expected, cure))

    def _keep_zone(self, line: str) -> None:
        if any(kind == "VTIMEZONE" for kind, _line in self.open) and len(line) <= LONGEST:
            self.found.zones.append(line)

    def _is_within_bounds(self, number: int) -> bool:
        if len(self.found.blocks) <= MOST_ENTRIES:
            return True
        self.refuse(
            number,
            WHOLE_FILE,
            _("more than %(count)d entries") % {"count": MOST_ENTRIES},
            _("at most %(count)d entries in one file") % {"count": MOST_ENTRIES},
            _("export the calendar year by year"),
        )
        return False
