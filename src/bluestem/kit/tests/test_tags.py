"""Icons, people, dates and components."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils import timezone, translation

from bluestem.kit.templatetags import kit
from bluestem.kit.time import clock_at

NOON = dt.datetime(2022, 2, 3, 12, 30, tzinfo=dt.UTC)


def shown(source: str, **context: object) -> str:
    return Template("{% load kit %}" + source).render(Context(context))


def test_icon_is_drawn_inline_and_hidden_from_screen_readers():
    html = shown('{% icon "mail" %}')
    assert html.startswith('<svg class="icon" viewBox="0 0 24 24"')
    assert 'aria-hidden="true"' in html
    assert 'stroke-width="1.75"' in html


def test_unknown_icon_raises_and_says_which_there_are():
    with pytest.raises(kit.UnknownIcon, match=r"no icon 'unicorn'.*mail"):
        shown('{% icon "unicorn" %}')


@pytest.mark.parametrize("series", kit.SERIES_MARKS)
def test_every_series_has_a_mark(series):
    assert "<svg" in shown("{% series_tag series 'Talk' %}", series=series)


def test_person_has_the_same_colour_on_every_page():
    person = SimpleNamespace(pk=7, initials="<b>", name="Ada")
    html = shown("{% avatar person 's' %}", person=person)
    assert html == shown("{% avatar person 's' %}", person=person)
    assert "&lt;b&gt;" in html
    assert 'aria-hidden="true"' in html


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Thursday 3 February|3 February 2022, 12:30|Thu 3 Feb"),
        ("fr", "jeudi 3 février|3 février 2022, 12\u00a0h\u00a030|jeu 3 fév"),
    ],
)
def test_dates_are_written_in_the_words_of_the_language(language, words):
    with translation.override(language), timezone.override(dt.UTC):
        assert shown("{{ at|day }}|{{ at|moment }}|{{ at|short_day }}", at=NOON) == words


def test_first_of_the_month_is_premier_in_french():
    with translation.override("fr"):
        assert kit.day(dt.date(2022, 3, 1)) == "mardi 1er mars"


def test_span_names_the_day_once_when_it_ends_on_the_same():
    with timezone.override(dt.UTC):
        html = shown("{% span a b %}", a=NOON, b=NOON + dt.timedelta(hours=1))
    assert html == "Thursday 3 February, 12:30–13:30"


@pytest.mark.parametrize(
    ("days", "words", "urgency"),
    [
        (-1, "Since Wed 2 Feb", "urgent"),
        (0, "Today", "urgent"),
        (1, "Tomorrow", "urgent"),
        (6, "Wed 9 Feb", "soon"),
        (8, "Fri 11 Feb", ""),
    ],
)
def test_due_day_is_said_as_seen_from_today(days, words, urgency):
    with clock_at(NOON), timezone.override(dt.UTC):
        due = NOON.date() + dt.timedelta(days=days)
        assert (kit.due_words(due), kit.due_urgency(due)) == (words, urgency)


def test_component_refuses_a_word_it_does_not_know():
    with pytest.raises(TemplateSyntaxError, match="colour"):
        shown('{% notice colour="red" %}')


def test_component_sees_nothing_of_the_page():
    html = shown('{% notice kind="ok" text="Saved" %}', title="The page's own title")
    assert "own title" not in html


def test_component_escapes_what_it_is_given():
    assert "<script>" not in shown("{% notice text=text %}", text="<script>")


def test_pagination_keeps_the_other_filters():
    page = Paginator(range(90), 30).page(2)
    request = RequestFactory().get("/members", {"q": "ada", "page": "2"})
    html = shown("{% pagination page=page %}", page=page, request=request)
    assert 'href="?q=ada&amp;page=3"' in html
    assert '<b aria-current="page">2</b>' in html


def test_one_page_has_no_pagination():
    assert shown("{% pagination page=page %}", page=Paginator([1], 30).page(1)).strip() == ""


def test_task_that_changes_something_posts():
    items = [{"title": "Approve", "button": "Approve", "address": "/a", "is_post": True}]
    html = shown("{% tasks items=items %}", items=items)
    assert '<form method="post" action="/a">' in html


def test_question_before_a_grave_step_works_without_javascript():
    html = shown(
        '{% confirm id="x" label="Leave…" question="Leave?" address="/l" button="Leave" %}'
    )
    assert html.index("<summary") < html.index('<form class="stack" method="post" action="/l"')
