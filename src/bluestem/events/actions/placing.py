"""Give places, or the next places on the waiting list, to who asks: one person or many at once.

The event is held. The standing is counted once and kept up from one person to the next, so that a
crowd costs the queries of one person and every one of them gets what she would have got alone.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from bluestem.audit.actions import note_all
from bluestem.audit.actors import Actor
from bluestem.events import letters
from bluestem.events.actions.answers import keep_said
from bluestem.events.actions.holding import deed_about
from bluestem.events.models import Event, Registration, Said
from bluestem.events.queries.places import places_of
from bluestem.kit import time

State = Registration.State


@dataclass(frozen=True, kw_only=True)
class Asking:
    """Who asks for how many places; `found` is new, or her earlier one that has ended."""

    actor: Actor
    found: Registration
    is_online: bool
    people: int = 1
    said: Said = field(default_factory=Said)


def place_all(*, event: Event, asking: Sequence[Asking]) -> list[Registration]:
    """Place everybody in this order; the numbers of the event are in order of commit.

    Together: registrations, answers, letters, audit lines.
    """
    standing = {way: (places.taken, places.waiting) for way, places in places_of(event).items()}
    taken = Counter({way: taken for way, (taken, _) in standing.items()})
    waiting = Counter({way: waiting for way, (_, waiting) in standing.items()})
    told: list[letters.Told] = []
    new: list[Registration] = []
    again: list[Registration] = []
    for one in asking:
        found, way = one.found, one.is_online
        capacity = event.capacity(way)
        has_room = capacity is None or (
            taken[way] + one.people <= capacity and not waiting[way]  # who waits comes first
        )
        if has_room:
            taken[way] += one.people
            told.append(letters.Told(found, letters.REGISTERED, letters.REQUEST))
        else:
            waiting[way] += 1
            found.place_told = waiting[way]
            told.append(letters.Told(found, letters.WAITING, more={"waiting_place": waiting[way]}))
        (new if found._state.adding else again).append(found)
        _fill_in(event, one, State.REGISTERED if has_room else State.WAITING)
    event.save(update_fields=["last_order"])
    Registration.objects.bulk_create(new)
    for found in again:
        found.save()
    for one in asking:
        if one.found in again or one.said.is_something:
            keep_said(found=one.found, said=one.said)
    letters.tell_all(event, told)
    note_all(
        deeds=[deed_about(actor=one.actor, deed="registered", found=one.found) for one in asking]
    )
    return [one.found for one in asking]


def _fill_in(event: Event, one: Asking, state: str) -> None:
    found = one.found
    found.event, found.is_online, found.people = event, one.is_online, one.people
    found.companion_name = one.said.companion if one.people > 1 else ""
    event.last_order += 1
    found.order, found.state = event.last_order, state
    found.registered_at = found.changed_at = time.now()
