"""The mails this room sends."""

from dataclasses import asdict, dataclass
from html import escape
from typing import Any

from bluestem.announcements.models import Announcement
from bluestem.community.queries import the_community
from bluestem.mailroom import contexts
from bluestem.mailroom.letters import Letter, register
from bluestem.mailroom.models import Mailing
from bluestem.mailroom.rendering import render

SAMPLE = {
    "subject_en": "Six classes are waiting",
    "subject_fr": "Six classes attendent",
    "text_en": "In ten days we go to school. **Six classes** still have [nobody](/outreach).",
    "text_fr": "Dans dix jours, nous allons à l’école. **Six classes** n’ont encore personne.",
    "list_name_en": "Announcements",
    "list_name_fr": "Annonces",
}

ANNOUNCEMENT = register(
    Letter(
        name="announcements.announcement",
        template="announcements/letters/announcement",
        sample=SAMPLE,
    )
)
TEST = register(
    Letter(name="announcements.test", template="announcements/letters/test", sample=SAMPLE)
)
APPROVAL_ASKED = register(
    Letter(
        name="announcements.approval_asked",
        template="announcements/letters/approval_asked",
        sample={
            **SAMPLE,
            "asked_by_name": "Ben Okonkwo",
            "announcement": "00000000-0000-4000-8000-000000000000",
        },
    )
)


@dataclass(frozen=True)
class Shown:
    """A mail as its reader gets it, before it is one."""

    subject: str
    text: str
    html: str  # links open in a tab of their own


def words_of(announcement: Announcement) -> dict[str, Any]:
    """Return what the templates of an announcement's letters are given."""
    mailing_list = announcement.mailing_list
    return {
        **asdict(announcement.words),
        "list_name_en": mailing_list.name_en,
        "list_name_fr": mailing_list.name_fr,
    }


def shown(announcement: Announcement, language: str, name: str = "") -> Shown:
    """Render it with the templates and the code that the mailroom sends with."""
    mailing = Mailing(
        letter=ANNOUNCEMENT.name,
        context=contexts.pack(words_of(announcement)),
        list_key=announcement.mailing_list.slug,
    )
    made = render(mailing, community=the_community(), language=language, has_name=bool(name))
    return Shown(
        subject=made.subject,
        text=made.text.replace(made.marks.name, name).replace(made.marks.token, "…"),
        html=made.html.replace(made.marks.name, escape(name))
        .replace(made.marks.token, "…")
        .replace("<head>", '<head><base target="_blank">', 1),
    )
