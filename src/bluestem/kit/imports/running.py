"""An import in the browser, step by step: checked, columns chosen, imported, removed.

Small files are worked on at once, large ones by a task. Truth is in the row: what a killed worker
left is found by a sweep, and working twice on the same run changes nothing.

A room's actions open the transaction, ask for the right and write the audit around these steps.
"""

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any, Protocol

from django.db import transaction
from django.utils import timezone, translation

from bluestem.kit.errors import Refusal
from bluestem.kit.imports.columns import NOTHING, Fields
from bluestem.kit.imports.errors import ImportRunOver
from bluestem.kit.imports.models import MAX_ATTEMPTS, ImportRun, RunState
from bluestem.kit.imports.reading import Progress, Reading
from bluestem.kit.imports.result import REFUSED, Result
from bluestem.kit.tables import Row, Table

FIRST_ROWS = 5
MOVED_EVERY_ROWS = 5000
KEPT_FOR = dt.timedelta(days=1)
RESULTS_KEPT_FOR = dt.timedelta(days=30)
STILL_FOR = dt.timedelta(minutes=5)  # longer than any import writes
TAKEN_UP_AT_ONCE = 20


class Source(Protocol):
    """A file that was opened: a table, or what a room can read besides."""

    @property
    def file(self) -> str: ...
    @property
    def columns(self) -> Sequence[str]: ...
    @property
    def heading_line(self) -> int: ...


