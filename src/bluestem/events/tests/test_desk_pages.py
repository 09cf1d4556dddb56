"""The desk of events: written, changed, published, run; nothing lost, nothing broken."""

import datetime as dt

import pytest
from django.urls import reverse

from bluestem.announcements.models import Announcement
from bluestem.events import actions
from bluestem.events.models import Event, Series, Speaker, ToDo
from bluestem.mailroom.models import Mailing

from .kit import drafted, published, series_named, states

pytestmark = pytest.mark.django_db


def at(name, *args):
    return reverse(f"events:{name}", args=args)


FORM = {
    "title_en": "Drinks at the antimatter hall", "starts_at": "2022-06-02T17:30",
    "ends_at": "2022-06-02T19:30", "place": "Building 193", "audience": "members",
}  # fmt: skip


def test_event_is_written_changed_and_published_on_the_desk(cast, client_of):
    series_named()
    browser = client_of(cast["ben"])
    answer = browser.post("/desk/events/new", {**FORM, "series": "drinks"})
    event = Event.objects.get()
    assert answer["Location"] == at("desk_event", event.slug)
    assert event.slug == "2022-06-02-drinks-at-the-antimatter-hall"
    assert event.starts_at == dt.datetime(2022, 6, 2, 15, 30, tzinfo=dt.UTC)
    assert event.to_dos.count() == 3
    page = browser.get(at("desk_edit", event.slug))
    assert b'value="2022-06-02T17:30"' in page.content
    seen = event.changed_at.isoformat()
    browser.post(at("desk_edit", event.slug), {**FORM, "seen": seen, "capacity_people": "5"})
    assert Event.objects.get().capacity_people == 5
    browser.post(at("desk_approve", event.slug))
    assert Event.objects.get().state == "published"


def test_later_of_two_editors_is_told_and_keeps_her_words(cast, client_of):
    event = drafted(cast["ben"])
    browser = client_of(cast["ben"])
    seen = event.changed_at.isoformat()
    browser.post(at("desk_edit", event.slug), {**FORM, "title_en": "First", "seen": seen})
    answer = browser.post(at("desk_edit", event.slug), {**FORM, "title_en": "Second", "seen": seen})
    assert answer.status_code == 409
    assert b'value="Second"' in answer.content
    assert Event.objects.get().title_en == "First"
    again = {**FORM, "title_en": "Second", "seen": answer.context["form"]["seen"].value()}
    assert browser.post(at("desk_edit", event.slug), again).status_code == 302


@pytest.mark.parametrize(
    "wrong",
    [{"starts_at": ""}, {"starts_at": "0001-01-01T00:00"}, {"starts_at": "9999-12-31T23:59"},
     {"starts_at": "2022-03-27T02:30"}, {"ends_at": "2022-06-02T17:30"}, {"title_en": ""},
     {"title_en": "\0"}, {"audience": "all"}, {"capacity_people": "-1"}, {"link": "javascript:x"},
     {"capacity_people": "9" * 40}, {"title_en": "x" * 151}, {"series": "\0"}, {"series": ""}],
)  # fmt: skip
def test_hostile_event_is_refused_with_words(cast, client_of, wrong):
    series_named()
    answer = client_of(cast["ben"]).post("/desk/events/new", {**FORM, "series": "drinks", **wrong})
    assert answer.status_code == 200
    assert b"error-summary" in answer.content
    assert not Event.objects.exists()


def test_member_proposes_and_sees_only_her_own_drafts(cast, client_of):
    series_named()
    browser = client_of(cast["ada"])
    browser.post("/desk/events/new", {**FORM, "series": "drinks"})
    drafted(cast["ben"], title_en="Ben’s own", slug="bens")
    event = Event.objects.get(author=cast["ada"])
    page = browser.get("/desk/events?when=waiting").content.decode()
    assert event.title_en in page
    assert "Ben’s own" not in page
    browser.post(at("desk_propose", event.slug))
    assert browser.post(at("desk_approve", event.slug)).status_code == 404
    client_of(cast["ben"]).post(at("desk_approve", event.slug))
    assert browser.get(at("desk_edit", event.slug)).status_code == 404  # out: no longer hers


