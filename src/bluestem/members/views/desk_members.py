"""The desk's pages about people: the list, one member, what steering may do."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bluestem.kit import time
from bluestem.kit.audience import STEERING, audience
from bluestem.kit.errors import Refusal
from bluestem.members import rules
from bluestem.members.actions import approval, export
from bluestem.members.forms.directory import DeskMembersForm
from bluestem.members.forms.roles import AffiliationForm
from bluestem.members.models import AFFILIATIONS, Member
from bluestem.members.queries import desk, people
from bluestem.members.queries.directory import page_of
from bluestem.members.views.directory import wants_part
from bluestem.members.views.reader import member_of
from bluestem.members.views.subnav import desk_subnav


def managed(request: HttpRequest, member_id: str) -> Member:
    """Return the member whom steering manages on this page.

    Raises: Http404.
    """
    try:
        return people.member_for(member_of(request), member_id, to="manage")
    except Member.DoesNotExist:
        raise Http404 from None


@audience(STEERING)
@require_safe
def desk_members(request: HttpRequest) -> HttpResponse:
    """List members in a state, with what an organiser needs to know of each."""
    circle = rules.circle_of(member_of(request))
    form = DeskMembersForm(request.GET)
    state = form.wanted_state()
    found = desk.with_desk_details(desk.desk_members(state, form.words(), circle))
    page = page_of(found, request.GET.get("page"), desk.PEOPLE_PER_PAGE)
    context = {
        "subnav": desk_subnav(request),
        "form": form,
        "state": state,
        "page": page,
        "rows": [desk.desk_row(member, circle) for member in page],
        "waiting_count": desk.waiting_count(),
    }
    part = "#people" if wants_part(request) else ""
    response = render(request, f"members/desk_members.html{part}", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@audience(STEERING)
@require_safe
def desk_member(request: HttpRequest, member_id: str) -> HttpResponse:
    """Show one member with her roles, lists and what can be done."""
    return render(request, "members/desk_member.html", _desk_context(request, member_id))


def _desk_context(
    request: HttpRequest, member_id: str, form: AffiliationForm | None = None
) -> dict[str, Any]:
    member = managed(request, member_id)
    circle = rules.circle_of(member_of(request))
    fetched = desk.with_desk_details(Member.objects.select_related("department", "institution"))
    is_shown = rules.is_shown("affiliation", member, circle)
    initial = {"affiliation": member.affiliation if is_shown else ""}
    return {
        "subnav": desk_subnav(request),
        "row": desk.desk_row(fetched.get(pk=member.pk), circle, with_all=True),
        "roles": member.roles.order_by("-starts_on", "kind"),
        "today": time.today(),
        "form": form or AffiliationForm(initial=initial),
        "is_own": member.pk == member_of(request).pk,
        "is_partner": member.affiliation == AFFILIATIONS.PARTNER,
    }


def _do(
    request: HttpRequest, member_id: str, action: Callable[..., Member], done: str
) -> HttpResponse:
    """Do one thing to one member, say so, and go back to where she is shown."""
    member = managed(request, member_id)
    try:
        after = action(actor=member_of(request), member=member)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("members:desk_member", member_id)
    messages.success(request, done % {"name": after.name or _("This member")})
    if action in {approval.approve_joining, approval.decline_joining}:
        return redirect("members:desk_members")
    return redirect("members:desk_member", member_id)


@audience(STEERING)
@require_POST
def joining_approve(request: HttpRequest, member_id: str) -> HttpResponse:
    """Say yes to a joining."""
    done = _("%(name)s is a member now and has a letter of welcome.")
    return _do(request, member_id, approval.approve_joining, done)


@audience(STEERING)
@require_POST
def joining_decline(request: HttpRequest, member_id: str) -> HttpResponse:
    """Say no to a joining."""
    done = _("%(name)s has a letter that says no. Nothing else is kept.")
    return _do(request, member_id, approval.decline_joining, done)


@audience(STEERING)
@require_POST
def member_deactivate(request: HttpRequest, member_id: str) -> HttpResponse:
    """Close a membership."""
    done = _("%(name)s is deactivated, and signed out everywhere.")
    return _do(request, member_id, approval.deactivate, done)


@audience(STEERING)
@require_POST
def member_reactivate(request: HttpRequest, member_id: str) -> HttpResponse:
    """Open a closed membership."""
    done = _("%(name)s is an active member again and can sign in.")
    return _do(request, member_id, approval.reactivate, done)


@audience(STEERING)
@require_POST
def member_affiliation(request: HttpRequest, member_id: str) -> HttpResponse:
    """Change how a member belongs to the organisation."""
    form = AffiliationForm(request.POST)
    if not form.is_valid():
        context = _desk_context(request, member_id, form)
        return render(request, "members/desk_member.html", context)

    def change(*, actor: Member, member: Member) -> Member:
        chosen = form.cleaned_data["affiliation"]
        return approval.change_affiliation(actor=actor, member=member, affiliation=chosen)

    return _do(request, member_id, change, _("The affiliation of %(name)s is changed."))


@audience(STEERING)
@require_POST
def directory_export(request: HttpRequest) -> HttpResponse:
    """Hand out the directory as a file; the audit says who took it."""
    content = export.export_directory(actor=member_of(request))
    name = f"members-{time.today().isoformat()}.csv"
    return HttpResponse(
        content,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
