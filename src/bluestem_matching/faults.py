"""What is wrong with an input, where it stands, and what cures it."""

from __future__ import annotations

from dataclasses import asdict, dataclass

_LONGEST_QUOTE = 80


def quote(value: object) -> str:
    """A value as a fault shows it: on one line, shortened, in quotation marks."""
    text = " ".join(str(value).split())
    printable = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
    if len(printable) > _LONGEST_QUOTE:
        printable = printable[: _LONGEST_QUOTE - 1] + "…"
    return f"“{printable}”"


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong in one place.

    `line` counts from 1, the heading included. `column` is the heading of a table's column, or
    the character (from 1) where the file is not a table.
    """

    file: str
    line: int
    column: str | int
    found: str
    expected: str
    cure: str

    def as_json(self) -> dict[str, str | int]:
        """The fault as `interfaces.md` fixes it."""
        return asdict(self)

    def as_line(self) -> str:
        """The fault as one line for standard error."""
        where = f"{self.file}:{self.line}:{self.column}"
        line = f"{where}: found {self.found}; expected {self.expected}; {self.cure}"
        return " ".join(line.split())


class InputRefused(Exception):
    """The input is at fault; nothing was changed. `faults` says all that is wrong, in order."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(fault.as_line() for fault in faults))
        self.faults = faults
