"""The pages of an import, the same in every room: upload, look, choose columns, import, remove.

A room's views declare who they are for and hand over; what a list is called, and which of its
actions a button starts, stands in the room's `ListPages`.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from bluestem.kit.errors import Refusal
from bluestem.kit.faults import Fault, FileRefused
from bluestem.kit.imports.columns import Fields
from bluestem.kit.imports.forms import ColumnsForm, UploadForm
from bluestem.kit.imports.models import ImportRun, RunState
from bluestem.kit.imports.result import Result

FAULTS_PER_PAGE = 50
SHOWN_RUNS = 20


class ListPages[Run: ImportRun, Found: Result](ABC):
    """The pages of one kind of list; `space` names its addresses, `folder` its templates."""

    space: str
    folder: str
    fields: Fields
    result: type[Found]
    upload_form: type[UploadForm]
    columns_form: type[ColumnsForm]

    @abstractmethod
    def runs(self, request: HttpRequest) -> QuerySet[Run]:
        """Return the runs that the reader may see, newest first."""

    @abstractmethod
    def words(self, request: HttpRequest) -> dict[str, Any]:
        """Return what the pages say of this room: `all_words`, its name, and the subnav."""

    @abstractmethod
    def comparing_words(self, rows: int) -> str:
        """Return the sentence shown while so many rows are compared."""

    @abstractmethod
    def upload_list(self, request: HttpRequest, **values: Any) -> Run:
        """Keep an uploaded list. Raises: Refusal."""

    @abstractmethod
    def choose_columns(self, request: HttpRequest, run: Run, **values: Any) -> Run:
        """Keep the chosen columns. Raises: Refusal."""

    @abstractmethod
    def start_import(self, request: HttpRequest, run: Run) -> Run:
        """Import it. Raises: Refusal."""

    @abstractmethod
    def remove_list(self, request: HttpRequest, run: Run) -> Run:
        """Remove it. Raises: Refusal."""

    @abstractmethod
    def found(self, request: HttpRequest, run: Run, result: Found) -> dict[str, Any]:
        """Return what else the room shows of what was found: `figures`, its own lists."""

    @abstractmethod
    def initial(self, run: Run) -> dict[str, Any]:
        """Return what was said about the list besides its columns."""

    def upload(self, request: HttpRequest) -> HttpResponse:
        """Take a list, or show the form for one beside the lists of the last days."""
        form = self.upload_form(request.POST or None, request.FILES or None)
        faults: list[Fault] = []
        if request.method == "POST" and form.is_valid():
            said = dict(form.cleaned_data)
            file = said.pop("file")
            replaced = self._replaced(request)
            try:
                run = self.upload_list(
                    request,
                    file_name=file.name,
                    content=file.read(),
                    instead_of=replaced,
                    **said,
                )
                return redirect(self._name("_run"), run.pk)
            except FileRefused as refused:
                faults = refused.faults
        context = {
            **self._around(request, None),
            "form": form,
            "faults": faults,
            "replaced": request.POST.get("instead_of", ""),
            "runs": self._shown(request),
        }
        return render(request, f"{self.folder}/import.html", context)

    def show(self, request: HttpRequest, run_id: UUID) -> HttpResponse:
        """Show one list: being read, ready with everything it would change, or imported."""
        run = self._run(request, run_id)
        context = self._around(request, run)
        if run.is_under_way:
            context["comparing"] = self.comparing_words(run.rows_done)
            if _wants_part(request):
                return render(request, "kit/imports/progress.html#progress", context)
            return render(request, f"{self.folder}/import_progress.html", context)
        if _wants_part(request):  # the progress page asks; the work is over
            response = HttpResponse(status=200)
            response["HX-Refresh"] = "true"
            return response
        if run.state == RunState.FAILED:
            return render(request, f"{self.folder}/import_failed.html", context)
        context |= self._found(request, run)
        ending = "done" if run.state == RunState.DONE else "ready"
        return render(request, f"{self.folder}/import_{ending}.html", context)

    def columns(self, request: HttpRequest, run_id: UUID) -> HttpResponse:
        """Keep which column is which field, and check the list again."""
        run = self._run(request, run_id)
        form = self.columns_form(request.POST, columns=run.columns)
        if form.is_valid():
            chosen, further = form.chosen, form.further
            return self._then(
                request, run, lambda: self.choose_columns(request, run, fields=chosen, **further)
            )
        messages.error(request, _("Choose one of the fields for each column."))
        return redirect(self._name("_run"), run.pk)

    def start(self, request: HttpRequest, run_id: UUID) -> HttpResponse:
        """Import a list that was checked."""
        run = self._run(request, run_id)
        return self._then(request, run, lambda: self.start_import(request, run))

    def remove(self, request: HttpRequest, run_id: UUID) -> HttpResponse:
        """Remove a list without importing it."""
        run = self._run(request, run_id)
        try:
            self.remove_list(request, run)
            messages.success(request, _("The list is removed. Nothing was imported."))
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect(self._name("_run"), run.pk)
        return redirect(self._name())

    def _name(self, step: str = "") -> str:
        return f"{self.space}:desk_import{step}"

    def _run(self, request: HttpRequest, run_id: UUID) -> Run:
        try:
            return self.runs(request).defer(None).get(pk=run_id)
        except ObjectDoesNotExist:
            raise Http404 from None

    def _shown(self, request: HttpRequest) -> QuerySet[Run]:
        light = self.runs(request).defer("packed_file", "packed_result")
        return light.select_related("started_by")[:SHOWN_RUNS]

    def _replaced(self, request: HttpRequest) -> Run | None:
        """Return the run whose file is handed in anew, if there still is one."""
        try:
            return self.runs(request).get(pk=UUID(request.POST.get("instead_of", "")))
        except (ValueError, ObjectDoesNotExist):
            return None

    def _then(
        self, request: HttpRequest, run: Run, step: Callable[[], object]
    ) -> HttpResponseRedirect:
        try:
            step()
        except Refusal as refusal:
            messages.error(request, str(refusal))
        return redirect(self._name("_run"), run.pk)

    def _around(self, request: HttpRequest, run: Run | None) -> dict[str, Any]:
        addresses = {"all": reverse(self._name())}
        if run is not None:
            for step in ("run", "columns", "start", "remove"):
                addresses[step] = reverse(self._name(f"_{step}"), args=[run.pk])
        return {
            **self.words(request),
            "run": run,
            "run_name": self._name("_run"),
            "addresses": addresses,
            "steps": _steps(run),
        }

    def _found(self, request: HttpRequest, run: Run) -> dict[str, Any]:
        """Return what a check or import found, as the page shows it."""
        stored = run.result
        result = self.result.from_record(stored["result"])
        chosen = {f"column_{place}": field for place, field in enumerate(run.fields)}
        form: Form = self.columns_form(initial={**chosen, **self.initial(run)}, columns=run.columns)
        return {
            "result": result,
            "faults": Paginator(result.refused, FAULTS_PER_PAGE).get_page(request.GET.get("page")),
            "columns": [
                {"label": heading or "–", "below": self.fields.labels.get(field, _("left out"))}
                for heading, field in zip(run.columns, run.fields, strict=False)
            ],
            "rows": stored["rows"],
            "changes": result.new + result.changed,
            "form": form,
            "upload_form": self.upload_form(initial=self.initial(run)),
            **self.found(request, run, result),
        }


def _wants_part(request: HttpRequest) -> bool:
    """Whether htmx asks for the progress alone; going back in the history asks for the page."""
    htmx: Any = getattr(request, "htmx", None)
    return bool(htmx) and not htmx.history_restore_request


def _steps(run: ImportRun | None) -> list[dict[str, Any]]:
    is_over = run is not None and run.state == RunState.DONE
    importing = run is not None and run.state in {RunState.IMPORTING, RunState.DONE}
    here = 0 if run is None else 2 if importing else 1
    return [
        {"words": words, "is_done": place < here or is_over, "is_current": place == here}
        for place, words in enumerate((_("Upload"), _("Look"), _("Import")))
    ]
