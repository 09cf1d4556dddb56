"""Words of events in templates: in the language of a letter; and the code for the door."""

from typing import Any

from django import template
from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from bluestem.events.letters import address
from bluestem.events.models import Event, Registration, details_of
from bluestem.events.models.details import Details
from bluestem.kit import codes, markdown
from bluestem.kit.qr import qr_code

register = template.Library()


@register.simple_tag(takes_context=True)
def spoken(context: template.Context, name: str, *, or_other: bool = True) -> Any:
    """Return `name` in the language of the letter, or where that is empty in the other one."""
    own = context.get("language", "en")
    languages = (own, "en", "fr") if or_other else (own,)
    return next((found for code in languages if (found := context.get(f"{name}_{code}"))), "")


@register.filter
def details(event: Event) -> Details | None:
    """Return what only this kind of event has: of a visit, a film, an interview."""
    return details_of(event)


@register.filter
def as_mail(text: str, site_url: str) -> SafeString:
    """Turn what an organiser wrote into the HTML of a mail, with whole addresses."""
    return markdown.as_mail_html(text, site=site_url)


@register.filter
def as_plain(text: str, site_url: str) -> str:
    """Turn what an organiser wrote into plain text, with whole addresses."""
    return markdown.as_text(text, site=site_url)


@register.simple_tag(takes_context=True)
def department_of(context: template.Context, person: dict[str, str]) -> str:
    """Return a person's department in the language of the letter."""
    return person.get(f"department_{context.get('language')}") or person.get("department_en", "")


@register.simple_tag(takes_context=True)
def door_qr(context: template.Context, registration: Registration) -> SafeString:
    """Draw what an organiser's phone reads: the address at which she is counted in.

    In the community's language: it is the organiser who reads that page.
    """
    community = context.get("community")
    language = community.language if community else settings.LANGUAGE_CODE
    code = codes.tidied(registration.door_code)
    return qr_code(address("events:door_scan", language, registration.event.slug, code))


@register.simple_tag
def event_qr(event: Event) -> SafeString:
    """Draw what leads a phone to the event's page, in the language of the page that shows it."""
    return qr_code(address("events:event", get_language() or settings.LANGUAGE_CODE, event.slug))
