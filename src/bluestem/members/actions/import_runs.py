"""An import in the browser: upload, check, choose columns, import, remove.

Small files are worked on at once, large ones by a task. Truth is in the row: what a killed worker
left is found by the sweep, and working twice on the same run changes nothing.
"""

import datetime as dt
import logging
from collections.abc import Mapping, Sequence
from itertools import islice

from django.db import transaction
from django.utils import timezone, translation

from bluestem.audit.actions import note
from bluestem.audit.actors import Actor
from bluestem.community.queries import the_community
from bluestem.kit import audience, time
from bluestem.kit.faults import FileRefused
from bluestem.kit.tables import Row, Table, open_table
from bluestem.kit.tasks import later
from bluestem.members.actions.importing import check_people, import_people
from bluestem.members.imports.columns import EVERY_FIELD, NOTHING, is_heading, map_columns
from bluestem.members.imports.errors import ImportRunOver, NotAllowedToImport
from bluestem.members.imports.known import what_is_known
from bluestem.members.imports.reading import Reading, read_people
from bluestem.members.imports.result import REFUSED, Result
from bluestem.members.imports.tasks import work_on_import
from bluestem.members.models import ImportRun, Member
from bluestem.members.models.import_run import MAX_ATTEMPTS

log = logging.getLogger(__name__)
State = ImportRun.State
FIRST_ROWS = 5
MOVED_EVERY_ROWS = 5000
KEPT_FOR = dt.timedelta(days=1)
RESULTS_KEPT_FOR = dt.timedelta(days=30)
STILL_FOR = dt.timedelta(minutes=5)  # longer than any import writes


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
    name = file_name.replace("\0", "")[:200]
    table = open_table(content, name=name, is_heading=is_heading)
    now = timezone.now()
    run = ImportRun(
        started_by=actor,
        language=translation.get_language() or "en",
        file_name=name,
        columns=list(table.columns),
        fields=_first_fields(table, instead_of),
        is_complete=is_complete,
        uploaded_at=now,
        asked_at=now,
        moved_at=now,
    )
    run.content = content
    run.save()
    if instead_of is not None:
        ImportRun.objects.filter(pk=instead_of.pk).exclude(state=State.DONE).delete()
    note(actor=actor, deed="uploaded a list", kind="import", key=run.pk)
    _go_on(run)
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
    run = _locked(run, State.READY, State.CHECKING)
    width = len(run.columns)
    known = [field if field in EVERY_FIELD else NOTHING for field in fields]
    run.fields = (known + [NOTHING] * width)[:width]
    run.is_complete = is_complete
    _ask(run, State.CHECKING)
    return run


@transaction.atomic
def start_import(*, actor: Member, run: ImportRun, makes_leavers: bool = False) -> ImportRun:
    """Import a list that was checked and has no faults.

    Together: the run. After commit: the import, which notes its counts in the audit.
    Raises: NotAllowedToImport, ImportRunOver.
    """
    _may_import(actor)
    run = _locked(run, State.READY)
    if run.result["result"]["status"] == REFUSED:
        raise ImportRunOver
    run.started_by = actor
    run.makes_leavers = makes_leavers and run.is_complete
    _ask(run, State.IMPORTING)
    return run


@transaction.atomic
def remove_list(*, actor: Member, run: ImportRun) -> ImportRun:
    """Remove an uploaded list that is not imported.

    Together: the row with the file, and the audit line.
    Raises: NotAllowedToImport, ImportRunOver.
    """
    _may_import(actor)
    run = _locked(run, State.READY, State.CHECKING, State.FAILED)
    key = run.pk
    run.delete()
    note(actor=actor, deed="removed a list", kind="import", key=key)
    run.pk = key
    return run


def work_on(*, run_id: str) -> None:
    """Check or import a run, whichever was asked; a run that is over, or gone, is left alone."""
    run = ImportRun.objects.filter(pk=run_id, state__in=ImportRun.UNDER_WAY).first()
    if run is None:
        return
    if run.attempt_count >= MAX_ATTEMPTS:
        ImportRun.objects.filter(pk=run.pk, asked_at=run.asked_at).update(state=State.FAILED)
        return
    ImportRun.objects.filter(pk=run.pk).update(
        attempt_count=run.attempt_count + 1, moved_at=timezone.now()
    )
    with translation.override(run.language), timezone.override(the_community().zone):
        try:
            table = open_table(run.content, name=run.file_name, is_heading=is_heading)
            reading = _read(run, table)
            _finish(run, reading, _first_rows(table))
        except (FileRefused, NotAllowedToImport):
            # It could be opened when it was uploaded, and she was in the committee.
            ImportRun.objects.filter(pk=run.pk, asked_at=run.asked_at).update(state=State.FAILED)


