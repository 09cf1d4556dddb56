"""The look of mails: a Django template that writes MJML, compiled to HTML every mail program reads.

Templates extend `kit/letter.mjml` and, for the text, `kit/letter.txt`. Nothing is tracked and
no link is rewritten.
"""

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string
from mjml import mjml2html


def render_mjml(template_name: str, context: Mapping[str, Any]) -> str:
    """Render a letter as HTML. Raises ValueError when the template is no well-formed MJML."""
    return str(mjml2html(render_to_string(template_name, dict(context))))


def render_text(template_name: str, context: Mapping[str, Any]) -> str:
    """Render a letter as plain text: no more than one empty line, no space at line ends."""
    lines = (line.rstrip() for line in render_to_string(template_name, dict(context)).split("\n"))
    shown: list[str] = []
    for line in lines:
        if line or (shown and shown[-1]):
            shown.append(line)
    return "\n".join(shown).strip() + "\n"
