"""The form builder on the desk: questions added, changed, ordered, removed, taken along."""

import datetime as dt

import pytest
from django.urls import reverse

from bluestem.audit.actors import CONSOLE
from bluestem.audit.models import AuditLine
from bluestem.events import actions
from bluestem.events.errors import (
    ChoicesAnswered,
    FormTooLong,
    KindAnswered,
    MayNotManage,
    NoQuestion,
)
from bluestem.events.models import Event, FormAnswer, FormField, Needs, Series
from bluestem.events.models.form import MOST_QUESTIONS

from .kit import START, drafted, published
from .kit_asking import COLOURS, QUESTIONS, asking, question, said, secrets_of

pytestmark = pytest.mark.django_db

FORM = {"words_en": "Which colour?", "words_fr": "Quelle couleur ?", "kind": "choice",
        "choices_en": "Red\r\nGreen", "choices_fr": "Rouge\r\nVert"}  # fmt: skip


def at(name, *args):
    return reverse(f"events:{name}", args=args)


def words_of(event):
    return list(event.form_fields.values_list("words_en", flat=True))


def test_question_is_added_changed_and_removed_on_the_desk(cast, client_of):
    event = published(slug="e")
    browser = client_of(cast["ben"])
    assert browser.get(at("desk_form", "e")).status_code == 200
    assert browser.post(at("question_add", "e"), FORM).status_code == 302
    field = event.form_fields.get()
    assert field.choices == [["Red", "Rouge"], ["Green", "Vert"]]
    where = at("question_edit", "e", field.pk)
    assert b"Rouge\nVert" in browser.get(where).content
    browser.post(where, {**FORM, "words_en": "Which one?", "is_required": "on"})
    field.refresh_from_db()
    assert (field.words_en, field.is_required) == ("Which one?", True)
    assert b"Which one?" in browser.get(at("desk_form", "e")).content
    browser.post(where, {"do": "remove"})
    assert not event.form_fields.exists()


def test_buttons_move_a_question_up_and_down_and_stop_at_the_ends(cast, client_of):
    event = published(slug="e")
    fields = [question(event, words_en=words) for words in ("One", "Two", "Three")]
    browser = client_of(cast["ben"])
    for field, do, order in (
        (fields[2], "up", ["One", "Three", "Two"]),
        (fields[2], "up", ["Three", "One", "Two"]),
        (fields[2], "up", ["Three", "One", "Two"]),
        (fields[0], "down", ["Three", "Two", "One"]),
        (fields[0], "down", ["Three", "Two", "One"]),
    ):
        browser.post(at("question_move", "e", field.pk), {"do": do})
        assert words_of(event) == order


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ({"words_en": "", "words_fr": ""}, "in one of the languages at least"),
        ({"choices_fr": "Rouge"}, "English has 2 choices and French has 1."),
        ({"choices_fr": "Rouge\nVert\n\nBleu"}, "English has 2 choices and French has 3."),
        ({"choices_en": "", "choices_fr": ""}, "two choices or more"),
        ({"choices_en": "Red\nRed"}, "“Red” stands there twice."),
        ({"choices_en": "Red\n" + "x" * 101}, "Line 2 is too long."),
        ({"choices_en": "\n".join(map(str, range(21))), "choices_fr": ""}, "These are 21 choices."),
        ({"kind": "nonsense"}, "Select a valid choice"),
        ({"words_en": "x" * 201}, "at most 200"),
        ({"words_en": "nul\0"}, "Null characters"),
    ],
)
def test_what_is_wrong_with_a_question_is_said_and_nothing_is_lost(cast, client_of, wrong, fault):
    event = published(slug="e")
    answer = client_of(cast["ben"]).post(at("question_add", "e"), {**FORM, **wrong})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert fault in page
    assert "error-summary" in page
    assert not event.form_fields.exists()
    if "words_en" not in wrong:
        assert 'value="Which colour?"' in page


def test_choices_of_one_language_stand_for_both(cast, client_of):
    published(slug="e")
    client_of(cast["ben"]).post(at("question_add", "e"), {**FORM, "choices_fr": " \n"})
    assert FormField.objects.get().choices == [["Red", "Red"], ["Green", "Green"]]


def test_form_has_a_most_number_of_questions(cast, client_of):
    event = published(slug="e")
    for number in range(MOST_QUESTIONS):
        question(event, words_en=f"Q{number}")
    with pytest.raises(FormTooLong):
        question(event)
    browser = client_of(cast["ben"])
    assert b"the most there can be" in browser.get(at("desk_form", "e")).content
    refused = browser.post(at("question_add", "e"), FORM)
    assert b"12 questions are the most" in refused.content
    assert event.form_fields.count() == MOST_QUESTIONS


def test_question_without_words_or_with_one_choice_is_refused(cast):
    event = published()
    for values in (
        {"kind": "line", "words_en": ""},
        {"kind": "choice", "words_en": "Q", "choices": COLOURS[:1]},
    ):
        with pytest.raises(NoQuestion):
            actions.add_question(actor=CONSOLE, event=event, **values)


