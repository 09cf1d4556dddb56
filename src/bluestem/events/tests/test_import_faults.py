"""The command and faulty lists: six shapes, each fault named with its line, nothing written."""

import contextlib
import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bluestem.audit.actors import CONSOLE
from bluestem.events.actions.importing import check_events
from bluestem.events.imports.moments import read_written
from bluestem.events.imports.opening import open_list
from bluestem.events.imports.read import read_list
from bluestem.events.models import Event, Series
from bluestem.events.tests.import_files import (
    AUDIENCE,
    END,
    ENGLISH,
    FRENCH,
    SHAPES,
    START,
    Rows,
    Shape,
    calendar,
    events,
)
from bluestem.kit.faults import FileRefused
from bluestem.kit.imports.values import Unreadable

pytestmark = pytest.mark.django_db
EVENTS = 60
TABLES = [title for title in SHAPES if title != "calendar"]
Import = Callable[..., dict[str, Any]]
HEADING = "series,title,start,end\n"


def rows_of(shape: Shape) -> Rows:
    return events(EVENTS, is_french=shape.is_french)


def heading_of(shape: Shape, place: int) -> str:
    return (FRENCH if shape.is_french else ENGLISH)[place]


def nothing_written() -> bool:
    return not Event.objects.exists() and Series.objects.count() == 9


@pytest.mark.parametrize("title", TABLES)
def test_a_bad_time_is_refused_with_line_and_column_and_nothing_is_written(
    bring_in: Import, title: str
) -> None:
    shape = SHAPES[title]
    rows = rows_of(shape)
    rows[29][START] = "31.02.2021 12:30"
    result = bring_in(shape.make(rows), name=shape.name)
    (fault,) = result["refused"]
    assert (fault["line"], fault["column"]) == (31, heading_of(shape, START))
    assert "31.02.2021" in fault["found"]
    assert (result["read"], result["new"]) == (EVENTS, 0)
    assert nothing_written()


@pytest.mark.parametrize("title", TABLES)
def test_an_end_before_the_start_is_refused(bring_in: Import, title: str) -> None:
    shape = SHAPES[title]
    rows = rows_of(shape)
    rows[9][END] = rows[9][START].replace("12:30", "11:30")
    (fault,) = bring_in(shape.make(rows), name=shape.name)["refused"]
    assert (fault["line"], fault["column"]) == (11, heading_of(shape, END))
    assert "12:30" in fault["expected"]
    assert nothing_written()


@pytest.mark.parametrize("title", TABLES)
def test_an_unknown_audience_is_refused_with_the_words_that_are_known(
    bring_in: Import, title: str
) -> None:
    shape = SHAPES[title]
    rows = rows_of(shape)
    rows[4][AUDIENCE] = "wizards"
    (fault,) = bring_in(shape.make(rows), name=shape.name)["refused"]
    assert (fault["line"], fault["found"]) == (6, "'wizards'")
    assert "newcomers" in fault["expected"]
    assert nothing_written()


@pytest.mark.parametrize("title", SHAPES)
def test_an_event_that_stands_twice_names_both_lines(bring_in: Import, title: str) -> None:
    shape = SHAPES[title]
    rows = rows_of(shape)
    rows[49] = rows[3]
    content = shape.make(rows)
    if title == "calendar":
        content = content.replace(b"UID:49@", b"UID:3@")
    result = bring_in(content, name=shape.name)
    ((line, earlier),) = result["duplicates"]
    assert [fault["line"] for fault in result["refused"]] == [
        line if title != "calendar" else line + 1
    ]
    assert (line, earlier) == ((51, 5) if title != "calendar" else (396, 28))
    assert nothing_written()


# A sheet leaves out empty cells at the end, so none of its rows is too short.
WIDTHS = [(title, True) for title in TABLES] + [(title, False) for title in TABLES[:-1]]


@pytest.mark.parametrize(("title", "is_longer"), WIDTHS)
def test_a_row_with_another_number_of_columns_is_refused(
    bring_in: Import, title: str, is_longer: bool
) -> None:
    shape = SHAPES[title]
    rows = rows_of(shape)
    rows[4] = [*rows[4], "one more"] if is_longer else rows[4][:-1]
    (fault,) = bring_in(shape.make(rows), name=shape.name)["refused"]
    assert fault["line"] == 6
    assert fault["found"].startswith("11" if is_longer else "9")
    assert nothing_written()


