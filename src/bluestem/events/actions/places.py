"""Places: who has one, who waits, who is offered one. Each begins by holding its event.

On PostgreSQL the event's row is locked until the transaction ends; on SQLite the transaction
itself is the lock (IMMEDIATE). So the count below is true until the change it allows is written.
"""

import datetime as dt
import uuid
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from bluestem.audit.actions import note
from bluestem.audit.actors import VISITOR, Actor
from bluestem.events import letters
from bluestem.events.actions.answers import fitting_of
from bluestem.events.actions.holding import (
    again,
    answer_offer,
    become,
    fill,
    held,
    hold,
    note_registration,
)
from bluestem.events.actions.placing import Asking, place_all
from bluestem.events.errors import (
    FormNeeded,
    LinkOver,
    MayNotManage,
    NoSuchWay,
    NotInvited,
    OfferOver,
    OnePlaceOnly,
    RegistrationClosed,
    TooManyWishes,
    TooSmall,
)
from bluestem.events.models import AUDIENCES, Event, Offer, PlaceRequest, Registration, Said
from bluestem.events.queries.asking import Asked, asked_of
from bluestem.events.rules import can_come, can_manage, can_read
from bluestem.kit import time
from bluestem.kit.errors import Refusal
from bluestem.kit.together import Line, Together
from bluestem.members.models import Member, normal_address

State = Registration.State
KIND = "registration"
LINK_GOOD_FOR = dt.timedelta(days=2)
WISHES_AN_HOUR = 2_000  # for one event: whoever sends more is a machine
LETTERS_A_DAY = 2  # for one address and one event; more wishes are written down and not mailed


@dataclass(frozen=True)
class Wish:
    """What one member asks for when she clicks."""

    actor: Member
    is_online: bool | None = None
    has_companion: bool = False
    said: Said = field(default_factory=Said)
    has_read: bool = False  # what the event asks was before her


type Answer = Registration | Refusal | FormNeeded


def register(
    *,
    actor: Member,
    event: Event,
    is_online: bool | None = None,
    has_companion: bool = False,
    said: Said | None = None,
) -> Registration:
    """Give the actor a place, or the next place on the waiting list; asking twice changes nothing.

    `said` answers what the event asks. Together: registration, answers, confirmation letter and
    audit line; those who click meanwhile are placed in the same transaction.
    Raises: RegistrationClosed, NotInvited, NoSuchWay, OnePlaceOnly, AnswerMissing, AnswerGone.
    """
    wish = Wish(actor, is_online, has_companion, said or Said(), has_read=True)
    return _clicked(event.pk, wish)


def register_by_click(*, actor: Member, slug: str) -> Registration:
    """Do the same for who only pressed the button, without fetching the event before.

    Raises: FormNeeded where there is no such button for her, or something to say first; else as
    `register`.
    """
    if "\0" in slug:
        raise FormNeeded
    try:
        return _clicked(slug, Wish(actor))
    except Event.DoesNotExist:
        raise FormNeeded from None


def _clicked(key: uuid.UUID | str, wish: Wish) -> Registration:
    answer = _CLICKS.ask(key, wish)
    if isinstance(answer, Exception):
        raise answer
    return answer


@transaction.atomic
def _register_all(key: uuid.UUID | str, line: Line[Wish]) -> list[Answer]:
    """Register members for one event, by its key or slug, in this order.

    Returns for each what she has, or why not.
    """
    current = hold(pk=key) if isinstance(key, uuid.UUID) else hold(slug=key)
    wishes = line()
    asked = asked_of(current) if current.is_open else Asked()
    members = [wish.actor.pk for wish in wishes]
    known = {found.member_id: found for found in current.registrations.filter(member__in=members)}
    answers: list[Answer] = []
    asking = []
    for wish in wishes:
        if not wish.has_read and not _is_asked_nothing(wish.actor, current, asked):
            answers.append(FormNeeded())
            continue
        found = known.get(wish.actor.pk)
        if found is not None and found.is_in_force:
            found.event = current
            answers.append(found)
            continue
        found = found or Registration(member=wish.actor, language=wish.actor.language)
        try:
            asking.append(_asking(current, wish, found, asked))
        except Refusal as refused:
            answers.append(refused)
        else:
            found.state = State.WAITING  # a second click of hers in the same moment finds it
            known[wish.actor.pk] = found
            answers.append(found)
    if asking:
        place_all(event=current, asking=asking)
    return answers


