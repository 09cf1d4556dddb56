"""`bluestem import members FILE`: bring in people from the list a community has."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bluestem.kit import time
from bluestem.kit.commands import Command as HouseCommand
from bluestem.kit.faults import Fault, FileRefused
from bluestem.kit.tables import open_table
from bluestem.members.actions.importing import check_people, import_people
from bluestem.members.imports.columns import chosen_places, field_of, key_of, read_choice
from bluestem.members.imports.known import what_is_known
from bluestem.members.imports.reading import read_people
from bluestem.members.imports.result import CHECKED, REFUSED, Result
from bluestem.members.queries.console import actor_named

TOLD_EVERY_ROWS = 10_000


class Command(HouseCommand):
    """Everything in the file is imported or, where one line is at fault, nothing."""

    called = "import members"
    help = (
        "Import members from a CSV, TSV, XLSX or text file. Nobody is sent a mail; repeating "
        "changes nothing; one fault and nothing is written."
    )

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
            "--complete", action="store_true", help="the file holds everybody: list who is missing"
        )
        parser.add_argument(
            "--leavers", action="store_true", help="with --complete: end who is missing"
        )
        parser.add_argument(
            "--as", dest="actor", metavar="ADDRESS", help="who imports; without it the console"
        )

    def work(self, **options: Any) -> Result:
        """Read, then check or import."""
        self.is_told = not options["json"]
        self.result = Result(REFUSED)
        if options["leavers"] and not options["complete"]:
            raise FileRefused([_leavers_fault(options["file"])])
        actor = actor_named(options["actor"])
        choices = [read_choice(text) for text in options["map"]]
        named = {key_of(column) for column, _field in choices}
        table = open_table(
            Path(options["file"]),
            name=options["file"],
            is_heading=lambda cell: bool(field_of(cell) or (cell and key_of(cell) in named)),
        )
        chosen, faults = chosen_places(
            table.file, max(table.heading_line, 1), table.columns, choices
        )
        if faults:
            raise FileRefused(faults)
        reading = read_people(
            table,
            known=what_is_known(),
            today=time.today(),
            chosen=chosen,
            progress=self._tell_progress,
        )
        manner: dict[str, Any] = {
            "actor": actor,
            "reading": reading,
            "is_complete": options["complete"],
            "progress": self._tell_progress,
        }
        if options["dry_run"]:
            self.result = check_people(**manner)
        else:
            self.result = import_people(**manner, makes_leavers=options["leavers"])
        if self.result.refused:
            raise FileRefused(self.result.refused)
        return self.result

    def refused_json(self, refused: FileRefused) -> Any:
        """Return the whole result, with every fault under `refused`."""
        self.result.refused = refused.faults
        return self.result.as_json()

    def _print_json(self, value: Any) -> None:
        if self.result.columns_ignored:
            # The printed value has the keys of the interface; a person still has to hear of it.
            names = ", ".join(self.result.columns_ignored)
            self.stderr.write(_("Columns nobody reads: %(names)s") % {"names": names})
        super()._print_json(value.as_json() if isinstance(value, Result) else value)

    def _tell_progress(self, part: str, rows: int) -> None:
        if not self.is_told or not rows or rows % TOLD_EVERY_ROWS:
            return
        words = {
            "reading": _("%(rows)s rows read"),
            "comparing": _("%(rows)s people compared"),
            "writing": _("%(rows)s people written"),
        }
        print(words[part] % {"rows": f"{rows:,}"}, file=sys.stderr)  # noqa: T201

    def say(self, result: Result) -> None:
        """Tell what came of it, in a few lines."""
        for line in lines_of(result):
            self.stdout.write(line)


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
    counts = {
        "read": f"{result.read:,}",
        "new": f"{result.new:,}",
        "changed": f"{result.changed:,}",
        "unchanged": f"{result.unchanged:,}",
    }
    first = (
        _(
            "%(read)s rows checked: %(new)s people would be new, %(changed)s changed, "
            "%(unchanged)s unchanged. Nothing is written."
        )
        if result.status == CHECKED
        else _(
            "%(read)s rows imported: %(new)s people are new, %(changed)s changed, "
            "%(unchanged)s unchanged."
        )
    )
    lines = [first % counts]
    named = (
        (_("New departments: %(names)s"), result.departments_new),
        (_("Columns nobody reads: %(names)s"), result.columns_ignored),
        (_("Left out, because they must never be written to: %(names)s"), result.suppressed),
        (_("Left by themselves and stay so: %(names)s"), result.stayed_away),
        (_("Deactivated and stay so: %(names)s"), result.deactivated),
        (_("Members missing from the file: %(names)s"), result.absent),
        (_("Missing, but in the steering committee, so not ended: %(names)s"), result.protected),
    )
    lines += [words % {"names": ", ".join(names)} for words, names in named if names]
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
