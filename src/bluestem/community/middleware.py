"""Which community answers: its time zone and its languages hold for the whole request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import translate_url
from django.utils import timezone

from bluestem.community.models import Community

# Asked every few seconds by whatever watches the site; it needs nothing of the community.
WITHOUT_COMMUNITY = {"/health"}


class CommunityMiddleware:
    """Put the community's row on the request, and keep its clock and languages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info in WITHOUT_COMMUNITY:
            return self.get_response(request)
        community = Community.objects.here()
        request.community = community  # type: ignore[attr-defined]
        if community is None:
            return self.get_response(request)
        elsewhere = _address_in_own_language(request, community)
        if elsewhere:
            return HttpResponseRedirect(elsewhere)
        with timezone.override(community.zone):
            return self.get_response(request)


def _address_in_own_language(request: HttpRequest, community: Community) -> str:
    """Return where this page stands in a language the community speaks, "" where it is right."""
    current = getattr(request, "LANGUAGE_CODE", "en")
    if request.method not in {"GET", "HEAD"} or not community.languages:
        return ""
    if current in community.languages:
        return ""
    here = request.get_full_path()
    there = translate_url(here, community.language)
    return "" if there == here else there
