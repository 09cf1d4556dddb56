"""What came of an import of people."""

from dataclasses import dataclass, field
from typing import Any

from bluestem.kit.imports import result


@dataclass
class Result(result.Result):
    """Counts and lists; those of `as_json` are fixed by the interface, the rest is for people."""

    departments_new: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    suppressed: list[str] = field(default_factory=list)  # asked never to be written to, or erased
    stayed_away: list[str] = field(default_factory=list)  # left by themselves, stay left
    deactivated: list[str] = field(default_factory=list)  # stay deactivated
    returned: int = 0  # made leavers by an earlier import, on the list again
    left: int = 0  # made leavers by this one
    protected: list[str] = field(default_factory=list)  # absent, but steering or the actor

    def as_json(self) -> dict[str, Any]:
        """Return the value that --json prints."""
        own = {"departments_new": self.departments_new, "absent": self.absent}
        return {**super().as_json(), **own}

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
