"""Places: who has one, who waits, who is offered one. Each begins by holding its event.

On PostgreSQL the event's row is locked until the transaction ends; on SQLite the transaction
itself is the lock (IMMEDIATE). So the count below is true until the change it allows is written.
"""

import datetime as dt

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from bluestem.audit.actions import note
from bluestem.audit.actors import VISITOR, Actor
from bluestem.events import letters
from bluestem.events.errors import (
    EventFull,
    LinkOver,
    MayNotManage,
    NoSuchWay,
    NotAnnounced,
    NotInvited,
    OfferOver,
    RegistrationClosed,
    TooManyWishes,
    TooSmall,
)
from bluestem.events.models import AUDIENCES, STATES, Event, Offer, PlaceRequest, Registration
from bluestem.events.queries.places import waiting_place
from bluestem.events.rules import can_come, can_manage
from bluestem.kit import time
from bluestem.members.models import Member, normal_address

State = Registration.State
KIND = "registration"
LINK_GOOD_FOR = dt.timedelta(days=2)
WISHES_AN_HOUR = 2_000  # for one event: whoever sends more is a machine
LETTERS_A_DAY = 2  # for one address and one event; more wishes are written down and not mailed


@transaction.atomic
def register(
    *, actor: Member, event: Event, is_online: bool | None = None, has_companion: bool = False
) -> Registration:
    """Give the actor a place, or the next place on the waiting list; asking twice changes nothing.

    Together: registration, confirmation letter and audit line.
    Raises: RegistrationClosed, NotInvited, NoSuchWay.
    """
    current = held(event)
    if not current.is_open:
        raise RegistrationClosed
    if not can_come(actor, current):
        raise NotInvited(current)
    way = _way(current, is_online)
    found = current.registrations.filter(member=actor).first()
    return _placed(
        actor,
        current,
        found or Registration(member=actor, language=actor.language),
        way,
        people=2 if has_companion and current.has_companions else 1,
    )


@transaction.atomic
def request_place(
    *, actor: Actor, event: Event, address: str, name: str, language: str, is_online: bool | None
) -> PlaceRequest:
    """Write down that a visitor wants to come, and mail the link by which she confirms.

    Answers the same for every address. Together: the wish and its letter; no place is held yet.
    Raises: RegistrationClosed, NoSuchWay, TooManyWishes.
    """
    if not event.is_open or event.audience != AUDIENCES.PUBLIC:
        raise RegistrationClosed
    now = timezone.now()
    an_hour_ago = now - dt.timedelta(hours=1)
    if event.place_requests.filter(asked_at__gt=an_hour_ago).count() >= WISHES_AN_HOUR:
        raise TooManyWishes
    address = normal_address(address)
    earlier = PlaceRequest.objects.filter(
        event=event, address=address, asked_at__gt=now - dt.timedelta(days=1)
    ).count()
    wish = PlaceRequest.objects.create(
        event=event,
        address=address,
        name=name,
        language=language,
        is_online=_way(event, is_online),
        asked_at=now,
    )
    if earlier < LETTERS_A_DAY:
        letters.tell_of_request(wish)
    return wish


@transaction.atomic
def confirm_place(*, actor: Actor, wish: PlaceRequest) -> Registration:
    """Register the visitor behind a confirmed address, a member as herself; twice changes nothing.

    Together: registration, letter, audit line.
    Raises: LinkOver, RegistrationClosed, NoSuchWay.
    """
    if timezone.now() - wish.asked_at > LINK_GOOD_FOR:
        raise LinkOver
    current = held(wish.event)
    if not current.is_open or current.audience != AUDIENCES.PUBLIC:
        raise RegistrationClosed
    way = _way(current, wish.is_online)
    member = Member.objects.active().filter(address=wish.address).first()
    whose = {"member": member} if member else {"address": wish.address}
    found = current.registrations.filter(**whose).first()
    if found is None:
        found = Registration(language=wish.language, name="" if member else wish.name, **whose)
    return _placed(actor, current, found, way)


@transaction.atomic
def cancel(*, actor: Actor, registration: Registration) -> Registration:
    """Give a place back at any time before the end; the next person waiting is offered it.

    The actor is whose it is, or manages the event. Cancelling twice changes nothing.
    Together: registration, letters, the next person's offer, audit line.
    Raises: RegistrationClosed, MayNotManage.
    """
    current = held(registration.event)
    found = _again(registration, current)
    # A visitor's own link names the registration; a member is who she signed in as.
    whose = str(found.member_id) if found.member_id else VISITOR.audit_key
    if not (actor.audit_key == whose or can_manage(actor, current)):
        raise MayNotManage
    if not found.is_in_force:
        return found
    if not current.is_open or found.state in {State.ATTENDED, State.ABSENT}:
        raise RegistrationClosed
    _end(found, Offer.Answer.WITHDRAWN)
    letters.tell(found, letters.CANCELLED)
    _note(actor, "cancelled", found)
    _fill(current, found.is_online)
    return found


