"""`bluestem import members FILE`: bring in people from the list a community has."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bluestem.kit import time
from bluestem.kit.faults import Fault, FileRefused
from bluestem.kit.imports.command import (
    ImportCommand,
    IsHeading,
    first_line,
    ignored_columns,
    named_lines,
)
from bluestem.kit.imports.reading import Progress
from bluestem.kit.tables import Table, open_table
from bluestem.members.actions.importing import check_people, import_people
from bluestem.members.imports.columns import PEOPLE
from bluestem.members.imports.known import what_is_known
from bluestem.members.imports.reading import Reading, read_people
from bluestem.members.imports.result import Result
from bluestem.members.queries.console import actor_named


class Command(ImportCommand[Table, Reading, Result]):
    """Everything in the file is imported or, where one line is at fault, nothing."""

    called = "import members"
    fields, result_type = PEOPLE, Result
    help = (
        "Import members from a CSV, TSV, XLSX or text file. Nobody is sent a mail; repeating "
        "changes nothing; one fault and nothing is written."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--complete", action="store_true", help="the file holds everybody: list who is missing"
        )
        parser.add_argument(
            "--leavers", action="store_true", help="with --complete: end who is missing"
        )

    def prepare(self, options: dict[str, Any]) -> None:
        if options["leavers"] and not options["complete"]:
            raise FileRefused([_leavers_fault(options["file"])])
        self.actor = actor_named(options["actor"])

    def open(self, path: Path, name: str, is_heading: IsHeading) -> Table:
        return open_table(path, name=name, is_heading=is_heading)

    def read(self, opened: Table, chosen: dict[int, str], progress: Progress) -> Reading:
        return read_people(
            opened, known=what_is_known(), today=time.today(), chosen=chosen, progress=progress
        )

    def check_list(self, reading: Reading, options: dict[str, Any]) -> Result:
        return check_people(
            actor=self.actor,
            reading=reading,
            is_complete=options["complete"],
            progress=self.tell_progress,
        )

    def write_list(self, reading: Reading, options: dict[str, Any]) -> Result:
        return import_people(
            actor=self.actor,
            reading=reading,
            is_complete=options["complete"],
            makes_leavers=options["leavers"],
            progress=self.tell_progress,
        )

    def progress_words(self) -> dict[str, str]:
        return {
            "reading": _("%(rows)s rows read"),
            "comparing": _("%(rows)s people compared"),
            "writing": _("%(rows)s people written"),
        }

    def lines_of(self, result: Result) -> list[str]:
        return lines_of(result)


def _leavers_fault(file: str) -> Fault:
    return Fault(
        file,
        1,
        "--leavers",
        _("--leavers without --complete"),
        _("both: only a complete list tells who is no longer on it"),
        _("add --complete if the file holds every member, or leave --leavers out"),
    )


def lines_of(result: Result) -> list[str]:
    """Return the result in words."""
    lines = [
        first_line(
            result,
            checked=_(
                "%(read)s rows checked: %(new)s people would be new, %(changed)s changed, "
                "%(unchanged)s unchanged. Nothing is written."
            ),
            imported=_(
                "%(read)s rows imported: %(new)s people are new, %(changed)s changed, "
                "%(unchanged)s unchanged."
            ),
        ),
        *named_lines(
            (_("New departments: %(names)s"), result.departments_new),
            ignored_columns(result),
            (_("Left out, because they must never be written to: %(names)s"), result.suppressed),
            (_("Left by themselves and stay so: %(names)s"), result.stayed_away),
            (_("Deactivated and stay so: %(names)s"), result.deactivated),
            (_("Members missing from the file: %(names)s"), result.absent),
            (
                _("Missing, but in the steering committee, so not ended: %(names)s"),
                result.protected,
            ),
        ),
    ]
    if result.left:
        lines.append(
            ngettext(
                "%(count)d person is no longer a member.",
                "%(count)d people are no longer members.",
                result.left,
            )
            % {"count": result.left}
        )
    if result.returned:
        lines.append(
            ngettext(
                "%(count)d person is a member again.",
                "%(count)d people are members again.",
                result.returned,
            )
            % {"count": result.returned}
        )
    return lines
