"""What asks for somebody's yes, and which mailings need a look."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from bluestem.announcements.models import Announcement
from bluestem.announcements.queries import announcements_by_reference, announcements_for
from bluestem.announcements.rules import is_second_person
from bluestem.community.queries import the_community
from bluestem.kit import time
from bluestem.kit.attention import Item, asks
from bluestem.kit.audience import EDITOR, MENTORING, OUTREACH, STEERING
from bluestem.mailroom.models import Delivery, Mailing
from bluestem.mailroom.queries import mailings_for
from bluestem.members.models import Member

KIND = _("Announcement")
SHOWN, LOOKED_AT = 5, 50
WORTH_A_LOOK = dt.timedelta(days=14)


@asks(STEERING)
def waiting_for_yes(organiser: object) -> Iterator[Item]:
    """Yield the announcements that this steering member may approve."""
    assert isinstance(organiser, Member)
    needs_approval = the_community().needs_approval
    for announcement in announcements_for(organiser).waiting().order_by("asked_at"):
        if needs_approval and not is_second_person(organiser, announcement):
            continue
        yield Item(
            kind=KIND,
            title=_("“%(subject)s” waits for your yes") % {"subject": announcement.subject},
            text=_by(announcement),
            button=_("Read and approve"),
            address=reverse("announcements:announcement_check", args=[announcement.pk]),
            due_on=announcement.asked_at and announcement.asked_at.date(),
        )


@asks(STEERING, MENTORING, OUTREACH, EDITOR)
def mailings_in_trouble(organiser: object) -> Iterator[Item]:
    """Yield mailings that are paused, and recent ones with failed deliveries."""
    assert isinstance(organiser, Member)
    recent = Q(state=Mailing.State.PAUSED) | Q(created_at__gt=time.now() - WORTH_A_LOOK)
    found = list(mailings_for(organiser).filter(recent)[:LOOKED_AT])
    failures = dict(
        Delivery.objects.filter(mailing__in=found, state=Delivery.State.FAILED)
        .values_list("mailing_id")
        .annotate(failed=Count("id"))
        .order_by()
    )
    found = [
        mailing
        for mailing in found
        if mailing.state == Mailing.State.PAUSED or mailing.pk in failures
    ][:SHOWN]
    written = announcements_by_reference(mailing.reference for mailing in found)
    for mailing in found:
        announcement = written.get(mailing.reference)
        subject = announcement.subject if announcement else mailing.list_key
        address = reverse("front:mailing", args=[mailing.pk])
        if mailing.state == Mailing.State.PAUSED:
            yield Item(
                kind=_("Mailing"),
                title=_("“%(subject)s” is paused") % {"subject": subject},
                text=_("Nothing leaves until somebody continues it."),
                button=_("Look at it"),
                address=address,
            )
        else:
            yield Item(
                kind=_("Mailing"),
                title=ngettext(
                    "%(count)d mail of “%(subject)s” could not be delivered",
                    "%(count)d mails of “%(subject)s” could not be delivered",
                    failures[mailing.pk],
                )
                % {"count": failures[mailing.pk], "subject": subject},
                text=_("The mail server’s words are on the page of the mailing."),
                button=_("See which"),
                address=f"{address}?state=failed",
            )


def _by(announcement: Announcement) -> str:
    who = announcement.asked_by
    if who is None:
        return _("Asked from the console, to “%(list)s”. Nothing is sent before.") % {
            "list": announcement.mailing_list.name
        }
    return _("%(name)s asks, to “%(list)s”. Nothing is sent before.") % {
        "name": who.name,
        "list": announcement.mailing_list.name,
    }
