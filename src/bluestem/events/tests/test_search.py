"""The search over all events: accents, beginnings of words, what is not hers, hostile words."""

import pytest

from bluestem.events import actions
from bluestem.events.models import Event, SearchText
from bluestem.events.queries.listing import Wanted, listed
from bluestem.kit import time

from .kit import HOUR, drafted, make_steering, published

pytestmark = pytest.mark.django_db


def found(actor, words, **more):
    return [event.slug for event in listed(actor, Wanted(words=words, **more))]


def test_search_folds_accents_and_takes_beginnings(cast):
    published(slug="a", title_fr="Garder les aimants très froids", title_en="Cold magnets")
    for words in ("tres", "TRÈS", "aim", "froids garder", "magn cold", "très-froids!", "œ tr"):
        assert found(cast["ada"], words) == ([] if "œ" in words else ["a"]), words
    assert found(cast["ada"], "imants") == []
    published(slug="b", title_en="Coeur à cœur", title_fr="")
    assert found(cast["ada"], "cœur") == ["b"]
    assert found(cast["ada"], "coeur a") == ["b"]


def test_search_goes_through_past_events_and_titles_come_first(cast):
    past = time.now() - 24 * HOUR
    published(slug="past", title_en="Vacuum, patiently", starts_at=past)
    published(slug="text", title_en="Another one", text_en="About **vacuum** pumps.")
    published(slug="coming", title_en="Vacuum again")
    assert found(cast["ada"], "vacuum") == ["coming", "past", "text"]
    assert found(cast["ada"], "vacuum", is_past=True) == ["past"]


def test_search_knows_speakers_parts_series_and_notes(cast):
    ben = make_steering(cast["ben"])
    event = published(slug="a", title_en="A talk", starts_at=time.now() - 24 * HOUR)
    speaker = actions.add_speaker(actor=ben, event=event, name="Ilse Brandt", sector="lab")
    assert found(cast["ada"], "brandt") == ["a"]
    actions.remove_speaker(actor=ben, speaker=speaker)
    assert found(cast["ada"], "brandt") == []
    actions.write_notes(actor=ben, event=event, notes_en="We spoke of *niobium*.", notes_fr="")
    assert found(cast["ada"], "niobium drinks") == ["a"]
    actions.edit(actor=ben, event=event, values={"title_en": "Superconductors"})
    assert found(cast["ada"], "supercond") == ["a"]
    assert found(cast["ada"], "talk") == []


def test_visitors_find_nothing_of_what_is_for_members(cast, client, client_of):
    ben = make_steering(cast["ben"])
    day = time.now() - 24 * HOUR
    for audience in ("members", "newcomers", "invited", "group"):
        event = published(slug=audience, title_en="Quiet", audience=audience, starts_at=day)
        actions.write_notes(actor=ben, event=event, notes_en="Zirconium", notes_fr="")
    drafted(slug="draft", title_en="Zirconium", audience="public")
    opened = published(slug="open", title_en="Open", audience="public", starts_at=day)
    actions.write_notes(actor=ben, event=opened, notes_en="Zirconium too", notes_fr="")
    assert b"Quiet" not in client.get("/events?q=zirconium").content
    assert [row.event.slug for row in client.get("/events?q=zirconium").context["rows"]] == ["open"]
    answer = client_of(cast["ada"]).get("/events?q=zirconium")
    slugs = {row.event.slug for row in answer.context["rows"]}
    assert slugs == {"members", "newcomers", "open"}


def test_link_and_way_in_are_not_found(cast):
    published(slug="a", access="Gate zebra", link="https://secretmeeting.example.org/zebra")
    assert found(cast["ada"], "zebra") == []
    assert found(cast["ada"], "secretmeeting") == []


@pytest.mark.parametrize(
    "words",
    [
        '"', "'", "a OR", "AND", "NOT magnets", "NEAR(a b)", "title:", "*", "a*b", "-a", "^a", "(",
        "a:*", "a & ! b", "<->", "\\", "%", "_", "🧲", "٣", "ⅷ", "中文", "\u202e", "\ud800", "a\0b",
        "x" * 5000, "a " * 500, "{}", "; DROP TABLE events_event", "--", ":", "''", "&|!", "🏳️‍🌈 a",
    ],
)  # fmt: skip
def test_hostile_words_are_words(cast, client, words):
    published(slug="a", audience="public", title_en="Magnets and notes")
    found(cast["ada"], words)
    with_words = client.get("/events", {"q": words.encode("utf-8", "replace")})
    assert with_words.status_code == 200


def test_what_was_missed_is_put_right(cast):
    published(slug="a", title_en="Magnets")
    published(slug="b", title_en="Vacuum")
    Event.objects.filter(slug="a").update(title_en="Cryostats")
    SearchText.objects.filter(event__slug="b").delete()
    assert found(cast["ada"], "cryo") == []
    assert actions.rebuild_search() == 2
    assert found(cast["ada"], "cryo") == ["a"]
    assert found(cast["ada"], "vacuum") == ["b"]
    assert actions.rebuild_search() == 0
    Event.objects.filter(slug="b").delete()
    assert found(cast["ada"], "vacuum") == []


def test_page_of_what_was_found_shows_years_and_keeps_filters(cast, client_of):
    published(slug="a", title_en="Magnets", starts_at=time.now() - 24 * HOUR)
    published(slug="b", title_en="Magnets online", link="https://meet.example.org/b", place="")
    browser = client_of(cast["ada"])
    page = browser.get("/events?q=magnets").content.decode()
    assert "Found" in page
    assert "4 April 2022" in page
    answer = browser.get("/events?q=magnets&online=on")
    assert [row.event.slug for row in answer.context["rows"]] == ["b"]
