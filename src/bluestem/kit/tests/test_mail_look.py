"""Letters compile, look like the community, and follow nobody."""

import re
from types import SimpleNamespace

import pytest
from django.template import engines
from django.utils import translation

from bluestem.kit import mail_look, markdown

COMMUNITY = SimpleNamespace(name="Women & Technology", tagline="at the Laboratory")
WITH = {
    "community": COMMUNITY,
    "subject": "Six classes <are> waiting",
    "button_address": "https://c.org/a?b=1&c=2",
    "button_words": "I can visit a class",
    "stop_address": "https://c.org/stop/abc",
    "settings_address": "https://c.org/settings",
    "browser_address": "https://c.org/announcements/3",
    "postal_address": "1211 Geneva 23",
}
WITHOUT = {"community": COMMUNITY, "subject": "Six classes <are> waiting"}


@pytest.fixture
def letter(monkeypatch):
    """Return a function that renders a letter written for the test."""

    def render(body: str, context: dict[str, object], ending: str = "mjml") -> str:
        source = f'{{% extends "kit/letter.{ending}" %}}{body}'
        template = engines["django"].from_string(source)
        monkeypatch.setattr(
            mail_look, "render_to_string", lambda _name, given: template.render(given)
        )
        write = mail_look.render_mjml if ending == "mjml" else mail_look.render_text
        return write("of the test", context)

    return render


@pytest.mark.parametrize("context", [WITH, WITHOUT], ids=["with", "without"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_base_letter_compiles_in_both_languages(context, language):
    with translation.override(language):
        html = mail_look.render_mjml("kit/letter.mjml", context)
        text = mail_look.render_text("kit/letter.txt", context)
    assert f'<html lang="{language}"' in html
    assert "Women &amp; Technology" in html
    assert "Six classes &lt;are&gt; waiting" in html
    assert "Six classes <are> waiting" in text
    assert "<mj-" not in html


def test_letter_with_everything_has_one_button_and_a_way_to_stop():
    html = mail_look.render_mjml("kit/letter.mjml", WITH)
    assert html.count("I can visit a class") == 1
    assert 'href="https://c.org/a?b=1&amp;c=2"' in html
    assert 'href="https://c.org/stop/abc"' in html
    text = mail_look.render_text("kit/letter.txt", WITH)
    assert "https://c.org/a?b=1&c=2" in text
    assert "https://c.org/stop/abc" in text
    assert "\n-- \n" in text


def test_letter_without_button_or_stop_link_leaves_no_empty_ones():
    html = mail_look.render_mjml("kit/letter.mjml", WITHOUT)
    assert "<a " not in html
    assert "\n\n\n" not in mail_look.render_text("kit/letter.txt", WITHOUT)


def test_letter_carries_no_picture_and_no_address_of_its_own():
    html = mail_look.render_mjml("kit/letter.mjml", WITH)
    assert "<img" not in html
    addresses = set(re.findall(r'(?:href|src)="([^"]+)"', html))
    assert {address.split("/")[2] for address in addresses} == {"c.org"}


def test_letter_is_dark_where_the_reader_is():
    assert "prefers-color-scheme: dark" in mail_look.render_mjml("kit/letter.mjml", WITH)


def test_letter_of_a_room_fills_the_blocks(letter):
    body = markdown.as_mail_html(
        "Hello **Ada**, see [this](/x) & <b>that</b>.", site="https://c.org"
    )
    html = letter(
        "{% block preheader %}In short{% endblock %}{% block body %}{{ body }}{% endblock %}"
        "{% block why %}You are on the list.{% endblock %}",
        {**WITH, "body": body},
    )
    assert "<strong>Ada</strong>" in html
    assert "&lt;b&gt;that&lt;/b&gt;" in html
    assert 'href="https://c.org/x"' in html
    assert "In short" in html
    assert "You are on the list." in html
    assert 'role="main"' in html


def test_markup_that_is_not_well_formed_raises(letter):
    with pytest.raises(ValueError, match=r"."):
        letter("{% block body %}<p>open{% endblock %}", WITHOUT)


def test_text_letter_is_not_escaped(letter):
    text = letter("{% block body %}{{ body }}{% endblock %}", {**WITH, "body": "R&D < 3"}, "txt")
    assert "R&D < 3" in text
