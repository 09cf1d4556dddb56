import uuid
from dataclasses import dataclass, replace

from django.db.models import Count, Q, Sum

from bluestem.audit.actors import Actor
from bluestem.events.models import Event, Registration
from bluestem.events.queries.events import event_for
from bluestem.members.models import Member


@dataclass(frozen=True)
class Places:
    """How it stands with the places of one way of taking part."""

    capacity: int | None
    taken: int  # people with a place, offered ones included
    waiting: int  # registrations on the waiting list

    @property
    def left(self) -> int | None:
        """Places that are free; None where there is no limit."""
        return None if self.capacity is None else max(self.capacity - self.taken, 0)

    @property
    def is_full(self) -> bool:
        """Whether the next person waits: none free, or others wait already."""
        return self.capacity is not None and (self.taken >= self.capacity or self.waiting > 0)

    def takes(self, people: int, *, is_at_door: bool = False) -> bool:
        """Whether so many people find room now; who waits comes first, except at the door.

        Those who wait and are not there cannot be asked when somebody stands at the door.
        """
        if self.capacity is None:
            return True
        return self.taken + people <= self.capacity and (is_at_door or not self.waiting)

    def with_people(self, people: int) -> "Places":
        """Return the places after so many more people got one."""
        return replace(self, taken=self.taken + people)

    def with_one_waiting(self) -> "Places":
        """Return the places after one more registration came onto the waiting list."""
        return replace(self, waiting=self.waiting + 1)

    @property
    def percent(self) -> int:
        """How much of the capacity is taken, for a bar."""
        return min(100, round(100 * self.taken / self.capacity)) if self.capacity else 0


def places_of(event: Event) -> dict[bool, Places]:
    """Return the places on site (False) and online (True), in one query."""
    rows = (
        event.registrations.order_by()
        .values("is_online")
        .annotate(
            taken=Sum("people", filter=Q(state__in=Registration.HOLDING)),
            waiting=Count("id", filter=Q(state=Registration.State.WAITING)),
        )
    )
    found = {row["is_online"]: (row["taken"] or 0, row["waiting"]) for row in rows}
    return {
        is_online: Places(event.capacity(is_online), *found.get(is_online, (0, 0)))
        for is_online in (False, True)
    }


def registration_of(member: Member, event: Event) -> Registration | None:
    """Return a member's own registration, a cancelled one too."""
    return event.registrations.filter(member=member).first()


def waiting_place(registration: Registration) -> int:
    """Return the place on the waiting list, counted from 1."""
    before = registration.event.registrations.waiting().filter(
        is_online=registration.is_online, order__lt=registration.order
    )
    return before.count() + 1


def everybody_of(event: Event) -> list[Registration]:
    """Return all registrations of an event in their order, cancelled ones too."""
    return list(event.registrations.select_related("member").order_by("order"))


def registration_for(actor: Actor, slug: str, registration_id: uuid.UUID) -> Registration:
    """Return a registration of an event that the actor manages.

    Raises: Event.DoesNotExist, Registration.DoesNotExist.
    """
    event = event_for(actor, slug, to="manage")
    found = event.registrations.select_related("member").get(pk=registration_id)
    found.event = event
    return found
