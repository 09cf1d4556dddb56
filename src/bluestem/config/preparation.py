"""What has to be true before Django reads its settings."""

import os
from pathlib import Path

from bluestem.config import environment, keys

DEMONSTRATION_FOLDER = "./data-demo"


def prepare(command: str, rest: list[str]) -> None:
    """Choose the demonstration's folder and make its keys."""
    if command == "demo" and not {"-h", "--help"} & set(rest):
        os.environ.setdefault("BLUESTEM_DATA", DEMONSTRATION_FOLDER)
        data: Path = environment.read()["BLUESTEM_DATA"]
        keys.make(data)
