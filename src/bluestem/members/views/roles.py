"""Roles with their terms: the list with its history, giving and ending."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bluestem.community.queries import the_community
from bluestem.kit.audience import STEERING, audience
from bluestem.kit.errors import Refusal
from bluestem.members import rules
from bluestem.members.actions.roles import end_role as end_role_action
from bluestem.members.actions.roles import give_role as give_role_action
from bluestem.members.forms.roles import EndRoleForm, GiveRoleForm
from bluestem.members.models import Role, Visibility
from bluestem.members.queries import desk, people
from bluestem.members.queries.directory import page_of
from bluestem.members.views.desk_members import managed
from bluestem.members.views.reader import member_of
from bluestem.members.views.subnav import desk_subnav

ROLES_PER_PAGE = 50


@audience(STEERING)
@require_safe
def role_list(request: HttpRequest) -> HttpResponse:
    """List who is trusted with what, until when, and who was."""
    circle = rules.circle_of(member_of(request))
    over = page_of(desk.roles_over(), request.GET.get("page"), ROLES_PER_PAGE)
    present = desk.roles_now_and_later()
    context = {
        "subnav": desk_subnav(request),
        "kinds": [
            (label, [_shown(role, circle) for role in present if role.kind == kind])
            for kind, label in Role.Kind.choices
        ],
        "page": over,
        "over": [_shown(role, circle) for role in over],
        "is_single": people.steering_member_count() == 1,
        "needs_approval": the_community().needs_approval,
    }
    return render(request, "members/role_list.html", context)


def _shown(role: Role, circle: Visibility) -> dict[str, object]:
    person = people.profile_of(role.member, circle, with_all=False)
    return {"role": role, "person": person}


@audience(STEERING)
@require_http_methods(["GET", "HEAD", "POST"])
def role_give(request: HttpRequest, member_id: str) -> HttpResponse:
    """Trust a member with a role for a term."""
    member = managed(request, member_id)
    form = GiveRoleForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            give_role_action(actor=member_of(request), member=member, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The role is given, and a letter says so."))
            return redirect("members:desk_member", member_id)
    context = {
        "subnav": desk_subnav(request),
        "form": form,
        "person": people.profile_of(member, rules.circle_of(member_of(request))),
    }
    return render(request, "members/role_give.html", context)


@audience(STEERING)
@require_http_methods(["GET", "HEAD", "POST"])
def role_end(request: HttpRequest, role_id: int) -> HttpResponse:
    """End a role on a day."""
    try:
        role = desk.role_for(member_of(request), role_id)
    except (Role.DoesNotExist, OverflowError):
        raise Http404 from None
    form = EndRoleForm(request.POST if request.method == "POST" else None, role=role)
    if form.is_bound and form.is_valid():
        try:
            end_role_action(actor=member_of(request), role=role, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The role has its end, and a letter says so."))
            return redirect("members:role_list")
    circle = rules.circle_of(member_of(request))
    context = {"subnav": desk_subnav(request), "form": form, **_shown(role, circle)}
    return render(request, "members/role_end.html", context)
