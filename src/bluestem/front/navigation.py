"""Menus: each room that stands has its entries here; nothing points at a room that does not."""

from dataclasses import dataclass
from functools import cache

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bluestem.kit import audience


@dataclass(frozen=True)
class Entry:
    """One menu entry: words, address name, who sees it, and further pages it is current for."""

    words: Promise
    name: str
    audiences: frozenset[str] = frozenset({audience.EVERYONE})
    also: tuple[str, ...] = ()


EVERYONE = frozenset({audience.EVERYONE})
SIGNED_IN = frozenset({audience.SIGNED_IN})
MEMBER = frozenset({audience.MEMBER})
ORGANISER = frozenset({audience.ORGANISER})
STEERING = frozenset({audience.STEERING})
WRITERS = frozenset({audience.STEERING, audience.MENTORING, audience.OUTREACH})

SITE = (
    Entry(_("Events"), "events:event_list"),
    Entry(_("Members"), "members:directory", MEMBER, ("members:department_list",)),
    Entry(_("The team"), "front:team"),
    Entry(_("Figures"), "front:member_figures", MEMBER),
)
DESK = (
    Entry(_("This week"), "front:desk", ORGANISER),
    Entry(_("Announcements"), "announcements:announcement_list", WRITERS),
    Entry(_("Events"), "events:desk_events", ORGANISER, ("events:series_list",)),
    Entry(
        _("Members"),
        "members:desk_members",
        STEERING,
        (
            "members:desk_import",
            "members:role_list",
            "members:desk_departments",
            "members:desk_institutions",
            "members:desk_interests",
        ),
    ),
    Entry(_("Mail"), "front:outbox", STEERING, ("front:mailing_list",)),
    Entry(_("Figures"), "front:member_figures", ORGANISER),
    Entry(
        _("Community"),
        "front:community_settings",
        STEERING,
        ("front:page_list", "front:audit"),
    ),
)
COMMUNITY = (
    Entry(_("Settings"), "front:community_settings", STEERING),
    Entry(_("Pages"), "front:page_list", STEERING),
    Entry(_("Audit"), "front:audit", STEERING),
)
TAKE_PART = (
    Entry(_("Join"), "members:join"),
    Entry(_("Sign in"), "members:sign_in"),
    Entry(_("Events"), "events:event_list"),
    Entry(_("Members"), "members:directory", MEMBER),
    Entry(_("Your settings"), "members:settings", SIGNED_IN),
)
FOR_VISITORS = {"members:join", "members:sign_in"}
ABOUT = (
    Entry(_("The team"), "front:team"),
    Entry(_("Code of conduct"), "front:page_conduct"),
    Entry(_("Privacy"), "front:page_privacy"),
    Entry(_("Accessibility"), "front:page_accessibility"),
)


def navigation(request: HttpRequest) -> list[dict[str, object]]:
    """Return the public menu for this reader."""
    return _shown(SITE, request)


def desk_navigation(request: HttpRequest) -> list[dict[str, object]]:
    """Return the desk's menu for this reader."""
    return _shown(DESK, request)


def community_navigation(request: HttpRequest) -> list[dict[str, object]]:
    """Return the menu of the pages about the community itself."""
    return _shown(COMMUNITY, request)


def footer_navigation(request: HttpRequest) -> list[dict[str, object]]:
    """Return the columns at the foot of each page, without those that are empty."""
    is_member = getattr(request, "user", None) is not None and request.user.is_authenticated
    part = tuple(entry for entry in TAKE_PART if not (is_member and entry.name in FOR_VISITORS))
    about = _shown(ABOUT, request)
    contact = getattr(getattr(request, "community", None), "contact_address", "")
    if contact:
        about.append({"label": _("Write to us"), "address": f"mailto:{contact}"})
    columns = (
        {"heading": _("Take part"), "items": _shown(part, request)},
        {"heading": _("About"), "items": about},
    )
    return [column for column in columns if column["items"]]


def address_named(name: str, *args: object) -> str:
    """Return an address by its name, or "" where the room does not stand yet."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


@cache
def _in_menu(name: str, language: str) -> str:
    """Return the address of a menu entry in the reader's language; every page asks for them all."""
    return address_named(name)


def _shown(entries: tuple[Entry, ...], request: HttpRequest) -> list[dict[str, object]]:
    reader = getattr(request, "user", None)
    hers = getattr(reader, "audiences", EVERYONE)
    found: list[tuple[Entry, str, int]] = []
    language = get_language() or ""
    for entry in entries:
        address = _in_menu(entry.name, language) if entry.audiences & hers else ""
        if address:
            names = (entry.name, *entry.also)
            fit = max(_fit(request.path, _in_menu(name, language)) for name in names)
            found.append((entry, address, fit))
    best = max((fit for *_rest, fit in found), default=0)
    return [
        {"label": entry.words, "address": address, "is_current": 0 < fit == best}
        for entry, address, fit in found
    ]


def _fit(path: str, address: str) -> int:
    """Return how much of the path lies under an address; a page below it counts too."""
    is_here = bool(address) and (path == address or path.startswith(address.rstrip("/") + "/"))
    return len(address) if is_here else 0
