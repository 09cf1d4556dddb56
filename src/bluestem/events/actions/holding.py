"""The places of one event while it is held: counted, given, offered to who waits.

Everything here is true only between `held` and the end of the transaction.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence

from django.db.models import Sum

from bluestem.audit.actions import Deed, note_all
from bluestem.audit.actors import Actor
from bluestem.events import letters
from bluestem.events.models import Event, FormAnswer, Needs, Offer, Registration
from bluestem.events.queries.places import places_of
from bluestem.kit import time

State = Registration.State
KIND = "registration"


def held(*, event: Event) -> Event:
    """Fetch an event as it is now and keep its places to this transaction until it ends."""
    return hold(pk=event.pk)


def hold(**key: uuid.UUID | str) -> Event:
    """Do the same by an event's `pk` or `slug`. Raises: Event.DoesNotExist."""
    locked = Event.objects.select_for_update(of=("self",), no_key=True)
    return locked.select_related("series").get(**key)


def end_all(*, event: Event) -> list[Registration]:
    """Cancel every registration of an event that is called off; returns who had one."""
    found = list(
        event.registrations.select_related("member").filter(
            state__in=(State.REGISTERED, State.WAITING, State.OFFERED)
        )
    )
    for registration in found:
        registration.event = event
    Offer.objects.filter(registration__event=event, answer=Offer.Answer.OPEN).update(
        answer=Offer.Answer.WITHDRAWN, answered_at=time.now()
    )
    event.registrations.filter(pk__in=[each.pk for each in found]).update(
        state=State.CANCELLED, changed_at=time.now(), companion_name=""
    )
    forget_said(registrations=found)
    return found


def write(*, event: Event, found: Registration, state: str) -> None:
    """Write a registration under the next number of its event."""
    number(event=event, found=found, state=state)
    event.save(update_fields=["last_order"])
    found.save()


def number(*, event: Event, found: Registration, state: str) -> None:
    """Give it the next number of its event, so that the list is in order of commit; unsaved."""
    event.last_order += 1
    found.order, found.state = event.last_order, state
    found.registered_at = found.changed_at = time.now()


def has_room(*, event: Event, wanting: Registration) -> bool:
    """Whether there is a place for somebody at the door."""
    is_at_door = wanting.is_walk_in or wanting.state == State.WAITING
    return places_of(event)[wanting.is_online].takes(wanting.people, is_at_door=is_at_door)


def taken_places(*, event: Event, is_online: bool) -> int:
    """Count the people who have a place, offered ones included; true while the event is held."""
    found = event.registrations.holding_places().filter(is_online=is_online)
    return found.aggregate(people=Sum("people"))["people"] or 0


def fill(*, event: Event, is_online: bool) -> None:
    """Offer free places to who waits, strictly in order: nobody is passed over."""
    if not event.is_open:
        return
    capacity = event.capacity(is_online)
    taken = taken_places(event=event, is_online=is_online)
    waiting = event.registrations.waiting().filter(is_online=is_online).select_related("member")
    room = None if capacity is None else capacity - taken
    if room is not None and room <= 0:
        return
    chosen = []
    for found in waiting if room is None else waiting[:room]:
        if room is not None:
            room -= found.people
            if room < 0:
                break
        chosen.append(found)
    _offer(event, chosen)


def _offer(event: Event, chosen: Sequence[Registration]) -> None:
    """Hold a place for each of these people until she answers or the deadline has come."""
    if not chosen:
        return
    now = time.now()
    deadline = _deadline(event, now)
    for found in chosen:
        found.event, found.state, found.changed_at = event, State.OFFERED, now
    Registration.objects.bulk_update(chosen, ["state", "changed_at"])
    offers = Offer.objects.bulk_create(
        Offer(registration=found, made_at=now, deadline_at=deadline) for found in chosen
    )
    letters.tell_of_offers(event, offers)


def _deadline(event: Event, now: dt.datetime) -> dt.datetime:
    """Return until when an offer that is made now is held."""
    hours = dt.timedelta(hours=event.series.offer_hours)
    # Shortly before the start the deadline comes closer, so that the next person can still come.
    before_start = (max(event.starts_at, now) - now) / 2 or dt.timedelta(minutes=10)
    return now + min(hours, before_start)


def shorten_offers(*, event: Event) -> None:
    """Let no offer last longer than one made now: the event may have been moved forward."""
    latest = _deadline(event, time.now())
    Offer.objects.filter(
        registration__event=event, answer=Offer.Answer.OPEN, deadline_at__gt=latest
    ).update(deadline_at=latest)


def to_way_that_is_left(*, event: Event) -> bool:
    """Take those along whose way to take part is gone, on site or online; return if there were."""
    if event.is_on_site == event.is_online:
        return False
    others = event.registrations.in_force().filter(is_online=not event.is_online)
    taken_along = others.update(is_online=event.is_online)
    if taken_along:
        fill(event=event, is_online=event.is_online)
    return bool(taken_along)


def again(*, registration: Registration, event: Event) -> Registration:
    found = Registration.objects.select_related("member").get(pk=registration.pk)
    found.event = event
    return found


def answer_offer(*, offer: Offer, answer: Offer.Answer) -> None:
    offer.answer = answer
    offer.answered_at = time.now()
    offer.save(update_fields=["answer", "answered_at"])


def become(*, found: Registration, state: str) -> None:
    found.state = state
    found.changed_at = time.now()
    if state == State.CANCELLED:
        found.companion_name = ""
        forget_said(registrations=[found])
    found.save()


def forget_said(*, registrations: Iterable[Registration]) -> None:
    """Delete answers and needs of people who do not come."""
    keys = [each.pk for each in registrations]
    FormAnswer.objects.filter(registration__in=keys).delete()
    Needs.objects.filter(registration__in=keys).delete()


def note_registration(*, actor: Actor, deed: str, found: Registration) -> None:
    note_all(deeds=[deed_about(actor=actor, deed=deed, found=found)])


def deed_about(*, actor: Actor, deed: str, found: Registration) -> Deed:
    facts = {"event": str(found.event.pk), "state": str(found.state)}
    return Deed(actor, deed, KIND, found.pk, facts)
