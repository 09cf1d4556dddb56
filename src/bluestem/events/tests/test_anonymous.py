"""Nobody can find out who asked or who said what: not by row, order, time, log, audit or page."""

import base64
import logging

import pytest
from django.db import connection
from django.test import Client

from bluestem.audit.models import AuditLine
from bluestem.events import actions
from bluestem.events.models import Event, Feedback, Question, QuestionVote, Registration
from bluestem.events.sweeps import close_what_was_said
from bluestem.kit import time
from bluestem.members.models import Member

from .kit import HOUR, make_steering
from .kit_talk import (
    answers,
    as_stored,
    asked,
    at,
    changes,
    closed,
    link_of,
    over,
    talk,
    was_there,
    whole_database,
)

pytestmark = pytest.mark.django_db
WORDS = "Was the second reorganisation a mistake?"


def test_anonymous_question_is_one_row_without_a_name_and_nothing_else(
    cast, client_of, caplog, capfd
):
    event = talk()
    browser = client_of(cast["ada"])
    browser.get(at("event", "t"))
    before = whole_database()
    with caplog.at_level(logging.DEBUG):
        said = {"text": WORDS, "is_anonymous": "on"}
        assert browser.post(at("ask", "t"), said, follow=True).status_code == 200
    found = changes(before, whole_database())
    assert list(found) == ["events_question"]
    gone, come = found["events_question"]
    assert (gone, len(come)) == ([], 1)
    assert str(cast["ada"].pk).replace("-", "") not in come[0].replace("-", "")
    question = Question.objects.get()
    names = {field.attname for field in Question._meta.concrete_fields}
    assert names == {"id", "event_id", "text", "member_id", "state", "kept_votes"}
    assert question.member_id is None
    assert question.pk.version == 4  # random: no time and no machine in it
    assert question.event_id == event.pk
    for said in (caplog.text, *capfd.readouterr()):
        assert WORDS not in said
        assert "ada" not in said.lower()


def test_named_question_leaves_no_time_either_so_that_order_tells_nothing(cast, client_of):
    event = talk()
    browser = client_of(cast["ada"])
    browser.get(at("event", "t"))
    before = whole_database()
    browser.post(at("ask", "t"), {"text": "Mine?"})
    assert list(changes(before, whole_database())) == ["events_question"]
    assert Question.objects.get().member == cast["ada"]
    assert not AuditLine.objects.filter(object_kind="question").exists()
    assert event.questions.count() == 1


def test_nobody_sees_whose_an_anonymous_question_is_not_even_its_asker(cast, client_of):
    talk(audience="public")
    ada, ben = client_of(cast["ada"]), client_of(make_steering(cast["ben"]))
    ada.post(at("ask", "t"), {"text": WORDS, "is_anonymous": "on"})
    assert WORDS not in ada.get(at("event", "t")).content.decode()
    desk = ben.get(at("desk_questions", "t")).content.decode()
    assert WORDS in desk
    actions.moderate(actor=cast["ben"], question=Question.objects.get(), state="asked")
    for browser, name in (
        (ben, "desk_questions"), (ben, "stage"), (ben, "event"), (Client(), "event"),
        (client_of(cast["eve"]), "event"),
    ):  # fmt: skip
        page = browser.get(at(name, "t")).content.decode()
        assert WORDS in page
        assert "Ada" not in page


@pytest.mark.parametrize("state", ["waiting", "hidden"])
def test_eve_sees_nothing_of_adas_waiting_question(cast, client_of, state):
    event = talk(audience="public")
    question = asked(event, WORDS, cast["ada"], state)
    for browser in (client_of(cast["eve"]), Client()):
        page = browser.get(at("event", "t")).content.decode()
        assert WORDS not in page
        assert "Ada" not in page
    eve = client_of(cast["eve"])
    nothing = asked(talk("u")).pk
    for name in ("vote", "question_step"):
        hers = eve.post(at(name, "t", question.pk), {"do": "vote"})
        none = eve.post(at(name, "t", nothing), {"do": "vote"})
        assert (hers.status_code, len(hers.content)) == (404, len(none.content))
    for name in ("desk_questions", "desk_feedback", "stage"):
        assert eve.get(at(name, "t")).status_code == 404
    page = client_of(cast["ada"]).get(at("event", "t")).content.decode()
    assert (WORDS in page) == (state == "waiting")