def _is_asked_nothing(actor: Member, event: Event, asked: Asked) -> bool:
    """Whether a page with nothing but the button is open to her."""
    if not event.is_announced or not can_read(actor, event):
        return False
    return not (event.is_both or asked.is_something)


def _asking(event: Event, wish: Wish, found: Registration, asked: Asked) -> Asking:
    if not event.is_open:
        raise RegistrationClosed
    if not can_come(wish.actor, event):
        raise NotInvited(event)
    is_online = _way(event, wish.is_online)
    people = 2 if wish.has_companion and event.has_companions else 1
    if people == 2 and event.capacity(is_online) == 1:  # they would wait for ever, and all others
        raise OnePlaceOnly
    return Asking(
        actor=wish.actor,
        found=found,
        is_online=is_online,
        people=people,
        said=fitting_of(asked=asked, said=wish.said),
    )


_CLICKS: Together[uuid.UUID | str, Wish, Answer] = Together(_register_all)


@transaction.atomic
def request_place(
    *,
    actor: Actor,
    event: Event,
    address: str,
    name: str,
    language: str,
    is_online: bool | None,
    said: Said | None = None,
) -> PlaceRequest:
    """Write down that a visitor wants to come, and mail the link by which she confirms.

    Answers the same for every address. Together: the wish with what she said, encrypted, and its
    letter; no place is held yet.
    Raises: RegistrationClosed, NoSuchWay, TooManyWishes, AnswerMissing, AnswerGone.
    """
    if not event.is_open or event.audience != AUDIENCES.PUBLIC:
        raise RegistrationClosed
    now = timezone.now()
    an_hour_ago = now - dt.timedelta(hours=1)
    if event.place_requests.filter(asked_at__gt=an_hour_ago).count() >= WISHES_AN_HOUR:
        raise TooManyWishes
    fitting = fitting_of(asked=asked_of(event), said=said or Said())
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
        said=fitting.as_text,
        asked_at=now,
    )
    if earlier < LETTERS_A_DAY:
        letters.tell_of_request(wish)
    return wish


@transaction.atomic
def confirm_place(*, actor: Actor, wish: PlaceRequest) -> Registration:
    """Register the visitor behind a confirmed address, a member as herself; twice changes nothing.

    What was asked of her since she wrote she finds on her page. Together: registration with the
    answers of the wish, which keeps none, letter, audit line.
    Raises: LinkOver, RegistrationClosed, NoSuchWay.
    """
    if timezone.now() - wish.asked_at > LINK_GOOD_FOR:
        raise LinkOver
    current = held(event=wish.event)
    if not current.is_open or current.audience != AUDIENCES.PUBLIC:
        raise RegistrationClosed
    way = _way(current, wish.is_online)
    member = Member.objects.active().filter(address=wish.address).first()
    whose = {"member": member} if member else {"address": wish.address}
    found = current.registrations.filter(**whose).first()
    if found is None:
        found = Registration(language=wish.language, name="" if member else wish.name, **whose)
    asked, written = asked_of(current), Said.in_text(wish.said)
    said = fitting_of(asked=asked, said=written, is_strict=False)
    PlaceRequest.objects.filter(event=current, address=wish.address).update(said="")
    if found.is_in_force and not found._state.adding:
        found.event = current
        return found
    one = Asking(actor=actor, found=found, is_online=way, said=said)
    return place_all(event=current, asking=[one])[0]


