"""What came of an import: the value of the command, and what else people are told."""

from dataclasses import asdict, dataclass, field
from typing import Any

from bluestem.kit.faults import Fault

IMPORTED, CHECKED, REFUSED = "imported", "checked", "refused"


@dataclass
class Result:
    """Counts and lists; the first nine are fixed by the interface, the rest is for people."""

    status: str
    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    departments_new: list[str] = field(default_factory=list)
    duplicates: list[tuple[int, int]] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    refused: list[Fault] = field(default_factory=list)

    columns_ignored: list[str] = field(default_factory=list)
    suppressed: list[str] = field(default_factory=list)  # asked never to be written to, or erased
    stayed_away: list[str] = field(default_factory=list)  # left by themselves, stay left
    deactivated: list[str] = field(default_factory=list)  # stay deactivated
    returned: int = 0  # made leavers by an earlier import, on the list again
    left: int = 0  # made leavers by this one
    protected: list[str] = field(default_factory=list)  # absent, but steering or the actor

    def as_json(self) -> dict[str, Any]:
        """Return the value that --json prints."""
        return {
            "status": self.status,
            "read": self.read,
            "new": self.new,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "departments_new": self.departments_new,
            "duplicates": [list(pair) for pair in self.duplicates],
            "absent": self.absent,
            "refused": [fault.as_json() for fault in self.refused],
        }

    def as_record(self) -> dict[str, Any]:
        """Return everything, as it is kept with an import in the browser."""
        return asdict(self)

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> "Result":
        """Undo `as_record`."""
        faults = [Fault(**fault) for fault in record.get("refused", [])]
        pairs = [(pair[0], pair[1]) for pair in record.get("duplicates", [])]
        return cls(**{**record, "refused": faults, "duplicates": pairs})

    @property
    def audit_facts(self) -> dict[str, int]:
        """Counts alone: the audit holds no addresses."""
        return {
            "read": self.read,
            "new": self.new,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "departments": len(self.departments_new),
            "suppressed": len(self.suppressed),
            "returned": self.returned,
            "absent": len(self.absent),
            "left": self.left,
        }
