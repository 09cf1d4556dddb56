"""What people write is shown, and nothing that it smuggles."""

import re

import pytest

from bluestem.kit import markdown

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](java&#115;cript:alert(1))",
    "[a](data:text/html;base64,PHNjcmlwdD4=)",
    "[a](vbscript:x)",
    "![x](javascript:alert(1))",
    '[a](https://x.example "\\" onmouseover=alert(1)")',
    "<a href='javascript:alert(1)'>x</a>",
    "`<script>`",
    "```\n</code></pre><script>alert(1)</script>\n```",
    "<!--\n<svg onload=alert(1)>",
    'https://x.example/"onclick=alert(1)',
    "https://x.example/'><script>alert(1)</script>",
    "<style>*{display:none}</style>",
    "<iframe src=//x.example></iframe>",
    "[x]: javascript:alert(1)\n\n[x]",
    "\u0000<script\u0000>alert(1)</script>",
    "<form action=//x.example><input name=code></form>",
)
TAG = re.compile(r"<(/?)([a-z0-9]+)([^>]*)>", re.IGNORECASE)


@pytest.mark.parametrize("source", HOSTILE)
@pytest.mark.parametrize(
    "render", [markdown.as_html, lambda source: markdown.as_mail_html(source, site="https://c.org")]
)
def test_hostile_text_gives_only_known_tags_and_attributes(render, source):
    html = render(source)
    for _closing, tag, attributes in TAG.findall(html):
        assert tag in markdown.TAGS
        names = re.findall(r'([\w-]+)="[^"]*"', attributes)
        assert set(names) <= {"href", "title", "rel", "start", "style", "class"}
        assert not re.search(r'href="\s*(javascript|data|vbscript)', attributes, re.IGNORECASE)


@pytest.mark.parametrize("source", HOSTILE)
def test_hostile_text_becomes_plain_text_without_a_fault(source):
    assert markdown.as_text(source, site="https://c.org")


def test_links_to_other_sites_are_marked_and_ours_are_not():
    html = markdown.as_html(
        "[a](https://other.org/x) [b](/members) [c](https://c.org/y) [d](//evil.org)",
        site="https://c.org",
    )
    assert html.count('rel="noopener nofollow"') == 2
    assert '<a href="/members">b</a>' in html
    assert '<a href="https://c.org/y">c</a>' in html


def test_bare_address_becomes_a_link_without_the_full_stop():
    html = markdown.as_html("See https://a.org/b?c=1&d=2. `https://code.org` stays code.")
    assert 'href="https://a.org/b?c=1&amp;d=2"' in html
    assert "</a>. " in html
    assert html.count("<a ") == 1


def test_picture_becomes_its_description_so_that_no_page_calls_a_stranger():
    assert markdown.as_html("![a magnet](https://x.org/p.png)") == "<p>a magnet</p>"


def test_headings_begin_below_the_title_of_the_page_and_skip_no_level():
    html = markdown.as_html("## One\n\n#### Two\n\n## Three")
    assert re.findall(r"<(h\d)>", html) == ["h2", "h3", "h2"]


def test_single_line_breaks_are_kept():
    assert "<br>" in markdown.as_html("Room 31\nat noon")


def test_mail_has_full_addresses_and_plain_text_shows_them_behind_their_words():
    source = "Read [the page](/announcements/3) or write to <mailto:a@c.org>."
    assert 'href="https://c.org/announcements/3"' in markdown.as_mail_html(
        source, site="https://c.org"
    )
    text = markdown.as_text(source, site="https://c.org")
    assert text == "Read the page (https://c.org/announcements/3) or write to a@c.org."


def test_plain_text_keeps_lists_quotes_and_numbers():
    source = "Bring:\n\n1. cake\n2. a friend\n   - or two\n\n> said Ada\n\n```\ncode\n```"
    assert markdown.as_text(source) == (
        "Bring:\n\n1. cake\n2. a friend\n  - or two\n\n> said Ada\n\n    code"
    )
