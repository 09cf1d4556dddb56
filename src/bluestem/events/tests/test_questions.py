"""Questions: asked before and during a talk, voted for, moderated, projected, and let go."""

import datetime as dt

import pytest
from django.test import Client

from bluestem.audit.models import AuditLine
from bluestem.events import actions
from bluestem.events.actions.questions import ASKED_LATELY, MOST_WAITING
from bluestem.events.errors import MayNotAsk, QuestionsClosed, TooManyQuestions, WrongStep
from bluestem.events.letters import REGISTRATION_SALT, token_of
from bluestem.events.models import Event, Question, QuestionVote
from bluestem.events.sweeps import close_what_was_said
from bluestem.kit import time
from bluestem.members.models import Member
from bluestem.members.signals import data_asked, member_erased

from .kit import HOUR, START, drafted, make_members, make_steering, published
from .kit_talk import asked, at, talk, was_there, whole_database

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
HUGE, BIDI = "q" * 501, "\u202eWhy \u2066so\u2069 cold?"


def texts(page):
    return [question.text for question in page.context["questions"]]


def test_member_asks_and_an_organiser_lets_it_through(cast, client_of):
    talk(audience="public")
    ada, ben = client_of(cast["ada"]), client_of(cast["ben"])
    said = {"text": "  Why so\r\n cold? ", "is_anonymous": "on"}
    sent = ada.post(at("ask", "t"), said, follow=True)
    assert "on its way to the organisers" in sent.content.decode()
    question = Question.objects.get()
    assert (question.text, question.state, question.member) == ("Why so cold?", "waiting", None)
    assert texts(ada.get(at("event", "t"))) == []
    ben.post(at("question_step", "t", question.pk), {"do": "shown"})
    for browser in (ada, Client()):
        page = browser.get(at("event", "t"))
        assert texts(page) == ["Why so cold?"]
        assert "Anonymous" in page.content.decode()


def test_question_is_shown_at_once_where_organisers_chose_that(cast, client_of):
    talk()
    browser = client_of(cast["ben"])
    assert browser.post(at("desk_questions", "t"), {"mode": "open"}).status_code == 302
    client_of(cast["ada"]).post(at("ask", "t"), {"text": "Why?", "is_anonymous": ""})
    assert Question.objects.get().state == "shown"
    page = client_of(cast["eve"]).get(at("event", "t")).content.decode()
    assert "Ada L." in page
    browser.post(at("desk_questions", "t"), {"mode": ""})
    with pytest.raises(QuestionsClosed):
        actions.ask(actor=cast["ada"], event=Event.objects.get(), text="Why?")
    assert "Choose below" not in browser.get(at("desk_questions", "t")).content.decode()
    refused = browser.post(at("desk_questions", "t"), {"mode": "loud"})
    assert refused.status_code == 200
    assert "loud" in refused.content.decode()


@pytest.mark.parametrize(
    ("text", "status", "words"),
    [
        ("", 200, "This is still empty."),
        (" \n ", 200, "This is still empty."),
        ("\u200b\u202e\u2066", 200, "This is still empty."),
        (HUGE, 200, "at most 500"),
        ("Why\0?", 200, "Null characters"),
        (BIDI, 302, ""),
        ("<script>alert(1)</script>", 302, ""),
    ],
)
def test_odd_words_come_back_or_are_kept_and_never_break_a_page(
    cast, client_of, text, status, words
):
    event = talk()
    Event.objects.filter(pk=event.pk).update(question_mode="open")
    browser = client_of(cast["ada"])
    answer = browser.post(at("ask", "t"), {"text": text, "is_anonymous": "on"})
    assert answer.status_code == status
    assert words in answer.content.decode()
    assert Question.objects.count() == (status == 302)
    page = browser.get(at("event", "t")).content.decode()
    assert "<script>alert" not in page
    if text == BIDI:
        assert f'dir="auto">{BIDI}</p>' in page
        stage = client_of(cast["ben"]).get(at("stage", "t")).content.decode()
        assert f'dir="auto">{BIDI}</p>' in stage


def test_refused_question_comes_back_with_its_words_and_the_choice_of_a_name(cast, client_of):
    talk()
    said = {"text": HUGE}
    page = client_of(cast["ada"]).post(at("ask", "t"), said).content.decode()
    assert HUGE in page
    box = next(tag for tag in page.split("<") if 'name="is_anonymous"' in tag)
    assert "checked" not in box
    Event.objects.update(question_mode="")
    closed = client_of(cast["ada"]).post(at("ask", "t"), {"text": "Why so cold?"})
    assert closed.status_code == 409


