"""What every answer says about itself."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

# Nothing here films, listens, locates or pays.
UNUSED_ABILITIES = (
    "accelerometer",
    "browsing-topics",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "microphone",
    "midi",
    "payment",
    "usb",
)
PERMISSIONS = ", ".join(f"{ability}=()" for ability in UNUSED_ABILITIES)


class HeadersMiddleware:
    """Switch off what no page needs, and keep pages of signed-in people out of every cache."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Permissions-Policy", PERMISSIONS)
        is_page = response.get("Content-Type", "").startswith("text/html")
        if is_page and "Cache-Control" not in response and request.user.is_authenticated:
            add_never_cache_headers(response)
        if "no-store" in response.get("Cache-Control", ""):
            # It says nothing more, and its seconds would tell two answers apart.
            del response["Expires"]
        return response
