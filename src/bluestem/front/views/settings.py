"""The page of what a volunteer may change."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bluestem.community.actions import change_settings
from bluestem.community.errors import NoSecondApprover
from bluestem.community.queries import the_community
from bluestem.front.forms import SettingsForm
from bluestem.front.navigation import community_navigation
from bluestem.front.views.reader import member_of
from bluestem.kit.audience import STEERING, audience


@audience(STEERING)
@require_http_methods(["GET", "HEAD", "POST"])
def community_settings(request: HttpRequest) -> HttpResponse:
    """Show and change the community's settings."""
    form = SettingsForm(request.POST or None, community=the_community())
    if form.is_valid() and _save(request, form):
        messages.success(request, _("The settings are saved."))
        return redirect("front:community_settings")
    context = {"form": form, "subnav": community_navigation(request)}
    return render(request, "front/community_settings.html", context)


def _save(request: HttpRequest, form: SettingsForm) -> bool:
    try:
        change_settings(actor=member_of(request), values=form.changes())
    except NoSecondApprover as refused:
        form.add_error("approval", str(refused))
        return False
    return True