@pytest.mark.parametrize("title", [title for title, shape in SHAPES.items() if shape.broken])
def test_unreadable_bytes_are_refused_with_line_and_byte(bring_in: Import, title: str) -> None:
    shape = SHAPES[title]
    rows = rows_of(shape)
    rows[48][1] = "BROKENHERE"
    mark = "BROKENHERE".encode(shape.encoding.removesuffix("-sig"))
    content = shape.make(rows).replace(mark, mark[:8] + shape.broken + mark[8:])
    (fault,) = bring_in(content, name=shape.name)["refused"]
    assert fault["line"] == (50 if title != "calendar" else 392)
    assert "0x" in fault["found"]
    assert nothing_written()


def test_every_fault_of_a_file_is_named_not_only_the_first(bring_in: Import) -> None:
    result = bring_in(
        "series,title,start,end,link,capacity,audience,speaker,sector\n"
        ",,,,,,,,\n"
        ",A,never,,not a link,many,nobody,Ada,magic\n"
        "Drinks,,2019-03-07 12:30,11:30,,,,,lab\n"
        "Drinks,B,12:30,,,,,Ada,\n"
        "Drinks,C,1066-01-01 12:30,,,,,Ada;Eve;Ida,lab;lab\n"
    )
    found = {(fault["line"], fault["column"]) for fault in result["refused"]}
    assert found == {
        (3, "series"), (3, "start"), (3, "link"), (3, "capacity"), (3, "audience"), (3, "sector"),
        (4, "title"), (4, "end"), (4, "speaker"), (5, "start"), (5, "sector"), (6, "start"),
        (6, "sector"),
    }  # fmt: skip
    assert nothing_written()


def test_a_file_without_series_title_or_start_says_which_is_missing(bring_in: Import) -> None:
    found = [fault["found"] for fault in bring_in("Nothing,Here\n1,2\n")["refused"]]
    assert len(found) == 3, found
    assert "no column with the series among: Nothing, Here" in found


def test_coming_events_are_published_only_with_a_place_or_a_link(bring_in: Import) -> None:
    Series.objects.update(place="")
    file = HEADING + "Drinks,A,2022-05-05 17:30,\nDrinks,B,2019-05-05 17:30,\n"
    (fault,) = bring_in(file, "--publish")["refused"]
    assert (fault["line"], fault["column"]) == (2, "(file)")
    assert nothing_written()
    assert bring_in(file)["new"] == 2
    assert Event.objects.filter(state="draft").count() == 2


def test_faults_stand_on_standard_error_one_a_line(
    bring_in: Import, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(HEADING + "Drinks,A,never,\nDrinks,B,2019-03-07 12:30,10:00\n")
    with pytest.raises(SystemExit) as stop:
        call_command("import_events", str(path))
    assert stop.value.code == 2
    lines = capsys.readouterr().err.strip().splitlines()
    assert [line.split(": found")[0] for line in lines] == [f"{path}:2:start", f"{path}:3:end"]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2021-03-07 12:30", "", ("11:30", "12:30")),
        ("7.3.2021 12h30", "13h45", ("11:30", "12:45")),
        ("07/03/2021 à 12:30", "13.45", ("11:30", "12:45")),
        ("2021-03-07T12:30:00Z", "2021-03-07T14:00:00+01:00", ("12:30", "13:00")),
        ("2021-03-07 12:30 America/New_York", "13:30", ("17:30", "18:30")),
        ("2021-03-07, 1 pm", "2:15 p.m.", ("12:00", "13:15")),
        ("2021-03-07 22:00", "2021-03-07 24:00", ("21:00", "23:00")),
        ("2021-03-07", "12:00", ("23:00", "11:00")),
        ("2021-10-31 02:30+01:00", "", ("01:30", "02:30")),
        ("2021-10-31 02:30 CEST", "", ("00:30", "01:30")),
    ],
)
def test_hours_are_read_as_people_write_them(
    bring_in: Import, start: str, end: str, expected: tuple[str, str]
) -> None:
    assert bring_in(f'series;title;start;end\nLectures;A;"{start}";{end}\n')["refused"] == []
    Series.objects.update(duration_minutes=60)
    event = Event.objects.get()
    shown = f"{event.starts_at:%H:%M}", f"{event.ends_at:%H:%M}"
    if not end:  # lectures take 75 minutes
        assert event.ends_at - event.starts_at == dt.timedelta(minutes=75)
        shown = shown[0], expected[1]
    assert shown == expected


