"""Show the mail before it is one: the same templates that the mailroom renders."""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import override

from bluestem.announcements import letters
from bluestem.announcements.actions import letter_context
from bluestem.announcements.models import Announcement
from bluestem.community.queries import the_community
from bluestem.kit.mail_look import render_mjml, render_text

TEMPLATE = letters.ANNOUNCEMENT.template


def mail_html(announcement: Announcement, language: str) -> str:
    """Return the mail as a reader of `language` gets it; its links open in a tab of their own."""
    with override(language):
        html = render_mjml(f"{TEMPLATE}.mjml", _context(announcement, language))
    return html.replace("<head>", '<head><base target="_blank">', 1)


def mail_text(announcement: Announcement, language: str) -> str:
    """Return its text part."""
    with override(language):
        return render_text(f"{TEMPLATE}.txt", _context(announcement, language))


def _context(announcement: Announcement, language: str) -> dict[str, Any]:
    context = {
        **letter_context(announcement),
        "community": the_community(),
        "site_url": settings.SITE_URL,
        "language": language,
        "is_list": True,
        "recipient_name": "",
        "stop_url": f"{settings.SITE_URL}/stop/…",
    }
    subject = render_to_string(f"{TEMPLATE}.subject.txt", context)
    return {**context, "subject": " ".join(subject.split())}
