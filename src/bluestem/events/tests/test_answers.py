"""Registering where something is asked: enforced, kept encrypted, changed, seen by few, deleted."""

import csv
import io
import json
import re

import pytest
from django.db import connection
from django.urls import reverse

from bluestem.audit.actors import CONSOLE, VISITOR
from bluestem.audit.models import AuditLine
from bluestem.events import actions, letters
from bluestem.events.errors import AnswerGone, AnswerMissing, AnswersClosed, MayNotManage
from bluestem.events.models import (
    Event,
    FormAnswer,
    FormField,
    Needs,
    Offer,
    PlaceRequest,
    Registration,
)
from bluestem.events.queries.asking import said_of
from bluestem.events.sweeps import ANSWERS_KEPT_FOR, NEEDS_KEPT_FOR, forget_what_people_said
from bluestem.kit import time
from bluestem.mailroom.models import Mailing
from bluestem.members.actions import erase
from bluestem.members.models import Member
from bluestem.members.signals import data_asked

from .kit import HOUR, START, make_members, published, states
from .kit_asking import SECRET_ACCESS, SECRET_DIET, SECRET_TEXT, asking, question, said, secrets_of

pytestmark = pytest.mark.django_db

SECRETS = (SECRET_DIET, SECRET_ACCESS, SECRET_TEXT)
VISITOR_FORM = {"name": "Vera", "address": "vera@example.net"}


def at(name, *args):
    return reverse(f"events:{name}", args=args)


def key(field):
    return f"question_{field.pk.hex}"


def raw_tables():
    """Everything that the database holds of what was said, as it lies there."""
    found = []
    with connection.cursor() as cursor:
        for table in ("events_formanswer", "events_needs", "events_placerequest"):
            cursor.execute(f"SELECT * FROM {table}")  # one of three names above
            found += [str(cell) for row in cursor.fetchall() for cell in row]
    return found


def leaked(text):
    return [words for words in SECRETS if words in text]


def test_one_click_stays_one_click_where_nothing_is_asked(cast, client_of):
    event = published(slug="e")
    page = client_of(cast["ada"]).get(at("event", "e")).content.decode()
    form = re.search(r'<form[^>]*/register".*?</form>', page, re.DOTALL)[0]
    assert set(re.findall(r'name="([^"]+)"', form)) == {"csrfmiddlewaretoken"}
    client_of(cast["ada"]).post(at("register", "e"))
    assert states(event) == ["registered"]


@pytest.mark.parametrize(("prefix", "words"), [("", "Your team?"), ("/fr", "Votre équipe ?")])
def test_what_is_asked_stands_on_the_page_in_the_readers_language(cast, client_of, prefix, words):
    asking("line", "text", "choice", "choices", "yes", needs=True, slug="e")
    page = client_of(cast["ada"]).get(prefix + at("event", "e")).content.decode()
    assert words in page
    assert ("Vert" if prefix else "Green") in page
    assert ("Green" if prefix else "Vert") not in page


def test_answers_of_each_kind_are_kept_and_registering_twice_changes_nothing(cast, client_of):
    event, fields = asking("line", "text", "choice", "choices", "yes", needs=True, slug="e")
    form = {
        key(fields[0]): "Beams", key(fields[1]): "First\r\nSecond", key(fields[2]): "1",
        key(fields[3]): ["0", "2"], key(fields[4]): "no", "needs_access": "A lift",
        "needs_diet": "Vegan",
    }  # fmt: skip
    browser = client_of(cast["ada"])
    browser.post(at("register", "e"), form)
    kept = said_of(Registration.objects.get())
    assert [kept.answers[str(field.pk)] for field in fields] == [
        "Beams", "First\r\nSecond", "1", "0,2", "no",
    ]  # fmt: skip
    assert (kept.access, kept.diet) == ("A lift", "Vegan")
    for again in ({key(fields[0]): "Other"}, {}):
        assert browser.post(at("register", "e"), {**form, **again}).status_code == 302
    assert said_of(Registration.objects.get()) == kept
    assert states(event) == ["registered"]


