"""Keep what each view declares: who may come."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import get_user
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.http import urlencode

from bluestem.kit import audience

EVERYONE_ELSE = frozenset({audience.EVERYONE})


class AudienceMiddleware:
    """Send visitors to sign in, and answer a member who may not come as if nothing were there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], *_: Any
    ) -> HttpResponse | None:
        declared = audience.audience_of(view)
        if declared is None:
            raise ImproperlyConfigured(f"{view!r} declares no audience.")
        if audience.EVERYONE in declared:
            return None
        request.user = get_user(request)  # herself, where Django stands a proxy before her
        if not request.user.is_authenticated:
            query = urlencode({"next": request.get_full_path()})
            return HttpResponseRedirect(f"{resolve_url('members:sign_in')}?{query}")
        if request.user.is_one_of(*declared):
            return None
        raise Http404
