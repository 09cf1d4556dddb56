"""What people thought of an event: asked once, answered once, shown once there are enough."""

import datetime as dt

import pytest

from bluestem.audit.actors import SYSTEM
from bluestem.audit.models import AuditLine
from bluestem.community.models import Community
from bluestem.events import actions
from bluestem.events.errors import AnsweredBefore, FeedbackClosed, MayNotManage, WrongStep
from bluestem.events.models import Event, Feedback, Reminder
from bluestem.events.queries.talk import feedback_results
from bluestem.events.sweeps import ask_for_feedback, close_what_is_over
from bluestem.kit import time
from bluestem.mailroom.contexts import unpack
from bluestem.mailroom.models import Delivery, Mailing

from .kit import HOUR, START, published
from .kit_talk import answers, at, link_of, over, talk, was_there, whole_database

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
NEXT_DAY = START + DAY  # half past twelve in Geneva


def asked_people():
    found = Delivery.objects.filter(mailing__letter="events.feedback")
    return sorted(found.values_list("address", flat=True))


def test_who_was_there_is_asked_once_though_the_worker_slept(cast):
    event = talk()
    was_there(event, cast["ada"])
    was_there(event, address="dov@example.net", name="Dov")
    was_there(event, name="Somebody at the door", is_walk_in=True)
    was_there(event, cast["eve"], state="registered")
    was_there(event, cast["hanna"], state="cancelled")
    with time.clock_at(START + 4 * DAY):
        ask_for_feedback()
        assert asked_people() == []  # nobody closed it yet
        close_what_is_over()
        for _ in range(3):
            ask_for_feedback()
    assert asked_people() == ["ada@example.org", "dov@example.net"]
    assert Reminder.objects.get(key="feedback").people == 2
    line = AuditLine.objects.get(deed="asked for feedback")
    assert line.facts == {"people": 2}


def test_all_who_had_a_place_are_asked_where_nobody_counted(cast):
    event = talk()
    for name, state in (("ada", "registered"), ("eve", "waiting"), ("hanna", "cancelled")):
        was_there(event, cast[name], state=state)
    with time.clock_at(NEXT_DAY):
        close_what_is_over()
        ask_for_feedback()
    assert asked_people() == ["ada@example.org"]


@pytest.mark.parametrize(
    ("moment", "is_asked"),
    [
        (START + HOUR, False),  # not closed
        (START + 14 * HOUR, False),  # half past two at night
        (START + 20 * HOUR, True),
        (START + 6 * DAY, True),
        (START + 8 * DAY, False),  # nobody remembers
    ],
)
def test_people_are_asked_by_day_and_while_they_remember(cast, moment, is_asked):
    event = talk()
    was_there(event, cast["ada"])
    with time.clock_at(moment):
        close_what_is_over()
        ask_for_feedback()
    assert bool(asked_people()) == is_asked


def test_nobody_is_asked_about_a_lunch_or_what_did_not_take_place(cast):
    lunch = published(series="lunches", slug="l")
    off = talk("off")
    for event in (lunch, off):
        was_there(event, cast["ada"])
    Event.objects.filter(pk=off.pk).update(state="cancelled")
    with time.clock_at(NEXT_DAY):
        close_what_is_over()
        ask_for_feedback()
        assert asked_people() == []
        with pytest.raises(WrongStep):
            actions.ask_for_feedback(actor=SYSTEM, event=off)


def test_organiser_asks_at_once_and_only_after_the_end(cast, client_of):
    event = talk("soon")
    with pytest.raises(WrongStep):
        actions.ask_for_feedback(actor=cast["ben"], event=event)
    with pytest.raises(MayNotManage):
        actions.ask_for_feedback(actor=cast["ada"], event=event)
    assert client_of(cast["ben"]).get(at("desk_feedback", "soon")).status_code == 404
    past = over()
    was_there(past, cast["ada"])
    browser = client_of(cast["ben"])
    assert "Ask them now" in browser.get(at("desk_feedback", "t")).content.decode()
    for _ in range(2):
        browser.post(at("desk_feedback", "t"))
    page = browser.get(at("desk_feedback", "t")).content.decode()
    assert "1 person was asked on" in page
    assert "Ask them now" not in page
    assert asked_people() == ["ada@example.org"]


def test_link_of_the_letter_takes_one_answer_and_thanks_kindly_for_a_second(cast, client):
    event = over()
    hers = was_there(event, cast["ada"])
    actions.ask_for_feedback(actor=SYSTEM, event=event)
    mailing = Mailing.objects.get(letter="events.feedback")
    address = unpack(mailing.context)["button_address"]
    assert address.endswith(link_of(hers))
    page = client.get(link_of(hers))
    assert page.status_code == 200
    assert "no-cache" in page.headers["Cache-Control"]
    said = {"rating": "4", "good": "The honest part", "better": ""}
    first = client.post(link_of(hers), said, follow=True).content.decode()
    second = client.post(link_of(hers), {**said, "rating": "1"}, follow=True).content.decode()
    for text in (first, second):
        assert "Your answer is in. Thank you." in text
    answer = Feedback.objects.get()
    assert (answer.rating, answer.good, answer.better) == (4, "The honest part", "")
    with pytest.raises(AnsweredBefore):
        actions.give_feedback(registration=hers, rating=1)
    for wrong in ("example", link_of(hers)[10:-1] + "x"):
        assert client.get(at("feedback", wrong)).status_code == 404


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, "Choose one of the five."),
        ({"rating": "6"}, "6 is not one of the available choices"),
        ({"rating": "\0"}, "is not one of the available choices"),
        ({"rating": "3", "good": "g" * 2001}, "at most 2000"),
        ({"rating": "3", "better": "a\0b"}, "Null characters"),
    ],
)
def test_odd_answers_come_back_filled(cast, client, said, words):
    hers = was_there(over(), cast["ada"])
    page = client.post(link_of(hers), {"good": "Kept words", **said}).content.decode()
    assert words in page
    assert said.get("good", "Kept words") in page
    assert not Feedback.objects.exists()
    hers.refresh_from_db()
    assert not hers.has_given_feedback


