"""What belongs to one event, row by row on the desk: its to-dos and the parts of its programme."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bluestem.events import actions
from bluestem.events.forms.running import PartForm, ToDoForm
from bluestem.events.models import Event, Part, ToDo
from bluestem.events.views.desk_page import desk_page
from bluestem.events.views.reader import desk_address, fetched, me, row_of, step
from bluestem.events.views.running import MANAGERS
from bluestem.kit.audience import audience
from bluestem.kit.forms import Form, ModelForm


@audience(*MANAGERS)
@require_POST
def to_do_add(request: HttpRequest, slug: str) -> HttpResponse:
    """Add something to do, and tell whoever is given it."""
    found = fetched(request, slug, to="manage")
    form = ToDoForm(request.POST, prefix="to_do", event=found)
    if not form.is_valid():
        return desk_page(request, found, to_do_form=form)
    return step(
        request,
        lambda: actions.add_to_do(actor=me(request), event=found, **form.cleaned_data),
        _("Added."),
        desk_address(slug, "to-dos"),
    )


@audience(*MANAGERS)
@require_POST
def to_do_tick(request: HttpRequest, slug: str, to_do_id: int) -> HttpResponse:
    """Tick something off, or take the tick back."""
    found = fetched(request, slug, to="manage")
    to_do = row_of(found, ToDo, to_do_id)
    is_done = request.POST.get("do") != "undo"
    return step(
        request,
        lambda: actions.tick_to_do(actor=me(request), to_do=to_do, is_done=is_done),
        "",
        desk_address(slug, "to-dos"),
    )


@audience(*MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def to_do_edit(request: HttpRequest, slug: str, to_do_id: int) -> HttpResponse:
    """Change what is to do, until when and by whom, or remove it."""
    found = fetched(request, slug, to="manage")
    to_do = row_of(found, ToDo, to_do_id)
    initial = {"words": to_do.words, "due_on": to_do.due_on, "owner": to_do.owner_id}
    form = ToDoForm(_data(request), event=found, initial=initial)

    def change() -> object:
        return actions.change_to_do(actor=me(request), to_do=to_do, **form.cleaned_data)

    def remove() -> object:
        return actions.remove_to_do(actor=me(request), to_do=to_do)

    return edit_row(
        request, found, form, section="to-dos", heading=to_do.words, change=change, remove=remove
    )


@audience(*MANAGERS)
@require_POST
def part_add(request: HttpRequest, slug: str) -> HttpResponse:
    """Add a part to the programme."""
    found = fetched(request, slug, to="manage")
    form = PartForm(request.POST, prefix="part")
    if not form.is_valid():
        return desk_page(request, found, part_form=form)
    return step(
        request,
        lambda: actions.add_part(actor=me(request), event=found, **form.cleaned_data),
        _("Added."),
        desk_address(slug, "parts"),
    )


@audience(*MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def part_edit(request: HttpRequest, slug: str, part_id: int) -> HttpResponse:
    """Change a part of the programme, or remove it."""
    found = fetched(request, slug, to="manage")
    part = row_of(found, Part, part_id)
    initial = {name: getattr(part, name) for name in ("title_en", "title_fr")}
    form = PartForm(
        _data(request), initial={**initial, "starts_at": timezone.localtime(part.starts_at)}
    )

    def change() -> object:
        return actions.change_part(actor=me(request), part=part, **form.cleaned_data)

    def remove() -> object:
        return actions.remove_part(actor=me(request), part=part)

    return edit_row(
        request, found, form, section="parts", heading=part.title, change=change, remove=remove
    )


def _data(request: HttpRequest) -> dict[str, str] | None:
    """Return what was sent, unless the button that removes was pressed: it needs no words."""
    is_change = request.method == "POST" and request.POST.get("do") != "remove"
    return request.POST.dict() if is_change else None


def edit_row(
    request: HttpRequest,
    event: Event,
    form: Form | ModelForm,
    *,
    section: str,
    heading: str,
    change: Callable[[], object],
    remove: Callable[[], object],
) -> HttpResponse:
    """Show the form of one row, keep what it says, or remove the row."""
    back = desk_address(event.slug, section)
    if request.method == "POST" and request.POST.get("do") == "remove":
        return step(request, remove, _("Removed."), back)
    if form.is_bound and form.is_valid():
        return step(request, change, _("Saved."), back)
    context = {"event": event, "form": form, "heading": heading, "back": back}
    return render(request, "events/desk_row.html", context)