class ListWork[Run: ImportRun, Opened: Source, Read: Reading](ABC):
    """What is done with uploaded lists of one kind; a room says how they are read and written."""

    model: type[Run]
    fields: Fields

    @abstractmethod
    def open(self, content: bytes, name: str) -> Opened:
        """Return the opened file. Raises: FileRefused."""

    @abstractmethod
    def read(self, run: Run, opened: Opened, chosen: Mapping[int, str], progress: Progress) -> Read:
        """Read the whole file."""

    @abstractmethod
    def check(self, run: Run, reading: Read) -> Result:
        """Say what an import would change."""

    @abstractmethod
    def write(self, run: Run, reading: Read) -> Result:
        """Import it."""

    @abstractmethod
    def zone(self) -> dt.tzinfo:
        """Return the zone in which the file's days and hours are read."""

    @abstractmethod
    def enqueue(self, run_id: str) -> None:
        """Let a worker call `work_on` once the transaction is committed."""

    def begin(
        self, *, file_name: str, content: bytes, instead_of: Run | None, **values: Any
    ) -> Run:
        """Keep a file and have it checked; a corrected one keeps the columns that were chosen.

        Raises: FileRefused.
        """
        name = file_name.replace("\0", "")[:200]
        opened = self.open(content, name)
        now = timezone.now()
        run = self.model(
            language=translation.get_language() or "en",
            file_name=name,
            columns=list(opened.columns),
            fields=self._first_fields(opened, instead_of),
            uploaded_at=now,
            asked_at=now,
            moved_at=now,
            **values,
        )
        run.content = content
        run.save()
        if instead_of is not None:
            self._all().filter(pk=instead_of.pk).exclude(state=RunState.DONE).delete()
        self._go_on(run)
        return run

    def choose(self, *, run: Run, fields: Sequence[str], **values: Any) -> Run:
        """Keep which column is which field, and have the file checked again.

        Raises: ImportRunOver.
        """
        run = self._locked(run, RunState.READY, RunState.CHECKING)
        width = len(run.columns)
        known = [field if field in self.fields.names else NOTHING for field in fields]
        run.fields = (known + [NOTHING] * width)[:width]
        self._ask(run, RunState.CHECKING, values)
        return run

    def start(self, *, run: Run, **values: Any) -> Run:
        """Import a file that was checked and has no faults.

        Raises: ImportRunOver.
        """
        run = self._locked(run, RunState.READY)
        if run.result["result"]["status"] == REFUSED:
            raise ImportRunOver
        self._ask(run, RunState.IMPORTING, values)
        return run

    def remove(self, *, run: Run) -> Run:
        """Remove a file that is not imported; returns what it was.

        Raises: ImportRunOver.
        """
        run = self._locked(run, RunState.READY, RunState.CHECKING, RunState.FAILED)
        key = run.pk
        run.delete()
        run.pk = key
        return run

    def work_on(self, run_id: str) -> None:
        """Check or import a run, whichever was asked; one that is over, or gone, is left alone."""
        run = self._all().filter(pk=run_id, state__in=ImportRun.UNDER_WAY).first()
        if run is None:
            return
        if run.attempt_count >= MAX_ATTEMPTS:
            self._as_asked(run).update(state=RunState.FAILED)
            return
        self._all().filter(pk=run.pk).update(
            attempt_count=run.attempt_count + 1, moved_at=timezone.now()
        )
        with translation.override(run.language), timezone.override(self.zone()):
            try:
                opened = self.open(run.content, run.file_name)
                reading = self._read(run, opened)
                self._finish(run, reading, self.first_rows(opened))
            except Refusal:
                # It could be opened when it was uploaded, and she had the right.
                self._as_asked(run).update(state=RunState.FAILED)

    def resume(self) -> int:
        """Take up runs that nobody has worked on for minutes; return how many."""
        still = self._all().filter(
            state__in=ImportRun.UNDER_WAY, moved_at__lt=timezone.now() - STILL_FOR
        )
        ids = [str(key) for key in still.values_list("pk", flat=True)[:TAKEN_UP_AT_ONCE]]
        for key in ids:
            self.enqueue(key)
        return len(ids)

    def remove_old(self) -> None:
        """Remove files that nobody imported within a day, and results after thirty."""
        now = timezone.now()
        late = self._all().exclude(state=RunState.DONE).filter(asked_at__lt=now - KEPT_FOR)
        late.delete()
        self._all().filter(asked_at__lt=now - RESULTS_KEPT_FOR).delete()

    def first_rows(self, opened: Opened) -> list[list[str]]:
        """Return the first rows as the page shows them beside their headings."""
        if not isinstance(opened, Table):
            return []
        rows = (row for row in opened.rows() if isinstance(row, Row))
        return [[cell[:80] for cell in row.cells] for row in islice(rows, FIRST_ROWS)]

    def _all(self) -> Any:
        return self.model._default_manager.all()

    def _as_asked(self, run: Run) -> Any:
        """The run, unless something else was asked of it meanwhile."""
        return self._all().filter(pk=run.pk, asked_at=run.asked_at)

    def _locked(self, run: Run, *states: str) -> Run:
        found: Run | None = (
            self._all().select_for_update().filter(pk=run.pk, state__in=states).first()
        )
        if found is None:
            raise ImportRunOver
        return found

    def _first_fields(self, opened: Opened, instead_of: Run | None) -> list[str]:
        """Keep what was chosen for headings of the file before; recognise the others."""
        chosen: dict[int, str] = {}
        if instead_of is not None:
            before = dict(zip(instead_of.columns, instead_of.fields, strict=False))
            chosen = {
                place: before[heading]
                for place, heading in enumerate(opened.columns)
                if heading in before
            }
        line = opened.heading_line or 1
        columns = self.fields.map_columns(opened.file, line, opened.columns, chosen)
        return [columns.field_at(place) for place in range(len(opened.columns))]

    def _ask(self, run: Run, state: str, values: Mapping[str, Any]) -> None:
        for name, value in values.items():
            setattr(run, name, value)
        now = timezone.now()
        run.state, run.part, run.rows_done, run.attempt_count = state, "", 0, 0
        run.asked_at = run.moved_at = now
        run.save()
        self._go_on(run)

    def _go_on(self, run: Run) -> None:
        key = str(run.pk)
        if run.is_small:
            transaction.on_commit(lambda: self.work_on(key))
        else:
            self.enqueue(key)

    def _read(self, run: Run, opened: Opened) -> Read:
        def move(part: str, rows: int) -> None:
            if rows % MOVED_EVERY_ROWS == 0:
                self._as_asked(run).update(part=part, rows_done=rows, moved_at=timezone.now())

        reading = self.read(run, opened, dict(enumerate(run.fields)), move)
        self._as_asked(run).update(
            part="writing" if run.state == RunState.IMPORTING else "comparing",
            rows_done=reading.read,
            moved_at=timezone.now(),
        )
        return reading

    def _finish(self, run: Run, reading: Read, first_rows: list[list[str]]) -> None:
        if run.state == RunState.CHECKING:
            self._keep(run, self.check(run, reading), first_rows, RunState.READY)
            return
        with transaction.atomic():
            # Who comes second finds the run done: its rows are written once, with it.
            mine = self._as_asked(run).select_for_update().filter(state=RunState.IMPORTING)
            if not mine.exists():
                return
            result = self.write(run, reading)
            self._keep(run, result, first_rows, RunState.READY if result.refused else RunState.DONE)

    def _keep(self, run: Run, result: Result, first_rows: list[list[str]], state: str) -> None:
        """Write what was found, unless something else was asked of the run meanwhile."""
        asked, run.state = run.state, state
        rows = first_rows if state != RunState.DONE else []
        run.result = {"result": result.as_record(), "rows": rows}
        run.moved_at = timezone.now()
        fresh = {"state": state, "packed_result": run.packed_result, "moved_at": run.moved_at}
        if state == RunState.DONE:
            fresh["packed_file"] = ""
        self._as_asked(run).filter(state=asked).update(**fresh)
