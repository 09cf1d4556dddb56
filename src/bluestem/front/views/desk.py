"""The organisers' desk: what needs somebody, and what happened."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bluestem.front.queries.desk import WEEK, shortcuts_for, week_figures
from bluestem.front.queries.team import roles_ending
from bluestem.front.views.reader import member_of
from bluestem.kit import time
from bluestem.kit.attention import items_for
from bluestem.kit.audience import ORGANISER, STEERING, audience

NOON, EVENING = 12, 18


@audience(ORGANISER)
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Start with what needs someone, sorted by time, each with the one button that does it."""
    organiser = member_of(request)
    context = {
        "greeting": _greeting(),
        "first_name": organiser.name.split(" ")[0],
        "today": time.today(),
        "items": items_for(organiser),
        "shortcuts": shortcuts_for(organiser),
        "figures": week_figures(),
        "since": time.today() - WEEK,
        "roles_ending": roles_ending() if STEERING in organiser.audiences else [],
    }
    return render(request, "front/desk.html", context)


def _greeting() -> str:
    hour = timezone.localtime(time.now()).hour
    if hour < NOON:
        return _("Good morning")
    return _("Good afternoon") if hour < EVENING else _("Good evening")
