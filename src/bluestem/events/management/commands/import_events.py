"""`bluestem import events FILE`: bring in events from the list or calendar a community has."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bluestem.events.actions.importing import check_events, import_events
from bluestem.events.imports.columns import EVENTS
from bluestem.events.imports.opening import CalendarFile, open_list
from bluestem.events.imports.read import read_list
from bluestem.events.imports.reading import Reading
from bluestem.events.imports.result import Result
from bluestem.kit.imports.command import (
    ImportCommand,
    IsHeading,
    first_line,
    ignored_columns,
    named_lines,
)
from bluestem.kit.imports.reading import Progress
from bluestem.kit.tables import Table
from bluestem.members.queries.console import actor_named


class Command(ImportCommand[Table | CalendarFile, Reading, Result]):
    """Everything in the file is imported or, where one line is at fault, nothing."""

    called = "import events"
    fields, result_type = EVENTS, Result
    help = (
        "Import events from a CSV, TSV, XLSX or .ics file, as drafts unless --publish is given. "
        "Nobody is sent a mail; repeating changes nothing; one fault and nothing is written."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--publish",
            action="store_true",
            help="publish them; what is over becomes the archive",
        )

    def prepare(self, options: dict[str, Any]) -> None:
        self.actor = actor_named(options["actor"])

    def open(self, path: Path, name: str, is_heading: IsHeading) -> Table | CalendarFile:
        return open_list(path, name=name, is_heading=is_heading)

    def read(
        self, opened: Table | CalendarFile, chosen: dict[int, str], progress: Progress
    ) -> Reading:
        return read_list(opened, chosen=chosen, progress=progress)

    def check_list(self, reading: Reading, options: dict[str, Any]) -> Result:
        return check_events(actor=self.actor, reading=reading, is_publishing=options["publish"])

    def write_list(self, reading: Reading, options: dict[str, Any]) -> Result:
        return import_events(
            actor=self.actor,
            reading=reading,
            is_publishing=options["publish"],
            progress=self.tell_progress,
        )

    def progress_words(self) -> dict[str, str]:
        return {
            "reading": _("%(rows)s rows read"),
            "writing": _("%(rows)s events written"),
        }

    def lines_of(self, result: Result) -> list[str]:
        counted = (
            (
                ngettext("%(count)d event is published.", "%(count)d events are published.",
                         result.published),
                result.published,
            ),
            (
                ngettext("%(count)d event waits for another organiser’s yes.",
                         "%(count)d events wait for another organiser’s yes.",
                         result.waiting_for_approval),
                result.waiting_for_approval,
            ),
            (
                ngettext("%(count)d event was edited here since its last import.",
                         "%(count)d events were edited here since their last import.",
                         result.edited),
                result.edited,
            ),
            (
                ngettext("%(count)d private entry is left out.",
                         "%(count)d private entries are left out.", result.private),
                result.private,
            ),
        )  # fmt: skip
        return [
            first_line(
                result,
                checked=_(
                    "%(read)s rows checked: %(new)s events would be new, %(changed)s changed, "
                    "%(unchanged)s unchanged. Nothing is written."
                ),
                imported=_(
                    "%(read)s rows imported: %(new)s events are new, %(changed)s changed, "
                    "%(unchanged)s unchanged."
                ),
            ),
            *named_lines(
                (_("New series: %(names)s"), result.series_new),
                ignored_columns(result),
                (_("Called off in the calendar, and left out: %(names)s"), result.called_off),
            ),
            *(words % {"count": count} for words, count in counted if count),
        ]
