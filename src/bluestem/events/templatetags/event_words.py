"""Words of events in templates: in the language of a letter, and of a place on a list."""

from typing import Any

from django import template

register = template.Library()


@register.simple_tag(takes_context=True)
def spoken(context: template.Context, name: str) -> Any:
    """Return `name` in the language of the letter; a letter knows both."""
    return context.get(f"{name}_{context.get('language')}") or context.get(f"{name}_en", "")