def test_door_counts_in_and_takes_walk_ins(cast, client_of):
    event = published(slug="e")
    registration = actions.register(actor=cast["ada"], event=event)
    browser = client_of(cast["ben"])
    browser.post(at("check_in", "e", registration.pk))
    browser.post(at("door", "e"), {"name": "Somebody New"})
    page = browser.get(at("door", "e")).content.decode()
    assert "2 of 2 are here" in page
    assert "Somebody New" in page
    assert "Somebody New" not in browser.get(at("door", "e") + "?q=ada").content.decode()
    browser.post(at("check_in", "e", registration.pk), {"do": "undo"})
    assert sorted(states(event)) == ["attended", "registered"]


def test_speakers_and_to_dos_go_their_way(cast, client_of):
    published(slug="e")
    browser = client_of(cast["ben"])
    ilse = {"speaker-name": "Ilse", "speaker-sector": "lab", "speaker-language": "en"}
    browser.post(at("speaker_add", "e"), ilse)
    speaker = Speaker.objects.get()
    browser.post(at("speaker_step", "e", speaker.pk), {"value": "thanked"})  # not yet
    browser.post(at("speaker_step", "e", speaker.pk), {"value": "invited"})
    browser.post(at("speaker_step", "e", speaker.pk), {"do": "consent", "value": "members"})
    browser.post(at("speaker_step", "e", speaker.pk), {"do": "consent", "value": "whatever"})
    speaker.refresh_from_db()
    assert (speaker.way, speaker.recording_consent) == ("invited", "members")
    browser.post(at("to_do_add", "e"), {"to_do-words": "Ask", "to_do-due_on": "2022-05-01"})
    to_do = ToDo.objects.get(words="Ask")
    browser.post(at("to_do_tick", "e", to_do.pk))
    to_do.refresh_from_db()
    assert to_do.is_done
    assert to_do.owner == cast["ben"]
    browser.post(at("speaker_edit", "e", speaker.pk), {"do": "remove"})
    assert not Speaker.objects.exists()


def test_copy_brings_words_to_dos_and_the_note_along(cast, client_of):
    event = published(slug="e", handover="Ask the guide early.", capacity_people=9)
    browser = client_of(cast["ben"])
    browser.post(at("desk_copy", "e"), {"copy-starts_at": "2023-05-04T12:30"})
    new = Event.objects.get(copied_from=event)
    assert (new.state, new.capacity_people, new.title_en) == ("draft", 9, event.title_en)
    assert new.ends_at - new.starts_at == event.ends_at - event.starts_at
    shift = new.starts_at.date() - event.starts_at.date()
    before, after = (list(each.to_dos.values_list("due_on", flat=True)) for each in (event, new))
    assert after == [day + shift for day in before]
    assert b"Ask the guide early." in browser.get(at("desk_event", new.slug)).content


def test_series_are_made_and_changed(cast, client_of):
    browser = client_of(cast["ben"])
    assert b"There is no series yet" in browser.get("/desk/events").content
    browser.post("/desk/series")
    assert Series.objects.count() == 9
    said = {"name_en": "Book club", "name_fr": "Club de lecture", "kind": "lecture",
            "mark": "lect", "duration_minutes": "90", "offer_hours": "24", "audience": "members",
            "to_dos-TOTAL_FORMS": "0", "to_dos-INITIAL_FORMS": "0"}  # fmt: skip
    browser.post("/desk/series/new", said)
    browser.post("/desk/series/book-club", {**said, "name_en": "Reading"})
    assert Series.objects.get(slug="book-club").name_en == "Reading"
    answer = browser.post("/desk/series/new", {**said, "duration_minutes": "0"})
    assert b"error-summary" in answer.content
    assert client_of(cast["cleo"]).get("/desk/series/book-club").status_code == 404


def test_announcement_of_an_event_is_a_draft_with_what_it_says(cast, client_of):
    published(slug="e", summary_en="Where antihydrogen is kept.")
    answer = client_of(cast["ben"]).post(at("desk_announce", "e"))
    written = Announcement.objects.get()
    assert answer["Location"] == reverse("announcements:announcement", args=[written.pk])
    assert (written.state, written.subject_fr) == ("draft", "Le hall de l’antimatière")
    assert "Thursday 5 May, 12:30–13:30" in written.text_en
    assert "/fr/events/e)" in written.text_fr
    for who in ("ada", "cleo"):
        assert client_of(cast[who]).post(at("desk_announce", "e")).status_code == 404
    assert not Mailing.objects.exists()
