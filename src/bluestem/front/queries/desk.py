"""What the desk counts and offers."""

import datetime as dt
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from bluestem.announcements.models import Announcement
from bluestem.front.navigation import address_named
from bluestem.kit import audience, time
from bluestem.members.models import Member

WEEK = dt.timedelta(days=7)


@dataclass(frozen=True)
class Shortcut:
    """One thing an organiser often does: words, icon, where it is done, who may."""

    words: Promise
    icon: str
    name: str
    audiences: frozenset[str]


STEERING = frozenset({audience.STEERING})
SHORTCUTS = (
    Shortcut(
        _("Write an announcement"), "mail", "announcements:announcement_new",
        frozenset({audience.STEERING, audience.MENTORING, audience.OUTREACH}),
    ),
    Shortcut(
        _("Plan an event"), "calendar", "events:desk_new", frozenset({audience.ORGANISER})
    ),
    Shortcut(_("Bring in a member list"), "plus", "members:desk_import", STEERING),
    Shortcut(_("See all members"), "people", "members:desk_members", STEERING),
    Shortcut(_("Look at the mails"), "send", "front:outbox", STEERING),
    Shortcut(
        _("Find a colleague"), "search", "members:directory", frozenset({audience.ORGANISER})
    ),
)  # fmt: skip


def shortcuts_for(organiser: Member) -> list[dict[str, object]]:
    """Return what this organiser often does, as far as the rooms stand."""
    return [
        {"words": shortcut.words, "icon": shortcut.icon, "address": address}
        for shortcut in SHORTCUTS
        if shortcut.audiences & organiser.audiences and (address := address_named(shortcut.name))
    ]


def week_figures() -> list[dict[str, object]]:
    """Count what happened in the seven days up to today."""
    today = time.today()
    since = today - WEEK
    # By date first: a condition that no index of states fits leaves the one of dates.
    joined = Member.objects.filter(joined_on__gt=since, joined_on__lte=today)
    joined = joined.exclude(state=Member.State.WAITING)
    # By state first: the few who left are found by index, however many members there are.
    gone = (Member.State.LEFT, Member.State.ERASED)
    left = Member.objects.filter(state__in=gone, left_on__gt=since, left_on__lte=today)
    released = Announcement.objects.filter(
        state=Announcement.State.RELEASED, released_at__gte=time.midnight(since)
    )
    new, parted, waiting, sent = (
        found.count() for found in (joined, left, Member.objects.waiting(), released)
    )
    return [
        {"words": ngettext("new member", "new members", new), "value": new},
        {"words": ngettext("member who left", "members who left", parted), "value": parted},
        {"words": ngettext("waits for a yes", "wait for a yes", waiting), "value": waiting},
        {"words": ngettext("announcement released", "announcements released", sent), "value": sent},
    ]
