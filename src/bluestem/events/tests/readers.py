"""Three programs that read calendars, and what each of them understood.

`icalendar` is the library that we write with. `khal` is a calendar at the terminal, in an
environment of its own. `ical.js` is what browsers and mail clients use (Thunderbird, Nextcloud);
it runs in Chromium, knows no time zones by itself, and so has to believe our VTIMEZONE.
"""

import datetime as dt
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import icalendar
import pytest
from playwright.sync_api import Page

TOP = Path(__file__).resolve().parents[4]
ICAL_JS = TOP / "tests" / "vendor" / "ical.min.js"
KHAL = "khal==0.14.1"
CONFIGURATION = """
[calendars]
[[all]]
path = {folder}/calendar
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%dT%H:%M
longdatetimeformat = %Y-%m-%dT%H:%M
local_timezone = UTC
default_timezone = UTC
[sqlite]
path = {folder}/khal.db
"""
FORMAT = "{uid}\x1f{title}\x1f{location}\x1f{start-long}\x1f{end-long}\x1e"
IN_BROWSER = """
async ([library, text]) => {
  const at = URL.createObjectURL(new Blob([library], {type: 'text/javascript'}));
  const ICAL = (await import(at)).default;
  const calendar = new ICAL.Component(ICAL.parse(text));
  return calendar.getAllSubcomponents('vevent').map(each => {
    const event = new ICAL.Event(each);
    return [event.uid, event.summary, event.location,
            event.startDate.toUnixTime(), event.endDate.toUnixTime()];
  });
}
"""


@dataclass(frozen=True)
class Said:
    """What a reader understood of one entry."""

    title: str
    place: str
    starts_at: dt.datetime
    ends_at: dt.datetime


def icalendar_reads(content: bytes) -> dict[str, Said]:
    entries = icalendar.Calendar.from_ical(content).walk("VEVENT")
    return {
        str(each["UID"]): Said(
            str(each["SUMMARY"]),
            str(each["LOCATION"]),
            each.decoded("DTSTART").astimezone(dt.UTC),
            each.decoded("DTEND").astimezone(dt.UTC),
        )
        for each in entries
    }


def ical_js_reads(page: Page, content: bytes) -> dict[str, Said]:
    rows = page.evaluate(IN_BROWSER, [ICAL_JS.read_text(encoding="utf-8"), content.decode()])
    return {
        uid: Said(
            title,
            place,
            dt.datetime.fromtimestamp(start, dt.UTC),
            dt.datetime.fromtimestamp(end, dt.UTC),
        )
        for uid, title, place, start, end in rows
    }


def khal_reads(folder: Path, content: bytes) -> dict[str, Said]:
    program = khal()
    if program is None:
        pytest.skip("khal cannot be installed here, so only two programs read the calendar.")
    (folder / "calendar").mkdir()
    (folder / "config").write_text(CONFIGURATION.format(folder=folder), encoding="utf-8")
    (folder / "feed.ics").write_bytes(content)

    def run(*words: str) -> str:
        return subprocess.run(
            [str(program), "-c", str(folder / "config"), *words],
            env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin", "HOME": str(folder)},
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    run("import", "--batch", "-a", "all", str(folder / "feed.ics"))
    listed = run("list", "--once", "--day-format", "", "--format", FORMAT, "2022-01-01", "400d")
    found = {}
    for row in listed.split("\x1e")[:-1]:
        uid, title, place, start, end = row.strip("\n").split("\x1f")
        moments = (dt.datetime.fromisoformat(each).replace(tzinfo=dt.UTC) for each in (start, end))
        found[uid] = Said(title, place, *moments)
    return found


@cache
def khal() -> Path | None:
    """Return khal in an environment of its own, made the first time; None where that cannot be."""
    folder = TOP / ".cache" / KHAL
    program = folder / "bin" / "khal"
    if not program.exists():
        make = [sys.executable, "-m", "venv", str(folder)]
        install = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", KHAL]
        for command in (make, install):
            if subprocess.run(command, check=False, capture_output=True).returncode:
                return None
    return program
