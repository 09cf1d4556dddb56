"""Menus: each room that stands has its entries here; nothing points at a room that does not."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bluestem.kit import audience


@dataclass(frozen=True)
class Entry:
    """One menu entry: words, address name, who sees it, and the address it is current under."""

    words: Promise
    name: str
    audience: str = audience.EVERYONE


SITE = (
    Entry(_("Members"), "members:directory", audience.MEMBER),
    Entry(_("The team"), "front:team"),
    Entry(_("Figures"), "front:member_figures", audience.MEMBER),
    Entry(_("Desk"), "front:desk", audience.ORGANISER),
)
DESK = (
    Entry(_("This week"), "front:desk", audience.ORGANISER),
    Entry(_("Announcements"), "announcements:announcement_list", audience.ORGANISER),
    Entry(_("Members"), "members:desk_members", audience.STEERING),
    Entry(_("Mail"), "front:outbox", audience.STEERING),
    Entry(_("Pages"), "front:page_list", audience.STEERING),
    Entry(_("Settings"), "front:community_settings", audience.STEERING),
    Entry(_("Audit"), "front:audit", audience.STEERING),
)


def navigation(request: HttpRequest) -> list[dict[str, object]]:
    """Return the public menu for this reader."""
    return _shown(SITE, request)


def desk_navigation(request: HttpRequest) -> list[dict[str, object]]:
    """Return the desk's menu for this reader."""
    return _shown(DESK, request)


def _shown(entries: tuple[Entry, ...], request: HttpRequest) -> list[dict[str, object]]:
    reader = getattr(request, "user", None)
    hers = getattr(reader, "audiences", frozenset({audience.EVERYONE}))
    shown: list[dict[str, object]] = []
    for entry in entries:
        if entry.audience not in hers:
            continue
        try:
            address = reverse(entry.name)
        except NoReverseMatch:
            continue
        shown.append(
            {
                "label": entry.words,
                "address": address,
                "is_current": request.path == address,
            }
        )
    return shown
