"""An import in the browser: upload, check, choose columns, import, remove."""

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import transaction

from bluestem.audit.actions import note
from bluestem.audit.actors import Actor
from bluestem.community.queries import the_community
from bluestem.kit import audience, time
from bluestem.kit.imports.reading import Progress
from bluestem.kit.imports.running import ListWork
from bluestem.kit.tables import Table, open_table
from bluestem.kit.tasks import later
from bluestem.members.actions.importing import check_people, import_people
from bluestem.members.imports.columns import PEOPLE
from bluestem.members.imports.errors import NotAllowedToImport
from bluestem.members.imports.known import what_is_known
from bluestem.members.imports.reading import Reading, read_people
from bluestem.members.imports.result import Result
from bluestem.members.imports.tasks import work_on_import
from bluestem.members.models import ImportRun, Member


class _Lists(ListWork[ImportRun, Table, Reading]):
    model, fields = ImportRun, PEOPLE

    def open(self, content: bytes, name: str) -> Table:
        return open_table(content, name=name, is_heading=PEOPLE.is_heading)

    def read(
        self, run: ImportRun, opened: Table, chosen: Mapping[int, str], progress: Progress
    ) -> Reading:
        return read_people(
            opened, known=what_is_known(), today=time.today(), chosen=chosen, progress=progress
        )

    def check(self, run: ImportRun, reading: Reading) -> Result:
        return check_people(actor=run.started_by, reading=reading, is_complete=run.is_complete)

    def write(self, run: ImportRun, reading: Reading) -> Result:
        return import_people(
            actor=run.started_by,
            reading=reading,
            is_complete=run.is_complete,
            makes_leavers=run.makes_leavers,
        )

    def zone(self) -> dt.tzinfo:
        return the_community().zone

    def enqueue(self, run_id: str) -> None:
        later(work_on_import, run_id=run_id)


LISTS = _Lists()


@transaction.atomic
def upload_list(
    *,
    actor: Member,
    file_name: str,
    content: bytes,
    is_complete: bool = False,
    instead_of: ImportRun | None = None,
) -> ImportRun:
    """Keep an uploaded list and have it checked; a corrected file keeps the chosen columns.

    Together: the new run, the end of the one it replaces, the audit line. After commit: the check.
    Raises: NotAllowedToImport, FileRefused.
    """
    _may_import(actor)
    run = LISTS.begin(
        file_name=file_name,
        content=content,
        instead_of=instead_of,
        started_by=actor,
        is_complete=is_complete,
    )
    note(actor=actor, deed="uploaded a list", kind="import", key=run.pk)
    return run


@transaction.atomic
def choose_columns(
    *, actor: Member, run: ImportRun, fields: Sequence[str], is_complete: bool
) -> ImportRun:
    """Say which column is which field, and have the list checked again.

    Together: the run. After commit: the check.
    Raises: NotAllowedToImport, ImportRunOver.
    """
    _may_import(actor)
    return LISTS.choose(run=run, fields=fields, is_complete=is_complete)


@transaction.atomic
def start_import(*, actor: Member, run: ImportRun, makes_leavers: bool = False) -> ImportRun:
    """Import a list that was checked and has no faults.

    Together: the run. After commit: the import, which notes its counts in the audit.
    Raises: NotAllowedToImport, ImportRunOver.
    """
    _may_import(actor)
    ends = makes_leavers and run.is_complete
    return LISTS.start(run=run, started_by=actor, makes_leavers=ends)


@transaction.atomic
def remove_list(*, actor: Member, run: ImportRun) -> ImportRun:
    """Remove an uploaded list that is not imported.

    Together: the row with the file, and the audit line.
    Raises: NotAllowedToImport, ImportRunOver.
    """
    _may_import(actor)
    removed = LISTS.remove(run=run)
    note(actor=actor, deed="removed a list", kind="import", key=removed.pk)
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
    if audience.STEERING not in actor.audiences:
        raise NotAllowedToImport
