"""Who reads, and what a page of this room needs of the address."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from bluestem.audit.actors import VISITOR, Actor
from bluestem.community.models import Community
from bluestem.events.models import Event, Part, Registration, Speaker, ToDo
from bluestem.events.queries import event_for
from bluestem.kit.errors import Refusal
from bluestem.kit.share_picture import SharePicture
from bluestem.kit.templatetags.kit import clock, day_with_year
from bluestem.members.models import Member

FIRST_YEAR, LAST_YEAR = 1970, 2200


def reader_of(request: HttpRequest) -> Actor:
    """Return the signed-in member, or the visitor."""
    return request.user if isinstance(request.user, Member) else VISITOR


def me(request: HttpRequest) -> Member:
    """Return the signed-in member of a page that only members reach."""
    assert isinstance(request.user, Member)  # the audience was kept before
    return request.user


def fetched(request: HttpRequest, slug: str, to: str = "read") -> Event:
    """Return an event together with the right to it; otherwise the page does not exist."""
    try:
        return event_for(reader_of(request), slug, to=to)
    except Event.DoesNotExist:
        raise Http404 from None


def row_of[Row: (Speaker, ToDo, Part)](event: Event, kind: type[Row], key: int) -> Row:
    """Return a row of this event; one of another event is as if it did not exist."""
    try:
        row: Row = kind.objects.get(pk=key, event=event)
    except (kind.DoesNotExist, OverflowError):
        raise Http404 from None
    row.event = event
    return row


def desk_address(slug: str, section: str = "") -> str:
    """Return the address of an event's page on the desk, at one of its sections."""
    return reverse("events:desk_event", args=[slug]) + (f"#{section}" if section else "")


def step(
    request: HttpRequest, deed: Callable[[], Any], done: str, then: str, *args: object
) -> HttpResponseRedirect:
    """Do one thing, say what came of it, and show the page again."""
    try:
        deed()
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        if done:
            messages.success(request, done)
    return redirect(then, *args)


def words_of_leaving(registration: Registration, given_back: str) -> str:
    """Return what is said once she cancelled: `given_back` where what she had was a place."""
    if registration.is_waiting or registration.is_offered:
        return gettext("You left the waiting list.")
    if not registration.is_in_force:  # a second click: what she left before is not known any more
        return gettext("You are not registered.")
    return given_back


def month_in(text: str, today: dt.date) -> dt.date:
    """Return the first day of a month written as 2022-05; anything else is the present month."""
    try:
        year, month = (int(part) for part in text.split("-"))
        if FIRST_YEAR <= year <= LAST_YEAR:
            return dt.date(year, month, 1)
    except ValueError:
        pass
    return today.replace(day=1)


def share_picture_of(event: Event, community: Community, language: str) -> SharePicture:
    """Return what other sites show beside a link to a public event, in a language."""
    with translation.override(language), timezone.override(community.zone):
        when = f"{day_with_year(event.starts_at)}, {clock(event.starts_at)}"
        if event.is_cancelled:
            when = f"{gettext('Called off')} · {when}"
        return SharePicture(
            title=event.title,
            when=when,
            where=event.place or gettext("Online"),
            series=event.series.name,
            mark=event.series.mark,
            community=community.name,
        )
