"""A member's own calendar address: made, replaced, taken back."""

from django.db import transaction
from django.utils import timezone

from bluestem.audit.actions import note
from bluestem.events.models import Feed
from bluestem.members.models import Member


@transaction.atomic
def open_calendar(*, actor: Member) -> Feed:
    """Make the actor a secret calendar address, in place of the one she had.

    Together: feed, audit line. The old address is over at once.
    """
    Feed.objects.filter(member=actor).delete()
    feed = Feed.objects.create(member=actor, made_at=timezone.now())
    note(actor=actor, deed="opened calendar address", kind="calendar", key=actor.pk, facts={})
    return feed


@transaction.atomic
def close_calendar(*, actor: Member) -> Member:
    """Take the actor's secret calendar address back; twice changes nothing."""
    count, _rows = Feed.objects.filter(member=actor).delete()
    if count:
        note(actor=actor, deed="closed calendar address", kind="calendar", key=actor.pk, facts={})
    return actor
