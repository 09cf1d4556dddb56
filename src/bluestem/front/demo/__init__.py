"""Build the demonstration: each room's part, from the lowest floor up."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bluestem.announcements.demo import make_announcements
from bluestem.audit.actors import SYSTEM
from bluestem.community.actions import change_page, found
from bluestem.community.models import Page
from bluestem.community.texts import default_text, text_in
from bluestem.events.demo import make_events
from bluestem.members.actions import make_default_lists
from bluestem.members.demo import make_people
from bluestem.members.models import Member

CAST_WORDS = {
    "ada": _("member"),
    "ben": _("steering committee"),
    "cleo": _("mentoring committee"),
    "eve": _("member, who must see nothing of Ada’s"),
    "fay": _("newsletter editor"),
    "gus": _("outreach team"),
    "hanna": _("mentor"),
    "ines": _("mentee"),
    "jo": _("D&I officer"),
    "kim": _("deactivated, cannot sign in"),
}

OWN_PAGES = Path(__file__).resolve().parent / "pages"
# French joins "à" and "de" with the article of a name; the texts the program brings cannot.
WITH_ARTICLE = {" à {organisation}": " au CERN", " de {organisation}": " du CERN",
                "{organisation}": "le CERN"}  # fmt: skip


@transaction.atomic
def build(*, say: Callable[[str], object]) -> None:
    """Make the whole community in one transaction: all of it or nothing."""
    community = found(actor=SYSTEM, name="Women in Technology")
    community.tagline_en = "A network of colleagues at CERN"
    community.tagline_fr = "Un réseau de collègues au CERN"
    community.organisation = "CERN"
    community.founded_on = dt.date(2016, 1, 1)
    community.contact_address = "wit@example.org"
    community.needs_approval = True
    community.save()
    timezone.activate(community.zone)
    make_default_lists()
    say(str(_("  people")))
    cast = make_people()
    _make_pages_own(cast["ben"])
    say(str(_("  announcements")))
    make_announcements()
    say(str(_("  events")))
    make_events()


def _make_pages_own(steering: Member) -> None:
    """Give the community its own words; one page is left as it came, for the desk to ask about."""
    for slug in (Page.Slug.HOME, Page.Slug.TEAM, Page.Slug.CONDUCT, Page.Slug.PRIVACY):
        own = OWN_PAGES / f"{slug}.en.md"
        english, french = (
            text_in(own.with_name(f"{slug}.{code}.md"))
            if own.exists()
            else default_text(slug, code)
            for code in ("en", "fr")
        )
        text_fr = french.text
        for words, joined in WITH_ARTICLE.items():
            text_fr = text_fr.replace(words, joined)
        change_page(
            actor=steering,
            slug=slug,
            version=Page.objects.get(slug=slug).version,
            title_en=english.title,
            title_fr=french.title,
            text_en=english.text,
            text_fr=text_fr,
        )
