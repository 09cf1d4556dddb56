"""The parts of an event: its programme."""

import datetime as dt

from django.db import transaction

from bluestem.audit.actions import note
from bluestem.audit.actors import Actor
from bluestem.events.actions.search import keep_words
from bluestem.events.errors import MayNotManage
from bluestem.events.models import Event, Part
from bluestem.events.rules import can_manage


@transaction.atomic
def add_part(
    *, actor: Actor, event: Event, starts_at: dt.datetime, title_en: str = "", title_fr: str = ""
) -> Part:
    """Add a part.

    Together: part, audit line.
    Raises: MayNotManage.
    """
    _must_manage(actor, event)
    part = Part.objects.create(
        event=event, title_en=title_en, title_fr=title_fr, starts_at=starts_at
    )
    keep_words(event=event)
    _note(actor, "added part", event)
    return part


@transaction.atomic
def change_part(
    *, actor: Actor, part: Part, starts_at: dt.datetime, title_en: str, title_fr: str
) -> Part:
    """Change a part; the same again changes nothing.

    Together: part, audit line.
    Raises: MayNotManage.
    """
    _must_manage(actor, part.event)
    if (part.starts_at, part.title_en, part.title_fr) == (starts_at, title_en, title_fr):
        return part
    part.starts_at, part.title_en, part.title_fr = starts_at, title_en, title_fr
    part.save(update_fields=["starts_at", "title_en", "title_fr"])
    keep_words(event=part.event)
    _note(actor, "changed part", part.event)
    return part


@transaction.atomic
def remove_part(*, actor: Actor, part: Part) -> Part:
    """Take a part from its event; returns what it was.

    Together: part, audit line.
    Raises: MayNotManage.
    """
    _must_manage(actor, part.event)
    _note(actor, "removed part", part.event)
    Part.objects.filter(pk=part.pk).delete()
    keep_words(event=part.event)
    return part


def _must_manage(actor: Actor, event: Event) -> None:
    if not can_manage(actor, event):
        raise MayNotManage


def _note(actor: Actor, deed: str, event: Event) -> None:
    note(actor=actor, deed=deed, kind="event", key=event.pk, facts={})
