"""What everyone may read: the home page, the team, and the pages steering writes."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from bluestem.community.models import Page
from bluestem.community.queries import the_community
from bluestem.community.texts import filled, filled_title, parts, sections
from bluestem.front.queries.home import numbers, public_lists
from bluestem.front.queries.team import team as team_of
from bluestem.kit import time
from bluestem.kit.audience import EVERYONE, audience
from bluestem.members.models import Role


@audience(EVERYONE)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what happens here first, then the numbers that hold it up."""
    community = the_community()
    page = get_object_or_404(Page, slug=Page.Slug.HOME)
    opening, rest = parts(page, community)
    groups = team_of(request.user)
    context = {
        "title": filled_title(page.title, community),
        "opening": opening,
        "sections": sections(rest),
        "numbers": numbers(community),
        "today": time.today(),
        "lists": public_lists(),
        "steering": next((group for group in groups if group.kind == Role.Kind.STEERING), None),
    }
    return render(request, "front/home.html", context)


@audience(EVERYONE)
@require_safe
def team(request: HttpRequest) -> HttpResponse:
    """Show who organises the community, as far as each lets it be known."""
    community = the_community()
    page = get_object_or_404(Page, slug=Page.Slug.TEAM)
    context = {
        "title": filled_title(page.title, community),
        "text": filled(page.text, community),
        "groups": team_of(request.user),
    }
    return render(request, "front/team.html", context)


@audience(EVERYONE)
@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one of the pages steering writes."""
    community = the_community()
    shown = get_object_or_404(Page, slug=slug)
    context = {
        "title": filled_title(shown.title, community),
        "text": filled(shown.text, community),
        "changed_at": shown.changed_at,
    }
    return render(request, "front/page.html", context)
