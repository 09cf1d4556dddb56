"""The page behind a mail's stop link, and the mail program's own button."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from bluestem.kit.audience import EVERYONE, audience
from bluestem.mailroom import actions, tokens
from bluestem.mailroom.addresses import masked
from bluestem.mailroom.rendering import list_name

ONE_CLICK = "One-Click"


@audience(EVERYONE)
@csrf_exempt  # the token is the permission: RFC 8058 sends no cookie
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Show what would be stopped; a POST stops it. Scanners that fetch links change nothing."""
    try:
        asked = tokens.unseal(token)
    except tokens.NoSuchToken as unknown:
        raise Http404 from unknown
    if request.method == "POST":
        is_one_click = request.POST.get("List-Unsubscribe") == ONE_CLICK
        actions.stop_list(stop=asked, way="one-click" if is_one_click else "stop-page")
    with override(asked.language):
        request.LANGUAGE_CODE = asked.language
        context = {
            "address": masked(asked.address),
            "list_name": list_name(asked.list_key),
            "is_stopped": request.method == "POST",
            "languages": [],  # the mail's language, at one address
        }
        return render(request, "mailroom/stop.html", context)
