"""Around one event on the desk: who is registered, and the door."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bluestem.events import actions
from bluestem.events.forms.desk import WalkInForm
from bluestem.events.models import Event, Registration
from bluestem.events.queries import everybody_of, registration_for
from bluestem.events.queries.asking import collected
from bluestem.events.queries.listing import people_at
from bluestem.events.queries.talk import registration_with_code
from bluestem.events.views.reader import fetched, me, step
from bluestem.kit import codes
from bluestem.kit.audience import MENTORING, STEERING, audience

MANAGERS = (STEERING, MENTORING)
LONGEST_SEARCH = 100
NO_CODE = "-"  # stands in an address for what holds no sign of a code


@audience(*MANAGERS)
@never_cache
@require_safe
def registration_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show who is registered and who waits, in order, and what they answered and need."""
    found = fetched(request, slug, to="manage")
    people = everybody_of(found)
    context = {"event": found, "people": people, "said": collected(found, people)}
    return render(request, "events/registration_list.html", context)


@audience(*MANAGERS)
@require_POST
def registration_file(request: HttpRequest, slug: str) -> HttpResponse:
    """Hand out who is registered, with the answers, as a table; the audit says who took it."""
    found = fetched(request, slug, to="manage")
    content = actions.export_registrations(actor=me(request), event=found)
    return file_of(content, f"registrations-{found.slug}", "csv")


def file_of(content: bytes, name: str, ending: str) -> HttpResponse:
    """Return a file that a browser keeps and no cache does."""
    kind = {"csv": "text/csv", "txt": "text/plain"}[ending]
    return HttpResponse(
        content,
        content_type=f"{kind}; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}.{ending}"',
            "Cache-Control": "private, no-store",
        },
    )


@audience(*MANAGERS)
@require_POST
def registration_cancel(
    request: HttpRequest, slug: str, registration_id: uuid.UUID
) -> HttpResponse:
    """Cancel somebody's registration for her."""
    registration = _registration(request, slug, registration_id)
    return step(
        request,
        lambda: actions.cancel(actor=me(request), registration=registration),
        _("The registration is cancelled; the next person is offered the place."),
        "events:registration_list",
        slug,
    )


@audience(*MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def door(request: HttpRequest, slug: str) -> HttpResponse:
    """Count people in from a phone: one tap each, and a name for who came without registering."""
    found = fetched(request, slug, to="manage")
    if request.method == "POST":
        form = WalkInForm(request.POST)
        form.is_valid()
        return step(
            request,
            lambda: actions.walk_in(
                actor=me(request), event=found, name=form.cleaned_data.get("name", "")
            ),
            _("Counted in."),
            "events:door",
            slug,
        )
    if request.GET.get("code"):
        code = codes.tidied(request.GET["code"]) or NO_CODE
        return redirect("events:door_scan", slug, code)
    words = request.GET.get("q", "").replace("\0", "")[:LONGEST_SEARCH]
    everybody = people_at(found)
    context = {
        "event": found,
        "people": people_at(found, words) if words else everybody,
        "words": words,
        "here": sum(each.people for each in everybody if each.is_attended),
        "expected": sum(each.people for each in everybody if not each.is_waiting),
        "form": WalkInForm(),
    }
    return render(request, "events/door.html", context)


@audience(*MANAGERS)
@require_POST
def check_in(request: HttpRequest, slug: str, registration_id: uuid.UUID) -> HttpResponse:
    """Count somebody as present, or take that back."""
    registration = _registration(request, slug, registration_id)
    is_here = request.POST.get("do") != "undo"
    return step(
        request,
        lambda: actions.check_in(actor=me(request), registration=registration, is_here=is_here),
        "",
        "events:door",
        slug,
    )


@audience(*MANAGERS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def door_scan(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Show whose code this is, from a phone's camera or typed; its button counts her in."""
    found = fetched(request, slug, to="manage")
    registration = registration_with_code(me(request), found, code)
    is_of_event = registration is not None and registration.event_id == found.pk
    if request.method == "POST" and registration is not None and is_of_event:
        is_here = request.POST.get("do") != "undo"
        return step(
            request,
            lambda: actions.check_in(actor=me(request), registration=registration, is_here=is_here),
            "",
            "events:door_scan",
            slug,
            code,
        )
    context = {
        "event": found,
        "registration": registration,
        "is_of_event": is_of_event,
        "code": codes.tidied(code),
    }
    return render(request, "events/door_scan.html", context, status=200 if registration else 404)


def _registration(request: HttpRequest, slug: str, registration_id: uuid.UUID) -> Registration:
    try:
        return registration_for(me(request), slug, registration_id)
    except (Event.DoesNotExist, Registration.DoesNotExist):
        raise Http404 from None
