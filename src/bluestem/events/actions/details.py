"""What only some kinds of events have: interviewer and run sheet, guide and meeting point, film."""

from typing import Any

from django.db import transaction

from bluestem.audit.actions import note
from bluestem.audit.actors import Actor
from bluestem.events.actions.events import SMALLEST_STEP
from bluestem.events.actions.holding import held
from bluestem.events.actions.search import keep_words
from bluestem.events.errors import MayNotManage, WrongStep
from bluestem.events.models import DETAILS, Event, Tour, details_of
from bluestem.events.rules import can_manage
from bluestem.kit import time

SET_BY_OTHERS = frozenset({"id", "event", "names_sent_at"})


@transaction.atomic
def set_details(*, actor: Actor, event: Event, **values: Any) -> Event:
    """Write down what only events of this kind have, fields of Interview, Tour or Film.

    Together: details, the moment of the event's change, audit line. The same values again
    change nothing.
    Raises: MayNotManage.
    """
    if not can_manage(actor, event):
        raise MayNotManage
    current = held(event=event)
    kind = DETAILS[current.series.kind]
    unknown = set(values) - ({field.name for field in kind._meta.fields} - SET_BY_OTHERS)
    if unknown:
        raise TypeError(f"{kind.__name__} has no {', '.join(sorted(unknown))} to set.")
    details = kind.objects.filter(event=current).first() or kind(event=current)
    changed = [name for name, value in values.items() if getattr(details, name) != value]
    if not changed:
        return current
    for name in changed:
        setattr(details, name, values[name])
    details.save()
    keep_words(event=current)
    # Two editors of a run sheet are told apart as those of the event are.
    current.changed_at = max(time.now(), current.changed_at + SMALLEST_STEP)
    current.save(update_fields=["changed_at"])
    _note(actor, "changed details", current, fields=sorted(changed))
    return current


@transaction.atomic
def note_names_sent(
    *, actor: Actor, event: Event, are_sent: bool = True, is_again: bool = False
) -> Event:
    """Note that the entrance has the names of who comes, or take that back.

    `is_again`: of a list with who came to it since. Together: tour, audit line. Twice changes
    nothing.
    Raises: MayNotManage, WrongStep where no day for the names is written down.
    """
    if not can_manage(actor, event):
        raise MayNotManage
    tour = details_of(event)
    if not isinstance(tour, Tour) or tour.names_due_on is None:
        raise WrongStep
    if is_again or bool(tour.names_sent_at) != are_sent:
        tour.names_sent_at = time.now() if are_sent else None
        tour.save(update_fields=["names_sent_at"])
        _note(actor, "sent names" if are_sent else "took sent names back", event)
    return event


@transaction.atomic
def follow(*, actor: Actor, event: Event, before: Event | None) -> Event:
    """Say after which event this one takes place, in place of what was said; None: after none.

    Together: both events, audit line. The same again changes nothing.
    Raises: MayNotManage of either, WrongStep for an event after itself.
    """
    if not can_manage(actor, event) or (before is not None and not can_manage(actor, before)):
        raise MayNotManage
    if before == event:
        raise WrongStep
    now = list(event.follows.values_list("pk", flat=True))
    if now == ([before.pk] if before else []):
        return event
    event.follows.update(followed_by=None)
    if before is not None:
        before.followed_by = event
        before.save(update_fields=["followed_by"])
    _note(actor, "tied event", event, after=str(before.pk) if before else "")
    return event


def _note(actor: Actor, deed: str, event: Event, **facts: Any) -> None:
    note(actor=actor, deed=deed, kind="event", key=event.pk, facts=facts)
