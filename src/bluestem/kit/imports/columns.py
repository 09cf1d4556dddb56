"""Which column of a file is which field: recognised in English and French, or said by hand."""

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from bluestem.kit.faults import Fault
from bluestem.kit.tables import WHOLE_FILE

NOTHING = ""  # a column that is left out on purpose
NOTED = re.compile(r"(?<=\S)\s*[\[(/:].*", re.DOTALL)  # Joined (YYYY-MM-DD), Department / Group
INCLUSIVE = re.compile(r"[·.\-(/]e\b\)?")

type Found = dict[int, str]  # fields by the place of their column
type Missing = Callable[[str, int, Sequence[str], Collection[str]], list[Fault]]


def key_of(heading: str) -> str:
    """Return a heading as it is compared: letters and digits alone, without accents, small."""
    apart = unicodedata.normalize("NFKD", heading.casefold())
    return "".join(letter for letter in apart if letter.isalnum())


def read_choice(text: str) -> tuple[str, str]:
    """Read `COLUMN=FIELD` of --map; the last equals sign divides."""
    column, _equals, chosen = text.rpartition("=")
    return column.strip(), chosen.strip().lower().replace("-", "_")


@dataclass(frozen=True)
class ColumnMap:
    """Where each field stands in a row, which columns nobody reads, and what is wrong with it."""

    places: Mapping[str, int]
    ignored: list[str]
    faults: list[Fault]

    def field_at(self, place: int) -> str:
        """Return the field that a column is read as, or the empty text."""
        return next((field for field, where in self.places.items() if where == place), NOTHING)


@dataclass(frozen=True)
class Fields:
    """The fields of one kind of list.

    `synonyms` are headings as `key_of` returns them. `settle` has its say once all headings are
    recognised; `missing` returns the faults of a file without a field that is needed.
    """

    labels: Mapping[str, Promise]
    synonyms: Mapping[str, tuple[str, ...]]
    settle: Callable[[Found], Found]
    missing: Missing

    @cached_property
    def by_heading(self) -> dict[str, str]:
        """Every heading that is recognised, with its field."""
        known = {key: field for field, keys in self.synonyms.items() for key in keys}
        return known | {field.replace("_", ""): field for field in self.labels}

    @property
    def names(self) -> tuple[str, ...]:
        """Every field, in the order in which they are offered."""
        return tuple(self.labels)

    def field_of(self, heading: str) -> str:
        """Return the field a heading stands for, or the empty text."""
        noted = "" if "@" in heading else NOTED.sub("", heading, count=1)
        return self._exact_field(heading) or self._exact_field(noted)

    def is_heading(self, cell: str) -> bool:
        """Whether a cell is a heading that is recognised."""
        return bool(self.field_of(cell))

    def _exact_field(self, heading: str) -> str:
        known = self.by_heading
        return known.get(key_of(heading)) or known.get(key_of(INCLUSIVE.sub("", heading)), "")

    def chosen_places(
        self, file: str, line: int, columns: Sequence[str], choices: Sequence[tuple[str, str]]
    ) -> tuple[Found, list[Fault]]:
        """Turn --map choices (column and field) into fields by place, and what is wrong there."""
        chosen: Found = {}
        faults = []
        for column, wanted in choices:
            places = [
                place
                for place, heading in enumerate(columns)
                if heading == column or (key_of(column) and key_of(heading) == key_of(column))
            ]
            if not places and column.isdecimal() and 0 < int(column) <= len(columns):
                places = [int(column) - 1]
            if not column:
                faults.append(_no_choice_fault(file, line, wanted))
            elif not places:
                faults.append(_no_column_fault(file, line, columns, column))
            elif wanted not in (*self.labels, NOTHING):
                faults.append(_no_field_fault(file, line, column, wanted, self.names))
            else:
                chosen |= dict.fromkeys(places, wanted)
        return chosen, faults

    def map_columns(
        self, file: str, line: int, columns: Sequence[str], chosen: Mapping[int, str]
    ) -> ColumnMap:
        """Give every field its column. What was chosen by hand wins over what is recognised.

        A file without a field that is needed, and two columns for one field, are faults.
        """
        places: dict[str, int] = {}
        faults = []
        for place, wanted in sorted(self.settle(self._recognised(columns, chosen)).items()):
            if wanted == NOTHING:
                continue
            if wanted in places:
                both = places[wanted], place
                faults.append(_twice_fault(file, line, columns, both, self.labels[wanted]))
            else:
                places[wanted] = place
        if not faults:
            faults += self.missing(file, max(line, 1), columns, places)
        ignored = [
            heading or str(place + 1)
            for place, heading in enumerate(columns)
            if place not in places.values() and heading
        ]
        return ColumnMap(places, ignored, faults)

    def _recognised(self, columns: Sequence[str], chosen: Mapping[int, str]) -> Found:
        found = dict(chosen)
        taken = set(chosen.values())
        # "Email (private)" is none beside "Email".
        for recognise in (self._exact_field, self.field_of):
            for place, heading in enumerate(columns):
                recognised = recognise(heading)
                if place not in found and recognised and recognised not in taken:
                    found[place] = recognised
            taken |= set(found.values())
        return found


def _no_choice_fault(file: str, line: int, found: str) -> Fault:
    return Fault(
        file,
        line,
        "--map",
        repr(found[:80]),
        _("a column and a field with an equals sign between them"),
        _("write --map COLUMN=FIELD, or --map COLUMN= to leave a column out"),
    )


def _no_column_fault(file: str, line: int, columns: Sequence[str], column: str) -> Fault:
    return Fault(
        file,
        line,
        column or WHOLE_FILE,
        _("no column with this heading"),
        _("one of: %(columns)s") % {"columns": ", ".join(filter(None, columns))[:300]},
        _("write --map with a heading of the file, or with the column’s number"),
    )


def _no_field_fault(file: str, line: int, column: str, wanted: str, fields: Sequence[str]) -> Fault:
    return Fault(
        file,
        line,
        column or WHOLE_FILE,
        _("the field %(field)r") % {"field": wanted[:80]},
        _("one of: %(fields)s") % {"fields": ", ".join(fields)},
        _("write --map COLUMN=FIELD, or --map COLUMN= to leave a column out"),
    )


def _twice_fault(
    file: str, line: int, columns: Sequence[str], places: tuple[int, int], label: Promise
) -> Fault:
    first, second = (columns[place] or str(place + 1) for place in places)
    return Fault(
        file,
        line,
        second,
        _("a second column for “%(field)s”, beside “%(first)s”") % {"field": label, "first": first},
        _("one column for each field"),
        _('say which one counts; at the command, --map "%(second)s=" leaves this column out')
        % {"second": second if key_of(second) != key_of(first) else places[1] + 1},
    )
