"""What is looked for on a schedule: offers whose deadline passed, events that are over."""

import datetime as dt

from django.utils import timezone

from bluestem.audit.actors import SYSTEM
from bluestem.events import actions
from bluestem.events.actions.places import LINK_GOOD_FOR
from bluestem.events.models import CoffeeGroup, Event, Offer, PlaceRequest, Registration, Speaker
from bluestem.events.queries.reminders import due_reminders
from bluestem.kit import time
from bluestem.kit.sweeps import sweep

AT_ONCE = 500
DOOR_STAYS_OPEN = dt.timedelta(hours=12)  # people are counted at the door until then
VISITORS_KEPT_FOR = dt.timedelta(days=30)
SPEAKERS_KEPT_FOR = dt.timedelta(days=365)
GROUPS_KEPT_FOR = dt.timedelta(days=3 * 365)  # after that, having met once is no repeat


@sweep(every_seconds=60)
def end_lapsed_offers() -> None:
    """Offer places whose holder did not answer to the next person."""
    lapsed = Offer.objects.filter(answer=Offer.Answer.OPEN, deadline_at__lte=time.now())
    for offer in lapsed.select_related("registration__event").order_by("deadline_at")[:AT_ONCE]:
        actions.lapse(actor=SYSTEM, offer=offer)


@sweep(every_seconds=60)
def remind_of_events() -> None:
    """Write the reminders that are due, those that were slept through too."""
    for event, key in list(due_reminders())[:AT_ONCE]:
        actions.remind(actor=SYSTEM, event=event, key=key)


@sweep(cron="23 * * * *")
def close_what_is_over() -> None:
    """Mark events that have ended; where people were counted, who was not there was absent."""
    ended = Event.objects.taking_place().filter(ends_at__lte=time.now() - DOOR_STAYS_OPEN)
    for event in ended[:AT_ONCE]:
        actions.close(actor=SYSTEM, event=event)


@sweep(cron="47 3 * * *")
def forget_addresses_of_speakers() -> None:
    """Take speakers' addresses away a year after their event; where a recording is kept, they stay.

    Without her address a speaker's link is over, and with a recording she must be able to say no.
    """
    old = Event.objects.filter(ends_at__lt=time.now() - SPEAKERS_KEPT_FOR, recordings=None)
    Speaker.objects.filter(event__in=old).exclude(address="").update(address="")


@sweep(cron="43 3 * * *")
def forget_visitors() -> None:
    """Take names and addresses of visitors away a month after their event; the counts stay."""
    PlaceRequest.objects.filter(asked_at__lt=timezone.now() - LINK_GOOD_FOR).delete()
    old = Event.objects.filter(ends_at__lt=time.now() - VISITORS_KEPT_FOR)
    Registration.objects.filter(event__in=old, member=None).exclude(address="", name="").update(
        address="", name=""
    )


@sweep(cron="47 3 * * *")
def forget_coffee_groups() -> None:
    """Delete who sat with whom at a coffee three years ago."""
    CoffeeGroup.objects.filter(event__ends_at__lt=time.now() - GROUPS_KEPT_FOR).delete()
