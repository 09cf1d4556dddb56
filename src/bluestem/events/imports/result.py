"""What came of an import of events."""

from dataclasses import dataclass, field
from typing import Any

from bluestem.kit.imports import result

MOST_SHOWN = 200


@dataclass
class Result(result.Result):
    """Counts and lists of an import of events."""

    series_new: list[str] = field(default_factory=list)
    called_off: list[str] = field(default_factory=list)  # in the calendar, and left out here
    private: int = 0  # entries that the calendar marks as private, left out
    published: int = 0
    waiting_for_approval: int = 0
    drafts: int = 0  # known events of the file that are drafts still
    edited: int = 0  # changed events that somebody has changed here since they were imported
    shown: list[dict[str, Any]] = field(default_factory=list)  # what changes, for the page

    def as_json(self) -> dict[str, Any]:
        """Return the value that --json prints."""
        return {
            **super().as_json(),
            "series_new": self.series_new,
            "called_off": self.called_off,
            "private": self.private,
            "published": self.published,
            "waiting_for_approval": self.waiting_for_approval,
        }

    @property
    def audit_facts(self) -> dict[str, int]:
        """Counts alone."""
        return {
            "read": self.read,
            "new": self.new,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "series": len(self.series_new),
            "published": self.published,
        }
