"""Tables of people and the committee's pins, as plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bluestem_matching.values import key


@dataclass(frozen=True)
class People:
    """One table: a heading and rows of cells, each row with the line it stands on.

    `file` names it in faults. `rows[k]` has as many cells as `heading`; `lines[k]` is its line,
    counted from 1 with the heading included.
    """

    file: str
    heading: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    heading_line: int = 1

    @classmethod
    def of(cls, records: Sequence[Mapping[str, str]], *, file: str = "people") -> People:
        """A table from records with the same keys; an absent key is an empty cell."""
        heading = tuple(dict.fromkeys(name for record in records for name in record))
        rows = tuple(tuple(record.get(name, "") for name in heading) for record in records)
        return cls(file, heading, rows, tuple(range(2, 2 + len(rows))))

    def places_of(self, name: str) -> list[int]:
        """Where a column stands; several places if its heading stands several times.

        As written first; only if nothing fits, without case and outer spaces.
        """
        exact = [k for k, heading in enumerate(self.heading) if heading.strip() == name.strip()]
        if exact:
            return exact
        return [k for k, heading in enumerate(self.heading) if key(heading) == key(name)]

    def column(self, name: str) -> list[str]:
        """The cells of a column. Raises KeyError if there is none of that name."""
        places = self.places_of(name)
        if not places:
            raise KeyError(name)
        return [row[places[0]] for row in self.rows]

    def only(self, order: Iterable[int]) -> People:
        """The same table with these rows, in this order."""
        chosen = tuple(order)
        return People(
            self.file,
            self.heading,
            tuple(self.rows[k] for k in chosen),
            tuple(self.lines[k] for k in chosen),
            self.heading_line,
        )


@dataclass(frozen=True)
class Pin:
    """The committee's word on one pair: it must be (`pin`) or must not be (`forbid`)."""

    mentor: str
    mentee: str
    rule: str
    file: str = "pins"
    line: int = 0


Pins = tuple[Pin, ...]
