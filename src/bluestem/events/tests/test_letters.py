"""What the letters of events say to whom, as they leave."""

import pytest

from bluestem.community.queries import the_community
from bluestem.events import actions, letters
from bluestem.mailroom.models import Mailing
from bluestem.mailroom.rendering import render

from .kit import HOUR, START, published

pytestmark = pytest.mark.django_db

LINK, ACCESS = "https://meeting.example.org/secret", "Take the lift on the left."


def words_of(letter, number=-1):
    """Return the subject, text and HTML of a letter to its first reader."""
    mailing = list(Mailing.objects.filter(letter=f"events.{letter}").order_by("created_at"))[number]
    language = mailing.deliveries.first().language
    made = render(mailing, community=the_community(), language=language)
    return made.subject, " ".join(made.text.split()), made.html


def test_only_who_has_a_place_is_told_the_link(cast):
    event = published(place="", link=LINK, online_capacity_people=1)
    first = actions.register(actor=cast["ada"], event=event, is_online=True)
    actions.register(actor=cast["eve"], event=event, is_online=True)
    actions.cancel(actor=cast["ada"], registration=first)  # Eve is offered the place
    event.refresh_from_db()
    actions.call_off(actor=cast["ben"], event=event)
    for letter, is_told in {
        "registered": True, "waiting": False, "cancelled": False, "offered": True,
        "called_off": False,
    }.items():  # fmt: skip
        assert [LINK in words for words in words_of(letter)[1:]] == [is_told] * 2, letter


def test_nobody_is_told_how_to_get_into_what_she_does_not_come_to(cast):
    event = published(access=ACCESS)
    first = actions.register(actor=cast["ada"], event=event)
    actions.register(actor=cast["eve"], event=event)
    actions.cancel(actor=cast["ada"], registration=first)
    event.refresh_from_db()
    actions.call_off(actor=cast["ben"], event=event)
    for letter, is_told in {"registered": True, "cancelled": False, "called_off": False}.items():
        assert (ACCESS in words_of(letter)[1]) is is_told, letter


def test_who_has_an_offer_is_not_told_that_she_keeps_a_place(cast):
    event = published(capacity_people=1)
    first = actions.register(actor=cast["ada"], event=event)
    actions.register(actor=cast["eve"], event=event)
    actions.cancel(actor=cast["ada"], registration=first)
    event.refresh_from_db()
    actions.move(actor=cast["ben"], event=event, starts_at=START + HOUR, ends_at=START + 2 * HOUR)
    assert "You keep your place" not in words_of("moved")[1]
    assert "still held for you" in words_of("moved")[1]


@pytest.mark.parametrize(
    ("people", "said"),
    [(1, "One person came"), (2, "2 people came"), (None, "at “The antimatter hall”.\n")],
)
def test_speaker_is_told_how_many_came_to_hear_her(cast, people, said):
    event = published()
    speaker = actions.add_speaker(actor=cast["ben"], event=event, name="Ilse", sector="lab")
    _, text = letters.prepared("thanked", event, "en", who="Ben", speaker=speaker, people=people)
    assert said in text


def test_french_subject_keeps_the_space_that_does_not_break(cast):
    actions.register(actor=cast["ines"], event=published())
    subject, _, html = words_of("registered")
    assert subject == "Vous avez une place\N{NO-BREAK SPACE}: Le hall de l’antimatière"
    assert subject in html


def test_who_registered_reads_what_it_was_before_it_changed(cast):
    event = published(place="Building 193")
    actions.register(actor=cast["ada"], event=event)
    actions.register(actor=cast["ines"], event=event)
    event.refresh_from_db()
    actions.edit(actor=cast["ben"], event=event, values={"place": "Building 500"})
    english, french = words_of("moved", 0), words_of("moved", 1)
    assert "Where: Building 500 Until now it was: Building 193" in english[1]
    assert "Jusqu’ici : Building 193" in french[1]
    assert "Building 193" in english[2]
    event.refresh_from_db()
    actions.move(actor=cast["ben"], event=event, starts_at=START + HOUR, ends_at=START + 2 * HOUR)
    text = words_of("moved", 2)[1]
    assert "Building 193" not in text
    assert text.count("May") + text.count("April") == 2  # as it is, and as it was
    event.refresh_from_db()
    actions.edit(actor=cast["ben"], event=event, values={"title_en": "The new hall"})
    assert "Until now it was: The antimatter hall" in words_of("moved", 4)[1]
    assert "Jusqu’ici" not in words_of("moved", 5)[1]  # hers is as it was
    event.refresh_from_db()
    actions.edit(actor=cast["ben"], event=event, values={"link": LINK})
    assert Mailing.objects.filter(letter="events.moved").count() == 6  # nobody is online