def test_day_and_hour_may_stand_in_columns_of_their_own(bring_in: Import) -> None:
    bring_in("Cycle;Titre;Date;Heure;Fin\nDrinks;A;07.03.2019;12h30;13:30\n")
    event = Event.objects.get()
    assert f"{event.starts_at:%Y-%m-%d %H:%M} {event.ends_at:%H:%M}" == "2019-03-07 11:30 12:30"


def test_a_day_alone_is_the_whole_day(bring_in: Import) -> None:
    bring_in(HEADING + "Drinks,A,2021-03-28,\nDrinks,B,2021-06-01,2021-06-03\n")
    clocks_forward, three = Event.objects.order_by("starts_at")
    assert clocks_forward.ends_at - clocks_forward.starts_at == dt.timedelta(hours=23)
    assert three.ends_at - three.starts_at == dt.timedelta(days=3)


@pytest.mark.parametrize(
    ("start", "cures"),
    [
        ("2021-03-28 02:30", ("2021-03-28T01:30", "2021-03-28T03:30")),
        ("2021-10-31 02:30", ("2021-10-31T02:30+02:00", "2021-10-31T02:30+01:00")),
    ],
)
def test_an_hour_that_is_left_out_or_comes_twice_is_refused_with_both_ways_to_write_it(
    bring_in: Import, start: str, cures: tuple[str, str]
) -> None:
    (fault,) = bring_in(HEADING + f"Drinks,A,{start},\n")["refused"]
    assert (fault["line"], fault["column"]) == (2, "start")
    for cure in cures:
        assert cure in fault["cure"]
        Event.objects.all().delete()
        assert bring_in(HEADING + f"Drinks,A,{cure},\n")["new"] == 1


PIECES = st.sampled_from(
    ["BEGIN:VCALENDAR\n", "BEGIN:VEVENT\n", "END:VEVENT\n", "END:VCALENDAR\n", "UID:1\n",
     "DTSTART:20210101T100000Z\n", "DTSTART;TZID=Nowhere:20210101T100000\n", "DTSTART:\n",
     "DTSTART;VALUE=DATE:20210101\n", "DTEND:20210101\n", "DURATION:P1D\n",
     "DURATION:-PT9999999999H\n",
     "RRULE:FREQ=DAILY;COUNT=3\n", "RRULE:FREQ=YEARLY;UNTIL=99991231\n", "RRULE:;;=\n",
     "RDATE;VALUE=PERIOD:20210101T100000Z/PT1H\n", "EXDATE:20210101T100000Z\n",
     "RECURRENCE-ID:20210102T100000Z\n", "SUMMARY:Talk\n", "SUMMARY;LANGUAGE=fr:\u202e\n",
     "CATEGORIES:,,\n", "LOCATION:http://[\n", "X-WR-TIMEZONE:..\n",
     "BEGIN:VTIMEZONE\nTZID:Nowhere\n",
     "END:VTIMEZONE\n", " folded\n", "series,title,start\n", "Drinks,A,2021-01-01 10:00\n",
     "\0", "\xff"]
)  # fmt: skip


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(content=st.one_of(st.binary(max_size=400), st.lists(PIECES, max_size=25).map("".join)))
@pytest.mark.once
def test_no_bytes_at_all_give_a_traceback(community: object, content: bytes | str) -> None:
    data = content if isinstance(content, bytes) else content.encode("latin-1", "replace")
    for name in ("a.ics", "a.csv"):
        for each in (data, calendar("UID:1").encode() + data, b"series,title,start\n" + data):
            with contextlib.suppress(FileRefused):
                opened = open_list(each, name=name, is_heading=lambda cell: cell == "series")
                check_events(actor=CONSOLE, reading=read_list(opened, chosen={}))


@settings(max_examples=300, deadline=None)
@given(
    st.text(max_size=40)
    | st.from_regex(r"\d{1,4}[-/. ]\d{1,3}[-/.]\d{1,5} ?\d{0,3}[:h]?\d{0,3}.{0,6}")
)
@pytest.mark.once
def test_no_text_is_read_as_a_moment_with_a_traceback(text: str) -> None:
    for is_sheet in (False, True):
        with contextlib.suppress(Unreadable):
            read_written(text, is_sheet=is_sheet)
