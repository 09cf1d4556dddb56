"""Lists that leave as files: who is registered with the answers, and the names for the entrance."""

import csv
import io
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bluestem.audit.actions import note
from bluestem.audit.actors import Actor
from bluestem.events.errors import MayNotManage
from bluestem.events.models import Event
from bluestem.events.queries.asking import collected
from bluestem.events.queries.entrance import guests_of
from bluestem.events.queries.places import everybody_of
from bluestem.events.rules import can_manage, can_read_answers
from bluestem.kit.spreadsheets import harmless

BYTE_ORDER_MARK = b"\xef\xbb\xbf"  # by which spreadsheets know UTF-8


@transaction.atomic
def export_registrations(*, actor: Actor, event: Event) -> bytes:
    """Return who is registered with what they answered, as CSV in the reader's language.

    What people need to take part or eat is not in it: it is deleted soon, and a file is not.
    Together: the reading and its audit line.
    Raises: MayNotManage.
    """
    if not can_read_answers(actor, event):
        raise MayNotManage
    people = [each for each in everybody_of(event) if each.is_in_force]
    said = collected(event, people)
    usual = (_("Name"), _("State"), _("Way"), _("People"), _("Companion"), _("Since"))
    rows = [[*map(str, usual), *(field.words for field in said.asked.fields)]]
    for each in people:
        hers = said.by_registration.get(each.pk, {})
        rows.append(
            [
                each.who,
                each.get_state_display(),
                _("Online") if each.is_online else _("On site"),
                str(each.people),
                each.companion_name,
                f"{timezone.localtime(each.registered_at):%Y-%m-%d %H:%M}",
                *(field.readable(hers.get(field.pk, "")) for field in said.asked.fields),
            ]
        )
    _note(actor, "exported registrations", event, len(people))
    return _as_csv(rows)


@transaction.atomic
def export_names(*, actor: Actor, event: Event, is_table: bool) -> bytes:
    """Return the names of who comes and whom they bring: as CSV, or as plain text, one a line.

    Together: the reading and its audit line.
    Raises: MayNotManage.
    """
    if not can_manage(actor, event):
        raise MayNotManage
    guests = guests_of(event)
    _note(actor, "exported names", event, len(guests))
    if is_table:
        rows = [[guest.name, guest.brought_by] for guest in guests]
        return _as_csv([[_("Name"), _("Comes with")], *rows])
    lines = [" ".join(guest.name.split()) or _("A person without a name") for guest in guests]
    return "".join(f"{line}\r\n" for line in lines).encode()


def _as_csv(rows: Iterable[Iterable[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([harmless(cell) for cell in row] for row in rows)
    return BYTE_ORDER_MARK + text.getvalue().encode()


def _note(actor: Actor, deed: str, event: Event, count: int) -> None:
    note(actor=actor, deed=deed, kind="event", key=event.pk, facts={"count": count})
