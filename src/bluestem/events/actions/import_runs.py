"""An import of events in the browser: upload, check, choose columns, import, remove."""

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import transaction

from bluestem.audit.actions import note
from bluestem.audit.actors import Actor
from bluestem.community.queries import the_community
from bluestem.events.actions.importing import check_events, import_events
from bluestem.events.errors import MayNotImport
from bluestem.events.imports.columns import EVENTS
from bluestem.events.imports.opening import CalendarFile, open_list
from bluestem.events.imports.read import read_list
from bluestem.events.imports.reading import Reading
from bluestem.events.imports.result import Result
from bluestem.events.models import ImportRun
from bluestem.events.rules import can_import
from bluestem.events.tasks import work_on_event_import
from bluestem.kit.imports.reading import Progress
from bluestem.kit.imports.running import ListWork
from bluestem.kit.tables import Table
from bluestem.kit.tasks import later
from bluestem.members.models import Member


class _Lists(ListWork[ImportRun, Table | CalendarFile, Reading]):
    model, fields = ImportRun, EVENTS

    def open(self, content: bytes, name: str) -> Table | CalendarFile:
        return open_list(content, name=name, is_heading=EVENTS.is_heading)

    def read(
        self,
        run: ImportRun,
        opened: Table | CalendarFile,
        chosen: Mapping[int, str],
        progress: Progress,
    ) -> Reading:
        return read_list(opened, chosen=chosen, progress=progress)

    def check(self, run: ImportRun, reading: Reading) -> Result:
        return check_events(actor=run.started_by, reading=reading, is_publishing=run.is_publishing)

    def write(self, run: ImportRun, reading: Reading) -> Result:
        return import_events(actor=run.started_by, reading=reading, is_publishing=run.is_publishing)

    def zone(self) -> dt.tzinfo:
        return the_community().zone

    def enqueue(self, run_id: str) -> None:
        later(work_on_event_import, run_id=run_id)


LISTS = _Lists()


@transaction.atomic
def upload_list(
    *,
    actor: Member,
    file_name: str,
    content: bytes,
    is_publishing: bool = False,
    instead_of: ImportRun | None = None,
) -> ImportRun:
    """Keep an uploaded list and have it checked; a corrected file keeps the chosen columns.

    Together: the new run, the end of the one it replaces, the audit line. After commit: the check.
    Raises: MayNotImport, FileRefused.
    """
    _may_import(actor)
    run = LISTS.begin(
        file_name=file_name,
        content=content,
        instead_of=instead_of,
        started_by=actor,
        is_publishing=is_publishing,
    )
    note(actor=actor, deed="uploaded events", kind="import", key=run.pk)
    return run


@transaction.atomic
def choose_columns(
    *, actor: Member, run: ImportRun, fields: Sequence[str], is_publishing: bool
) -> ImportRun:
    """Say which column is which field and what becomes of the events, and have it checked again.

    Together: the run. After commit: the check.
    Raises: MayNotImport, ImportRunOver.
    """
    _may_import(actor)
    return LISTS.choose(run=run, fields=fields, is_publishing=is_publishing)


@transaction.atomic
def start_import(*, actor: Member, run: ImportRun) -> ImportRun:
    """Import a list that was checked and has no faults.

    Together: the run. After commit: the import, which notes its counts in the audit.
    Raises: MayNotImport, ImportRunOver.
    """
    _may_import(actor)
    return LISTS.start(run=run, started_by=actor)


@transaction.atomic
def remove_list(*, actor: Member, run: ImportRun) -> ImportRun:
    """Remove an uploaded list that is not imported.

    Together: the row with the file, and the audit line.
    Raises: MayNotImport, ImportRunOver.
    """
    _may_import(actor)
    removed = LISTS.remove(run=run)
    note(actor=actor, deed="removed uploaded events", kind="import", key=removed.pk)
    return removed


def work_on(*, run_id: str) -> None:
    """Check or import a run, whichever was asked; a run that is over, or gone, is left alone."""
    LISTS.work_on(run_id)


def resume_imports(*, actor: Actor) -> int:
    """Take up runs that nobody has worked on for minutes; return how many."""
    del actor
    return LISTS.resume()


def remove_old_lists(*, actor: Actor) -> None:
    """Remove lists that nobody imported within a day, and results after thirty."""
    del actor
    LISTS.remove_old()


def _may_import(actor: Actor) -> None:
    if not can_import(actor):
        raise MayNotImport
