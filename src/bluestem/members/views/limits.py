"""How often one place may ask: counted in the cache, kept before anything else is done."""

import hashlib
import ipaddress
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from bluestem.kit.views import too_many_tries

View = Callable[..., HttpResponse]
AN_HOUR = 3600


def limited(name: str, *, allowed: int, seconds: int = AN_HOUR) -> Callable[[View], View]:
    """Answer 429 with `Retry-After` once a place has posted `allowed` times in `seconds`.

    A place is an IPv4 address or a /64 of IPv6. Only POST counts.
    """

    def declare(view: View) -> View:
        @wraps(view)
        def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            wait = (
                seconds_to_wait(name, _place(request), allowed, seconds)
                if (request.method == "POST")
                else 0
            )
            if wait:
                response = too_many_tries(request)
                response["Retry-After"] = str(wait)
                return response
            return view(request, *args, **kwargs)

        return counted

    return declare


def seconds_to_wait(name: str, who: str, allowed: int, seconds: int) -> int:
    """Count one more deed of `who`; return 0, or after how many seconds it is possible again."""
    now = int(time.time())
    hashed = hashlib.sha256(who.encode()).hexdigest()[:32]
    key = f"limit:{name}:{hashed}:{now // seconds}"
    with transaction.atomic():
        if cache.add(key, 1, seconds):
            return 0
        count = int(cache.get(key) or 0) + 1
        cache.set(key, count, seconds)
    return 0 if count <= allowed else seconds - now % seconds


def _place(request: HttpRequest) -> str:
    text = str(request.META.get("REMOTE_ADDR", ""))
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return text
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network(f"{address}/64", strict=False))
    return text
