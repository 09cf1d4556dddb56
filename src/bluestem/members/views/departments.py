"""The lists people choose from, as steering edits them: departments, institutions, interests."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bluestem.community.queries import the_community
from bluestem.kit.audience import STEERING, audience
from bluestem.kit.errors import Refusal
from bluestem.members import rules
from bluestem.members.actions import departments as actions
from bluestem.members.forms.departments import DepartmentForm, InstitutionForm, InterestForm
from bluestem.members.models import Department, Institution, Interest
from bluestem.members.queries import people
from bluestem.members.views.reader import member_of
from bluestem.members.views.subnav import desk_subnav

NEW = "new"


@dataclass(frozen=True)
class Listed:
    """One of the three lists: its table, form, action and page."""

    model: type[Department] | type[Institution] | type[Interest]
    form: type[DepartmentForm] | type[InstitutionForm] | type[InterestForm]
    save: Callable[..., Any]
    name: str
    address: str
    title: str | Promise
    new_title: str | Promise


KINDS = {
    "departments": Listed(
        Department,
        DepartmentForm,
        actions.save_department,
        "department",
        "members:desk_departments",
        gettext_lazy("Departments"),
        gettext_lazy("New department"),
    ),
    "institutions": Listed(
        Institution,
        InstitutionForm,
        actions.save_institution,
        "institution",
        "members:desk_institutions",
        gettext_lazy("Institutions"),
        gettext_lazy("New institution"),
    ),
    "interests": Listed(
        Interest,
        InterestForm,
        actions.save_interest,
        "interest",
        "members:desk_interests",
        gettext_lazy("Interests"),
        gettext_lazy("New interest"),
    ),
}


@audience(STEERING)
@require_safe
def desk_departments(request: HttpRequest) -> HttpResponse:
    """List departments with members, headcount, its date and its source."""
    headcounts = people.department_headcounts(the_community().small_cell_threshold)
    context = {
        "subnav": desk_subnav(request),
        "headcounts": [each for each in headcounts if each.department],
        "threshold": the_community().small_cell_threshold,
    }
    return render(request, "members/desk_departments.html", context)


@audience(STEERING)
@require_safe
def desk_institutions(request: HttpRequest) -> HttpResponse:
    """List institutions: those offered to everybody, and those a member typed."""
    circle = rules.circle_of(member_of(request))
    found = list(people.offered_institutions(circle))
    context = {
        "subnav": desk_subnav(request),
        "typed": [each for each in found if not each.is_offered],
        "offered": [each for each in found if each.is_offered],
    }
    return render(request, "members/desk_institutions.html", context)


@audience(STEERING)
@require_safe
def desk_interests(request: HttpRequest) -> HttpResponse:
    """List the interests members can choose."""
    context = {"subnav": desk_subnav(request), "interests": people.interests_by_name()}
    return render(request, "members/desk_interests.html", context)


def _item(request: HttpRequest, kind: str, item_id: str) -> Any:
    """Return the row to edit, or a new one.

    Raises: Http404; an institution that somebody typed and hides is not there.
    """
    if item_id == NEW:
        return KINDS[kind].model()
    rows: Any = KINDS[kind].model.objects.all()
    if kind == "institutions":
        rows = people.offered_institutions(rules.circle_of(member_of(request)))
    found = rows.filter(pk=item_id).first() if item_id.isdecimal() and len(item_id) < 18 else None
    if found is None:
        raise Http404
    return found


@audience(STEERING)
@require_http_methods(["GET", "HEAD", "POST"])
def listed_edit(request: HttpRequest, kind: str, item_id: str) -> HttpResponse:
    """Write a department, institution or interest, new or known."""
    item = _item(request, kind, item_id)
    listed = KINDS[kind]
    form = listed.form(request.POST if request.method == "POST" else None, item=item)
    if form.is_bound and form.is_valid():
        listed.save(actor=member_of(request), **{listed.name: item}, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect(listed.address)
    context = {
        "subnav": desk_subnav(request),
        "form": form,
        "listed": listed,
        "item": item if item.pk else None,
        "back": reverse(listed.address),
        "removal": reverse(f"members:{listed.name}_remove", args=[item_id]),
    }
    return render(request, "members/listed_edit.html", context)


@audience(STEERING)
@require_POST
def listed_remove(request: HttpRequest, kind: str, item_id: str) -> HttpResponse:
    """Take one off its list."""
    item = _item(request, kind, item_id)
    if item.pk is None:
        raise Http404
    try:
        actions.remove(actor=member_of(request), item=item)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(f"members:{KINDS[kind].name}_edit", item_id)
    messages.success(request, _("Removed."))
    return redirect(KINDS[kind].address)