def test_answers_come_in_from_the_end_on_for_a_month(cast, client):
    event = talk()
    hers = was_there(event, cast["ada"], state="registered")
    for moment, is_open in (
        (START, False),
        (START + HOUR, True),
        (START + HOUR + 29 * DAY, True),
        (START + HOUR + 30 * DAY, False),
    ):
        with time.clock_at(moment):
            page = client.get(link_of(hers)).content.decode()
            assert ("Send my answer" in page) == is_open
            assert ("This is closed" in page) != is_open
            if not is_open:
                assert client.post(link_of(hers), {"rating": "5"}).status_code == 200
                with pytest.raises(FeedbackClosed):
                    actions.give_feedback(registration=hers, rating=5)
    assert not Feedback.objects.exists()


@pytest.mark.parametrize("state", ["waiting", "offered", "cancelled"])
def test_who_had_no_place_says_nothing(cast, client, state):
    hers = was_there(over(), cast["ada"], state=state)
    assert "This is closed" in client.get(link_of(hers)).content.decode()
    with pytest.raises(FeedbackClosed):
        actions.give_feedback(registration=hers, rating=5)


def test_page_of_the_event_leads_who_was_there_to_the_question_until_she_answered(cast, client_of):
    event = over()
    hers = was_there(event, cast["ada"])
    was_there(event, cast["eve"], state="absent")
    assert link_of(hers) in client_of(cast["ada"]).get(at("event", "t")).content.decode()
    for name in ("eve", "ben"):
        assert "/feedback/" not in client_of(cast[name]).get(at("event", "t")).content.decode()
    actions.give_feedback(registration=hers, rating=5)
    assert link_of(hers) not in client_of(cast["ada"]).get(at("event", "t")).content.decode()


def test_results_appear_from_as_many_answers_on_as_the_community_says(cast, client_of):
    event = over()
    browser = client_of(cast["ben"])
    answers(event, 5, 4, 4, 2)
    page = browser.get(at("desk_feedback", "t")).content.decode()
    assert "Fewer than 5 answers are in." in page
    for shown in ("good 5", "good 2", "3.8"):
        assert shown not in page
    answers(event, 5)
    results = feedback_results(event)
    assert (results.answers, results.mean) == (5, 4.0)
    assert results.ratings == ((5, 2, 40), (4, 2, 40), (3, 0, 0), (2, 1, 20), (1, 0, 0))
    page = browser.get(at("desk_feedback", "t")).content.decode()
    for shown in ("good 5", "good 2", ">4.0<"):
        assert shown in page
    Community.objects.update(small_cell_threshold=10)
    assert "Fewer than 10 answers" in browser.get(at("desk_feedback", "t")).content.decode()


def test_words_stand_by_the_alphabet_so_that_two_lists_do_not_match_up(cast):
    event = over()
    for rating, (good, better) in enumerate(
        (("b", "2"), ("a", "3"), ("C", "1"), ("", ""), ("d", "")), 1
    ):
        given = was_there(event)
        actions.give_feedback(registration=given, rating=rating, good=good, better=better)
    results = feedback_results(event)
    assert results.good == ["a", "b", "C", "d"]
    assert results.better == ["1", "2", "3"]


def test_mentoring_committee_reads_of_its_trainings_alone(cast, client_of):
    past = {"starts_at": time.now() - 2 * HOUR}
    published(slug="m", series="trainings", **past)
    over()
    browser = client_of(cast["cleo"])
    assert browser.get(at("desk_feedback", "m")).status_code == 200
    assert browser.get(at("desk_feedback", "t")).status_code == 404
    assert browser.post(at("desk_feedback", "t")).status_code == 404


def test_looking_changes_nothing(cast, client, client_of):
    hers = was_there(over(), cast["ada"])
    browser = client_of(cast["ben"])
    for _ in range(2):
        before = whole_database()
        client.get(link_of(hers) + "?rating=5")
        browser.get(at("desk_feedback", "t"))
    assert whole_database() == before


@pytest.mark.parametrize("count", [5, 30])
def test_results_ask_as_often_for_thirty_answers_as_for_five(
    cast, client_of, django_assert_num_queries, count
):
    event = over()
    Feedback.objects.bulk_create(
        Feedback(event=event, rating=1 + number % 5, good="g") for number in range(count)
    )
    browser = client_of(cast["ben"])
    with django_assert_num_queries(10):
        assert browser.get(at("desk_feedback", "t")).status_code == 200


def test_french_letter_leads_to_a_french_page(cast, client):
    event = over()
    hers = was_there(event, address="dov@example.net", name="Dov", language="fr")
    actions.ask_for_feedback(actor=SYSTEM, event=event)
    address = unpack(Mailing.objects.get(letter="events.feedback").context)["button_address"]
    assert address.endswith("/fr" + link_of(hers))
    page = client.get("/fr" + link_of(hers)).content.decode()
    assert "Qu’en avez-vous pensé" in page
