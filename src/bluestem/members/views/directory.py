"""The directory, and the departments with their members."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from bluestem.community.queries import the_community
from bluestem.kit.audience import MEMBER, audience
from bluestem.members import rules
from bluestem.members.forms.directory import DirectoryForm
from bluestem.members.models import Department
from bluestem.members.queries import people as people_queries
from bluestem.members.queries.directory import (
    PEOPLE_PER_PAGE,
    page_of,
    profiles,
)
from bluestem.members.queries.directory import (
    directory as directory_query,
)
from bluestem.members.views.reader import member_of


def wants_part(request: HttpRequest) -> bool:
    """Whether htmx asks for the list alone; going back in the history asks for the page."""
    htmx: Any = getattr(request, "htmx", None)
    return bool(htmx) and not htmx.history_restore_request


@audience(MEMBER)
@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """List the members this reader may know of, narrowed by what she looks for."""
    circle = rules.circle_of(member_of(request))
    form = DirectoryForm(request.GET)
    wanted = form.wanted()
    found = directory_query(circle, wanted)
    page = page_of(found, request.GET.get("page"), PEOPLE_PER_PAGE)
    context = {
        "form": form,
        "page": page,
        "people": profiles(list(page), circle),
        "is_whole": wanted.is_empty and not form.errors,
    }
    part = "#people" if wants_part(request) else ""
    response = render(request, f"members/directory.html{part}", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@audience(MEMBER)
@require_safe
def department_list(request: HttpRequest) -> HttpResponse:
    """Show each department's members beside its headcount, small numbers hidden."""
    threshold = the_community().small_cell_threshold
    headcounts = people_queries.department_headcounts(threshold)
    groups = [
        (label, [h for h in headcounts if h.department and h.department.group == group])
        for group, label in Department.Group.choices
    ]
    context = {
        "groups": [(label, members) for label, members in groups if members],
        "without": next((h for h in headcounts if h.department is None), None),
        "threshold": threshold,
        "can_edit": rules.can_edit_departments(member_of(request)),
    }
    return render(request, "members/department_list.html", context)
