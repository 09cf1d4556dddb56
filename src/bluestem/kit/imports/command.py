"""`bluestem import …`: what every import from the console takes and answers."""

import sys
from abc import abstractmethod
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from bluestem.kit.commands import Command as HouseCommand
from bluestem.kit.faults import FileRefused
from bluestem.kit.imports.columns import Fields, key_of, read_choice
from bluestem.kit.imports.reading import Progress, Reading
from bluestem.kit.imports.result import CHECKED, REFUSED, Result
from bluestem.kit.imports.running import Source

TOLD_EVERY_ROWS = 10_000

type IsHeading = Callable[[str], bool]


class ImportCommand[Opened: Source, Read: Reading, Found: Result](HouseCommand):
    """Everything in the file is imported or, where one line is at fault, nothing."""

    fields: Fields
    result_type: type[Found]

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", metavar="FILE")
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="COLUMN=FIELD",
            help="read a column as this field; COLUMN= leaves it out; repeatable",
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would change")
        parser.add_argument(
            "--as", dest="actor", metavar="ADDRESS", help="who imports; without it the console"
        )

    @abstractmethod
    def prepare(self, options: dict[str, Any]) -> None:
        """Look at the options before the file is opened. Raises: Refusal."""

    @abstractmethod
    def open(self, path: Path, name: str, is_heading: IsHeading) -> Opened:
        """Return the opened file. Raises: FileRefused."""

    @abstractmethod
    def read(self, opened: Opened, chosen: dict[int, str], progress: Progress) -> Read:
        """Read the whole file."""

    @abstractmethod
    def check_list(self, reading: Read, options: dict[str, Any]) -> Found:
        """Say what an import would change."""

    @abstractmethod
    def write_list(self, reading: Read, options: dict[str, Any]) -> Found:
        """Import it."""

    @abstractmethod
    def lines_of(self, result: Found) -> list[str]:
        """Return the result in words."""

    @abstractmethod
    def progress_words(self) -> dict[str, str]:
        """Return what is told while it is reading, comparing and writing %(rows)s."""

    def work(self, **options: Any) -> Found:
        """Read, then check or import."""
        self.is_told = not options["json"]
        self.result = self.result_type(REFUSED)
        self.prepare(options)
        choices = [read_choice(text) for text in options["map"]]
        named = {key_of(column) for column, _field in choices}
        opened = self.open(
            Path(options["file"]),
            options["file"],
            lambda cell: bool(self.fields.field_of(cell) or (cell and key_of(cell) in named)),
        )
        chosen, faults = self.fields.chosen_places(
            opened.file, max(opened.heading_line, 1), opened.columns, choices
        )
        if faults:
            raise FileRefused(faults)
        reading = self.read(opened, chosen, self.tell_progress)
        found = self.check_list if options["dry_run"] else self.write_list
        self.result = found(reading, options)
        if self.result.refused:
            raise FileRefused(self.result.refused)
        return self.result

    def refused_json(self, refused: FileRefused) -> Any:
        """Return the whole result, with every fault under `refused`."""
        self.result.refused = refused.faults
        return self.result.as_json()

    def _print_json(self, value: Any) -> None:
        if isinstance(value, Result) and value.columns_ignored:
            # The printed value has the keys of the interface; a person still has to hear of it.
            self.stderr.write(named_lines(ignored_columns(value))[0])
        super()._print_json(value.as_json() if isinstance(value, Result) else value)

    def tell_progress(self, part: str, rows: int) -> None:
        """Tell on standard error how far a large file is."""
        if not self.is_told or not rows or rows % TOLD_EVERY_ROWS:
            return
        print(self.progress_words()[part] % {"rows": f"{rows:,}"}, file=sys.stderr)  # noqa: T201

    def say(self, result: Found) -> None:
        """Tell what came of it, in a few lines."""
        for line in self.lines_of(result):
            self.stdout.write(line)


def counts_of(result: Result) -> dict[str, str]:
    """Return the counts as sentences hold them."""
    names = ("read", "new", "changed", "unchanged")
    return {name: f"{getattr(result, name):,}" for name in names}


def named_lines(*named: tuple[str, list[str]]) -> list[str]:
    """Return a line for each list that is not empty; the words hold %(names)s."""
    return [words % {"names": ", ".join(names)} for words, names in named if names]


def first_line(result: Result, *, checked: str, imported: str) -> str:
    """Return the sentence with the counts."""
    return (checked if result.status == CHECKED else imported) % counts_of(result)


def ignored_columns(result: Result) -> tuple[str, list[str]]:
    """Return the words of columns nobody reads, for `named_lines`."""
    return _("Columns nobody reads: %(names)s"), result.columns_ignored
