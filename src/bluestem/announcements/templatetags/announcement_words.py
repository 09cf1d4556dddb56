"""Markdown as letters show it, as HTML and as text."""

from django import template
from django.utils.safestring import SafeString

from bluestem.kit import markdown

register = template.Library()


@register.filter
def mail_html(text: str, site_url: str) -> SafeString:
    """Turn Markdown into the HTML of a mail, with whole addresses."""
    return markdown.as_mail_html(text, site=site_url)


@register.filter
def mail_text(text: str, site_url: str) -> str:
    """Turn Markdown into plain text, with whole addresses."""
    return markdown.as_text(text, site=site_url)