@transaction.atomic
def cancel(*, actor: Actor, registration: Registration) -> Registration:
    """Give a place back at any time before the end; the next person waiting is offered it.

    The actor is whose it is, or manages the event. Cancelling twice changes nothing.
    Together: registration, letters, the next person's offer, audit line.
    Raises: RegistrationClosed, MayNotManage.
    """
    current = held(event=registration.event)
    found = again(registration=registration, event=current)
    # A visitor's own link names the registration; a member is who she signed in as.
    whose = str(found.member_id) if found.member_id else VISITOR.audit_key
    if not (actor.audit_key == whose or can_manage(actor, current)):
        raise MayNotManage
    if not found.is_in_force:
        return found
    if not current.is_open or found.state in {State.ATTENDED, State.ABSENT}:
        raise RegistrationClosed
    had_place = found.is_registered
    _end(found, Offer.Answer.WITHDRAWN)
    letters.tell(
        found,
        letters.CANCELLED,
        calendar=letters.CANCEL if had_place else "",
        was_waiting=not had_place,
        is_by_organiser=actor.audit_key != whose,
    )
    note_registration(actor=actor, deed="cancelled registration", found=found)
    fill(event=current, is_online=found.is_online)
    return found


@transaction.atomic
def accept(*, actor: Actor, offer: Offer) -> Registration:
    """Take the place that is held; accepting twice changes nothing.

    Together: offer, registration, letter, audit line.
    Raises: OfferOver.
    """
    current = held(event=offer.registration.event)
    offer = Offer.objects.select_related("registration__member").get(pk=offer.pk)
    found = offer.registration
    found.event = current
    if offer.answer == Offer.Answer.ACCEPTED and found.is_registered:
        return found
    if not offer.is_open or not found.is_offered or offer.deadline_at <= time.now():
        raise OfferOver
    answer_offer(offer=offer, answer=Offer.Answer.ACCEPTED)
    become(found=found, state=State.REGISTERED)
    letters.tell(found, letters.REGISTERED, calendar=letters.REQUEST)
    note_registration(actor=actor, deed="accepted offer", found=found)
    return found


@transaction.atomic
def decline(*, actor: Actor, offer: Offer) -> Registration:
    """Leave the place to the next person; declining twice changes nothing.

    Together: offer, registration, the next person's offer, audit line.
    Raises: OfferOver.
    """
    current = held(event=offer.registration.event)
    offer = Offer.objects.select_related("registration__member").get(pk=offer.pk)
    found = offer.registration
    found.event = current
    if offer.answer == Offer.Answer.DECLINED:
        return found
    if not offer.is_open or not found.is_offered:
        raise OfferOver
    answer_offer(offer=offer, answer=Offer.Answer.DECLINED)
    become(found=found, state=State.CANCELLED)
    note_registration(actor=actor, deed="declined offer", found=found)
    fill(event=current, is_online=found.is_online)
    return found


@transaction.atomic
def lapse(*, actor: Actor, offer: Offer) -> Registration:
    """End an offer whose deadline has passed, and offer the place to the next person.

    Together: offer, registration, letters, audit line. Before the deadline nothing changes.
    """
    current = held(event=offer.registration.event)
    offer = Offer.objects.select_related("registration__member").get(pk=offer.pk)
    found = offer.registration
    found.event = current
    if not offer.is_open or offer.deadline_at > time.now():
        return found
    answer_offer(offer=offer, answer=Offer.Answer.LAPSED)
    become(found=found, state=State.CANCELLED)
    letters.tell(found, letters.LAPSED)
    note_registration(actor=actor, deed="let offer lapse", found=found)
    fill(event=current, is_online=found.is_online)
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
    current = held(event=event)
    current.capacity_people = capacity_people
    current.online_capacity_people = online_capacity_people
    current.save(update_fields=["capacity_people", "online_capacity_people"])
    facts = {"on_site": capacity_people, "online": online_capacity_people}
    note(actor=actor, deed="changed places", kind="event", key=current.pk, facts=facts)
    for is_online in (False, True):
        fill(event=current, is_online=is_online)
    return current


def _way(event: Event, is_online: bool | None) -> bool:
    """Return whether she takes part online; without a choice, on site where that is possible."""
    if is_online is None:
        return not event.is_on_site
    if is_online and not event.is_online:
        raise NoSuchWay(is_online)
    if not is_online and not event.is_on_site:
        raise NoSuchWay(is_online)
    return is_online


def _end(found: Registration, answer: Offer.Answer) -> None:
    for offer in found.offers.filter(answer=Offer.Answer.OPEN):
        answer_offer(offer=offer, answer=answer)
    become(found=found, state=State.CANCELLED)
