"""Every address the site answers, read from the table of addresses itself."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from inspect import getclosurevars, unwrap
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.db.models import F, QuerySet
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.urls.resolvers import LocalePrefixPattern, RoutePattern
from django.utils import translation

from bluestem.announcements.models import Announcement
from bluestem.community.models import Page
from bluestem.events.letters import (
    FEEDBACK_SALT,
    OFFER_SALT,
    REGISTRATION_SALT,
    REQUEST_SALT,
    speaker_token,
    token_of,
)
from bluestem.events.models import (
    Event,
    FormField,
    Offer,
    Part,
    PlaceRequest,
    Question,
    Registration,
    Series,
    Speaker,
    ToDo,
)
from bluestem.events.models import ImportRun as EventImportRun
from bluestem.kit.audience import audience_of
from bluestem.mailroom.models import Delivery, Mailing
from bluestem.members.models import (
    Department,
    ImportRun,
    Institution,
    Interest,
    Member,
    Role,
)

UNDECLARED = "undeclared"
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
NAMED_GROUP = re.compile(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)")
ANY_ID = "00000000-0000-4000-8000-000000000000"
WORDS = {
    "name": "invited",
    "language": "en",
    "eyes": "members",
    "deed": "pause",
    "token": "example",
}


def of_visitors() -> QuerySet[Registration]:
    """Return registrations of visitors, those at events that ask something first."""
    found = Registration.objects.filter(member=None, event__state__in=Event.OPEN)
    return found.exclude(address="").order_by(F("event__form_fields").asc(nulls_last=True), "pk")


# Pages of the letters to visitors and to who waits: whose key their links sign.
BEHIND_MAILS: Mapping[str, tuple[str, Callable[[], QuerySet[Any]]]] = {
    "own_registration": (REGISTRATION_SALT, of_visitors),
    "own_answers": (REGISTRATION_SALT, of_visitors),
    "own_ask": (REGISTRATION_SALT, of_visitors),
    "feedback": (FEEDBACK_SALT, lambda: Registration.objects.order_by("pk")),
    "confirm_place": (REQUEST_SALT, lambda: PlaceRequest.objects.order_by("asked_at")),
    "offer": (OFFER_SALT, lambda: Offer.objects.order_by("made_at")),
}
# Pages of one row of an event, and those that only some events have.
ROWS_OF_EVENTS: Mapping[str, type[Any]] = {
    "question_": FormField,
    "speaker_": Speaker,
    "to_do_": ToDo,
    "part_": Part,
}
# Pages of one row whose key is not its number, or that not every row has.
CHOSEN_ROWS: Mapping[str, tuple[str, Callable[[], QuerySet[Any]]]] = {
    "vote": ("pk", lambda: Question.objects.readable().order_by("pk")),
    "question_step": ("pk", lambda: Question.objects.readable().order_by("pk")),
    "door_scan": ("door_code", lambda: Registration.objects.order_by("pk")),
}
ONLY_OF: Mapping[str, Callable[[], QuerySet[Any]]] = {
    "answers": lambda: Event.objects.taking_place().exclude(form_fields=None),
    "coffee_groups": lambda: Event.objects.exclude(coffee_groups=None),
    "desk_names": lambda: Event.objects.exclude(tour__names_due_on=None),
    "names_sent": lambda: Event.objects.exclude(tour__names_due_on=None),
    "names_table": lambda: Event.objects.exclude(tour__names_due_on=None),
    "names_text": lambda: Event.objects.exclude(tour__names_due_on=None),
    "series_edit": Series.objects.all,
}


@dataclass(frozen=True)
class Address:
    """One address: its pattern without the language, who may come, how, and an example of it."""

    pattern: str
    name: str
    methods: tuple[str, ...]
    audience: tuple[str, ...]
    example: str
    languages: tuple[str, ...] = ()  # empty: the same address in every language


def addresses() -> list[Address]:
    """Return every address in the order of its pattern; French stands under /fr/ besides."""
    with translation.override("en"):
        found = [
            _address(route, name, pattern, is_in_languages)
            for route, name, pattern, is_in_languages in _walk(get_resolver())
        ]
    return sorted(found, key=lambda address: (address.pattern, address.name))


def _walk(
    resolver: URLResolver, route: str = "/", space: str = "", is_in_languages: bool = False
) -> Iterator[tuple[str, str, URLPattern, bool]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            has_prefix = isinstance(entry.pattern, LocalePrefixPattern)
            below = f"{space}{entry.namespace}:" if entry.namespace else space
            further = route if has_prefix else route + _readable(entry.pattern)
            yield from _walk(entry, further, below, is_in_languages or has_prefix)
        else:
            name = f"{space}{entry.name}" if entry.name else ""
            yield route + _readable(entry.pattern), name, entry, is_in_languages


def _readable(pattern: Any) -> str:
    """Write a route without its converters, and an expression without its signs."""
    if isinstance(pattern, RoutePattern):
        return PARAMETER.sub(r"<\1>", str(pattern))
    return NAMED_GROUP.sub(r"<\1>", str(pattern)).strip("^$").replace("\\", "").replace("?", "")


def _address(route: str, name: str, entry: URLPattern, is_in_languages: bool) -> Address:
    declared = audience_of(entry.callback)
    return Address(
        pattern=route,
        name=name,
        methods=methods_of(entry.callback),
        audience=tuple(sorted(declared)) if declared else (UNDECLARED,),
        example=_example(route, name, entry),
        languages=tuple(code for code, _ in settings.LANGUAGES) if is_in_languages else (),
    )


def methods_of(view: Callable[..., Any]) -> tuple[str, ...]:
    """Return the methods a view takes: of a class its handlers, of a function what it declares.

    `require_http_methods` and its kin keep their list in their closure, nowhere else.
    """
    view_class = getattr(view, "view_class", None)
    if view_class is not None:
        return tuple(word.upper() for word in view_class.http_method_names
                     if word != "options" and hasattr(view_class, word))  # fmt: skip
    declared = _declared_methods(view)
    return tuple(sorted(declared)) if declared else (UNDECLARED,)


def _declared_methods(view: Callable[..., Any]) -> set[str]:
    found: list[set[str]] = []

    def look(layer: Callable[..., Any]) -> bool:
        said = getattr(layer, "methods", None)
        if said is None and hasattr(layer, "__code__"):
            said = getclosurevars(layer).nonlocals.get("request_method_list")
        if said is not None:
            found.append(set(said))
        return False

    look(unwrap(view, stop=look))
    return set.intersection(*found) if found else set()


def _example(route: str, name: str, entry: URLPattern) -> str:
    """Return the address of something that exists, or one of the right shape."""
    converters = getattr(entry.pattern, "converters", {})
    values: dict[str, Any] = {}
    for parameter in re.findall(r"<(\w+)>", route):
        kind = type(converters.get(parameter)).__name__
        values[parameter] = _value(name, parameter, kind)
    if name:
        with suppress(NoReverseMatch):
            return reverse(name, kwargs=values)
    example = route
    for parameter, value in values.items():
        example = example.replace(f"<{parameter}>", str(value))
    return example


def _value(name: str, parameter: str, kind: str) -> object:
    with suppress(DatabaseError):  # before `bluestem init` there is nothing to show
        own = _of_chosen_row(name, parameter) or _of_events(name, parameter)
        if own:
            return own
    if kind == "StringConverter" and parameter in WORDS:
        return WORDS[parameter]
    room, _, word = name.rpartition(":")
    runs = EventImportRun if room == "events" else ImportRun
    sources: tuple[tuple[str, Callable[[], object]], ...] = (
        ("announcement", lambda: Announcement.objects.values_list("pk", flat=True).first()),
        ("mailing", lambda: Mailing.objects.values_list("pk", flat=True).first()),
        ("department", lambda: Department.objects.values_list("pk", flat=True).first()),
        ("page", lambda: Page.Slug.PRIVACY.value),
        ("delivery", lambda: Delivery.objects.values_list("pk", flat=True).first()),
        ("institution", lambda: Institution.objects.values_list("pk", flat=True).first()),
        ("interest", lambda: Interest.objects.values_list("pk", flat=True).first()),
        ("role_end", lambda: Role.objects.values_list("pk", flat=True).first()),
        ("desk_import_", lambda: runs.objects.values_list("pk", flat=True).first()),
        *((word, partial(_row_of, kind)) for word, kind in ROWS_OF_EVENTS.items()),
        ("member", _someone),
    )
    for part, first in sources:
        if part in word or (part == "member" and room == "members"):
            with suppress(DatabaseError):  # before `bluestem init` there is nothing to show
                found = first()
                if found is not None and _fits(found, kind):
                    return found
    return {"UUIDConverter": ANY_ID, "IntConverter": 1}.get(kind, "example")


def _row_of(kind: type[Any]) -> object:
    return kind.objects.order_by("event_id", "pk").values_list("pk", flat=True).first()


def _of_chosen_row(name: str, parameter: str) -> object:
    """Return the slug of the event or the key of the row, which belong together, or None."""
    key, rows = CHOSEN_ROWS.get(name.removeprefix("events:"), ("", None))
    row = rows().select_related("event").first() if rows else None
    if row is None:
        return None
    return row.event.slug if parameter == "slug" else getattr(row, key)


def _of_events(name: str, parameter: str) -> str:
    """Return what stands in the address of an event's page that only some events have, or ""."""
    room, _, view = name.partition(":")
    if room != "events" or parameter not in {"token", "slug"}:
        return ""
    if view in {"speaking", "speaker_stage"}:
        speaker = Speaker.objects.exclude(address="").order_by("pk").first()
        return speaker_token(speaker) if speaker else ""
    if view in BEHIND_MAILS:
        salt, rows = BEHIND_MAILS[view]
        key = rows().values_list("pk", flat=True).first()
        return token_of(salt, key) if key else ""
    for beginning, rows_of in ROWS_OF_EVENTS.items():
        if view.startswith(beginning):
            row = rows_of.objects.select_related("event").order_by("event_id", "pk").first()
            return row.event.slug if row else ""
    found = ONLY_OF[view]().first() if view in ONLY_OF else None
    return found.slug if found else ""


def _fits(found: object, kind: str) -> bool:
    wanted = {"UUIDConverter": "UUID", "IntConverter": "int"}.get(kind)
    return wanted is None or wanted == type(found).__name__


def _someone() -> object:
    return Member.objects.active().order_by("joined_on").values_list("pk", flat=True).first()
