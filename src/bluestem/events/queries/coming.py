"""What a click for a place has to know of its event: read once for all who click together."""

from dataclasses import dataclass

from bluestem.audit.actors import Actor
from bluestem.events.models import Event
from bluestem.events.queries.asking import Asked, asked_of
from bluestem.events.rules import can_read
from bluestem.kit.together import Line, Together


@dataclass(frozen=True)
class Coming:
    """An announced event and what it asks; others who click read the same one: change nothing."""

    event: Event
    asked: Asked


def coming_for(actor: Actor, slug: str) -> Coming:
    """Return the event that the actor wants to come to, without what a page shows beside it.

    Raises: Event.DoesNotExist for a stranger just as for an address that stands for nothing.
    """
    found = None if "\0" in slug else _LOOKS.ask("", slug)
    if found is None or not can_read(actor, found.event):
        raise Event.DoesNotExist
    return found


def _look(_: str, line: Line[str]) -> list[Coming | None]:
    slugs = line()
    events = Event.objects.announced().filter(slug__in=set(slugs)).order_by()
    fetched = events.prefetch_related("form_fields")
    found = {event.slug: Coming(event, asked_of(event)) for event in fetched}
    return [found.get(slug) for slug in slugs]


_LOOKS: Together[str, str, Coming | None] = Together(_look)
