"""The tables of events; one door for callers."""

from bluestem.events.models.event import AUDIENCES, STATES, Event, EventQuerySet
from bluestem.events.models.feed import Feed
from bluestem.events.models.registration import (
    Offer,
    PlaceRequest,
    Registration,
    RegistrationQuerySet,
)
from bluestem.events.models.reminder import Reminder
from bluestem.events.models.running import Part, Speaker, ToDo
from bluestem.events.models.series import MARKS, Series

__all__ = [
    "AUDIENCES",
    "MARKS",
    "STATES",
    "Event",
    "EventQuerySet",
    "Feed",
    "Offer",
    "Part",
    "PlaceRequest",
    "Registration",
    "RegistrationQuerySet",
    "Reminder",
    "Series",
    "Speaker",
    "ToDo",
]
