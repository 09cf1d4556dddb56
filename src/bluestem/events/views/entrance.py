"""Names for the entrance: who comes and whom they bring, as a page and as files; and sent, when."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from bluestem.events import actions
from bluestem.events.models import Event, Tour, details_of
from bluestem.events.queries.entrance import guests_of
from bluestem.events.views.reader import fetched, me, step
from bluestem.events.views.running import MANAGERS, file_of
from bluestem.kit import time
from bluestem.kit.audience import audience


@audience(*MANAGERS)
@never_cache
@require_safe
def desk_names(request: HttpRequest, slug: str) -> HttpResponse:
    """Show who comes and whom they bring, for the entrance, and by when it wants to know."""
    found = fetched(request, slug, to="manage")
    tour = _tour(found)
    guests = guests_of(found)
    context = {
        "event": found,
        "tour": tour,
        "guests": guests,
        "is_due": bool(tour.names_due_on and tour.names_due_on <= time.today()),
        "new": sum(guest.is_new for guest in guests),
        "without_name": [guest for guest in guests if not guest.name],
    }
    return render(request, "events/desk_names.html", context)


@audience(*MANAGERS)
@require_POST
def names_sent(request: HttpRequest, slug: str) -> HttpResponse:
    """Note that the entrance has the names, or take that back."""
    found = fetched(request, slug, to="manage")
    do = request.POST.get("do", "")
    return step(
        request,
        lambda: actions.note_names_sent(
            actor=me(request), event=found, are_sent=do != "undo", is_again=do == "again"
        ),
        _("Noted."),
        "events:desk_names",
        slug,
    )


@audience(*MANAGERS)
@require_POST
def names_table(request: HttpRequest, slug: str) -> HttpResponse:
    """Hand the names out as a table; the audit says who took them."""
    return _names(request, slug, is_table=True)


@audience(*MANAGERS)
@require_POST
def names_text(request: HttpRequest, slug: str) -> HttpResponse:
    """Hand the names out one a line, to be put into a mail; the audit says who took them."""
    return _names(request, slug, is_table=False)


def _names(request: HttpRequest, slug: str, *, is_table: bool) -> HttpResponse:
    found = fetched(request, slug, to="manage")
    _tour(found)
    content = actions.export_names(actor=me(request), event=found, is_table=is_table)
    return file_of(content, f"names-{found.slug}", "csv" if is_table else "txt")


def _tour(event: Event) -> Tour:
    """Return the visit whose entrance wants names; other events have no such page."""
    tour = details_of(event)
    if not isinstance(tour, Tour) or tour.names_due_on is None:
        raise Http404
    return tour
