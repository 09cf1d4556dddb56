"""Events as calendars read them (RFC 5545, RFC 5546): feeds, files and invitations.

One VEVENT per occurrence and no rule of recurrence: clients disagree about rules after a change
of the clocks. Times stand in the community's zone, whose VTIMEZONE goes along.
"""

import datetime as dt
import re
from collections.abc import Iterable
from urllib.parse import urlsplit

import icalendar
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from bluestem.audit.actors import VISITOR
from bluestem.community.models import Community
from bluestem.community.queries import the_community
from bluestem.events.models import Event, EventQuerySet, Registration, Series
from bluestem.events.queries.events import events_for
from bluestem.kit import time
from bluestem.members.models import Member

PRODUCT = "-//Bluestem//Events//EN"
LOOKS_BACK = dt.timedelta(days=365)
MOST_EVENTS = 1000
REFRESH = dt.timedelta(hours=4)
AROUND = dt.timedelta(days=3)  # the last day is left out, and a local day can be a day ahead of UTC
# What no calendar can hold; line ends of every kind become the one that is escaped.
UNWRITABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")
LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")


def public_events(series: Series | None = None) -> EventQuerySet:
    """Return the public events of a feed: from a year ago on, called off ones too."""
    found = events_for(VISITOR).filter(ends_at__gt=time.now() - LOOKS_BACK)
    if series is not None:
        found = found.filter(series=series)
    return found.order_by("starts_at", "id")[:MOST_EVENTS]


def public_feed(language: str, series: Series | None = None) -> bytes:
    """Return the feed of all public events, or of one series."""
    community = the_community()
    with translation.override(language):
        name = f"{community.name}: {series.name}" if series else community.name
        calendar = _calendar(community, name)
        events = list(public_events(series))
        for event in events:
            calendar.add_component(_entry(event, community, language))
    return _written(calendar, events)


def personal_feed(member: Member) -> bytes:
    """Return the events at which a member has a place or waits for one, in her language."""
    community = the_community()
    hers = (
        Registration.objects.in_force()
        .filter(
            member=member,
            event__state__in=Event.ANNOUNCED,
            event__ends_at__gt=time.now() - LOOKS_BACK,
        )
        .select_related("event__series")
        .order_by("event__starts_at", "event_id")[:MOST_EVENTS]
    )
    calendar = _calendar(community, community.name)
    events = []
    for registration in hers:
        event = registration.event
        has_place = registration.state in Registration.HOLDING
        entry = _entry(event, community, member.language, with_link=_sees_link(registration))
        if not has_place and not event.is_cancelled:
            entry["STATUS"] = icalendar.vText("TENTATIVE")
        calendar.add_component(entry)
        events.append(event)
    return _written(calendar, events)


def event_file(event: Event, language: str) -> bytes:
    """Return one event as a file that anybody who may read it can keep."""
    community = the_community()
    calendar = _calendar(community, "", method="PUBLISH")
    calendar.add_component(_entry(event, community, language))
    return _written(calendar, [event])


def invitation(
    registration: Registration, community: Community, *, is_cancelled: bool = False
) -> bytes:
    """Return what goes into the mail of somebody who has a place: REQUEST, or CANCEL (iTIP).

    It comes from the organiser's address, keeps the event's UID, and carries its SEQUENCE.
    """
    event = registration.event
    member = registration.member
    language = member.language if member else registration.language
    address = (member.address if member else registration.address) or ""
    method = "CANCEL" if is_cancelled else "REQUEST"
    calendar = _calendar(community, "", method=method)
    entry = _entry(event, community, language, with_link=_sees_link(registration))
    organiser = icalendar.vCalAddress(f"mailto:{settings.SENDER_ADDRESS}")
    organiser.params["CN"] = _name(community.name)
    attendee = icalendar.vCalAddress(f"mailto:{address}")
    attendee.params["CN"] = _name(registration.who or address)
    attendee.params["ROLE"] = "REQ-PARTICIPANT"
    attendee.params["PARTSTAT"] = "ACCEPTED"
    attendee.params["RSVP"] = "FALSE"
    entry.add("organizer", organiser, encode=False)
    entry.add("attendee", attendee, encode=False)
    if is_cancelled:
        entry["STATUS"] = icalendar.vText("CANCELLED")
    # Of the message, not of the event: who registers again after cancelling is told later.
    del entry["DTSTAMP"]
    entry.add("dtstamp", time.now().astimezone(dt.UTC))
    calendar.add_component(entry)
    return _written(calendar, [event])


def uid_of(event: Event) -> str:
    """Return the name under which every calendar knows an event, whatever becomes of it."""
    return f"{event.uid}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}"


def _sees_link(registration: Registration) -> bool:
    return bool(
        registration.member_id
        and registration.is_online
        and registration.state in Registration.HOLDING
    )


def _calendar(community: Community, name: str, method: str = "") -> icalendar.Calendar:
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    if method:
        calendar.add("method", method)
    if name:
        calendar.add("x-wr-calname", _clean(name))
        calendar.add("x-wr-timezone", community.time_zone)
        calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    return calendar


def _entry(
    event: Event, community: Community, language: str, *, with_link: bool = False
) -> icalendar.Event:
    entry = icalendar.Event()
    with translation.override(language):
        page = settings.SITE_URL + reverse("events:event", args=[event.slug])
        title, about = event.title, event.reason if event.is_cancelled else event.summary
        series = event.series.name
    entry.add("uid", uid_of(event))
    entry.add("sequence", event.sequence)
    entry.add("dtstamp", event.changed_at.astimezone(dt.UTC))
    entry.add("last-modified", event.changed_at.astimezone(dt.UTC))
    starts_at, ends_at = _moments(event, community)
    entry.add("dtstart", starts_at)
    entry.add("dtend", ends_at)
    entry.add("summary", _clean(title))
    words = [about, event.link if with_link else "", page]
    entry.add("description", _clean("\n\n".join(word for word in words if word)))
    where = event.place or (event.link if with_link else "")
    if where:
        entry.add("location", _clean(where))
    entry.add("url", page)
    entry.add("categories", [_clean(series)])
    entry.add("status", "CANCELLED" if event.is_cancelled else "CONFIRMED")
    return entry


def _moments(event: Event, community: Community) -> list[dt.datetime]:
    """Return start and end in the community's zone; both in UTC where one of them is in the hour
    that comes twice. RFC 5545 takes such a local time for its first, and many programs for its
    second one (3.3.5; khal and ical.js among them)."""
    moments = (event.starts_at, event.ends_at)
    local = [each.astimezone(community.zone).replace(microsecond=0) for each in moments]
    return [each.astimezone(dt.UTC) for each in local] if any(map(_comes_twice, local)) else local


def _comes_twice(local: dt.datetime) -> bool:
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


def _written(calendar: icalendar.Calendar, events: Iterable[Event]) -> bytes:
    days = [moment.date() for each in events for moment in (each.starts_at, each.ends_at)]
    if days:
        calendar.add_missing_timezones(min(days) - AROUND, max(days) + AROUND)
    return bytes(calendar.to_ical())


def _clean(text: str) -> str:
    return UNWRITABLE.sub("", LINE_ENDS.sub("\n", text))


def _name(text: str) -> str:
    """Return a name as a parameter can hold it: on one line, without quotation marks."""
    return " ".join(_clean(text).replace('"', "’").split())
