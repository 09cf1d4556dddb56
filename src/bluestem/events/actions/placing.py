"""Give places, or the next places on the waiting list, to who asks: one person or many at once.

The event is held. The standing is counted once and kept up from one person to the next, so that a
crowd costs the queries of one person and every one of them gets what she would have got alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bluestem.audit.actions import note_all
from bluestem.audit.actors import Actor
from bluestem.events import letters
from bluestem.events.actions.answers import keep_said
from bluestem.events.actions.holding import deed_about, number
from bluestem.events.models import Event, Registration, Said
from bluestem.events.queries.places import places_of

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
    standing = places_of(event)
    told: list[letters.Told] = []
    new: list[Registration] = []
    again: list[Registration] = []
    for one in asking:
        found, places = one.found, standing[one.is_online]
        if places.takes(one.people):
            standing[one.is_online] = places.with_people(one.people)
            state = State.REGISTERED
            told.append(letters.Told(found, letters.REGISTERED, letters.REQUEST))
        else:
            standing[one.is_online] = places = places.with_one_waiting()
            state, found.place_told = State.WAITING, places.waiting
            more = {"waiting_place": places.waiting}
            told.append(letters.Told(found, letters.WAITING, more=more))
        (new if found._state.adding else again).append(found)
        _fill_in(event, one)
        number(event=event, found=found, state=state)
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


def _fill_in(event: Event, one: Asking) -> None:
    found = one.found
    found.event, found.is_online, found.people = event, one.is_online, one.people
    found.companion_name = one.said.companion if one.people > 1 else ""
