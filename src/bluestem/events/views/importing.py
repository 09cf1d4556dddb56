"""The desk's import of events: upload a list, look at what it would change, import it."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bluestem.events.actions import import_runs as actions
from bluestem.events.forms.importing import ColumnsForm, UploadForm
from bluestem.events.imports.columns import EVENTS
from bluestem.events.imports.result import Result
from bluestem.events.models import ImportRun
from bluestem.events.queries.importing import import_runs_for
from bluestem.events.views.reader import me
from bluestem.kit.audience import STEERING, audience
from bluestem.kit.imports.pages import ListPages


class _Pages(ListPages[ImportRun, Result]):
    space, folder, fields, result = "events", "events", EVENTS, Result
    upload_form, columns_form = UploadForm, ColumnsForm

    def runs(self, request: HttpRequest) -> QuerySet[ImportRun]:
        return import_runs_for(me(request))

    def words(self, request: HttpRequest) -> dict[str, Any]:
        return {
            "all_words": _("Import events"),
            "failed_words": _(
                "It was tried three times and nothing was written. Upload it again; if that does "
                "not help either, use the command bluestem import events, which says why."
            ),
        }

    def comparing_words(self, rows: int) -> str:
        words = _("All %(rows)s rows are read; now they are compared with the events.")
        return words % {"rows": rows}

    def upload_list(self, request: HttpRequest, **values: Any) -> ImportRun:
        return actions.upload_list(actor=me(request), **values)

    def choose_columns(self, request: HttpRequest, run: ImportRun, **values: Any) -> ImportRun:
        return actions.choose_columns(actor=me(request), run=run, **values)

    def start_import(self, request: HttpRequest, run: ImportRun) -> ImportRun:
        return actions.start_import(actor=me(request), run=run)

    def remove_list(self, request: HttpRequest, run: ImportRun) -> ImportRun:
        return actions.remove_list(actor=me(request), run=run)

    def initial(self, run: ImportRun) -> dict[str, Any]:
        return {"is_publishing": run.is_publishing}

    def found(self, request: HttpRequest, run: ImportRun, result: Result) -> dict[str, Any]:
        return {
            "figures": [
                {"value": result.read, "words": _("events read")},
                {"value": result.new, "words": _("new events")},
                {"value": result.changed, "words": _("changed")},
                {"value": result.unchanged, "words": _("unchanged")},
            ],
            "shown": [_row(row) for row in result.shown],
            "shown_more": result.new + result.changed - len(result.shown),
        }


def _row(stored: dict[str, Any]) -> dict[str, Any]:
    """Return one event as the page shows it."""
    fields = [
        {**each, "label": EVENTS.labels.get(each["field"], _("State"))} for each in stored["fields"]
    ]
    moments = {name: dt.datetime.fromisoformat(stored[name]) for name in ("starts_at", "ends_at")}
    return {**stored, **moments, "fields": fields}


PAGES = _Pages()


@audience(STEERING)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def desk_import(request: HttpRequest) -> HttpResponse:
    """Take a list, or show the form for one beside the lists of the last days."""
    return PAGES.upload(request)


@audience(STEERING)
@never_cache
@require_safe
def desk_import_run(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Show one list: being read, ready to import with everything it would change, or imported."""
    return PAGES.show(request, run_id)


@audience(STEERING)
@require_POST
def desk_import_columns(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Keep which column is which field, and check the list again."""
    return PAGES.columns(request, run_id)


@audience(STEERING)
@require_POST
def desk_import_start(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Import a list that was checked."""
    return PAGES.start(request, run_id)


@audience(STEERING)
@require_POST
def desk_import_remove(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Remove a list without importing it."""
    return PAGES.remove(request, run_id)
