"""Thanks to those who helped."""

from collections.abc import Mapping

from django.db import transaction

from bluestem.audit.actions import note
from bluestem.audit.actors import Actor
from bluestem.events import letters
from bluestem.events.actions.holding import held
from bluestem.events.errors import MayNotManage, WrittenMeanwhile, WrongStep
from bluestem.events.models import Event
from bluestem.events.queries.details import helpers_of
from bluestem.events.rules import can_manage
from bluestem.kit import time


@transaction.atomic
def thank_helpers(*, actor: Actor, event: Event, words: Mapping[str, str]) -> Event:
    """Send one letter of thanks to each member who helped with an event that is over; once.

    `words` holds `subject_en`, `text_en`, `subject_fr` and `text_fr`; who reads a language without
    a text gets the other one.
    Together: letters, event, audit line.
    Raises: MayNotManage, WrongStep, WrittenMeanwhile.
    """
    if not can_manage(actor, event):
        raise MayNotManage
    current = held(event=event)
    if not current.is_past or current.is_cancelled:
        raise WrongStep
    if current.helpers_thanked_at is not None:
        raise WrittenMeanwhile
    current.helpers_thanked_at = time.now()
    current.save(update_fields=["helpers_thanked_at"])
    people = helpers_of(current)
    for member in people:
        letters.thank(current, member, words)
    facts = {"people": len(people)}
    note(actor=actor, deed="thanked helpers", kind="event", key=current.pk, facts=facts)
    return current
