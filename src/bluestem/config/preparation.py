"""What has to be true before Django reads its settings."""

import os
from pathlib import Path

from bluestem.config import environment, keys

DEMONSTRATION_FOLDER = "./data-demo"
MAKES_A_COMMUNITY = {"init", "demo"}


def prepare(command: str, rest: list[str]) -> None:
    """Choose the demonstration's folder, and make keys where a community is about to be made."""
    if command == "demo":
        os.environ.setdefault("BLUESTEM_DATA", DEMONSTRATION_FOLDER)
    if command in MAKES_A_COMMUNITY and not {"-h", "--help"} & set(rest):
        data: Path = environment.read()["BLUESTEM_DATA"]
        keys.make(data)