def test_questions_open_with_publication_and_close_an_hour_after_the_end(cast):
    event = talk()
    for moment, is_open in (
        (START - 20 * DAY, True),
        (START + HOUR, True),
        (START + HOUR + 59 * dt.timedelta(minutes=1), True),
        (START + 2 * HOUR, False),
    ):
        with time.clock_at(moment):
            assert event.takes_questions == is_open
            if not is_open:
                with pytest.raises(QuestionsClosed):
                    actions.ask(actor=cast["ada"], event=event, text="Why?")
    draft = drafted(series="wit-talks", slug="d")
    assert not draft.takes_questions
    Event.objects.filter(pk=event.pk).update(state="cancelled")
    with pytest.raises(QuestionsClosed):
        actions.ask(actor=cast["ada"], event=event, text="Why?")


@pytest.mark.parametrize("series", ["drinks", "coffees", "lunches"])
def test_events_without_a_speaker_take_no_questions_until_somebody_says_so(cast, series):
    event = published(series=series)
    assert not event.has_questions
    with pytest.raises(WrongStep):
        actions.choose_questions(actor=cast["ben"], event=event, mode="loud")
    actions.choose_questions(actor=cast["ben"], event=event, mode="moderated")
    later = actions.copy_from_last_year(actor=cast["ben"], event=event, starts_at=START + 365 * DAY)
    assert not later.has_questions  # of the object that the page was made from
    event.refresh_from_db()
    again = actions.copy_from_last_year(actor=cast["ben"], event=event, starts_at=START + 366 * DAY)
    assert again.has_questions


def test_one_person_asks_ten_times_an_hour_and_nothing_of_that_is_stored(cast):
    event = talk()
    before = whole_database()
    for number in range(ASKED_LATELY.most):
        actions.ask(actor=cast["ada"], event=event, text=f"Why {number}?")
    with pytest.raises(TooManyQuestions):
        actions.ask(actor=cast["ada"], event=event, text="Once more?")
    actions.ask(actor=cast["eve"], event=event, text="And mine?")
    after = whole_database()
    assert [table for table in after if after[table] != before[table]] == ["events_question"]


def test_no_more_than_a_few_hundred_questions_wait(cast):
    event = talk()
    Question.objects.bulk_create(Question(event=event, text="?") for _ in range(MOST_WAITING))
    with pytest.raises(TooManyQuestions):
        actions.ask(actor=cast["ada"], event=event, text="Why?")
    Question.objects.filter(pk=Question.objects.first().pk).update(state="hidden")
    actions.ask(actor=cast["ada"], event=event, text="Why?")


def test_vote_is_one_a_member_and_a_second_press_takes_it_back(cast, client_of):
    event = talk()
    question = asked(event)
    browser = client_of(cast["eve"])
    address = at("vote", "t", question.pk)

    def state():
        page = browser.get(at("event", "t"))
        shown = page.context["questions"][0]
        return shown.vote_count, shown.has_vote, 'value="undo"' in page.content.decode()

    assert state() == (0, False, False)
    for _ in range(2):  # a form that was sent twice
        assert browser.post(address, {"do": "vote"}).status_code == 302
    assert state() == (1, True, True)
    client_of(cast["ada"]).post(address, {"do": "vote"})
    assert state()[0] == 2
    browser.post(address, {"do": "undo"})
    browser.post(address, {"do": "undo"})
    assert state() == (1, False, False)
    assert not AuditLine.objects.filter(object_kind="question").exists()


def test_questions_stand_in_the_order_of_their_votes(cast, client_of):
    event = talk()
    members = make_members(5)
    for text in ("none", "one", "four", "two"):
        question = asked(event, text, kept_votes=2 if text == "four" else 0)
        votes = {"none": 0, "one": 1, "four": 2, "two": 2}[text]
        QuestionVote.objects.bulk_create(
            QuestionVote(question=question, member=member) for member in members[:votes]
        )
    in_order = ["four", "two", "one", "none"]
    assert texts(client_of(cast["ada"]).get(at("event", "t"))) == in_order
    desk = client_of(cast["ben"]).get(at("desk_questions", "t"))
    ((_, _, _, rows),) = desk.context["sections"]
    assert [each.text for each in rows] == in_order


@pytest.mark.parametrize("state", ["waiting", "hidden", "answered"])
def test_nobody_votes_for_what_is_not_open(cast, client_of, state):
    question = asked(talk(), state=state)
    answer = client_of(cast["eve"]).post(at("vote", "t", question.pk))
    assert answer.status_code == (302 if state == "answered" else 404)
    assert not QuestionVote.objects.exists()


def test_affiliation_partner_asks_and_votes_where_she_has_a_place(cast):
    event = talk(audience="public")
    question = asked(event)
    Member.objects.filter(pk=cast["eve"].pk).update(affiliation="partner")
    partner = Member.objects.get(pk=cast["eve"].pk)
    for deed in (
        lambda: actions.ask(actor=partner, event=event, text="Why?"),
        lambda: actions.vote(actor=partner, question=question),
    ):
        with pytest.raises(MayNotAsk):
            deed()
    was_there(event, partner, state="registered")
    actions.ask(actor=partner, event=event, text="Why?", is_anonymous=False)
    actions.vote(actor=partner, question=question)


