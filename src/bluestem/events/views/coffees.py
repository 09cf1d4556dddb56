"""The groups of a coffee on the desk: formed, looked at, changed by hand, told."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from bluestem.events import actions
from bluestem.events.forms.coffees import GroupSizeForm, MoveForm
from bluestem.events.models import Event
from bluestem.events.queries.coffees import coffee_for, tables_of
from bluestem.events.views.reader import me, step
from bluestem.kit.audience import STEERING, audience

PAGE = "events:coffee_groups"


@audience(STEERING)
@require_http_methods(["GET", "HEAD", "POST"])
def coffee_groups(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the groups beside how few repeats there could be; its button forms them."""
    found = _coffee(request, slug)
    form = GroupSizeForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _page(request, found, form=form)
    size = form.cleaned_data["size"]
    return step(
        request,
        lambda: actions.form_coffee_groups(actor=me(request), event=found, size=size),
        _("The groups are formed. Nobody knows of them yet."),
        PAGE,
        slug,
    )


@audience(STEERING)
@require_POST
def coffee_groups_move(request: HttpRequest, slug: str) -> HttpResponse:
    """Move one person to another group."""
    found = _coffee(request, slug)
    move_form = MoveForm(request.POST, event=found, tables=tables_of(found))
    if not move_form.is_valid():
        return _page(request, found, move_form=move_form)
    return step(
        request,
        lambda: actions.move_to_coffee_group(
            actor=me(request), event=found, **move_form.cleaned_data
        ),
        _("Moved."),
        PAGE,
        slug,
    )


@audience(STEERING)
@require_POST
def coffee_groups_fill(request: HttpRequest, slug: str) -> HttpResponse:
    """Put those without a group into the smallest ones."""
    found = _coffee(request, slug)
    return step(
        request,
        lambda: actions.fill_coffee_groups(actor=me(request), event=found),
        _("Everybody with a place has a group."),
        PAGE,
        slug,
    )


@audience(STEERING)
@require_POST
def coffee_groups_tell(request: HttpRequest, slug: str) -> HttpResponse:
    """Write to everybody who does not know her group yet."""
    found = _coffee(request, slug)

    def deed() -> None:
        told = actions.tell_coffee_groups(actor=me(request), event=found)
        said = ngettext(
            "%(count)d letter is on its way.", "%(count)d letters are on their way.", told
        )
        messages.success(request, said % {"count": told})

    return step(request, deed, "", PAGE, slug)


def _coffee(request: HttpRequest, slug: str) -> Event:
    try:
        return coffee_for(me(request), slug)
    except Event.DoesNotExist:
        raise Http404 from None


def _page(
    request: HttpRequest,
    found: Event,
    form: GroupSizeForm | None = None,
    move_form: MoveForm | None = None,
) -> HttpResponse:
    tables = tables_of(found)
    context = {
        "event": found,
        "tables": tables,
        "form": form or GroupSizeForm(),
        "move_form": move_form or MoveForm(event=found, tables=tables),
    }
    return render(request, "events/coffee_groups.html", context)
