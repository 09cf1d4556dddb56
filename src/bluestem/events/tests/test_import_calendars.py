"""Calendars: repetitions over a change of the clocks, whole days, what is called off, bombs."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings as django_settings

from bluestem.events import actions
from bluestem.events.models import Event, Series
from bluestem.events.queries.calendars import event_file
from bluestem.events.tests.import_files import calendar
from bluestem.events.tests.kit import published
from bluestem.members.models import Member

pytestmark = pytest.mark.django_db
Import = Callable[..., dict[str, Any]]
ZURICH = ";TZID=Europe/Zurich"
COFFEE = f"""UID:coffee@example.org
DTSTART{ZURICH}:20211014T100000
DTEND{ZURICH}:20211014T104500
RRULE:FREQ=WEEKLY;COUNT=4
SUMMARY:Coffee
LOCATION:Cafeteria
CATEGORIES:Coffees"""
TALK = """UID:talk@example.org
DTSTART:20220505T103000Z
DTEND:20220505T113000Z
SUMMARY:Cold magnets
LOCATION:Hall
CATEGORIES:WIT Talks"""


@pytest.fixture
def bring(bring_in: Import) -> Import:
    """Import a calendar with these entries."""

    def run(*entries: str, head: str = "", words: tuple[str, ...] = ()) -> dict[str, Any]:
        return bring_in(calendar(*entries, head=head), *words, name="events.ics")

    return run


def starts() -> list[str]:
    found = Event.objects.order_by("starts_at").values_list("starts_at", flat=True)
    return [f"{each:%m-%d %H:%M}" for each in found]


def test_a_repetition_becomes_an_event_each_at_the_same_hour_when_the_clocks_change(
    bring: Import,
) -> None:
    assert bring(COFFEE)["new"] == 4
    assert starts() == ["10-14 08:00", "10-21 08:00", "10-28 08:00", "11-04 09:00"]
    assert {each.ends_at - each.starts_at for each in Event.objects.all()} == {
        dt.timedelta(minutes=45)
    }
    assert bring(COFFEE)["unchanged"] == 4


def test_a_moved_occurrence_moves_its_event_and_one_that_is_left_out_never_comes(
    bring: Import,
) -> None:
    bring(COFFEE)
    moved = f"""UID:coffee@example.org