def resume_imports(*, actor: Actor) -> int:
    """Take up runs that nobody has worked on for minutes; return how many."""
    del actor
    still = ImportRun.objects.filter(
        state__in=ImportRun.UNDER_WAY, moved_at__lt=timezone.now() - STILL_FOR
    )
    ids = [str(key) for key in still.values_list("pk", flat=True)[:20]]
    for key in ids:
        later(work_on_import, run_id=key)
    return len(ids)


def remove_old_lists(*, actor: Actor) -> None:
    """Remove lists that nobody imported within a day, and results after thirty."""
    del actor
    now = timezone.now()
    ImportRun.objects.exclude(state=State.DONE).filter(asked_at__lt=now - KEPT_FOR).delete()
    ImportRun.objects.filter(asked_at__lt=now - RESULTS_KEPT_FOR).delete()


def _may_import(actor: Actor) -> None:
    if audience.STEERING not in actor.audiences:
        raise NotAllowedToImport


def _locked(run: ImportRun, *states: str) -> ImportRun:
    found = ImportRun.objects.select_for_update().filter(pk=run.pk, state__in=states).first()
    if found is None:
        raise ImportRunOver
    return found


def _first_fields(table: Table, instead_of: ImportRun | None) -> list[str]:
    """Keep what was chosen for headings of the file before; recognise the others."""
    chosen: dict[int, str] = {}
    if instead_of is not None:
        before = dict(zip(instead_of.columns, instead_of.fields, strict=False))
        chosen = {
            place: before[heading]
            for place, heading in enumerate(table.columns)
            if heading in before
        }
    columns = map_columns(table.file, table.heading_line or 1, table.columns, chosen)
    return [columns.field_at(place) for place in range(len(table.columns))]


def _ask(run: ImportRun, state: str) -> None:
    now = timezone.now()
    run.state, run.part, run.rows_done, run.attempt_count = state, "", 0, 0
    run.asked_at = run.moved_at = now
    run.save()
    _go_on(run)


def _go_on(run: ImportRun) -> None:
    if run.is_small:
        transaction.on_commit(lambda: work_on(run_id=str(run.pk)))
    else:
        later(work_on_import, run_id=str(run.pk))


def _read(run: ImportRun, table: Table) -> Reading:
    def move(part: str, rows: int) -> None:
        if rows % MOVED_EVERY_ROWS == 0:
            ImportRun.objects.filter(pk=run.pk, asked_at=run.asked_at).update(
                part=part, rows_done=rows, moved_at=timezone.now()
            )

    chosen: Mapping[int, str] = dict(enumerate(run.fields))
    reading = read_people(
        table, known=what_is_known(), today=time.today(), chosen=chosen, progress=move
    )
    ImportRun.objects.filter(pk=run.pk, asked_at=run.asked_at).update(
        part="writing" if run.state == State.IMPORTING else "comparing",
        rows_done=reading.read,
        moved_at=timezone.now(),
    )
    return reading


def _first_rows(table: Table) -> list[list[str]]:
    rows = (row for row in table.rows() if isinstance(row, Row))
    return [[cell[:80] for cell in row.cells] for row in islice(rows, FIRST_ROWS)]


def _finish(run: ImportRun, reading: Reading, first_rows: list[list[str]]) -> None:
    if run.state == State.CHECKING:
        result = check_people(actor=run.started_by, reading=reading, is_complete=run.is_complete)
        _keep(run, result, first_rows, State.READY)
        return
    with transaction.atomic():
        # Who comes second finds the run done: its people are written once, with it.
        mine = ImportRun.objects.select_for_update().filter(
            pk=run.pk, state=State.IMPORTING, asked_at=run.asked_at
        )
        if not mine.exists():
            return
        result = import_people(
            actor=run.started_by,
            reading=reading,
            is_complete=run.is_complete,
            makes_leavers=run.makes_leavers,
        )
        _keep(run, result, first_rows, State.READY if result.refused else State.DONE)


def _keep(run: ImportRun, result: Result, first_rows: list[list[str]], state: str) -> None:
    """Write what was found, unless something else was asked of the run meanwhile."""
    asked, run.state = run.state, state
    run.result = {"result": result.as_record(), "rows": first_rows if state != State.DONE else []}
    run.moved_at = timezone.now()
    fresh = {"state": state, "packed_result": run.packed_result, "moved_at": run.moved_at}
    if state == State.DONE:
        fresh["packed_file"] = ""
    ImportRun.objects.filter(pk=run.pk, state=asked, asked_at=run.asked_at).update(**fresh)