def test_required_question_is_enforced_and_the_form_comes_back_filled(cast, client_of):
    event, fields = asking("line", "text", slug="e")
    actions.change_question(actor=cast["ben"], field=fields[0], is_required=True)
    browser = client_of(cast["ada"])
    answer = browser.post(at("register", "e"), {key(fields[1]): "Only this"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "This is still empty." in page
    assert "Only this" in page
    assert not event.registrations.exists()
    with pytest.raises(AnswerMissing):
        actions.register(actor=cast["ada"], event=event)
    browser.post(at("register", "e"), {key(fields[0]): "Beams"})
    assert states(event) == ["registered"]
    page = browser.post(at("register", "e"), {}).content.decode()
    assert "You are registered" in page
    assert "error-summary" not in page


@pytest.mark.parametrize(
    ("kind", "value"),
    [("line", "x" * 301), ("line", "\0"), ("text", "x" * 2001), ("choice", "3"), ("choice", "-1"),
     ("choice", "0,1"), ("choices", "0,1"), ("choices", "\0"), ("yes", "maybe"), ("yes", "\0")],
)  # fmt: skip
def test_hostile_answer_is_refused_with_words(cast, client_of, kind, value):
    event, (field,) = asking(kind, slug="e")
    answer = client_of(cast["ada"]).post(at("register", "e"), {key(field): value})
    assert answer.status_code == 200
    assert b"error-summary" in answer.content
    assert not event.registrations.exists()


def test_choice_that_is_gone_and_question_that_is_gone(cast):
    event, fields = asking("choice", "line")
    with pytest.raises(AnswerGone):
        actions.register(actor=cast["ada"], event=event, said=said(fields, "9", ""))
    FormField.objects.filter(pk=fields[1].pk).delete()
    found = actions.register(actor=cast["ada"], event=event, said=said(fields, "1", "Words"))
    assert said_of(found).answers == {str(fields[0].pk): "1"}


def test_people_on_the_waiting_list_answer_too(cast):
    event, fields = asking("line", capacity_people=1)
    first = actions.register(actor=cast["ada"], event=event, said=said(fields, "Beams"))
    second = actions.register(actor=cast["eve"], event=event, said=said(fields, "Magnets"))
    assert second.is_waiting
    actions.cancel(actor=cast["ada"], registration=first)
    actions.accept(actor=VISITOR, offer=Offer.objects.get())
    assert [each.text for each in FormAnswer.objects.all()] == ["Magnets"]


def test_member_changes_her_answers_until_the_event_begins(cast, client_of):
    event, fields = asking("line", "choices", needs=True, slug="e")
    browser = client_of(cast["ada"])
    actions.register(
        actor=cast["ada"], event=event, said=said(fields, "Beams", "0,2", diet="Vegan")
    )
    for where in (at("event", "e"), at("my_events")):
        assert at("answers", "e") in browser.get(where).content.decode()
    page = browser.get(at("answers", "e"))
    assert 'value="Beams"' in page.content.decode()
    assert page["Cache-Control"].startswith("max-age=0")
    assert page.context["form"][key(fields[1])].value() == ["0", "2"]
    browser.post(at("answers", "e"), {key(fields[0]): "Magnets", "needs_access": "A lift"})
    kept = said_of(Registration.objects.get())
    assert (kept.answers, kept.access, kept.diet) == ({str(fields[0].pk): "Magnets"}, "A lift", "")
    before = AuditLine.objects.count()
    browser.post(at("answers", "e"), {key(fields[0]): "Magnets", "needs_access": "A lift"})
    assert AuditLine.objects.count() == before
    with time.clock_at(START):
        assert browser.get(at("answers", "e")).status_code == 302
        browser.post(at("answers", "e"), {key(fields[0]): "Too late"})
        assert at("answers", "e") not in browser.get(at("event", "e")).content.decode()
        with pytest.raises(AnswersClosed):
            actions.change_answers(
                actor=cast["ada"], registration=Registration.objects.get(), said=said([])
            )
    assert said_of(Registration.objects.get()) == kept


def test_required_question_is_enforced_when_answers_are_changed(cast, client_of):
    event, fields = asking("line", slug="e")
    actions.register(actor=cast["ada"], event=event, said=said(fields, "Beams"))
    actions.change_question(actor=cast["ben"], field=fields[0], is_required=True)
    answer = client_of(cast["ada"]).post(at("answers", "e"), {})
    assert b"This is still empty." in answer.content
    assert FormAnswer.objects.get().text == "Beams"


@pytest.mark.parametrize("who", ["eve", "ben"])
def test_nobody_changes_the_answers_of_somebody_else(cast, client_of, who):
    event, fields = asking("line", slug="e")
    hers = actions.register(actor=cast["ada"], event=event, said=said(fields, "Beams"))
    with pytest.raises(MayNotManage):
        actions.change_answers(actor=cast[who], registration=hers, said=said(fields, "Mine"))
    client_of(cast[who]).post(at("answers", "e"), {key(fields[0]): "Mine"})
    assert FormAnswer.objects.get().text == "Beams"


def test_visitor_answers_before_she_confirms_and_the_wish_keeps_it_encrypted(cast, client):
    event, fields = asking("line", slug="e", audience="public", needs=True)
    form = {**VISITOR_FORM, key(fields[0]): SECRET_TEXT, "needs_diet": SECRET_DIET}
    client.post(at("place_request", "e"), form)
    wish = PlaceRequest.objects.get()
    assert json.loads(wish.said)["diet"] == SECRET_DIET
    assert leaked("".join(raw_tables())) == []
    token = letters.token_of(letters.REQUEST_SALT, wish.pk)
    for _twice in range(2):
        client.post(at("confirm_place", token))
    found = Registration.objects.get()
    assert said_of(found).answers == {str(fields[0].pk): SECRET_TEXT}
    assert said_of(found).diet == SECRET_DIET
    wish.refresh_from_db()
    assert wish.said == ""
    own = letters.token_of(letters.REGISTRATION_SALT, found.pk)
    assert at("own_answers", own) in client.get(at("own_registration", own)).content.decode()
    assert SECRET_TEXT in client.get(at("own_answers", own)).content.decode()
    client.post(at("own_answers", own), {key(fields[0]): "Changed"})
    assert FormAnswer.objects.get().text == "Changed"
    assert not Needs.objects.exists()
    assert client.get(at("own_answers", "x" * 30)).status_code == 404
    assert event.registrations.count() == 1


def test_visitors_form_comes_back_filled_where_a_required_answer_is_missing(cast, client):
    event, fields = asking("line", "text", slug="e", audience="public")
    actions.change_question(actor=cast["ben"], field=fields[0], is_required=True)
    page = client.post(at("place_request", "e"), {**VISITOR_FORM, key(fields[1]): "Kept words"})
    assert b"This is still empty." in page.content
    assert b"Kept words" in page.content
    assert b'value="Vera"' in page.content
    assert not event.place_requests.exists()


def test_question_added_since_the_wish_does_not_keep_a_visitor_from_confirming(cast):
    event, fields = asking("line", audience="public")
    wish = actions.request_place(
        actor=VISITOR, event=event, address="vera@example.net", name="Vera", language="en",
        is_online=None, said=said(fields, "Beams"),
    )  # fmt: skip
    question(event, "text", is_required=True)
    actions.remove_question(actor=cast["ben"], field=fields[0])
    found = actions.confirm_place(actor=VISITOR, wish=wish)
    assert found.is_registered
    assert not FormAnswer.objects.exists()


def test_wish_that_is_not_confirmed_is_deleted_with_what_it_says(cast, client):
    from bluestem.events.sweeps import forget_visitors

    asking("line", slug="e", audience="public", needs=True)
    client.post(at("place_request", "e"), {**VISITOR_FORM, "needs_diet": SECRET_DIET})
    PlaceRequest.objects.update(asked_at=START - 10_000 * HOUR)
    forget_visitors()
    assert raw_tables() == []


def test_answers_and_needs_lie_encrypted_and_are_deleted_in_time(cast):
    event, fields = asking("line", needs=True)
    secrets_of(cast["ada"], event, fields)
    assert len(raw_tables()) > 5
    assert leaked("".join(raw_tables())) == []
    with time.clock_at(event.ends_at + NEEDS_KEPT_FOR - HOUR):
        forget_what_people_said()
        assert Needs.objects.count() == 1
    with time.clock_at(event.ends_at + NEEDS_KEPT_FOR + HOUR):
        forget_what_people_said()
        assert not Needs.objects.exists()
        assert FormAnswer.objects.count() == 1
    with time.clock_at(event.ends_at + ANSWERS_KEPT_FOR + HOUR):
        forget_what_people_said()
    assert raw_tables() == []
    assert Registration.objects.count() == 1


@pytest.mark.parametrize("way", ["cancel", "call off", "decline", "lapse", "close", "leave"])
def test_whoever_does_not_come_leaves_nothing_she_said(cast, way):
    event, fields = asking("line", needs=True, capacity_people=2)
    place = secrets_of(cast["ada"], event, fields)
    actions.register(actor=cast["hanna"], event=event)
    hers = secrets_of(cast["eve"], event, fields)
    assert hers.is_waiting
    if way in {"decline", "lapse"}:
        actions.cancel(actor=cast["hanna"], registration=event.registrations.all()[1])
        offer = Offer.objects.get()
        if way == "decline":
            actions.decline(actor=VISITOR, offer=offer)
        else:
            with time.clock_at(offer.deadline_at):
                actions.lapse(actor=CONSOLE, offer=offer)
    elif way == "cancel":
        actions.cancel(actor=cast["eve"], registration=hers)
    elif way == "call off":
        actions.call_off(actor=cast["ben"], event=event)
    elif way == "leave":
        erase(actor=CONSOLE, member=cast["eve"])
    else:
        with time.clock_at(event.ends_at + HOUR):
            actions.close(actor=CONSOLE, event=event)
    left = [] if way == "call off" else [place.pk]
    assert list(FormAnswer.objects.values_list("registration_id", flat=True)) == left
    assert list(Needs.objects.values_list("registration_id", flat=True)) == left


def test_erased_person_leaves_nothing_she_said_at_past_events_either(cast):
    event, fields = asking("line", needs=True)
    secrets_of(cast["ada"], event, fields)
    with time.clock_at(event.ends_at + HOUR):
        erase(actor=CONSOLE, member=cast["ada"])
    assert raw_tables() == []


@pytest.mark.parametrize("who", ["visitor", "eve", "cleo", "fay", "gus", "jo", "hanna"])
def test_what_somebody_said_is_on_no_page_of_others(cast, client, client_of, who):
    event, fields = asking("line", needs=True, slug="e", audience="public")
    hers = secrets_of(cast["ada"], event, fields)
    if who == "hanna":
        actions.register(actor=cast["hanna"], event=event)
    browser = client if who == "visitor" else client_of(cast[who])
    own = letters.token_of(letters.REGISTRATION_SALT, hers.pk)
    pages = [at(view, "e") for view in (
        "event", "answers", "registration_list", "door", "desk_event", "desk_form", "desk_names",
        "event_ics")]  # fmt: skip
    pages += ["/events", "/events/mine", at("own_registration", own), at("own_answers", own)]
    for where in pages:
        assert leaked(browser.get(where).content.decode()) == [], where
    for view in ("registration_file", "names_table", "names_text"):
        answer = browser.post(at(view, "e"))
        assert answer.status_code in {302, 404}
        assert leaked(answer.content.decode()) == []


def test_organiser_of_another_kind_of_event_reads_no_answer(cast, client_of):
    """The mentoring committee holds trainings, and reads what is said there alone."""
    hers, fields = asking("line", needs=True, slug="training", series="trainings")
    Event.objects.update(audience="members")
    secrets_of(cast["ada"], Event.objects.select_related("series").get(pk=hers.pk), fields)
    others, other_fields = asking("line", needs=True, slug="drinks")
    secrets_of(cast["eve"], others, other_fields)
    browser = client_of(cast["cleo"])
    assert leaked(browser.get(at("registration_list", "training")).content.decode()) != []
    answer = browser.get(at("registration_list", "drinks"))
    assert (answer.status_code, leaked(answer.content.decode())) == (404, [])
    with pytest.raises(MayNotManage):
        actions.export_registrations(actor=cast["cleo"], event=others)


def test_audit_and_mails_hold_nothing_of_what_was_said(cast):
    event, fields = asking("line", needs=True)
    hers = secrets_of(cast["ada"], event, fields)
    words = said(fields, SECRET_TEXT + " more", access=SECRET_ACCESS, diet=SECRET_DIET + " 2")
    actions.change_answers(actor=cast["ada"], registration=hers, said=words)
    actions.export_registrations(actor=cast["ben"], event=event)
    kept = [f"{line.deed} {line.facts}" for line in AuditLine.objects.all()]
    assert any("changed answers" in line for line in kept)
    assert leaked("\n".join(kept)) == []
    assert leaked("\n".join(map(str, Mailing.objects.values_list("context", flat=True)))) == []


def test_member_finds_what_she_said_in_her_file_and_nobody_elses(cast):
    event, fields = asking("line", needs=True)
    secrets_of(cast["ada"], event, fields)
    others = said(fields, "Hanna's words", diet="Hanna's diet")
    actions.register(actor=cast["hanna"], event=event, said=others)
    file = str([part for _, part in data_asked.send(sender=Member, member=cast["ada"])])
    assert len(leaked(file)) == len(SECRETS)
    assert "Hanna's" not in file


def test_organiser_sees_counts_texts_and_needs_without_names_for_the_kitchen(cast, client_of):
    event, fields = asking("choice", "text", needs=True, slug="e", capacity_people=2)
    for who, colour, diet in (
        ("ada", "0", "Vegan"), ("eve", "0", " vegan "), ("hanna", "2", "No nuts"),
    ):  # fmt: skip
        words = said(fields, colour, f"Of {who}", diet=diet, access="A lift")
        actions.register(actor=cast[who], event=event, said=words)
    page = client_of(cast["ben"]).get(at("registration_list", "e"))
    collected = page.context["said"]
    counted = [(each.words, each.count, each.waiting) for each in collected.questions[0].counted]
    assert counted == [("Red", 2, 0), ("Green", 0, 0), ("Blue", 0, 1)]
    assert [(each.words, each.count, each.waiting) for each in collected.diets] == [
        ("Vegan", 2, 0), ("No nuts", 0, 1),
    ]  # fmt: skip
    text = page.content.decode()
    kitchen = re.search(r'aria-labelledby="kitchen".*?</section>', text, re.DOTALL)[0]
    assert "Vegan" in kitchen
    assert not [each.name for each in cast.values() if each.name in kitchen]
    assert "Of ada" in text
    assert page["Cache-Control"].startswith("max-age=0")


def test_table_of_registrations_is_safe_in_a_spreadsheet_and_holds_no_needs(cast, client_of):
    event, fields = asking("line", "choices", needs=True, slug="e")
    words = said(fields, "=HYPERLINK(1)", "0,2", diet=SECRET_DIET, access=SECRET_ACCESS)
    actions.register(actor=cast["ada"], event=event, said=words)
    gone = actions.register(actor=cast["eve"], event=event)
    actions.cancel(actor=cast["eve"], registration=gone)
    answer = client_of(cast["ben"]).post(at("registration_file", "e"))
    assert answer["Content-Disposition"] == 'attachment; filename="registrations-e.csv"'
    text = answer.content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == ["Name", "State", "Way", "People", "Companion", "Since", "Your team?", "Any?"]
    assert rows[1][0] == cast["ada"].name
    assert rows[1][6:] == ["'=HYPERLINK(1)", "Red, Blue"]
    assert len(rows) == 2
    assert leaked(text) == []
    line = AuditLine.objects.newest_first().first()
    assert (line.deed, line.facts) == ("exported registrations", {"count": 1})


@pytest.mark.parametrize("count", [1, 30])
def test_list_takes_as_many_queries_for_30_people_who_answered_as_for_one(
    cast, client_of, django_assert_num_queries, count
):
    event, fields = asking("line", "choice", needs=True, slug="e")
    for member in make_members(count):
        words = said(fields, "Beams", "1", diet="Vegan")
        actions.register(actor=member, event=event, said=words)
    browser = client_of(cast["ben"])
    with django_assert_num_queries(9):
        assert browser.get(at("registration_list", "e")).status_code == 200
    lock_of_the_audit = connection.vendor == "postgresql"
    with django_assert_num_queries(13 + lock_of_the_audit):
        assert browser.post(at("registration_file", "e")).status_code == 200


def test_what_stays_of_choices_is_counts_without_small_numbers(cast, client_of):
    event, fields = asking("choice", "text", slug="e")
    for number, member in enumerate(make_members(20)):
        words = said(fields, "0" if number < 11 else "1" if number < 18 else "2", "Words zq")
        actions.register(actor=member, event=event, said=words)
    with time.clock_at(event.ends_at + ANSWERS_KEPT_FOR + HOUR):
        forget_what_people_said()
        forget_what_people_said()
        page = client_of(cast["ben"]).get(at("registration_list", "e")).content.decode()
    fields[0].refresh_from_db()
    assert fields[0].counts == [11, None, None]  # 7 alone would tell that the rest is 2
    assert "few" in page
    assert "Words zq" not in page


def test_counts_of_few_people_do_not_stay(cast):
    event, fields = asking("yes")
    actions.register(actor=cast["ada"], event=event, said=said(fields, "yes"))
    with time.clock_at(event.ends_at + ANSWERS_KEPT_FOR + HOUR):
        forget_what_people_said()
    fields[0].refresh_from_db()
    assert fields[0].counts == [None, None]
