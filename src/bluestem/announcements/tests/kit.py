"""What several tests of this room begin with."""

from typing import Any

from bluestem.announcements import actions
from bluestem.announcements.models import Announcement
from bluestem.audit.actors import Actor
from bluestem.community.models import Community
from bluestem.members.models import MailingList, Member, Role

WORDS = {
    "subject_en": "Six classes are waiting",
    "subject_fr": "Six classes attendent",
    "text_en": "In ten days we go to **school**.",
    "text_fr": "Dans dix jours, nous allons à l’**école**.",
}


def list_named(slug: str = "announcements") -> MailingList:
    return MailingList.objects.get(slug=slug)


def drafted(actor: Actor, slug: str = "announcements", **words: str) -> Announcement:
    return actions.draft(actor=actor, mailing_list=list_named(slug), **{**WORDS, **words})


def asked(actor: Actor, slug: str = "announcements") -> Announcement:
    written = drafted(actor, slug)
    return actions.ask_for_approval(actor=actor, announcement=written, seen_at=written.changed_at)


def with_approval(is_on: bool = True) -> None:
    Community.objects.update(needs_approval=is_on)


def make_steering(member: Member) -> Member:
    """Return her anew, with a steering role."""
    Role.objects.create(member=member, kind=Role.Kind.STEERING, starts_on=member.joined_on)
    return Member.objects.get(pk=member.pk)


def typed(announcement: Announcement, **changes: Any) -> dict[str, Any]:
    """Return what the editor posts for a stored announcement."""
    return {
        "mailing_list": announcement.mailing_list_id,
        "subject_en": announcement.subject_en,
        "subject_fr": announcement.subject_fr,
        "text_en": announcement.text_en,
        "text_fr": announcement.text_fr,
        "seen": announcement.changed_at.isoformat(),
        **changes,
    }
