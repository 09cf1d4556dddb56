"""The mark of a demonstration: a small file in the data folder, read before Django starts."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

MARK = "demonstration.json"


@dataclass(frozen=True)
class Demonstration:
    """The community's clock of a demonstration: it read `shows_at` when real time was `set_at`."""

    shows_at: datetime
    set_at: datetime


def read(data: Path) -> Demonstration | None:
    """Return the demonstration of this folder, or None where the community is a real one."""
    path = data / MARK
    if not path.exists():
        return None
    stored = json.loads(path.read_text(encoding="utf-8"))
    return Demonstration(**{name: datetime.fromisoformat(text) for name, text in stored.items()})


def write(data: Path, demonstration: Demonstration) -> None:
    """Mark the folder as a demonstration."""
    text = json.dumps({name: at.isoformat() for name, at in asdict(demonstration).items()})
    (data / MARK).write_text(text + "\n", encoding="utf-8")
