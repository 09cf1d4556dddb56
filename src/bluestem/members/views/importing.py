"""The desk's import: upload a list, look at what it would change, import it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bluestem.kit.audience import STEERING, audience
from bluestem.kit.errors import Refusal
from bluestem.kit.faults import Fault, FileRefused
from bluestem.members.actions import import_runs as actions
from bluestem.members.forms.importing import ColumnsForm, UploadForm
from bluestem.members.imports.columns import LABELS
from bluestem.members.imports.result import Result
from bluestem.members.models import ImportRun
from bluestem.members.queries.importing import SHOWN_RUNS, import_run_for, import_runs_for
from bluestem.members.views.directory import wants_part
from bluestem.members.views.reader import member_of
from bluestem.members.views.subnav import desk_subnav

FAULTS_PER_PAGE = 50
SHOWN_NAMES = 200


@audience(STEERING)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def desk_import(request: HttpRequest) -> HttpResponse:
    """Take a list, or show the form for one beside the lists of the last days."""
    form = UploadForm(request.POST or None, request.FILES or None)
    faults: list[Fault] = []
    if request.method == "POST" and form.is_valid():
        try:
            run = actions.upload_list(
                actor=member_of(request),
                file_name=form.cleaned_data["file"].name,
                content=form.cleaned_data["file"].read(),
                is_complete=form.cleaned_data["is_complete"],
                instead_of=_replaced(request),
            )
            return redirect("members:desk_import_run", run.pk)
        except FileRefused as refused:
            faults = refused.faults
    context = {
        "subnav": desk_subnav(request),
        "form": form,
        "faults": faults,
        "replaced": request.POST.get("instead_of", ""),
        "runs": import_runs_for(member_of(request))[:SHOWN_RUNS],
        "steps": _steps(None),
    }
    return render(request, "members/import.html", context)


@audience(STEERING)
@never_cache
@require_safe
def desk_import_run(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Show one list: being read, ready to import with everything it would change, or imported."""
    run = _run(request, run_id)
    context = {"subnav": desk_subnav(request), "run": run, "steps": _steps(run)}
    if run.is_under_way:
        if wants_part(request):
            return render(request, "members/import_progress.html#progress", context)
        return render(request, "members/import_progress.html", context)
    if wants_part(request):  # the progress page asks; the work is over
        response = HttpResponse(status=200)
        response["HX-Refresh"] = "true"
        return response
    if run.state == ImportRun.State.FAILED:
        return render(request, "members/import_failed.html", context)
    context |= _found(request, run)
    is_done = run.state == ImportRun.State.DONE
    return render(request, f"members/import_{'done' if is_done else 'ready'}.html", context)


@audience(STEERING)
@require_POST
def desk_import_columns(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Keep which column is which field, and check the list again."""
    run = _run(request, run_id)
    form = ColumnsForm(request.POST, columns=run.columns)
    if form.is_valid():
        return _then(
            request,
            run,
            actions.choose_columns,
            fields=form.chosen,
            is_complete=form.cleaned_data["is_complete"],
        )
    messages.error(request, _("Choose one of the fields for each column."))
    return redirect("members:desk_import_run", run.pk)


@audience(STEERING)
@require_POST
def desk_import_start(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Import a list that was checked."""
    makes_leavers = request.POST.get("makes_leavers") == "on"
    return _then(request, _run(request, run_id), actions.start_import, makes_leavers=makes_leavers)


@audience(STEERING)
@require_POST
def desk_import_remove(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Remove a list without importing it."""
    run = _run(request, run_id)
    try:
        actions.remove_list(actor=member_of(request), run=run)
        messages.success(request, _("The list is removed. Nothing was imported."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("members:desk_import_run", run.pk)
    return redirect("members:desk_import")


def _run(request: HttpRequest, run_id: UUID) -> ImportRun:
    try:
        return import_run_for(member_of(request), run_id)
    except ImportRun.DoesNotExist:
        raise Http404 from None


def _replaced(request: HttpRequest) -> ImportRun | None:
    """Return the run whose file is handed in anew, if there still is one."""
    try:
        return import_run_for(member_of(request), UUID(request.POST.get("instead_of", "")))
    except (ValueError, ImportRun.DoesNotExist):
        return None


def _then(
    request: HttpRequest, run: ImportRun, action: Any, **choices: Any
) -> HttpResponseRedirect:
    try:
        action(actor=member_of(request), run=run, **choices)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("members:desk_import_run", run.pk)


def _steps(run: ImportRun | None) -> list[dict[str, Any]]:
    state = ImportRun.State
    here = 0 if run is None else 2 if run.state in {state.IMPORTING, state.DONE} else 1
    is_over = run is not None and run.state == state.DONE
    return [
        {"words": words, "is_done": place < here or is_over, "is_current": place == here}
        for place, words in enumerate((_("Upload"), _("Look"), _("Import")))
    ]


def _found(request: HttpRequest, run: ImportRun) -> dict[str, Any]:
    """Return what a check or import found, as the page shows it."""
    stored = run.result
    result = Result.from_record(stored["result"])
    initial = {f"column_{place}": field for place, field in enumerate(run.fields)}
    return {
        "result": result,
        "figures": [
            {"value": result.read, "words": _("rows read")},
            {"value": result.new, "words": _("new people")},
            {"value": result.changed, "words": _("changed")},
            {"value": result.unchanged, "words": _("unchanged")},
        ],
        "faults": Paginator(result.refused, FAULTS_PER_PAGE).get_page(request.GET.get("page")),
        "columns": [
            {"label": heading or "–", "below": LABELS.get(field, _("left out"))}
            for heading, field in zip(run.columns, run.fields, strict=False)
        ],
        "rows": stored["rows"],
        "absent": result.absent[:SHOWN_NAMES],
        "absent_more": max(len(result.absent) - SHOWN_NAMES, 0),
        "leaver_count": len(result.absent) - len(result.protected),
        "changes": result.new + result.changed,
        "form": ColumnsForm(
            initial={**initial, "is_complete": run.is_complete}, columns=run.columns
        ),
        "upload_form": UploadForm(initial={"is_complete": run.is_complete}),
    }
