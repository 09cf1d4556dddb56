"""Read days and hours as people write them, in the community's zone unless another is given.

A day without an hour is the whole day, from midnight to midnight. An hour that the clocks leave
out, or that comes twice, is refused with the two ways to write what was meant.
"""

import datetime as dt
import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from bluestem.events.forms.fields import FIRST, LAST
from bluestem.kit import time
from bluestem.kit.imports.values import Unreadable, read_date

DAY = r"(?P<day>\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[./-]\d{1,2}[./-]\d{4})"
HOUR = (
    r"(?P<hour>\d{1,2})(?:(?:[:.]|\s?[hH]\s?)(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
    r"|\s?[hH]|(?=\s?[aApP]\.?[mM]\b))(?:\s?(?P<half>[aApP])\.?[mM]\b\.?)?"
)
ZONE = r"(?P<zone>[zZ]|UTC|GMT|CES?T|[+-]\d{2}:?\d{2}|[A-Za-z]+(?:/[A-Za-z0-9_+-]+)+)"
BETWEEN = r"(?:\s*[T,]\s*|\s+(?:at\s+|à\s+)?)"
WHOLE = re.compile(rf"{DAY}(?:{BETWEEN}{HOUR}\s*{ZONE}?)?")
HOUR_ALONE = re.compile(rf"{HOUR}\s*{ZONE}?")
SERIAL = re.compile(r"(\d{5})[.,](\d{1,12})")  # of a sheet: days, and a part of one
ISO = "%Y-%m-%dT%H:%M"
A_DAY = dt.timedelta(days=1)
OFFSETS = {"cet": "+01:00", "cest": "+02:00", "z": "+00:00", "utc": "+00:00", "gmt": "+00:00"}


@dataclass(frozen=True)
class Written:
    """What a cell says: a day, an hour, or both, and perhaps a zone."""

    day: dt.date | None
    hour: dt.time | None
    zone: dt.tzinfo | None = None


def read_written(text: str, *, is_sheet: bool = False) -> Written:
    """Return what a text says.

    Raises: Unreadable.
    """
    serial = SERIAL.fullmatch(text) if is_sheet else None
    if serial:
        day = read_date(serial[1], is_sheet=True)
        minutes = round(float(f"0.{serial[2]}") * 1440)
        return Written(day + dt.timedelta(days=minutes // 1440), _hour_of_minutes(minutes % 1440))
    found = WHOLE.fullmatch(text)
    if found:
        day = read_date(found["day"], is_sheet=False)
        return _with_hour(day, found) if found["hour"] else Written(day, None)
    found = HOUR_ALONE.fullmatch(text)
    if found:
        return _with_hour(None, found)
    if is_sheet and text.isdecimal():
        return Written(read_date(text, is_sheet=True), None)
    raise Unreadable(
        _("a day and an hour such as 2021-12-31 12:30 or 31.12.2021 12:30"),
        _("write year, month, day and hour in this way"),
    )


def _hour_of_minutes(minutes: int) -> dt.time:
    return dt.time(minutes // 60, minutes % 60)


def _with_hour(day: dt.date | None, found: re.Match[str]) -> Written:
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    second = int(found["second"] or 0)
    if found["half"] and 1 <= hour <= 12:
        hour = hour % 12 + (12 if found["half"] in "pP" else 0)
    if day and (hour, minute, second) == (24, 0, 0):
        day, hour = day + A_DAY, 0
    try:
        return Written(day, dt.time(hour, minute, second), _zone_of(found["zone"] or ""))
    except ValueError as impossible:
        raise Unreadable(_("an hour from 00:00 to 23:59"), _("correct the hour")) from impossible


def _zone_of(text: str) -> dt.tzinfo | None:
    offset = OFFSETS.get(text.lower(), text)
    if offset[:1] in {"+", "-"}:
        minutes = int(offset[1:3]) * 60 + int(offset[-2:])
        return dt.timezone(dt.timedelta(minutes=minutes if offset[0] == "+" else -minutes))
    return zone_named(text) if text else None


def zone_named(name: str) -> ZoneInfo:
    """Return a zone by its name.

    Raises: Unreadable.
    """
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as unknown:  # no such zone, or no name of one
        raise Unreadable(
            _("a time zone such as Europe/Zurich, or an offset such as +02:00"),
            _("write the zone in this way, or leave it out: then it is the community’s"),
        ) from unknown


def start_of(written: Written, zone: dt.tzinfo) -> dt.datetime:
    """Return the moment at which something begins; a day alone begins at midnight.

    Raises: Unreadable.
    """
    if written.day is None:
        raise Unreadable(
            _("a day and an hour such as 2021-12-31 12:30 or 31.12.2021 12:30"),
            _("write the day too"),
        )
    return within(_moment(written.day, written.hour, written.zone or zone))


def end_of(written: Written, zone: dt.tzinfo, start: dt.datetime, first: Written) -> dt.datetime:
    """Return the moment at which something ends: an hour alone is on the day of the start, a day
    alone ends at its midnight.

    Raises: Unreadable.
    """
    zone = written.zone or first.zone or zone
    if written.hour is None and written.day is not None:
        return within(time.midnight(written.day + A_DAY, zone))
    day = written.day or start.astimezone(zone).date()
    return within(_moment(day, written.hour, zone))


def day_after(written: Written, zone: dt.tzinfo) -> dt.datetime | None:
    """Return the end of a whole day; None where the start has an hour."""
    if written.hour is not None or written.day is None:
        return None
    return within(time.midnight(written.day + A_DAY, zone))


def within(moment: dt.datetime) -> dt.datetime:
    """Return the moment in UTC, if it is in years in which people plan.

    Raises: Unreadable.
    """
    try:
        found = moment.astimezone(dt.UTC).replace(microsecond=0)
        is_plausible = FIRST < found < LAST
    except OverflowError:
        is_plausible = False
    if not is_plausible:
        raise Unreadable(_("a year between 1970 and 2199"), _("correct the year"))
    return found


def _moment(day: dt.date, hour: dt.time | None, zone: dt.tzinfo) -> dt.datetime:
    if hour is None:
        return time.midnight(day, zone)
    local = dt.datetime.combine(day, hour)
    first, second = local.replace(tzinfo=zone), local.replace(tzinfo=zone, fold=1)
    if first.utcoffset() == second.utcoffset():
        return first
    if first.astimezone(dt.UTC).astimezone(zone).replace(tzinfo=None) != local:
        before, after = second.astimezone(dt.UTC), first.astimezone(dt.UTC)
        raise Unreadable(
            _("a time that exists: on this day the clocks go forward, and this hour is left out"),
            _("write the hour before or after it: %(before)s or %(after)s")
            % {"before": _shown(before, zone), "after": _shown(after, zone)},
        )
    raise Unreadable(
        _("a time that comes once: on this day the clocks go back, and this hour comes twice"),
        _("say which one: %(first)s or %(second)s")
        % {"first": _with_offset(first), "second": _with_offset(second)},
    )


def _shown(moment: dt.datetime, zone: dt.tzinfo) -> str:
    return moment.astimezone(zone).strftime(ISO)


def _with_offset(moment: dt.datetime) -> str:
    return moment.isoformat(timespec="minutes")
