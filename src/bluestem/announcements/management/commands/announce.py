from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils.translation import ngettext

from bluestem.announcements import actions
from bluestem.announcements.errors import MayNotWrite
from bluestem.announcements.imports import read_announcement, unknown_list
from bluestem.announcements.models import Announcement
from bluestem.announcements.queries import count_by_list
from bluestem.announcements.rules import can_write
from bluestem.audit.actors import Actor
from bluestem.community.queries import the_community
from bluestem.kit.audience import STEERING
from bluestem.kit.commands import Command as BluestemCommand
from bluestem.members.models import MailingList
from bluestem.members.queries.console import actor_named


class Command(BluestemCommand):
    """Write an announcement from a file; with --release, send it at once or ask for approval."""

    help = "write an announcement from a Markdown file"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", metavar="FILE.md")
        parser.add_argument("--list", required=True, metavar="LIST", dest="slug")
        parser.add_argument("--release", action="store_true", help="send it, without grace")
        parser.add_argument("--as", metavar="ADDRESS", dest="as_address", default=None)

    def work(self, **options: Any) -> Any:
        """Read, then write all of it or nothing."""
        words = read_announcement(options["file"])
        mailing_list = _list_named(options["file"], options["slug"])
        actor = actor_named(options["as_address"])
        if not can_write(actor, mailing_list):
            raise MayNotWrite(mailing_list.slug)
        with transaction.atomic():
            announcement = actions.draft(actor=actor, mailing_list=mailing_list, **asdict(words))
            if options["release"]:
                announcement = _release(actor, announcement)
        mailing = announcement.mailing
        return {
            "mailing": mailing and str(mailing.pk),
            "recipients": mailing.deliveries.count()
            if mailing
            else count_by_list().get(mailing_list.pk, 0),
            "state": str(announcement.state),
        }

    def say(self, result: Any) -> None:
        """Tell what became of it."""
        people = result["recipients"]
        if result["state"] == Announcement.State.RELEASED:
            text = ngettext(
                "On its way to %(people)d person, as mailing %(mailing)s.",
                "On its way to %(people)d people, as mailing %(mailing)s.",
                people,
            )
        elif result["state"] == Announcement.State.WAITING:
            text = ngettext(
                "It waits for another steering member’s yes; then %(people)d person gets it.",
                "It waits for another steering member’s yes; then %(people)d people get it.",
                people,
            )
        else:
            text = ngettext(
                "Kept as a draft for %(people)d person. Nothing was sent.",
                "Kept as a draft for %(people)d people. Nothing was sent.",
                people,
            )
        self.stdout.write(text % {"people": people, "mailing": result["mailing"]})


def _release(actor: Actor, announcement: Announcement) -> Announcement:
    """Send it where the actor's word is enough, otherwise ask for a second person's."""
    seen_at = announcement.changed_at
    if the_community().needs_approval or STEERING not in actor.audiences:
        return actions.ask_for_approval(actor=actor, announcement=announcement, seen_at=seen_at)
    return actions.release(actor=actor, announcement=announcement, seen_at=seen_at, grace_seconds=0)


def _list_named(file: str, slug: str) -> MailingList:
    lists = {known.slug: known for known in MailingList.objects.all()}
    if slug not in lists:
        raise unknown_list(file, slug, list(lists))
    return lists[slug]
