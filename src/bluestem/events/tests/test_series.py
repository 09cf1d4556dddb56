"""Series of the community's own: rules, texts, usual to-dos, reminders."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from bluestem.events import actions
from bluestem.events.models import Series

from .kit import HOUR, START, series_named

pytestmark = pytest.mark.django_db

SAID = {
    "name_en": "Book club", "name_fr": "Club de lecture", "kind": "lecture", "mark": "lect",
    "duration_minutes": "90", "offer_hours": "24", "audience": "public",
    "reminder_times": "15m, 2d 3h", "to_dos-TOTAL_FORMS": "3", "to_dos-INITIAL_FORMS": "0",
    "to_dos-0-days": "-2", "to_dos-0-words_en": "Thank", "to_dos-1-days": "14",
    "to_dos-1-words_fr": "Annoncer",
}  # fmt: skip


def test_series_gets_its_rules_and_new_events_begin_with_them(cast, client_of):
    browser = client_of(cast["ben"])
    assert browser.post("/desk/series/new", SAID).status_code == 302
    series = Series.objects.get()
    assert (series.slug, series.audience, series.reminder_times) == (
        "book-club", "public", ["2d", "3h", "15m"],
    )  # fmt: skip
    assert series.usual_to_dos == [[14, "Annoncer", "Annoncer"], [-2, "Thank", "Thank"]]
    event = actions.draft(
        actor=cast["ben"], series=series, starts_at=START, ends_at=START + HOUR, title_en="A"
    )
    assert event.audience == "public"
    assert [to_do.words for to_do in event.to_dos.all()] == ["Annoncer", "Thank"]
    page = browser.get("/desk/series/book-club").content.decode()
    assert 'value="2d, 3h, 15m"' in page
    assert 'value="Annoncer"' in page


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"reminder_times": "1d, tomorrow"}, "“tomorrow” is no reminder."),
        ({"reminder_times": "99d"}, "“99d” is too far from the event."),
        ({"reminder_times": "0m"}, "“0m” is too far"),
        ({"reminder_times": "1m 2m 3m 4m 5m 6m 7m"}, "Six reminders"),
        ({"reminder_times": "٣d"}, "is no reminder"),
        ({"reminder_times": "\0"}, "error-summary"),
        ({"to_dos-0-days": ""}, "Say how many days before the event."),
        ({"to_dos-0-words_en": ""}, "Say what has to be done"),
        ({"to_dos-0-days": "9" * 40}, "365"),
        ({"to_dos-TOTAL_FORMS": "9" * 9}, "at most 30"),
        ({"to_dos-TOTAL_FORMS": ""}, "error"),
        ({"audience": "all"}, "error-summary"),
        ({"kind": "party"}, "error-summary"),
        ({"mark": ""}, "error-summary"),
        ({"duration_minutes": "0"}, "error-summary"),
    ],
)
def test_refused_series_says_why_and_comes_back_filled(cast, client_of, wrong, words):
    answer = client_of(cast["ben"]).post("/desk/series/new", {**SAID, **wrong})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert words in page
    assert 'value="Book club"' in page
    assert not Series.objects.exists()


def test_mentoring_committee_makes_series_of_its_own_kinds_only(cast, client_of):
    browser = client_of(cast["cleo"])
    assert b"error-summary" in browser.post("/desk/series/new", SAID).content
    assert browser.post("/desk/series/new", {**SAID, "kind": "training"}).status_code == 302
    changed = browser.post("/desk/series/book-club", {**SAID, "kind": "lecture"})
    assert b"error-summary" in changed.content
    assert Series.objects.get().kind == "training"


def test_series_page_shows_what_is_stored(cast, client_of):
    series = series_named("wit-talks")
    page = client_of(cast["ben"]).get("/desk/series/wit-talks").content.decode()
    assert 'value="1d, 15m"' in page
    assert "Brief the speaker and the interviewer" in page
    assert series.usual_to_dos


def test_days_of_to_dos_are_those_of_the_community(cast):
    """Half past midnight in Zurich is still the day before in UTC."""
    start = dt.datetime(2022, 5, 6, 0, 30, tzinfo=ZoneInfo("Europe/Zurich"))
    series = series_named("wit-talks")
    series.usual_to_dos = [[1, "Ask", "Demander"]]
    series.save()
    with timezone.override("Europe/Zurich"):
        event = actions.draft(
            actor=cast["ben"],
            series=series,
            starts_at=start,
            title_en="Night",
            ends_at=start + HOUR,
        )
    assert event.to_dos.get().due_on == dt.date(2022, 5, 5)