@transaction.atomic
def accept(*, actor: Actor, offer: Offer) -> Registration:
    """Take the place that is held; accepting twice changes nothing.

    Together: offer, registration, letter, audit line.
    Raises: OfferOver.
    """
    current = held(offer.registration.event)
    offer = Offer.objects.select_related("registration__member").get(pk=offer.pk)
    found = offer.registration
    found.event = current
    if offer.answer == Offer.Answer.ACCEPTED and found.is_registered:
        return found
    if not offer.is_open or not found.is_offered or offer.deadline_at <= time.now():
        raise OfferOver
    _answer(offer, Offer.Answer.ACCEPTED)
    _become(found, State.REGISTERED)
    letters.tell(found, letters.REGISTERED)
    _note(actor, "accepted", found)
    return found


@transaction.atomic
def decline(*, actor: Actor, offer: Offer) -> Registration:
    """Leave the place to the next person; declining twice changes nothing.

    Together: offer, registration, the next person's offer, audit line.
    Raises: OfferOver.
    """
    current = held(offer.registration.event)
    offer = Offer.objects.select_related("registration__member").get(pk=offer.pk)
    found = offer.registration
    found.event = current
    if offer.answer == Offer.Answer.DECLINED:
        return found
    if not offer.is_open or not found.is_offered:
        raise OfferOver
    _answer(offer, Offer.Answer.DECLINED)
    _become(found, State.CANCELLED)
    _note(actor, "declined", found)
    _fill(current, found.is_online)
    return found


@transaction.atomic
def lapse(*, actor: Actor, offer: Offer) -> Registration:
    """End an offer whose deadline has passed, and offer the place to the next person.

    Together: offer, registration, letters, audit line. Before the deadline nothing changes.
    """
    current = held(offer.registration.event)
    offer = Offer.objects.select_related("registration__member").get(pk=offer.pk)
    found = offer.registration
    found.event = current
    if not offer.is_open or offer.deadline_at > time.now():
        return found
    _answer(offer, Offer.Answer.LAPSED)
    _become(found, State.CANCELLED)
    letters.tell(found, letters.LAPSED)
    _note(actor, "lapsed", found)
    _fill(current, found.is_online)
    return found


@transaction.atomic
def change_capacity(
    *,
    actor: Actor,
    event: Event,
    capacity_people: int | None,
    online_capacity_people: int | None,
) -> Event:
    """Change how many places there are; more are offered to who waits, fewer take nobody's away.

    Together: event, offers, audit line.
    Raises: MayNotManage, TooSmall.
    """
    if not can_manage(actor, event):
        raise MayNotManage
    if min(capacity_people or 0, online_capacity_people or 0) < 0:
        raise TooSmall
    current = held(event)
    current.capacity_people = capacity_people
    current.online_capacity_people = online_capacity_people
    current.save(update_fields=["capacity_people", "online_capacity_people"])
    facts = {"on_site": capacity_people, "online": online_capacity_people}
    note(actor=actor, deed="changed places", kind="event", key=current.pk, facts=facts)
    for is_online in (False, True):
        _fill(current, is_online)
    return current


@transaction.atomic
def check_in(*, actor: Actor, registration: Registration, is_here: bool = True) -> Registration:
    """Count somebody as present, or take that back; twice changes nothing.

    Together: registration, audit line.
    Raises: MayNotManage, NotAnnounced, EventFull.
    """
    current = held(registration.event)
    found = _again(registration, current)
    if not can_manage(actor, current):
        raise MayNotManage
    if not current.is_announced or current.is_cancelled:
        raise NotAnnounced
    goal = State.ATTENDED if is_here else State.REGISTERED
    if found.state == goal:
        return found
    if found.state not in Registration.HOLDING and not _has_room(current, found):
        raise EventFull
    for offer in found.offers.filter(answer=Offer.Answer.OPEN):
        _answer(offer, Offer.Answer.ACCEPTED)
    _become(found, goal)
    _note(actor, "checked in" if is_here else "took check-in back", found)
    return found


@transaction.atomic
def walk_in(*, actor: Actor, event: Event, name: str = "") -> Registration:
    """Count somebody who came without a registration, if there is a place.

    Together: registration, audit line.
    Raises: MayNotManage, NotAnnounced, EventFull.
    """
    current = held(event)
    if not can_manage(actor, current):
        raise MayNotManage
    if not current.is_announced or current.is_cancelled:
        raise NotAnnounced
    found = Registration(event=current, name=name[:120], is_walk_in=True)
    found.is_online = not current.is_on_site
    if not _has_room(current, found):
        raise EventFull
    _write(current, found, State.ATTENDED)
    _note(actor, "walked in", found)
    return found


