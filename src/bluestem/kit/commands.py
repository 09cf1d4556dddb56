"""The manner of every `bluestem` command: --as, --json, exit codes 0, 1 and 2."""

import json
import os
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import translation

from bluestem.kit.errors import Refusal
from bluestem.kit.faults import FileRefused

INPUT_AT_FAULT = 2
LOCALE_NAMES = ("LC_ALL", "LC_MESSAGES", "LANG")


def terminal_language() -> str:
    """Return "fr" in a French terminal, "en" in any other."""
    said = next((os.environ[name] for name in LOCALE_NAMES if os.environ.get(name)), "")
    return "fr" if said.lower().startswith("fr") else "en"


Surroundings = Callable[[], AbstractContextManager[object]]
_surroundings: list[Surroundings] = []


def surround(with_this: Surroundings) -> None:
    """Let every command run inside a context that a room above knows, such as a time zone."""
    _surroundings.append(with_this)


class Command(BaseCommand):
    """A command answers in words, or with --json in one JSON value on standard output.

    A subclass writes `work`, which returns that value, and `say`, which puts it into words.
    """

    requires_system_checks: list[str] = []
    takes_json = True
    called = ""  # as a person types it, where that is not the module's name
    # Django's own options work, and help nobody who runs a community.
    suppressed_base_arguments = {
        "--version",
        "--verbosity",
        "--settings",
        "--pythonpath",
        "--traceback",
        "--no-color",
        "--force-color",
        "--skip-checks",
    }

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Name the command in its usage as it is typed: `bluestem import members`."""
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.prog = f"bluestem {self.called or subcommand.replace('_', '-')}"
        return parser

    def add_arguments(self, parser: ArgumentParser) -> None:
        if self.takes_json:
            parser.add_argument("--json", action="store_true", help="print one JSON value")

    def execute(self, *args: Any, **options: Any) -> Any:
        """Speak the terminal's language: French where LC_ALL, LC_MESSAGES or LANG says so."""
        with ExitStack() as stack:
            stack.enter_context(translation.override(terminal_language()))
            for context in _surroundings:
                stack.enter_context(context())
            return super().execute(*args, **options)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            result = self.work(**options)
        except FileRefused as refused:
            self._refuse_file(refused, as_json=bool(options.get("json")))
        except Refusal as refused:
            if options.get("json"):
                self._print_json({"status": "refused", "refused": [], "words": str(refused)})
            self.stderr.write(str(refused))
            sys.exit(INPUT_AT_FAULT)
        else:
            if options.get("json"):
                self._print_json(result)
            else:
                self.say(result)

    def work(self, **options: Any) -> Any:
        """Do what the command is for and return the value that --json prints."""
        raise NotImplementedError

    def say(self, result: Any) -> None:
        """Tell a person what came of it."""

    def refused_json(self, refused: FileRefused) -> Any:
        """Return what --json prints for a refused file."""
        return {"status": "refused", "refused": [fault.as_json() for fault in refused.faults]}

    def _print_json(self, value: Any) -> None:
        self.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=str))

    def _refuse_file(self, refused: FileRefused, *, as_json: bool) -> None:
        if as_json:
            self._print_json(self.refused_json(refused))
        else:
            for fault in refused.faults:
                self.stderr.write(str(fault))
        sys.exit(INPUT_AT_FAULT)
