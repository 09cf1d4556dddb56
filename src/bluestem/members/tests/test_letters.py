"""Each letter of the room says something in both languages, as text and as HTML."""

import re

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from bluestem.community.models import Community
from bluestem.kit.mail_look import render_mjml, render_text
from bluestem.mailroom.letters import Letter, letters

OURS = [letter for letter in letters() if letter.name.startswith("members.")]


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("letter", OURS, ids=lambda letter: str(letter.name))
def test_a_letter_is_whole_in_every_part(
    letter: Letter, language: str, community: Community
) -> None:
    community.contact_address = "team@example.org"
    context = {"community": community, "language": language, **letter.sample}
    with translation.override(language):
        subject = render_to_string(f"{letter.template}.subject.txt", context).strip()
        text = render_text(f"{letter.template}.txt", {**context, "subject": subject})
        html = render_mjml(f"{letter.template}.mjml", {**context, "subject": subject})
    assert subject
    assert "\n" not in subject
    assert subject in text
    assert ("Bonjour," if language == "fr" else "Hello,") in text
    for part in (subject, text, html):
        assert "{{" not in part
        assert "{%" not in part
    for value in letter.sample.values():
        if str(value).startswith("https://"):
            assert str(value) in text
            assert str(value) in html
    assert not re.search(r"<script|onclick|src=\"http", html)


@pytest.mark.parametrize("letter", OURS, ids=lambda letter: str(letter.name))
def test_a_letter_greets_by_name_where_there_is_one(letter: Letter, community: Community) -> None:
    context = {"community": community, "recipient_name": "Ada", "subject": "s", **letter.sample}
    text = render_text(f"{letter.template}.txt", context)
    # What a stranger typed as a name is repeated in no mail to an address that is not confirmed.
    unconfirmed = letter.name in {"members.confirm_joining", "members.invite_stranger"}
    assert ("Hello Ada," in text) is not unconfirmed
