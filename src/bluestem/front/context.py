"""What every page's frame shows: the community, the menus, the languages, its colours."""

from typing import Any
from zlib import crc32

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url

from bluestem.community.models import Community
from bluestem.front.navigation import (
    address_named,
    desk_navigation,
    footer_navigation,
    navigation,
)
from bluestem.kit.audience import EVERYONE, audience_of


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return the context of kit/page.html and kit/desk_page.html."""
    community = getattr(request, "community", None) or Community.objects.here()
    codes = community.languages if community else ["en"]
    current = getattr(request, "LANGUAGE_CODE", "en")
    here, mark, query = request.get_full_path().partition("?")
    languages = []
    for code, name in settings.LANGUAGES:
        if code in codes:
            path = here if code == current else translate_url(here, code)
            languages.append(
                {
                    "code": code,
                    "name": name,
                    "path": path,
                    "address": path + mark + query,
                    "is_current": code == current,
                }
            )
    return {
        "community": community,
        "navigation": navigation(request),
        "desk_navigation": desk_navigation(request),
        "footer_navigation": footer_navigation(request),
        "is_demonstration": settings.DEMONSTRATION is not None,
        "languages": languages,
        "alternates": _alternates(request, languages),
        "brand_address": _brand_address(community),
    }


def _alternates(request: HttpRequest, languages: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Return the same public page in each language, as search engines want it: whole addresses."""
    match = getattr(request, "resolver_match", None)
    if match is None or len(languages) < len(settings.LANGUAGES):
        return []
    if EVERYONE not in (audience_of(match.func) or frozenset()):
        return []
    return [
        {"code": language["code"], "address": settings.SITE_URL + language["path"]}
        for language in languages
    ]


def _brand_address(community: Community | None) -> str:
    """Return the stylesheet of the community's own colours, "" where it has none."""
    if community is None or not (community.brand_colour or community.accent_colour):
        return ""
    both = f"{community.brand_colour}{community.accent_colour}"
    return f"{address_named('brand')}?v={crc32(both.encode()):08x}"
