"""Whose forwarding headers count."""

import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

FORWARDED = (
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_FORWARDED",
)


class TrustedProxyMiddleware:
    """Take client address and scheme from BLUESTEM_TRUSTED_PROXIES, and from nobody else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        meta = request.META
        if _is_trusted(meta.get("REMOTE_ADDR", "")):
            # From the right: the first address that is not one of our own proxies is the client.
            for hop in reversed(meta.get("HTTP_X_FORWARDED_FOR", "").split(",")):
                if hop.strip() and not _is_trusted(hop.strip()):
                    meta["REMOTE_ADDR"] = hop.strip()
                    break
            if meta.get("HTTP_X_FORWARDED_PROTO") in {"http", "https"}:
                meta["wsgi.url_scheme"] = meta["HTTP_X_FORWARDED_PROTO"]
        for name in FORWARDED:
            meta.pop(name, None)
        return self.get_response(request)


def _is_trusted(address: str) -> bool:
    try:
        client = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(client in network for network in settings.TRUSTED_PROXIES)
