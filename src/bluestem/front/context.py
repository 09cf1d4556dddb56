"""What every page's frame shows: the community, the menu, the languages."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url

from bluestem.community.models import Community
from bluestem.front.navigation import desk_navigation, navigation


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return the context of kit/page.html and kit/desk_page.html."""
    community = getattr(request, "community", None) or Community.objects.filter(id=1).first()
    codes = community.languages if community else ["en"]
    return {
        "community": community,
        "navigation": navigation(request),
        "desk_navigation": desk_navigation(request),
        "is_demonstration": settings.DEMONSTRATION is not None,
        "languages": [
            {
                "code": code,
                "name": name,
                "address": translate_url(request.get_full_path(), code),
                "is_current": code == getattr(request, "LANGUAGE_CODE", "en"),
            }
            for code, name in settings.LANGUAGES
            if code in codes
        ],
    }
