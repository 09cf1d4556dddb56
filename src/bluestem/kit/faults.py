"""Faults in what somebody handed in: where, what was found, what was expected, the cure."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bluestem.kit.errors import Refusal


@dataclass(frozen=True, order=True)
class Fault:
    """One fault in a file. Lines count from 1, the heading included; column is its name."""

    file: str
    line: int
    column: str
    found: str
    expected: str
    cure: str

    def __str__(self) -> str:
        return (
            f"{self.file}:{self.line}:{self.column}: "
            f"found {self.found}; expected {self.expected}; cure {self.cure}"
        )

    def as_json(self) -> dict[str, Any]:
        """Return the fault as `interfaces.md` fixes it."""
        return asdict(self)


class FileRefused(Refusal):
    """A file cannot be taken as it is; nothing was written."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = list(faults)
