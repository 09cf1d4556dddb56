"""The look of mails: a Django template that writes MJML, compiled to HTML every mail program reads.

Templates extend `kit/letter.mjml` and, for the text, `kit/letter.txt`. Nothing is tracked and
no link is rewritten.
"""

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string
from mjml import mjml2html

SIGNATURE = "-- "  # mail programs fold what follows
ARTICLE = '<div aria-label="'  # how MJML begins the letter; a landmark is put around it


def render_mjml(template_name: str, context: Mapping[str, Any]) -> str:
    """Render a letter as HTML. Raises ValueError when the template is no well-formed MJML."""
    html = str(mjml2html(render_to_string(template_name, dict(context))))
    return html.replace(ARTICLE, f'<div role="main">{ARTICLE}', 1).replace(
        "</body>", "</div></body>", 1
    )


def render_text(template_name: str, context: Mapping[str, Any]) -> str:
    """Render a letter as plain text, never with two empty lines together."""
    shown: list[str] = []
    for written in render_to_string(template_name, dict(context)).split("\n"):
        line = SIGNATURE if written == SIGNATURE else written.rstrip()
        if line or (shown and shown[-1]):
            shown.append(line)
    return "\n".join(shown).strip() + "\n"
