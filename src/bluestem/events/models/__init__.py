"""The tables of events; one door for callers."""

from bluestem.events.models.archive import Picture, Recording, SearchText, Subtitles
from bluestem.events.models.coffee import CoffeeGroup
from bluestem.events.models.details import DETAILS, Details, Film, Interview, Tour, details_of
from bluestem.events.models.event import AUDIENCES, STATES, Event, EventQuerySet, QuestionMode
from bluestem.events.models.feed import Feed
from bluestem.events.models.form import FormAnswer, FormField, Needs, Said
from bluestem.events.models.import_run import ImportRun
from bluestem.events.models.registration import (
    Offer,
    PlaceRequest,
    Registration,
    RegistrationQuerySet,
)
from bluestem.events.models.reminder import Reminder
from bluestem.events.models.running import Part, Speaker, ToDo
from bluestem.events.models.series import MARKS, Series
from bluestem.events.models.talk import Feedback, Question, QuestionQuerySet, QuestionVote

__all__ = [
    "AUDIENCES",
    "DETAILS",
    "MARKS",
    "STATES",
    "CoffeeGroup",
    "Details",
    "Event",
    "EventQuerySet",
    "Feed",
    "Feedback",
    "Film",
    "FormAnswer",
    "FormField",
    "ImportRun",
    "Interview",
    "Needs",
    "Offer",
    "Part",
    "Picture",
    "PlaceRequest",
    "Question",
    "QuestionMode",
    "QuestionQuerySet",
    "QuestionVote",
    "Recording",
    "Registration",
    "RegistrationQuerySet",
    "Reminder",
    "Said",
    "SearchText",
    "Series",
    "Speaker",
    "Subtitles",
    "ToDo",
    "Tour",
    "details_of",
]
