"""Events and what belongs to them, for the addresses of this room's pages.

Slug and key of one address belong together, so both are taken from the same row.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Count, F, QuerySet

from bluestem.events.letters import (
    FEEDBACK_SALT,
    OFFER_SALT,
    REGISTRATION_SALT,
    REQUEST_SALT,
    speaker_token,
    token_of,
)
from bluestem.events.models import (
    AUDIENCES,
    Event,
    FormField,
    ImportRun,
    Offer,
    Part,
    Picture,
    PlaceRequest,
    Question,
    Recording,
    Registration,
    Series,
    Speaker,
    ToDo,
)
from bluestem.kit.examples import first_key, shows

Rows = Callable[[], QuerySet[Any]]


def _of_visitors() -> QuerySet[Registration]:
    """Return registrations of visitors, those at events that ask something first."""
    found = Registration.objects.filter(member=None, event__state__in=Event.OPEN)
    return found.exclude(address="").order_by(F("event__form_fields").asc(nulls_last=True), "pk")


def _with_names() -> QuerySet[Event]:
    return Event.objects.exclude(tour__names_due_on=None)


def _public() -> QuerySet[Event]:
    return Event.objects.announced().filter(audience=AUDIENCES.PUBLIC).order_by("-starts_at")


# Pages behind a letter: whose key its link signs.
BEHIND_MAILS: Mapping[str, tuple[str, Rows]] = {
    "own_registration": (REGISTRATION_SALT, _of_visitors),
    "own_answers": (REGISTRATION_SALT, _of_visitors),
    "own_ask": (REGISTRATION_SALT, _of_visitors),
    "feedback": (FEEDBACK_SALT, lambda: Registration.objects.order_by("pk")),
    "confirm_place": (REQUEST_SALT, lambda: PlaceRequest.objects.order_by("asked_at")),
    "offer": (OFFER_SALT, lambda: Offer.objects.order_by("made_at")),
}
# Pages of one row of an event, by how the names of their views begin; the first that fits counts.
ROWS: Mapping[str, Rows] = {
    "question_step": lambda: Question.objects.readable().order_by("pk"),
    "vote": lambda: Question.objects.readable().order_by("pk"),
    "question_": lambda: FormField.objects.order_by("event_id", "pk"),
    "speaker_": lambda: Speaker.objects.order_by("event_id", "pk"),
    "to_do_": lambda: ToDo.objects.order_by("event_id", "pk"),
    "part_": lambda: Part.objects.order_by("event_id", "pk"),
    "picture": lambda: Picture.objects.order_by("event_id", "pk"),
    "recording": lambda: Recording.objects.order_by("event_id", "pk"),
    "subtitles": lambda: Recording.objects.order_by("event_id", "pk"),
    "door_scan": lambda: Registration.objects.order_by("pk"),
    "check_in": lambda: Registration.objects.order_by("pk"),
    "registration_cancel": lambda: Registration.objects.order_by("pk"),
}
# Pages that only some events have.
ONLY_OF: Mapping[str, Rows] = {
    "answers": lambda: Event.objects.taking_place().exclude(form_fields=None),
    "coffee_groups": lambda: Event.objects.exclude(coffee_groups=None),
    "desk_names": _with_names,
    "names_sent": _with_names,
    "names_table": _with_names,
    "names_text": _with_names,
    "run_sheet": lambda: Event.objects.exclude(interview=None),
    "series_edit": Series.objects.all,
    "place_request": _public,
    "share_picture": _public,
}


@shows("events")
def example(view: str, parameter: str) -> object:
    """Return an event, what belongs to it, or the link of a letter."""
    if parameter == "run_id":
        return first_key(ImportRun.objects.all())
    if parameter == "token":
        return _token(view)
    rows = next((rows for beginning, rows in ROWS.items() if view.startswith(beginning)), None)
    row = rows().select_related("event").first() if rows else None
    if row is not None:
        return _of_row(row, parameter)
    return _slug(view) if parameter == "slug" else None


@shows("event_feeds")
def example_of_feed(_view: str, parameter: str) -> object:
    """Return a series; nobody's secret calendar."""
    return _slug_of(Series.objects.all()) if parameter == "slug" else None


def _of_row(row: Any, parameter: str) -> object:
    if parameter == "slug":
        return row.event.slug
    if parameter == "code":
        return row.door_code
    return row.pk if parameter.endswith("_id") else None


def _token(view: str) -> object:
    if view in BEHIND_MAILS:
        salt, rows = BEHIND_MAILS[view]
        key = rows().values_list("pk", flat=True).first()
        return token_of(salt, key) if key else None
    speaker = Speaker.objects.exclude(address="").order_by("pk").first()
    return speaker_token(speaker) if speaker else None


def _slug(view: str) -> object:
    if view in ONLY_OF:
        return _slug_of(ONLY_OF[view]())
    found = Event.objects.announced().annotate(people=Count("registrations"))
    return _slug_of(found.order_by("-people", "id"))


def _slug_of(rows: QuerySet[Any]) -> object:
    return rows.values_list("slug", flat=True).first()
