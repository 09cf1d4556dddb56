"""The desk's import of people: upload a list, look at what it would change, import it."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bluestem.kit.audience import STEERING, audience
from bluestem.kit.imports.pages import ListPages
from bluestem.members.actions import import_runs as actions
from bluestem.members.forms.importing import ColumnsForm, UploadForm
from bluestem.members.imports.columns import PEOPLE
from bluestem.members.imports.result import Result
from bluestem.members.models import ImportRun
from bluestem.members.queries.importing import import_runs_for
from bluestem.members.views.reader import member_of
from bluestem.members.views.subnav import desk_subnav

SHOWN_NAMES = 200


class _Pages(ListPages[ImportRun, Result]):
    space, folder, fields, result = "members", "members", PEOPLE, Result
    upload_form, columns_form = UploadForm, ColumnsForm

    def runs(self, request: HttpRequest) -> QuerySet[ImportRun]:
        return import_runs_for(member_of(request))

    def words(self, request: HttpRequest) -> dict[str, Any]:
        return {
            "all_words": _("Import people"),
            "subnav": desk_subnav(request),
            "subnav_label": _("Members"),
            "failed_words": _(
                "It was tried three times and nothing was written. Upload it again; if that does "
                "not help either, use the command bluestem import members, which says why."
            ),
        }

    def comparing_words(self, rows: int) -> str:
        words = _("All %(rows)s rows are read; now they are compared with the members.")
        return words % {"rows": rows}

    def upload_list(self, request: HttpRequest, **values: Any) -> ImportRun:
        return actions.upload_list(actor=member_of(request), **values)

    def choose_columns(self, request: HttpRequest, run: ImportRun, **values: Any) -> ImportRun:
        return actions.choose_columns(actor=member_of(request), run=run, **values)

    def start_import(self, request: HttpRequest, run: ImportRun) -> ImportRun:
        makes_leavers = request.POST.get("makes_leavers") == "on"
        return actions.start_import(actor=member_of(request), run=run, makes_leavers=makes_leavers)

    def remove_list(self, request: HttpRequest, run: ImportRun) -> ImportRun:
        return actions.remove_list(actor=member_of(request), run=run)

    def initial(self, run: ImportRun) -> dict[str, Any]:
        return {"is_complete": run.is_complete}

    def found(self, request: HttpRequest, run: ImportRun, result: Result) -> dict[str, Any]:
        return {
            "figures": [
                {"value": result.read, "words": _("rows read")},
                {"value": result.new, "words": _("new people")},
                {"value": result.changed, "words": _("changed")},
                {"value": result.unchanged, "words": _("unchanged")},
            ],
            "absent": result.absent[:SHOWN_NAMES],
            "absent_more": max(len(result.absent) - SHOWN_NAMES, 0),
            "leaver_count": len(result.absent) - len(result.protected),
        }


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
