"""At the door: people are counted in, and the event is closed afterwards."""

from django.db import transaction

from bluestem.audit.actions import note
from bluestem.audit.actors import Actor
from bluestem.events.actions.holding import (
    again,
    answer_offer,
    become,
    forget_said,
    has_room,
    held,
    note_registration,
    write,
)
from bluestem.events.errors import EventFull, MayNotManage, NotAnnounced
from bluestem.events.models import STATES, Event, Offer, Registration
from bluestem.events.rules import can_manage
from bluestem.kit import time

State = Registration.State


@transaction.atomic
def check_in(*, actor: Actor, registration: Registration, is_here: bool = True) -> Registration:
    """Count somebody as present, or take that back; twice changes nothing.

    Once the event is closed this corrects it: who was not there was absent, and from the first
    person who is counted then, so is everybody else who had a place.
    Together: registration, audit line.
    Raises: MayNotManage, NotAnnounced, EventFull.
    """
    current = held(event=registration.event)
    found = again(registration=registration, event=current)
    if not can_manage(actor, current):
        raise MayNotManage
    if not current.is_announced or current.is_cancelled:
        raise NotAnnounced
    away = State.ABSENT if current.state == STATES.OVER else State.REGISTERED
    goal = State.ATTENDED if is_here else away
    if found.state == goal:
        return found
    if found.state not in Registration.HOLDING and not has_room(event=current, wanting=found):
        raise EventFull
    for offer in found.offers.filter(answer=Offer.Answer.OPEN):
        answer_offer(offer=offer, answer=Offer.Answer.ACCEPTED)
    become(found=found, state=goal)
    if is_here and current.state == STATES.OVER:
        current.registrations.coming().update(state=State.ABSENT)
    note_registration(
        actor=actor, deed="checked in" if is_here else "took check-in back", found=found
    )
    return found


@transaction.atomic
def walk_in(*, actor: Actor, event: Event, name: str = "") -> Registration:
    """Count somebody who came without a registration, if there is a place.

    Together: registration, audit line.
    Raises: MayNotManage, NotAnnounced, EventFull.
    """
    current = held(event=event)
    if not can_manage(actor, current):
        raise MayNotManage
    if not current.is_announced or current.is_cancelled:
        raise NotAnnounced
    found = Registration(event=current, name=name[:120], is_walk_in=True)
    found.is_online = not current.is_on_site
    if not has_room(event=current, wanting=found):
        raise EventFull
    write(event=current, found=found, state=State.ATTENDED)
    note_registration(actor=actor, deed="counted walk-in", found=found)
    return found


@transaction.atomic
def close(*, actor: Actor, event: Event) -> Event:
    """Mark an event that has ended; where somebody was counted at the door, the rest was absent.

    Together: event, registrations, audit line. Closing twice changes nothing.
    """
    current = held(event=event)
    if not current.is_taking_place or not current.is_past:
        return current
    registrations = current.registrations
    without_place = registrations.filter(state__in=(State.WAITING, State.OFFERED))
    forget_said(registrations=list(without_place))
    without_place.update(state=State.CANCELLED, companion_name="")
    Offer.objects.filter(registration__event=current, answer=Offer.Answer.OPEN).update(
        answer=Offer.Answer.LAPSED, answered_at=time.now()
    )
    if registrations.filter(state=State.ATTENDED).exists():
        registrations.coming().update(state=State.ABSENT)
    current.state = STATES.OVER
    current.save(update_fields=["state"])
    note(actor=actor, deed="closed event", kind="event", key=current.pk, facts={})
    return current
