"""Who comes, as the entrance wants to know it beforehand."""

from dataclasses import dataclass

from django.db.models import F

from bluestem.events.models import Event, Registration, Tour, details_of


@dataclass(frozen=True)
class Guest:
    """One person at the entrance."""

    name: str  # "" where it is not known
    brought_by: str = ""  # of a companion
    is_new: bool = False  # since the names were sent


def guests_of(event: Event) -> list[Guest]:
    """Return who has a place on site, by name, each companion after whom she comes with."""
    tour = details_of(event)
    sent_at = tour.names_sent_at if isinstance(tour, Tour) else None
    found: list[Guest] = []
    for each in coming_to(event):
        is_new = sent_at is not None and each.is_registered and each.changed_at > sent_at
        found.append(Guest(each.who, is_new=is_new))
        if each.has_companion:
            found.append(Guest(each.companion_name, brought_by=each.who, is_new=is_new))
    return found


def coming_to(event: Event) -> list[Registration]:
    """Return who has a place on site, counted at the door or not; walk-ins were not expected."""
    here = (Registration.State.REGISTERED, Registration.State.ATTENDED)
    found = event.registrations.filter(state__in=here, is_online=False, is_walk_in=False)
    return list(
        found.select_related("member").order_by(
            F("member__sort_name").asc(nulls_last=True), "name", "order"
        )
    )
