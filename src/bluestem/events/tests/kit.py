"""What several tests of this room begin with."""

import datetime as dt
from typing import Any

from bluestem.audit.actors import CONSOLE
from bluestem.events import actions
from bluestem.events.models import Event, Registration, Series
from bluestem.members.models import Member, Role

START = dt.datetime(2022, 5, 5, 10, 30, tzinfo=dt.UTC)  # 12:30 in Geneva
HOUR = dt.timedelta(hours=1)


def series_named(slug: str = "drinks") -> Series:
    actions.make_default_series(actor=CONSOLE)
    return Series.objects.get(slug=slug)


def drafted(actor: Any = CONSOLE, series: str = "drinks", **values: Any) -> Event:
    start = values.pop("starts_at", START)
    usual = {
        "starts_at": start,
        "ends_at": start + HOUR,
        "title_en": "The antimatter hall",
        "title_fr": "Le hall de l’antimatière",
        "place": "Building 193",
        "audience": "members",
        "capacity_people": None,
    }
    return actions.draft(actor=actor, series=series_named(series), **{**usual, **values})


def published(**values: Any) -> Event:
    Event.objects.filter(pk=(event := drafted(**values)).pk).update(
        state="published", published_at=START - 24 * HOUR
    )
    return Event.objects.select_related("series").get(pk=event.pk)


def make_members(count: int) -> list[Member]:
    return Member.objects.bulk_create(
        Member(address=f"m{n}@example.org", name=f"Member {n:03}", joined_on=dt.date(2021, 2, 1))
        for n in range(count)
    )


def states(event: Event) -> list[str]:
    """Return the states of an event's registrations, in their order."""
    return list(event.registrations.order_by("order").values_list("state", flat=True))


def counts(event: Event) -> dict[str, int]:
    found = states(event)
    return {state: found.count(state) for state in sorted(set(found))}


def make_steering(member: Member) -> Member:
    """Return her anew, with a steering role."""
    Role.objects.create(member=member, kind=Role.Kind.STEERING, starts_on=member.joined_on)
    return Member.objects.get(pk=member.pk)


def fresh(registration: Registration) -> Registration:
    return Registration.objects.select_related("event", "member").get(pk=registration.pk)