def test_visitor_asks_from_her_own_page_and_nowhere_else(cast, client):
    event = talk(audience="public")
    visitor = was_there(event, address="dov@example.net", name="Dov", state="registered")
    token = token_of(REGISTRATION_SALT, visitor.pk)
    page = client.get(at("own_registration", token)).content.decode()
    assert "Your question is stored without your name." in page
    assert client.post(at("own_ask", token), {"text": ""}).status_code == 200
    assert client.post(at("own_ask", token), {"text": "Why so cold?"}).status_code == 302
    question = Question.objects.get()
    assert (question.text, question.member, question.state) == ("Why so cold?", None, "waiting")
    assert client.get(at("own_ask", token)).status_code == 302
    assert client.post(at("own_ask", "example"), {"text": "Why?"}).status_code == 404
    assert client.post(at("ask", "t"), {"text": "Why?"}).url.startswith("/sign-in")
    visitor.state = "cancelled"
    visitor.save()
    assert client.post(at("own_ask", token), {"text": "Why?"}).status_code == 409
    other = talk("u", audience="public")
    with pytest.raises(MayNotAsk):
        actions.ask(actor=cast["kim"], event=other, text="Why?", registration=visitor)
    assert Question.objects.count() == 1


def test_looking_changes_nothing(cast, client_of):
    event = talk()
    question = asked(event, state="shown")
    browsers = [client_of(cast[name]) for name in ("ada", "ben")]
    for browser in browsers:
        browser.get(at("event", "t"))
    before = whole_database()
    for browser in browsers:
        for address in (
            at("event", "t"),
            at("ask", "t") + "?text=Why",
            at("vote", "t", question.pk) + "?do=vote",
            at("desk_questions", "t") + "?mode=open",
            at("question_step", "t", question.pk) + "?do=hidden",
            at("stage", "t"),
        ):
            browser.get(address)
    assert whole_database() == before


def test_erased_asker_leaves_the_words_and_the_count_of_her_votes(cast):
    event = talk()
    hers, other = asked(event, "Hers?", cast["ada"]), asked(event, "Other?")
    for member in (cast["ada"], cast["eve"]):
        actions.vote(actor=member, question=other)
    told = {}
    for _, answer in data_asked.send(sender=Member, member=cast["ada"]):
        told |= answer
    assert [row["text"] for row in told["event questions"]] == ["Hers?"]
    assert [row["question"] for row in told["event question votes"]] == ["Other?"]
    member_erased.send(sender=Member, member=cast["ada"], addresses=["ada@example.org"])
    hers.refresh_from_db()
    assert (hers.text, hers.member, hers.asker) == ("Hers?", None, "")
    assert not QuestionVote.objects.filter(member=cast["ada"]).exists()
    assert [each.vote_count for each in event.questions.counted()] == [2, 0]


def test_a_month_later_words_and_counts_stay_and_nothing_else(cast):
    event = talk()
    kept = asked(event, "Kept?", cast["ada"])
    asked(event, "Hidden?", state="hidden")
    asked(event, "Never read?", cast["eve"], "waiting")
    for member in (cast["ada"], cast["eve"]):
        actions.vote(actor=member, question=kept)
    with time.clock_at(START + HOUR + 29 * DAY):
        close_what_was_said()
    assert QuestionVote.objects.count() == 2
    with time.clock_at(START + HOUR + 31 * DAY):
        close_what_was_said()
        close_what_was_said()
    question = event.questions.counted().get()
    assert (question.text, question.member, question.vote_count) == ("Kept?", None, 2)
    assert not QuestionVote.objects.exists()
    assert AuditLine.objects.filter(deed="settled questions").count() == 1


@pytest.mark.parametrize("count", [1, 30])
@pytest.mark.parametrize(
    "asking",
    [("", "event", 11), ("ada", "event", 15), ("ben", "desk_questions", 7), ("ben", "stage", 7)],
)
def test_pages_ask_as_often_for_thirty_questions_as_for_one(
    cast, client_of, django_assert_num_queries, count, asking
):
    person, name, queries = asking
    event = talk(audience="public")
    for member in make_members(count):
        question = asked(event, member=member)
        asked(event, member=member, state="waiting")
        QuestionVote.objects.create(question=question, member=cast["ada"])
    browser = client_of(cast[person]) if person else Client()
    with django_assert_num_queries(queries):
        assert browser.get(at(name, "t")).status_code == 200


def test_french_pages_speak_french(cast, client_of):
    event = talk(audience="public")
    asked(event, kept_votes=2)
    page = client_of(cast["ada"]).get("/fr/events/t").content.decode()
    for words in ("1 question.", "Poser anonymement", "Anonyme"):
        assert words in page
    assert "À lire" not in page
    asked(event, state="waiting")
    desk = client_of(make_steering(cast["eve"])).get("/fr/desk/events/t/questions")
    assert "À lire" in desk.content.decode()
