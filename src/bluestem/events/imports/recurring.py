"""Write recurring entries out, within bounds that a community's calendar never meets."""

import datetime as dt
import hashlib
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import icalendar
import recurring_ical_events
from django.utils.translation import gettext as _

from bluestem.kit.imports.values import Unreadable, quoted

MOST_OCCURRENCES = 500  # of one entry
MOST_RECURRING = 200  # entries of one file
SUB_DAILY = frozenset({"SECONDLY", "MINUTELY", "HOURLY"})
FIRST_LOOK = dt.timedelta(days=2 * 366)
FARTHEST = dt.timedelta(days=50 * 366)
A_DAY = dt.timedelta(days=1)
LONGEST_UID = 200


class Refused(Exception):
    """A repetition that is not written out: whose, which property, what was found."""

    def __init__(self, component: Any, name: str, found: str, wrong: Unreadable) -> None:
        super().__init__(found)
        self.component, self.name, self.found, self.wrong = component, name, found, wrong


@dataclass(frozen=True)
class Occurrence:
    """One event of an entry; `number` tells it from the entry's others, whenever it is moved."""

    component: Any
    number: str = ""

    def uid_in(self, uid: str) -> str:
        """Return the name under which it is known again; empty where the entry has none."""
        if not uid:
            return ""
        short = uid if len(uid) <= LONGEST_UID else hashlib.sha256(uid.encode()).hexdigest()
        return f"{short}/{self.number}" if self.number else short


def occurrences_of(group: Sequence[Any]) -> Iterator[Occurrence]:
    """Yield the events of all entries with one UID.

    Raises: Refused.
    """
    recurring = [each for each in group if "RRULE" in each or "RDATE" in each]
    if not recurring:
        for component in group:
            _refuse_backwards(component)
            yield Occurrence(_with_end(component), _number(component.get("RECURRENCE-ID")))
        return
    for component in group:
        _refuse_backwards(component)
    for component in recurring:
        _refuse_unbounded(component)
    yield from _written_out(group, recurring[0])


def _with_end(component: Any) -> Any:
    """Give an entry with a duration its end; a day alone ends at midnight."""
    if "DTEND" in component:
        return component
    start = component["DTSTART"].dt
    if "DURATION" in component:
        component.add("dtend", start + component["DURATION"].dt)
    elif not isinstance(start, dt.datetime):
        component.add("dtend", start + A_DAY)
    if "DTEND" in component and "TZID" in component["DTSTART"].params:
        component["DTEND"].params["TZID"] = component["DTSTART"].params["TZID"]
    return component


def _refuse_backwards(component: Any) -> None:
    """Refuse an end before the start, which the library would turn round."""
    if "DTEND" not in component:
        return
    start, end = component["DTSTART"].dt, component["DTEND"].dt
    are_alike = type(start) is type(end) and (
        not isinstance(start, dt.datetime) or (start.tzinfo is None) == (end.tzinfo is None)
    )
    if are_alike and end < start:
        wrong = Unreadable(
            _("an end after the start, %(start)s") % {"start": start.isoformat()},
            _("correct one of the two"),
        )
        raise Refused(component, "DTEND", quoted(end.isoformat()), wrong)


def _refuse_unbounded(component: Any) -> None:
    rules = component.get("RRULE", [])
    if isinstance(rules, list) and len(rules) > 1:  # each is looked through to the end of time
        wrong = Unreadable(
            _("one RRULE in an entry"),
            _("write the other repetitions as entries of their own"),
        )
        found = _("%(count)d repetitions of one entry") % {"count": len(rules)}
        raise Refused(component, "RRULE", found, wrong)
    for rule in rules if isinstance(rules, list) else [rules]:
        said = {str(name).upper(): value for name, value in rule.items()}
        frequency = str(said.get("FREQ", [""])[0]).upper()
        many = any(len(said.get(part, [])) > 1 for part in ("BYHOUR", "BYMINUTE", "BYSECOND"))
        shown = quoted(rule.to_ical().decode())
        if frequency in SUB_DAILY or many:
            wrong = Unreadable(
                _("an entry that comes once a day at most"),
                _("correct the repetition, or write its events as entries of their own"),
            )
            raise Refused(component, "RRULE", shown, wrong)
        if "COUNT" not in said and "UNTIL" not in said:
            wrong = Unreadable(
                _("a repetition with an end: COUNT or UNTIL"),
                _("end the repetition in the calendar program, and export again"),
            )
            found = _("a repetition without an end, %(rule)s") % {"rule": shown}
            raise Refused(component, "RRULE", found, wrong)


def _written_out(group: Sequence[Any], first: Any) -> Iterator[Occurrence]:
    calendar = icalendar.Calendar()
    for component in group:
        calendar.add_component(component)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # dateutil's, of its own age
        query = recurring_ical_events.of(calendar)
        start = min(_day(each["DTSTART"].dt) for each in group) - A_DAY
        for span in (FIRST_LOOK, FARTHEST):
            found = query.between(start, start + span)
            if len(found) > MOST_OCCURRENCES:
                wrong = Unreadable(
                    _("at most %(count)d events of one entry") % {"count": MOST_OCCURRENCES},
                    _("end the repetition earlier, or export the calendar year by year"),
                )
                words = _("a repetition with more than %(count)d events")
                raise Refused(first, "RRULE", words % {"count": MOST_OCCURRENCES}, wrong)
    for component in sorted(found, key=lambda each: _number(each["DTSTART"])):
        yield Occurrence(component, _number(component["RECURRENCE-ID"]))


def _day(moment: dt.date) -> dt.datetime:
    return dt.datetime(moment.year, moment.month, moment.day, tzinfo=dt.UTC)


def _number(value: Any) -> str:
    """Return when an occurrence would be if it had not been moved, in UTC where it has a zone."""
    if value is None:
        return ""
    moment = value.dt
    if not isinstance(moment, dt.datetime):
        return f"{moment:%Y%m%d}"
    if moment.tzinfo is None:
        return f"{moment:%Y%m%dT%H%M%S}"
    return f"{moment.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"
