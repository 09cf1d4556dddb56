"""The page of one event on the desk: to-dos and their owners, parts, the note, and its cost."""

import datetime as dt

import pytest
from django.urls import reverse

from bluestem.audit.actors import CONSOLE
from bluestem.events import actions
from bluestem.events.attention import due_to_dos, notes_to_write
from bluestem.events.errors import NotAnOrganiser
from bluestem.events.models import Event, Part, Registration, ToDo
from bluestem.kit import time
from bluestem.mailroom.contexts import unpack
from bluestem.mailroom.models import Delivery, Mailing
from bluestem.members.models import Member

from .kit import HOUR, START, drafted, make_members, make_steering, published

pytestmark = pytest.mark.django_db


def at(name, *args):
    return reverse(f"events:{name}", args=args)


def lived_in(cast, count):
    """An event with everything on its page, and so many people who registered."""
    event = published(series="wit-talks", slug="e", handover="Ask early.")
    actions.set_details(
        actor=cast["ben"], event=event, interviewer=cast["ada"], run_sheet="12:30 welcome"
    )
    actions.draft_lunch_after(actor=cast["ben"], event=event)
    Registration.objects.bulk_create(
        Registration(
            event=event, member=member, order=number, registered_at=START, changed_at=START,
            state="registered",
        )
        for number, member in enumerate(make_members(count), start=1)
    )  # fmt: skip
    for number in range(count // 10):
        actions.add_speaker(actor=cast["ben"], event=event, name=f"S {number}", sector="lab")
        actions.add_to_do(
            actor=cast["ben"], event=event, words=f"To-do {number}", owner=cast["ben"],
            due_on=dt.date(2022, 5, 1),
        )  # fmt: skip
        actions.add_part(actor=cast["ben"], event=event, starts_at=START, title_en=f"P {number}")
    return event


@pytest.mark.parametrize("count", [10, 500])
def test_page_takes_as_many_queries_for_500_registrations_as_for_10(
    cast, client_of, django_assert_num_queries, count
):
    lived_in(cast, count)
    browser = client_of(cast["ben"])
    with django_assert_num_queries(12):
        page = browser.get(at("desk_event", "e"))
    assert f"{count} going, no limit" in page.content.decode()


def test_to_do_given_to_somebody_else_tells_her_once(cast, client_of):
    hanna = make_steering(cast["hanna"])
    Member.objects.filter(pk=hanna.pk).update(language="fr")
    published(series="wit-talks", slug="e")
    browser = client_of(cast["ben"])
    said = {"to_do-words": "Ask the guide", "to_do-due_on": "2022-05-01"}
    browser.post(at("to_do_add", "e"), {**said, "to_do-owner": str(hanna.pk)})
    to_do = ToDo.objects.get(words="Ask the guide")
    assert to_do.owner == hanna
    delivery = Delivery.objects.get(mailing__letter="events.to_do")
    assert (delivery.address, delivery.language) == ("hanna@example.org", "fr")
    context = unpack(delivery.mailing.context)
    assert (context["who"], context["due_fr"]) == (cast["ben"].name, "dimanche 1er mai 2022")
    where = at("to_do_edit", "e", to_do.pk)
    same = {"words": "Ask the guide", "due_on": "2022-05-01", "owner": str(hanna.pk)}
    browser.post(where, same)
    browser.post(where, {**same, "due_on": "2022-05-03"})  # still hers: she is not told again
    browser.post(where, {**same, "owner": str(cast["ben"].pk)})  # his own: he knows
    assert Mailing.objects.filter(letter="events.to_do").count() == 1
    to_do.refresh_from_db()
    assert (to_do.owner, to_do.due_on) == (cast["ben"], dt.date(2022, 5, 1))
    browser.post(where, {"do": "remove"})
    assert not ToDo.objects.filter(words="Ask the guide").exists()


def test_only_who_manages_an_event_can_own_what_has_to_be_done(cast, client_of):
    event = published(series="wit-talks", slug="e")
    offered = client_of(cast["ben"]).get(at("desk_event", "e")).context["to_do_form"]
    assert [str(label) for _value, label in offered.fields["owner"].choices] == [
        "Nobody yet", cast["ben"].name,
    ]  # fmt: skip
    said = {"to_do-words": "Ask", "to_do-due_on": "2022-05-01", "to_do-owner": str(cast["ada"].pk)}
    answer = client_of(cast["ben"]).post(at("to_do_add", "e"), said)
    assert b"error-summary" in answer.content
    with pytest.raises(NotAnOrganiser):
        actions.add_to_do(
            actor=cast["ben"], event=event, words="Ask", due_on=dt.date(2022, 5, 1),
            owner=cast["ada"],
        )  # fmt: skip


def test_to_do_shows_on_its_owners_desk_and_on_no_other(cast):
    hanna = make_steering(cast["hanna"])
    event = published(series="coffees", slug="e")
    event.to_dos.all().delete()
    actions.add_to_do(
        actor=cast["ben"], event=event, words="Ask", due_on=dt.date(2022, 4, 6), owner=hanna
    )
    assert [item.title for item in due_to_dos(hanna)] == ["Ask"]
    assert list(due_to_dos(cast["ben"])) == []


@pytest.mark.parametrize(
    "wrong",
    [{"words": ""}, {"words": "\0"}, {"words": "x" * 201}, {"due_on": ""}, {"due_on": "soon"},
     {"due_on": "0001-01-01"}, {"due_on": "9999-12-31"}, {"owner": "\0"}, {"owner": "1"}],
)  # fmt: skip
def test_refused_to_do_comes_back_filled(cast, client_of, wrong):
    event = published(slug="e")
    to_do = ToDo.objects.create(event=event, words="Ask", due_on=dt.date(2022, 5, 1))
    said = {"words": "Words of mine", "due_on": "2022-05-01", **wrong}
    browser = client_of(cast["ben"])
    added = browser.post(at("to_do_add", "e"), {f"to_do-{key}": said[key] for key in said})
    changed = browser.post(at("to_do_edit", "e", to_do.pk), said)
    for answer in (added, changed):
        assert answer.status_code == 200
        assert b"error-summary" in answer.content
        assert "words" in wrong or b"Words of mine" in answer.content
    assert list(event.to_dos.filter(words__in=("Words of mine", "x" * 201))) == []


def test_parts_are_added_changed_and_removed(cast, client_of):
    event = published(slug="e")
    browser = client_of(cast["ben"])
    said = {"part-starts_at": "2022-05-05T12:45", "part-title_en": "Questions"}
    browser.post(at("part_add", "e"), said)
    part = Part.objects.get()
    assert part.starts_at == START + dt.timedelta(minutes=15)
    where = at("part_edit", "e", part.pk)
    assert 'value="2022-05-05T12:45"' in browser.get(where).content.decode()
    browser.post(where, {"starts_at": "2022-05-05T12:50", "title_fr": "Vos questions"})
    part.refresh_from_db()
    assert (part.title_en, part.title_fr) == ("", "Vos questions")
    assert "Vos questions" in client_of(cast["ada"]).get(at("event", "e")).content.decode()
    for wrong in ({"part-title_en": ""}, {"part-starts_at": ""}, {"part-title_en": "\0"}):
        answer = browser.post(at("part_add", "e"), {**said, **wrong})
        assert b"error-summary" in answer.content
    assert event.parts.count() == 1
    browser.post(where, {"do": "remove"})
    assert not Part.objects.exists()


@pytest.mark.parametrize("who", ["ada", "eve", "cleo"])
def test_rows_of_others_are_no_pages(cast, client_of, who):
    event = published(slug="e")
    part = Part.objects.create(event=event, title_en="Secret part", starts_at=START)
    to_do = ToDo.objects.create(event=event, words="Secret to-do", due_on=dt.date(2022, 5, 1))
    browser = client_of(cast[who])
    pages = at("part_edit", "e", part.pk), at("to_do_edit", "e", to_do.pk)
    posts = [at(view, "e") for view in ("part_add", "desk_handover", "names_sent", "desk_lunch")]
    answers = [browser.get(where) for where in pages]
    answers += [browser.post(where) for where in (*pages, *posts)]
    for answer in answers:
        assert answer.status_code == 404
        assert b"Secret" not in answer.content


def test_row_of_another_event_is_not_found(cast, client_of):
    published(slug="one")
    other = published(slug="other")
    part = Part.objects.create(event=other, title_en="P", starts_at=START)
    to_do = ToDo.objects.create(event=other, words="T", due_on=dt.date(2022, 5, 1))
    browser = client_of(cast["ben"])
    for where in (
        at("part_edit", "one", part.pk), at("to_do_edit", "one", to_do.pk),
        at("part_edit", "one", 10**30), at("to_do_edit", "one", 0),
    ):  # fmt: skip
        assert browser.get(where).status_code == 404
        assert browser.post(where, {"do": "remove"}).status_code == 404
    assert other.parts.count() == 1


def test_note_is_asked_for_when_an_event_is_over_and_shows_at_copying(cast, client_of):
    published(series="coffees", slug="e")
    browser = client_of(cast["ben"])
    assert list(notes_to_write(cast["ben"])) == []
    with time.clock_at(START + 24 * HOUR):
        (item,) = notes_to_write(cast["ben"])
        assert item.address == at("desk_event", "e") + "#again"
        assert list(notes_to_write(cast["cleo"])) == []
        Event.objects.update(state="over")
        browser.post(at("desk_handover", "e"), {"note-handover": "Book the room\r\nearly."})
        assert list(notes_to_write(cast["ben"])) == []
    assert Event.objects.get().handover == "Book the room\nearly."
    assert "Book the room" in browser.get(at("desk_event", "e")).content.decode()
    answer = browser.post(at("desk_handover", "e"), {"note-handover": "\0"})
    assert b"error-summary" in answer.content
    browser.post(at("desk_copy", "e"), {"copy-starts_at": "2023-05-04T12:30"})
    new = Event.objects.exclude(slug="e").get()
    assert "Note from last time" in browser.get(at("desk_event", new.slug)).content.decode()


def test_refused_copy_and_places_come_back_filled(cast, client_of):
    published(slug="e")
    browser = client_of(cast["ben"])
    answer = browser.post(at("desk_copy", "e"), {"copy-starts_at": "some day"})
    assert b'value="some day"' in answer.content
    answer = browser.post(at("desk_places", "e"), {"capacity_people": "-3"})
    assert b'value="-3"' in answer.content
    assert b"error-summary" in answer.content


def test_author_of_a_draft_sees_her_steps_and_nothing_organisers_run(cast, client_of):
    event = drafted(cast["ada"], series="wit-talks", slug="e")
    actions.add_speaker(actor=CONSOLE, event=event, name="Ilse Hidden", sector="lab")
    page = client_of(cast["ada"]).get(at("desk_event", "e")).content.decode()
    assert "Propose it" in page
    assert "Ilse Hidden" not in page
