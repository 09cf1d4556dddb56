"""A member's page, as this reader may see it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bluestem.kit.audience import EVERYONE, audience
from bluestem.members import rules
from bluestem.members.models import Member
from bluestem.members.queries import people
from bluestem.members.views.reader import reader_of


@audience(EVERYONE)
@require_safe
def member(request: HttpRequest, member_id: str) -> HttpResponse:
    """Show what this reader may see of a member; hidden and missing answer alike."""
    reader = reader_of(request)
    try:
        owner = people.member_for(reader, member_id)
    except Member.DoesNotExist:
        raise Http404 from None
    is_own = reader.audit_key == owner.audit_key
    circle = rules.circle_of(reader)
    context = {
        "profile": people.own_profile(owner) if is_own else people.profile_of(owner, circle),
        "is_own": is_own,
        "can_manage": rules.can_manage_members(reader),
    }
    return render(request, "members/member.html", context)
