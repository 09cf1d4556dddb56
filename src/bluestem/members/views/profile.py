"""A member writes her profile, and sees it with other people's eyes."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bluestem.kit.audience import SIGNED_IN, audience
from bluestem.kit.errors import Refusal
from bluestem.members.actions.profile import change_profile
from bluestem.members.forms.profile import ProfileForm
from bluestem.members.models import Member, Visibility
from bluestem.members.queries.people import profile_of
from bluestem.members.views.reader import member_of

EYES = {
    "members": Visibility.MEMBERS,
    "organisers": Visibility.ORGANISERS,
    "everyone": Visibility.EVERYONE,
}


def _own(request: HttpRequest) -> Member:
    """Return the reader's row, apart from the one that the page's header shows."""
    found = Member.objects.select_related("department", "institution")
    return found.get(pk=member_of(request).pk)


@audience(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Write the profile: each field with who sees it, gender with what it may be used for."""
    member = _own(request)
    form = ProfileForm(request.POST if request.method == "POST" else None, member=member)
    if form.is_bound and form.is_valid():
        try:
            change_profile(actor=member, member=member, change=form.change())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved. This is what others see from now on."))
            return redirect("members:profile")
    return render(request, "members/profile.html", {"form": form, "member": member})


@audience(SIGNED_IN)
@require_safe
def profile_preview(request: HttpRequest, eyes: str) -> HttpResponse:
    """Show one's own page as colleagues, organisers or the public see it."""
    if eyes not in EYES:
        raise Http404
    shown = profile_of(_own(request), EYES[eyes])
    return render(request, "members/profile_preview.html", {"profile": shown, "eyes": eyes})
