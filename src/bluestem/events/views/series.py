"""Series on the desk: their rules, their texts, what a new event begins with."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bluestem.events import actions
from bluestem.events.forms.series import (
    NEW_SERIES,
    SeriesForm,
    usual_to_dos_form,
    usual_to_dos_in,
)
from bluestem.events.models import Series
from bluestem.events.rules import kinds_of
from bluestem.events.views.reader import me
from bluestem.events.views.running import MANAGERS
from bluestem.kit.audience import audience
from bluestem.kit.errors import Refusal


@audience(*MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def series_list(request: HttpRequest) -> HttpResponse:
    """Show the series; its button makes the usual ones where there are none."""
    if request.method == "POST":
        actions.make_default_series(actor=me(request))
        messages.success(request, _("The usual series are there. Change what is different here."))
        return redirect("events:series_list")
    context = {"all_series": Series.objects.all()}
    return render(request, "events/series_list.html", context)


@audience(*MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def series_new(request: HttpRequest) -> HttpResponse:
    """Make a series of the community's own."""

    def deed(values: dict[str, Any]) -> object:
        slug = _free_slug(values["name_en"])
        return actions.make_series(actor=me(request), slug=slug, **values)

    return _editor(request, None, NEW_SERIES, deed)


@audience(*MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def series_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change a series."""
    hers = Series.objects.filter(kind__in=kinds_of(me(request)))
    found = hers.filter(slug=slug.replace("\0", "")).first()
    if found is None:
        raise Http404
    initial = {name: getattr(found, name) for name in SeriesForm.Meta.fields}

    def deed(values: dict[str, Any]) -> object:
        return actions.change_series(actor=me(request), series=found, **values)

    return _editor(request, found, initial, deed)


def _editor(
    request: HttpRequest,
    series: Series | None,
    initial: dict[str, Any],
    deed: Callable[[dict[str, Any]], object],
) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = SeriesForm(data, actor=me(request), initial=initial)
    rows = usual_to_dos_form(data, series)
    if data is not None and form.is_valid() & rows.is_valid():
        try:
            deed({**form.cleaned_data, "usual_to_dos": usual_to_dos_in(rows)})
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("events:series_list")
    context = {"form": form, "rows": rows, "series": series}
    return render(request, "events/series_edit.html", context)


def _free_slug(name: str) -> str:
    base = slugify(name)[:50] or "series"
    taken = set(Series.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    slug, number = base, 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug
