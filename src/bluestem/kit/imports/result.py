"""What came of an import: the value of the command, and what else people are told."""

from dataclasses import asdict, dataclass, field
from typing import Any, Self

from bluestem.kit.faults import Fault

IMPORTED, CHECKED, REFUSED = "imported", "checked", "refused"


@dataclass
class Result:
    """Counts and lists of every import; a room adds its own."""

    status: str
    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    duplicates: list[tuple[int, int]] = field(default_factory=list)  # line, earlier line
    refused: list[Fault] = field(default_factory=list)
    columns_ignored: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return the value that --json prints."""
        return {
            "status": self.status,
            "read": self.read,
            "new": self.new,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "duplicates": [list(pair) for pair in self.duplicates],
            "refused": [fault.as_json() for fault in self.refused],
        }

    def as_record(self) -> dict[str, Any]:
        """Return everything, as it is kept with an import in the browser."""
        return asdict(self)

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> Self:
        """Undo `as_record`."""
        faults = [Fault(**fault) for fault in record.get("refused", [])]
        pairs = [(pair[0], pair[1]) for pair in record.get("duplicates", [])]
        return cls(**{**record, "refused": faults, "duplicates": pairs})
