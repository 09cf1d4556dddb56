"""What has to be done for an event: written down, given to somebody, ticked."""

import datetime as dt
from typing import Any

from django.db import transaction

from bluestem.audit.actions import note
from bluestem.audit.actors import Actor
from bluestem.events import letters
from bluestem.events.errors import MayNotManage, NotAnOrganiser
from bluestem.events.models import Event, ToDo
from bluestem.events.rules import can_manage
from bluestem.kit import time
from bluestem.members.models import Member


@transaction.atomic
def add_to_do(
    *, actor: Actor, event: Event, words: str, due_on: dt.date, owner: Member | None = None
) -> ToDo:
    """Add something that has to be done.

    Together: to-do, audit line, and a letter to its owner if that is somebody else.
    Raises: MayNotManage, NotAnOrganiser.
    """
    _may_own(actor, event, owner)
    to_do = ToDo.objects.create(event=event, words=words, due_on=due_on, owner=owner)
    _note(actor, "added to-do", to_do, event=str(event.pk))
    _tell_owner(actor, to_do)
    return to_do


@transaction.atomic
def change_to_do(
    *, actor: Actor, to_do: ToDo, words: str, due_on: dt.date, owner: Member | None
) -> ToDo:
    """Change what has to be done, until when or by whom; the same again changes nothing.

    Together: to-do, audit line, and a letter to an owner who was not it before.
    Raises: MayNotManage, NotAnOrganiser.
    """
    event = to_do.event
    _may_own(actor, event, owner)
    current = ToDo.objects.select_for_update(of=("self",), no_key=True).get(pk=to_do.pk)
    current.event = event
    wanted = {"words": words, "due_on": due_on, "owner_id": owner.pk if owner else None}
    changed = [name for name, value in wanted.items() if getattr(current, name) != value]
    if not changed:
        return current
    current.words, current.due_on, current.owner = words, due_on, owner
    current.save(update_fields=["words", "due_on", "owner"])
    _note(actor, "changed to-do", current, fields=sorted(changed))
    if "owner_id" in changed:
        _tell_owner(actor, current)
    return current


@transaction.atomic
def tick_to_do(*, actor: Actor, to_do: ToDo, is_done: bool = True) -> ToDo:
    """Tick it, or take the tick back; whoever ticks what nobody owned owns it.

    Raises: MayNotManage.
    """
    _may_own(actor, to_do.event, None)
    if to_do.is_done == is_done:
        return to_do
    to_do.done_at = time.now() if is_done else None
    if is_done and to_do.owner is None and isinstance(actor, Member):
        to_do.owner = actor
    to_do.save(update_fields=["done_at", "owner"])
    _note(actor, "ticked to-do" if is_done else "took tick back", to_do)
    return to_do


@transaction.atomic
def remove_to_do(*, actor: Actor, to_do: ToDo) -> ToDo:
    """Take it from the list; returns what it was.

    Raises: MayNotManage.
    """
    _may_own(actor, to_do.event, None)
    _note(actor, "removed to-do", to_do, event=str(to_do.event_id))
    ToDo.objects.filter(pk=to_do.pk).delete()
    return to_do


def _may_own(actor: Actor, event: Event, owner: Member | None) -> None:
    if not can_manage(actor, event):
        raise MayNotManage
    if owner is not None and not can_manage(owner, event):
        raise NotAnOrganiser


def _tell_owner(actor: Actor, to_do: ToDo) -> None:
    if to_do.owner is not None and to_do.owner != actor and not to_do.is_done:
        letters.tell_owner(to_do, who=actor.name if isinstance(actor, Member) else "")


def _note(actor: Actor, deed: str, to_do: ToDo, **facts: Any) -> None:
    note(actor=actor, deed=deed, kind="to-do", key=to_do.pk, facts=facts)