RECURRENCE-ID{ZURICH}:20211021T100000
DTSTART{ZURICH}:20211022T110000
DTEND{ZURICH}:20211022T114500
SUMMARY:Coffee with cake
CATEGORIES:Coffees"""
    result = bring(COFFEE, moved)
    assert (result["new"], result["changed"], result["unchanged"]) == (0, 1, 3)
    assert Event.objects.get(title_en="Coffee with cake").starts_at.day == 22
    Event.objects.all().delete()
    bring(COFFEE + f"\nEXDATE{ZURICH}:20211028T100000")
    assert starts() == ["10-14 08:00", "10-21 08:00", "11-04 09:00"]


def test_an_entry_is_known_by_its_uid_when_title_and_time_are_others(bring: Import) -> None:
    bring(TALK)
    result = bring(TALK.replace("103000", "093000").replace("Cold", "Warm"))
    assert (result["new"], result["changed"]) == (0, 1)
    event = Event.objects.get()
    assert (event.title_en, event.starts_at.hour) == ("Warm magnets", 9)
    assert event.source_uid == "talk@example.org"


def test_a_whole_day_is_from_midnight_to_midnight_in_the_community(bring: Import) -> None:
    bring("UID:1\nDTSTART;VALUE=DATE:20220327\nSUMMARY:Open day\nCATEGORIES:Lectures")
    event = Event.objects.get()
    assert f"{event.starts_at:%d %H} {event.ends_at:%d %H}" == "26 23 27 22"


def test_what_is_called_off_is_left_out_and_ends_what_was_published(
    bring: Import, cast: dict[str, Member]
) -> None:
    off = TALK + "\nSTATUS:CANCELLED"
    result = bring(off, words=("--publish",))
    assert (result["new"], result["called_off"]) == (0, ["Cold magnets"])
    bring(TALK)
    assert bring(off)["called_off"] == ["Cold magnets"]
    assert Event.objects.get().state == "draft"  # a draft called off would be announced
    bring(TALK, words=("--publish",))
    actions.register(actor=cast["ada"], event=Event.objects.get())
    (fault,) = bring(off)["refused"]
    assert "1 registration" in fault["found"]
    assert fault["column"] == "STATUS"
    Event.objects.get().registrations.all().delete()
    assert bring(off)["changed"] == 1
    assert Event.objects.get().state == "cancelled"
    assert bring(off)["unchanged"] == 1


def test_private_entries_are_left_out_and_descriptions_are_not_taken_over(bring: Import) -> None:
    private = TALK.replace("talk@", "own@") + "\nCLASS:PRIVATE"
    result = bring(TALK + "\nDESCRIPTION:Password 1234", private, words=("--publish",))
    assert (result["read"], result["new"], result["private"]) == (2, 1, 1)
    event = Event.objects.get()
    assert "1234" not in f"{event.text_en}{event.summary_en}{event.notes_en}{event.place}"


@pytest.mark.parametrize(
    ("start", "head", "expected"),
    [
        ("DTSTART:20220505T100000", "", "05-05 08:00"),
        ("DTSTART:20220505T100000", "X-WR-TIMEZONE:America/New_York", "05-05 14:00"),
        ("DTSTART;TZID=W. Europe Standard Time:20220505T100000", "", "05-05 08:00"),
        ("DTSTART;TZID=/vendor.example.org/Europe/Zurich:20220505T100000", "", "05-05 08:00"),
        ("DTSTART;TZID=Asia/Tokyo:20220505T100000", "X-WR-TIMEZONE:Europe/Zurich", "05-05 01:00"),
        ("DTSTART;TZID=Europe/Zurich:20211031T023000", "", "10-31 00:30"),
        ("DTSTART;TZID=Europe/Zurich:20220327T023000", "", "03-27 01:30"),
    ],
)
def test_times_are_in_the_zone_that_the_calendar_means(
    bring: Import, start: str, head: str, expected: str
) -> None:
    assert bring(f"UID:1\n{start}\nSUMMARY:A", head=head)["refused"] == []
    assert starts() == [expected]


def test_a_zone_that_the_file_describes_is_used(bring: Import) -> None:
    zone = (
        "BEGIN:VTIMEZONE\nTZID:Our zone\nBEGIN:STANDARD\nDTSTART:19700101T000000\n"
        "TZOFFSETFROM:+0300\nTZOFFSETTO:+0300\nEND:STANDARD\nEND:VTIMEZONE"
    )
    bring("UID:1\nDTSTART;TZID=Our zone:20220505T100000\nSUMMARY:A", head=zone)
    assert starts() == ["05-05 07:00"]


def test_the_series_is_a_known_category_the_first_one_or_the_calendars_name(
    bring: Import,
) -> None:
    def entry(number: int, *lines: str) -> str:
        return "\n".join([f"UID:{number}", "DTSTART:20220505T100000Z", f"SUMMARY:{number}", *lines])

    head = "X-WR-CALNAME:Walks\\, talks"
    bring(entry(1, "CATEGORIES:Meeting,WIT Talk"), entry(2, "CATEGORIES:Hikes"), head=head)
    bring(entry(3), head=head)
    bring(entry(4), head="X-WR-CALNAME:ada@example.org")
    assert dict(Event.objects.values_list("title_en", "series__name_en")) == {
        "1": "WIT Talks", "2": "Hikes", "3": "Walks, talks", "4": "Other events",
    }  # fmt: skip


def test_titles_are_in_the_language_they_say(bring: Import) -> None:
    bring("UID:1\nDTSTART:20220505T100000Z\nSUMMARY;LANGUAGE=fr-CH:Café\nCATEGORIES:Cafés")
    assert (Event.objects.get().title_en, Event.objects.get().title_fr) == ("", "Café")


@pytest.mark.parametrize(
    ("lines", "place", "link"),
    [
        ("LOCATION:Hall\nURL:https://indico.example.org/1", "Hall", ""),
        ("URL:https://meet.example.org/1", "", "https://meet.example.org/1"),
        ("LOCATION:https://meet.example.org/2", "", "https://meet.example.org/2"),
        ("LOCATION:Hall\nCONFERENCE;VALUE=URI:https://meet.example.org/3", "Hall",
         "https://meet.example.org/3"),
        ("URL:javascript:alert(1)", "", ""),
    ],
)  # fmt: skip
def test_place_and_link_are_told_apart(bring: Import, lines: str, place: str, link: str) -> None:
    entry = f"UID:1\nDTSTART:20190505T100000Z\nSUMMARY:A\nCATEGORIES:WIT Talks\n{lines}"
    assert bring(entry)["refused"] == []
    event = Event.objects.get()
    assert (event.place, event.link) == (place, link)


def test_our_own_calendar_comes_back_to_the_same_event(bring_in: Import) -> None:
    event = published(series="drinks")
    for content in (event_file(event, "en"), event_file(event, "fr")):
        assert django_settings.SITE_URL.encode() in content
        result = bring_in(content, name="own.ics")
        assert (result["new"], result["read"]) == (0, 1)
    assert Event.objects.get().link == ""


FAULTY = {
    "a start that is none": (TALK.replace("20220505T103000Z", "tomorrow"), "DTSTART", 6),
    "no start": (TALK.replace("DTSTART:20220505T103000Z\n", ""), "DTSTART", 4),
    "no title": (TALK.replace("SUMMARY:Cold magnets\n", ""), "SUMMARY", 4),
    "an end before the start": (TALK.replace("T113000Z", "T093000Z"), "DTEND", 7),
    "an unknown zone": (TALK.replace("DTSTART:", "DTSTART;TZID=Mars:").replace("3000Z", "3000"),
                        "DTSTART", 6),
    "a year of dreams": (TALK.replace("20220505", "99990505"), "DTSTART", 6),
    "a title that is too long": (TALK.replace("Cold", "Cold" * 50), "SUMMARY", 8),
    "a repetition without an end": (COFFEE.replace(";COUNT=4", ""), "RRULE", 8),
    "a repetition of minutes": (COFFEE.replace("WEEKLY", "MINUTELY"), "RRULE", 8),
    "a repetition of a thousand days": (COFFEE.replace("WEEKLY;COUNT=4", "DAILY;COUNT=1000"),
                                        "RRULE", 8),
    "a repetition of centuries": (COFFEE.replace("WEEKLY;COUNT=4", "DAILY;UNTIL=21990101T000000Z"),
                                  "RRULE", 8),
    "a repetition that is none": (COFFEE.replace("WEEKLY", "SOMETIMES"), "RRULE", 8),
    "two repetitions": (COFFEE + "\nRRULE:FREQ=DAILY;COUNT=2", "RRULE", 8),
    "a line that is none": (TALK + "\nand then we have a drink", "(file)", 11),
}  # fmt: skip


@pytest.mark.parametrize("title", FAULTY)
def test_a_faulty_entry_is_named_with_its_line(bring: Import, title: str) -> None:
    entry, column, line = FAULTY[title]
    result = bring(entry, TALK.replace("talk@", "other@"))
    assert [(fault["column"], fault["line"]) for fault in result["refused"]] == [(column, line)]
    assert not Event.objects.exists()
    assert Series.objects.count() == 9


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("", 1),
        ("hello", 1),
        ("BEGIN:VCALENDAR\nEND:VCALENDAR\n", 1),
        ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\n", 2),
        ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\n", 3),
        ("BEGIN:VEVENT\nUID:1\nEND:VEVENT\n", 1),
        ("BEGIN:VCALENDAR\n" + "BEGIN:VEVENT\n" * 10_000, 9),
        ("BEGIN:VCALENDAR\n" + "BEGIN:VEVENT\nEND:VEVENT\n" * 5001, 10_002),
        ("\0\1\2" * 99, 1),
    ],
)
def test_a_broken_calendar_is_one_fault_with_its_line(
    bring_in: Import, content: str, line: int
) -> None:
    (fault,) = bring_in(content, name="events.ics")["refused"]
    assert fault["line"] == line


def test_many_recurring_entries_are_too_many(bring: Import) -> None:
    result = bring(*(COFFEE.replace("coffee@", f"{number}@") for number in range(201)))
    (fault,) = result["refused"]
    assert "200" in fault["found"]


def test_rules_that_never_come_true_end_when_they_take_too_long(
    bring: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bluestem.events.imports.calendars.MOST_SECONDS", 0.01)
    never = COFFEE.replace("WEEKLY;COUNT=4", "YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=1")
    result = bring(*(never.replace("coffee@", f"{number}@") for number in range(50)))
    (fault,) = result["refused"]
    assert fault["line"] == 13  # the entry after the first


def test_entries_without_a_uid_are_known_by_series_start_and_title(bring: Import) -> None:
    entry = TALK.replace("UID:talk@example.org\n", "")
    assert bring(entry)["new"] == 1
    assert bring(entry)["unchanged"] == 1
    assert bring(TALK)["new"] == 0
