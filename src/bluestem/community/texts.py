"""Words that stand for the community in its page texts, and the texts a new community starts with.

A text may say {community}, {organisation} and {contact}; they are filled when the page is shown,
so a new name or contact address needs no rewriting.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from django.utils.html import escape
from django.utils.translation import get_language

from bluestem.community.models import Community, Page

DEFAULTS = Path(__file__).resolve().parent / "defaults"
WORDS = ("community", "organisation", "contact")
PLACEHOLDER = re.compile(r"\{(" + "|".join(WORDS) + r")\}")
MARKDOWN_SIGNS = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~])")
OUR_ORGANISATION = {"en": "our organisation", "fr": "notre organisation"}
OUR_TEAM = {"en": "[our team](/team)", "fr": "[notre équipe](/fr/team)"}


@dataclass(frozen=True)
class DefaultText:
    """Title and Markdown of one page in one language, as the program brings them."""

    title: str
    text: str


def default_text(slug: str, language: str) -> DefaultText:
    """Read the shipped text of a page: the first line is its title."""
    return text_in(DEFAULTS / f"{slug}.{language}.md")


def text_in(file: Path) -> DefaultText:
    """Read a page's text from a file: the first line is its title."""
    title, _, text = file.read_text("utf-8").partition("\n")
    return DefaultText(title.removeprefix("# ").strip(), text.strip() + "\n")


def filled(text: str, community: Community) -> str:
    """Put the community into a Markdown text, in the reader's language."""
    language = "fr" if get_language() == "fr" else "en"
    organisation = _plain(community.organisation) or OUR_ORGANISATION[language]
    address = community.contact_address
    contact = f"[{_plain(address)}](<mailto:{escape(address)}>)" if address else OUR_TEAM[language]
    words = {
        "community": _plain(community.name),
        "organisation": organisation,
        "contact": contact,
    }
    return PLACEHOLDER.sub(lambda found: words[found[1]], text)


def filled_title(title: str, community: Community) -> str:
    """Put the community into a title, which is no Markdown."""
    language = "fr" if get_language() == "fr" else "en"
    words = {
        "community": community.name,
        "organisation": community.organisation or OUR_ORGANISATION[language],
        "contact": community.contact_address,
    }
    return PLACEHOLDER.sub(lambda found: words[found[1]], title)


def parts(page: Page, community: Community) -> tuple[str, str]:
    """Divide a page's text into its opening, up to the first blank line, and the rest."""
    opening, _, rest = filled(page.text, community).strip().partition("\n\n")
    return (opening, rest) if not opening.startswith("#") else ("", f"{opening}\n\n{rest}")


def _plain(text: str) -> str:
    """Keep a name from being read as Markdown."""
    return MARKDOWN_SIGNS.sub(r"\\\1", text)


@dataclass(frozen=True)
class Section:
    """A part of a text below a heading of its own; the first may have none."""

    heading: str
    text: str


def sections(text: str) -> list[Section]:
    """Divide a Markdown text at its `##` headings."""
    found = []
    for part in re.split(r"(?m)^(?=## )", text):
        heading, _, body = part.partition("\n") if part.startswith("## ") else ("", "", part)
        if heading or body.strip():
            found.append(Section(heading.removeprefix("## ").strip(), body.strip()))
    return found
