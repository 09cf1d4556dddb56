"""Read events, each together with the permission to."""

from bluestem.events.queries.events import (
    event_for,
    events_for,
    managed_events,
    organisers_of,
    series_for,
)
from bluestem.events.queries.places import (
    Places,
    everybody_of,
    places_of,
    registration_for,
    registration_of,
    waiting_place,
)

__all__ = [
    "Places",
    "event_for",
    "events_for",
    "everybody_of",
    "managed_events",
    "organisers_of",
    "places_of",
    "registration_for",
    "registration_of",
    "series_for",
    "waiting_place",
]
