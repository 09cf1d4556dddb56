"""Events that begin as another one says: last year's again, and the lunch after a talk."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from bluestem.audit.actors import Actor
from bluestem.events.actions.asking import copy_questions
from bluestem.events.actions.details import follow
from bluestem.events.actions.events import EDITABLE, draft
from bluestem.events.actions.search import keep_words
from bluestem.events.errors import MayNotManage, NoLunches
from bluestem.events.models import Event, Part, Series, ToDo, Tour, details_of
from bluestem.events.models.event import TITLE_LENGTH
from bluestem.events.rules import can_manage

LEFT_OUT = {"link", "starts_at", "ends_at", "summary_en", "summary_fr"}
LUNCH_AFTER = {"title_en": "Lunch after “%s”", "title_fr": "Déjeuner après « %s »"}


@transaction.atomic
def copy_from_last_year(*, actor: Actor, event: Event, starts_at: dt.datetime) -> Event:
    """Begin an event like an earlier one: words, details, questions, parts, to-dos, on new dates.

    Speakers, registrations and the link are not taken along; the handover note is.
    Raises: MayNotManage.
    """
    new = draft(
        actor=actor,
        series=event.series,
        starts_at=starts_at,
        ends_at=starts_at + (event.ends_at - event.starts_at),
        **{name: getattr(event, name) for name in EDITABLE - LEFT_OUT},
    )
    new.copied_from, new.question_mode = event, event.question_mode
    new.save(update_fields=["copied_from", "question_mode"])
    shift = timezone.localdate(starts_at) - timezone.localdate(event.starts_at)
    if event.to_dos.exists():
        new.to_dos.all().delete()
        ToDo.objects.bulk_create(
            ToDo(event=new, words=to_do.words, due_on=to_do.due_on + shift)
            for to_do in event.to_dos.all()
        )
    Part.objects.bulk_create(
        Part(
            event=new,
            title_en=part.title_en,
            title_fr=part.title_fr,
            starts_at=starts_at + (part.starts_at - event.starts_at),
        )
        for part in event.parts.all()
    )
    _copy_details(event, new, shift)
    copy_questions(event=event, new=new)
    keep_words(event=new)
    return new


def _copy_details(event: Event, new: Event, shift: dt.timedelta) -> None:
    details = details_of(event)
    if details is None:
        return
    values: dict[str, Any] = {
        field.name: getattr(details, field.name)
        for field in details._meta.fields
        if field.name not in {"id", "event", "names_sent_at"}
    }
    if isinstance(details, Tour) and details.names_due_on is not None:
        values["names_due_on"] = details.names_due_on + shift
    type(details).objects.create(event=new, **values)


@transaction.atomic
def draft_lunch_after(*, actor: Actor, event: Event) -> Event:
    """Begin the lunch that follows a talk, where it ends; a talk that has one keeps it.

    Together: lunch and talk, audit lines.
    Raises: MayNotManage, NoLunches where the community has no such series.
    """
    if not can_manage(actor, event):
        raise MayNotManage
    current = Event.objects.select_for_update(of=("self",), no_key=True).get(pk=event.pk)
    current.series = event.series
    if current.followed_by is not None:
        return current.followed_by
    series = Series.objects.filter(kind=Series.Kind.LUNCH, is_offered=True).first()
    if series is None:
        raise NoLunches
    lunch = draft(
        actor=actor,
        series=series,
        starts_at=current.ends_at,
        ends_at=current.ends_at + dt.timedelta(minutes=series.duration_minutes),
        **{name: _title(name, words, current) for name, words in LUNCH_AFTER.items()},
    )
    follow(actor=actor, event=lunch, before=current)
    return lunch


def _title(name: str, words: str, talk: Event) -> str:
    title = getattr(talk, name) or talk.title
    room = TITLE_LENGTH - len(words % "")
    return words % (title if len(title) <= room else title[: room - 1] + "…")