def test_feedback_is_a_flag_and_a_row_that_cannot_be_joined(cast, caplog, capfd):
    event = over()
    answers(event, 5, 4, 4)
    hers = was_there(event, cast["ada"])
    browser = Client()
    browser.get(link_of(hers))
    before = whole_database()
    audit = AuditLine.objects.count()
    said = {"rating": "1", "good": WORDS, "better": "Everything"}
    with caplog.at_level(logging.DEBUG), time.clock_at(event.ends_at + 5 * HOUR):
        assert browser.post(link_of(hers), said).status_code == 302
    found = changes(before, whole_database())
    assert sorted(found) == ["events_feedback", "events_registration"]
    gone, come = found["events_registration"]
    assert len(gone) == len(come) == 1  # the flag, and not when
    assert Registration.objects.get(pk=hers.pk).changed_at == hers.changed_at
    gone, come = found["events_feedback"]
    assert (len(gone), len(come)) == (3, 4)  # all answers were written anew
    assert AuditLine.objects.count() == audit
    assert not browser.cookies.get("bluestem_session")
    for words in (caplog.text, *capfd.readouterr()):
        assert WORDS not in words
        assert str(hers.pk) not in words


def test_neither_key_nor_place_of_an_answer_says_which_one_came_last(cast):
    event = over()
    seen = set()
    for rating in (1, 2, 3, 4, 5, 1, 2, 3):
        answers(event, rating)
        stored = as_stored("events_feedback")
        assert stored == sorted(stored)  # the order of random keys
        assert not seen & set(stored)  # which are others each time
        seen |= set(stored)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(DISTINCT xmin::text) FROM events_feedback")
            assert cursor.fetchone() == (1,)
    assert sorted(Feedback.objects.values_list("rating", flat=True)) == [1, 1, 2, 2, 3, 3, 4, 5]
    assert sorted(each.good for each in Feedback.objects.all()) == sorted(
        f"good {rating}" for rating in (1, 1, 2, 2, 3, 3, 4, 5)
    )


def test_stored_words_are_encrypted_and_hold_no_time(cast):
    event = over()
    answers(event, 5)
    names = {field.attname for field in Feedback._meta.concrete_fields}
    assert names == {"id", "event_id", "rating", "good", "better"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT good FROM events_feedback")
        (stored,) = cursor.fetchone()
    token = base64.urlsafe_b64decode(stored)
    assert token[0] == 0x80  # Fernet writes a version, then the seconds since 1970
    assert token[1:9] == bytes(8)
    assert b"good" not in token


def test_a_month_later_it_is_forgotten_who_answered(cast):
    event = over()
    given = was_there(event, cast["ada"])
    actions.give_feedback(registration=given, rating=3, good=WORDS)
    before = Feedback.objects.get()
    closed(event)
    with time.clock_at(event.ends_at + 31 * 24 * HOUR):
        close_what_was_said()
        line = AuditLine.objects.get(deed="closed feedback")
        assert line.facts == {"count": 1}
        assert not Event.objects.get(pk=event.pk).takes_feedback
    assert not Registration.objects.filter(has_given_feedback=True).exists()
    after = Feedback.objects.get()
    assert (after.rating, after.good) == (3, WORDS)
    assert after.pk != before.pk


def test_organisers_have_no_page_that_says_who_answered(cast, client_of):
    event = over()
    for name in ("ada", "eve", "hanna", "ines", "jo"):
        was_there(event, cast[name])
    hers = event.registrations.get(member=cast["ada"])
    browser = client_of(cast["ben"])
    names = ("registration_list", "door", "desk_event", "desk_questions")
    shown = [browser.get(at(name, "t")).content for name in names]
    actions.give_feedback(registration=hers, rating=2, better=WORDS)
    for name, before in zip(names, shown, strict=True):
        now = browser.get(at(name, "t")).content
        assert _without_tokens(now) == _without_tokens(before)
    assert WORDS not in browser.get(at("desk_feedback", "t")).content.decode()


def _without_tokens(page):
    return [part for part in page.decode().split("<") if "csrfmiddlewaretoken" not in part]


def test_votes_are_seen_as_a_count_by_everybody_but_the_voter(cast, client_of):
    event = talk()
    question = asked(event)
    actions.vote(actor=cast["ada"], question=question)
    for name, person in (("desk_questions", "ben"), ("stage", "ben"), ("event", "eve")):
        page = client_of(cast[person]).get(at(name, "t")).content.decode()
        assert "Ada" not in page
    assert [vote.member_id for vote in QuestionVote.objects.all()] == [cast["ada"].pk]
    assert Member.objects.filter(pk=cast["ada"].pk).exists()
