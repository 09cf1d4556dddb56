"""Figures of events: one page, counted from records."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bluestem.community.queries import the_community
from bluestem.events import figures
from bluestem.events.models import Speaker
from bluestem.kit.audience import EVERYONE, audience


@audience(EVERYONE)
@require_safe
def event_figures(request: HttpRequest) -> HttpResponse:
    """Events by series and year, speakers by sector, places visited, who came."""
    context = {
        "figures": figures.event_figures(),
        "sectors": [label for _value, label in Speaker.Sector.choices],
        "threshold": the_community().small_cell_threshold,
    }
    return render(request, "events/event_figures.html", context)