def test_answered_question_keeps_its_kind_and_the_places_of_its_choices(cast, client_of):
    event, fields = asking("choice", slug="e")
    actions.register(actor=cast["ada"], event=event, said=said(fields, "1"))
    usual = {**QUESTIONS["choice"], "is_required": False}

    def change(**values):
        return actions.change_question(actor=cast["ben"], field=fields[0], **{**usual, **values})

    with pytest.raises(KindAnswered):
        change(kind="choices")
    for choices in (COLOURS[:2], COLOURS[::-1], [["Pink", "Rose"], COLOURS[0], COLOURS[2]]):
        with pytest.raises(ChoicesAnswered):
            change(choices=choices)
    assert change(choices=[["Crimson", "Rouge"], *COLOURS[1:], ["Pink", "Rose"]]).choices[3]
    browser = client_of(cast["ben"])
    page = browser.get(at("question_edit", "e", fields[0].pk)).content.decode()
    assert "1 person answered already" in page
    assert "1 answer goes with it and cannot be brought back." in page
    browser.post(at("question_edit", "e", fields[0].pk), {**FORM, "kind": "text"})
    fields[0].refresh_from_db()
    assert fields[0].kind == "choice"


def test_removing_a_question_takes_its_answers_and_the_audit_says_how_many(cast):
    event, fields = asking("line", "text")
    actions.register(actor=cast["ada"], event=event, said=said(fields, "Beams", "Nothing"))
    actions.remove_question(actor=cast["ben"], field=fields[0])
    assert FormAnswer.objects.get().field == fields[1]
    line = AuditLine.objects.newest_first().first()
    assert (line.deed, line.facts) == ("removed question", {"answers": 1})


def test_switches_say_whether_needs_are_asked_and_switching_off_deletes_them(cast, client_of):
    event, fields = asking("line", slug="e")
    browser = client_of(cast["ben"])
    browser.post(at("desk_form", "e"), {"diet": "on", "access": "on"})
    event.refresh_from_db()
    assert (event.asks_access, event.asks_diet) == (True, True)
    secrets_of(cast["ada"], event, fields)
    browser.post(at("desk_form", "e"), {"access": "on"})
    assert (Needs.objects.get().diet, bool(Needs.objects.get().access)) == ("", True)
    browser.post(at("desk_form", "e"), {})
    assert not Needs.objects.exists()


def test_copy_asks_what_the_event_asked_and_no_answer_goes_along(cast):
    event, fields = asking("line", "choice", needs=True)
    actions.register(actor=cast["ada"], event=event, said=said(fields, "Beams", "1", diet="zq"))
    new = actions.copy_from_last_year(
        actor=cast["ben"], event=event, starts_at=START + dt.timedelta(days=364)
    )
    assert words_of(new) == words_of(event)
    assert new.form_fields.last().choices == COLOURS
    assert (new.asks_access, new.asks_diet) == (True, True)
    assert FormAnswer.objects.filter(field__event=new).count() == 0
    assert {each.pk for each in new.form_fields.all()}.isdisjoint(each.pk for each in fields)


def test_new_events_of_a_series_begin_with_the_questions_kept_for_it(cast, client_of):
    asking("line", "yes", needs=True, slug="e")
    client_of(cast["ben"]).post(at("questions_usual", "e"))
    new = drafted(cast["ben"], title_en="The next one")
    assert words_of(new) == ["Your team?", "First time?"]
    assert Event.objects.get(pk=new.pk).asks_diet
    other = drafted(cast["ben"], series="lectures", title_en="Another kind")
    assert words_of(other) == []


def test_copy_does_not_mix_its_questions_with_those_of_the_series(cast):
    event, _fields = asking("line")
    Series.objects.filter(pk=event.series_id).update(usual_questions=[QUESTIONS["yes"]])
    event = Event.objects.select_related("series").get(pk=event.pk)
    new = actions.copy_from_last_year(actor=cast["ben"], event=event, starts_at=START)
    assert words_of(new) == ["Your team?"]


@pytest.mark.parametrize("who", ["ada", "eve", "cleo", "fay"])
def test_form_of_others_is_no_page_and_takes_no_change(cast, client_of, who):
    event, (field,) = asking("line", slug="e")
    browser = client_of(cast[who])
    pages = [at("desk_form", "e"), at("question_edit", "e", field.pk)]
    posts = [at("question_add", "e"), at("questions_usual", "e"),
             at("question_move", "e", field.pk)]  # fmt: skip
    answers = [browser.get(where) for where in pages]
    answers += [browser.post(where, FORM) for where in (*pages, *posts)]
    for answer in answers:
        assert answer.status_code == 404
        assert b"Your team" not in answer.content
    for deed in (
        lambda: actions.add_question(actor=cast[who], event=event, **QUESTIONS["line"]),
        lambda: actions.remove_question(actor=cast[who], field=field),
        lambda: actions.move_question(actor=cast[who], field=field, is_up=True),
        lambda: actions.change_question(actor=cast[who], field=field, words_en="Mine"),
        lambda: actions.ask_needs(actor=cast[who], event=event, access=True, diet=True),
        lambda: actions.keep_questions_for_series(actor=cast[who], event=event),
    ):
        with pytest.raises(MayNotManage):
            deed()
    assert words_of(event) == ["Your team?"]


def test_question_of_another_event_is_not_found(cast, client_of):
    _event, (field,) = asking("line", slug="one")
    published(slug="other")
    browser = client_of(cast["ben"])
    for where in (at("question_edit", "other", field.pk), at("question_move", "other", field.pk)):
        assert browser.post(where, {"do": "remove"}).status_code == 404
    assert FormField.objects.count() == 1


@pytest.mark.parametrize("count", [1, MOST_QUESTIONS])
def test_form_page_takes_as_many_queries_for_twelve_questions_as_for_one(
    cast, client_of, django_assert_num_queries, count
):
    event = published(slug="e")
    for number in range(count):
        question(event, words_en=f"Q{number}")
    browser = client_of(cast["ben"])
    with django_assert_num_queries(7):
        assert browser.get(at("desk_form", "e")).status_code == 200