@transaction.atomic
def close(*, actor: Actor, event: Event) -> Event:
    """Mark an event that has ended; where somebody was counted at the door, the rest was absent.

    Together: event, registrations, audit line. Closing twice changes nothing.
    """
    current = held(event)
    if not current.is_taking_place or not current.is_past:
        return current
    registrations = current.registrations
    registrations.filter(state__in=(State.WAITING, State.OFFERED)).update(state=State.CANCELLED)
    Offer.objects.filter(registration__event=current, answer=Offer.Answer.OPEN).update(
        answer=Offer.Answer.LAPSED, answered_at=time.now()
    )
    if registrations.filter(state=State.ATTENDED).exists():
        registrations.coming().update(state=State.ABSENT)
    current.state = STATES.OVER
    current.save(update_fields=["state"])
    note(actor=actor, deed="closed", kind="event", key=current.pk, facts={})
    return current


def held(event: Event) -> Event:
    """Fetch an event as it is now and keep its places to this transaction until it ends."""
    return (
        Event.objects.select_for_update(of=("self",), no_key=True)
        .select_related("series")
        .get(pk=event.pk)
    )


def end_all(actor: Actor, event: Event) -> list[Registration]:
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
        state=State.CANCELLED, changed_at=time.now()
    )
    return found


def _way(event: Event, is_online: bool | None) -> bool:
    """Return whether she takes part online; without a choice, on site where that is possible."""
    if is_online is None:
        return not event.is_on_site
    if is_online and not event.is_online:
        raise NoSuchWay(is_online)
    if not is_online and not event.is_on_site:
        raise NoSuchWay(is_online)
    return is_online


def _placed(
    actor: Actor, event: Event, found: Registration, is_online: bool, people: int = 1
) -> Registration:
    found.event = event
    if not found._state.adding and found.is_in_force:
        return found
    found.is_online, found.people = is_online, people
    state = State.REGISTERED if _has_room(event, found) else State.WAITING
    _write(event, found, state)
    if found.is_waiting:
        letters.tell(found, letters.WAITING, waiting_place=waiting_place(found))
    else:
        letters.tell(found, letters.REGISTERED)
    _note(actor, "registered", found)
    return found


def _write(event: Event, found: Registration, state: str) -> None:
    """Give it the next number of its event, so that the list is in order of commit."""
    event.last_order += 1
    event.save(update_fields=["last_order"])
    found.order = event.last_order
    found.registered_at = time.now()
    _become(found, state)


def _has_room(event: Event, wanting: Registration) -> bool:
    """Whether there is a place for her now; whoever waits already comes first."""
    capacity = event.capacity(wanting.is_online)
    if capacity is None:
        return True
    if taken_places(event, wanting.is_online) + wanting.people > capacity:
        return False
    if wanting.is_walk_in or wanting.state == State.WAITING:
        return True  # at the door: those who are not there cannot be asked
    return not event.registrations.waiting().filter(is_online=wanting.is_online).exists()


def taken_places(event: Event, is_online: bool) -> int:
    """Count the people who have a place, offered ones included; true while the event is held."""
    found = event.registrations.holding_places().filter(is_online=is_online)
    return found.aggregate(people=Sum("people"))["people"] or 0


def _fill(event: Event, is_online: bool) -> None:
    """Offer free places to who waits, strictly in order: nobody is passed over."""
    if not event.is_open:
        return
    capacity = event.capacity(is_online)
    taken = taken_places(event, is_online)
    waiting = event.registrations.waiting().filter(is_online=is_online).select_related("member")
    room = None if capacity is None else capacity - taken
    if room is not None and room <= 0:
        return
    for found in waiting if room is None else waiting[:room]:
        if room is not None:
            room -= found.people
            if room < 0:
                return
        found.event = event
        _offer(found)


def _offer(found: Registration) -> None:
    now = time.now()
    hours = dt.timedelta(hours=found.event.series.offer_hours)
    # Shortly before the start the deadline comes closer, so that the next person can still come.
    before_end = (max(found.event.starts_at, now) - now) / 2 or dt.timedelta(minutes=10)
    _become(found, State.OFFERED)
    offer = Offer.objects.create(
        registration=found, made_at=now, deadline_at=now + min(hours, before_end)
    )
    letters.tell_of_offer(offer)


def _again(registration: Registration, event: Event) -> Registration:
    found = Registration.objects.select_related("member").get(pk=registration.pk)
    found.event = event
    return found


def _end(found: Registration, answer: Offer.Answer) -> None:
    for offer in found.offers.filter(answer=Offer.Answer.OPEN):
        _answer(offer, answer)
    _become(found, State.CANCELLED)


def _answer(offer: Offer, answer: Offer.Answer) -> None:
    offer.answer = answer
    offer.answered_at = time.now()
    offer.save(update_fields=["answer", "answered_at"])


def _become(found: Registration, state: str) -> None:
    found.state = state
    found.changed_at = time.now()
    found.save()


def _note(actor: Actor, deed: str, found: Registration) -> None:
    facts = {"event": str(found.event.pk), "state": str(found.state)}
    note(actor=actor, deed=deed, kind=KIND, key=found.pk, facts=facts)
