"""Reminders: once, to who has a place."""

from django.db import transaction

from bluestem.audit.actors import Actor
from bluestem.events import letters
from bluestem.events.actions.holding import held
from bluestem.events.models import Event, Reminder
from bluestem.kit import time


@transaction.atomic
def remind(*, actor: Actor, event: Event, key: str) -> Reminder:
    """Remind everybody who has a place; a second time changes nothing and writes to nobody.

    Together: the row that says it was done, and a letter to each. No audit line: a schedule
    that is kept is no deed.
    """
    current = held(event=event)
    reminder, is_new = Reminder.objects.get_or_create(
        event=current, key=key, starts_at=current.starts_at, defaults={"sent_at": time.now()}
    )
    if not is_new or not current.is_open:
        return reminder
    coming = list(current.registrations.coming().select_related("member"))
    for registration in coming:
        registration.event = current
    letters.tell_all(current, [letters.Told(each, letters.REMINDER) for each in coming])
    reminder.people = len(coming)
    reminder.save(update_fields=["people"])
    return reminder
