"""What templates of every room use: icons, marks, people, dates in words, Markdown."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zlib import crc32

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.forms import BaseForm
from django.urls import Resolver404, resolve
from django.utils import dateformat, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, pgettext

from bluestem.kit import markdown as markdown_texts
from bluestem.kit import time as community_time
from bluestem.kit.templatetags import kit_components

register = template.Library()
register.tags.update(kit_components.register.tags)

SPRITE = Path(__file__).resolve().parent.parent / "static" / "kit" / "assets" / "icons.svg"
SYMBOL = re.compile(r'<symbol id="([\w-]+)" ([^>]*)>(.*?)</symbol>', re.DOTALL)
SERIES_MARKS = ("talk", "div", "drink", "coffee", "mentor", "out", "lect")
PERSON_COLOURS = SERIES_MARKS[:6]
NIGHT_ENDS = timedelta(hours=6)  # what ends before belongs to the evening in which it began


class UnknownIcon(template.TemplateSyntaxError):
    """A template names an icon that the sprite does not hold."""


@cache
def sprite() -> Mapping[str, tuple[str, str]]:
    """Every drawing of the sprite: its name, its attributes and its lines."""
    return {name: (attrs, lines) for name, attrs, lines in SYMBOL.findall(SPRITE.read_text())}


@cache
def drawing(name: str) -> SafeString:
    try:
        attributes, lines = sprite()[name]
    except KeyError:
        raise UnknownIcon(
            f"no icon {name!r}; the sprite holds {', '.join(sorted(sprite()))}"
        ) from None
    # The sprite is a file of the project, never something a person typed.
    attributes = f'class="icon" {attributes} aria-hidden="true" focusable="false"'
    return mark_safe(f"<svg {attributes}>{lines}</svg>")  # noqa: S308


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw an icon of the sprite, hidden from screen readers: the words stand beside it."""
    return drawing(name)


@register.simple_tag
def series_mark(series: str) -> SafeString:
    """Draw the mark of a series: disc, half disc, triangle, ring, pair, star or square."""
    return drawing(f"series-{series}")


@register.simple_tag
def series_tag(series: str, words: str) -> SafeString:
    """Write the mark and the name of a series; colour is never alone."""
    return format_html('<span class="tag k-{}">{}{}</span>', series, series_mark(series), words)


@register.filter
def person_colour(key: object) -> str:
    """Choose the colour class of a person from a hash of the id, the same on every page."""
    return f"k-{PERSON_COLOURS[crc32(str(key).encode()) % len(PERSON_COLOURS)]}"


@register.simple_tag
def avatar(person: Any, size: str = "") -> SafeString:
    """Draw a person's initials on a colour of her own; the name has to stand beside it."""
    return format_html(
        '<span class="avatar {}{}" aria-hidden="true">{}</span>',
        person_colour(getattr(person, "pk", person)),
        f" {size}" if size else "",
        getattr(person, "initials", ""),
    )


@register.simple_tag
def page_numbers(page: "Page[Any]") -> list[int | str]:
    """List the pages around this one, with "…" where some are left out."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))


@register.filter
def beside(columns: Iterable[Any], row: Iterable[Any]) -> list[tuple[Any, Any]]:
    """Pair each column of a table with its cell."""
    return list(zip(columns, row, strict=True))


@register.filter
def markdown(text: str | None) -> SafeString:
    """Turn Markdown into safe HTML; headings start at h2."""
    return markdown_texts.as_html(text or "")


@register.simple_tag
def address(path: str) -> str:
    """Give one of the addresses that hold, in this language; empty where nothing answers there."""
    language = get_language() or settings.LANGUAGE_CODE
    full = path if language == settings.LANGUAGE_CODE else f"/{language}{path}"
    return full if _stands(full) else ""


@cache
def _stands(path: str) -> bool:
    """Whether something answers at an address that a template names; asked on every page."""
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


@register.simple_tag
def error_prefix(form: BaseForm | None) -> str:
    """Begin the page's title with "Error: " when the form was refused."""
    return gettext("Error:") + " " if form is not None and form.errors else ""


# ---- Dates and times in the words of the design -------------------------------------------


def _on(value: date | datetime, pattern: str) -> str:
    local = (
        timezone.localtime(value)
        if isinstance(value, datetime) and timezone.is_aware(value)
        else value
    )
    words = dateformat.format(local, pattern)
    if get_language() == "fr" and local.day == 1:
        words = re.sub(r"(^|\s)1\s", r"\g<1>1er ", words, count=1)
    return words


@register.filter(expects_localtime=True)
def day(value: date | datetime | None) -> str:
    """Thursday 3 February"""
    return _on(value, pgettext("a day without its year", "l j F")) if value else ""


@register.filter(expects_localtime=True)
def day_with_year(value: date | datetime | None) -> str:
    """Thursday 3 February 2022"""
    return _on(value, pgettext("a day with its year", "l j F Y")) if value else ""


@register.filter(expects_localtime=True)
def date_with_year(value: date | datetime | None) -> str:
    """3 February 2022"""
    return _on(value, pgettext("a date with its year", "j F Y")) if value else ""


@register.filter(expects_localtime=True)
def short_day(value: date | datetime | None) -> str:
    """Thu 3 Feb"""
    return _on(value, pgettext("a short day", "D j M")) if value else ""


@register.filter(expects_localtime=True)
def month(value: date | datetime | None) -> str:
    """February 2022"""
    return _on(value, pgettext("a month with its year", "F Y")) if value else ""


@register.filter(expects_localtime=True)
def clock(value: datetime | None) -> str:
    """12:30"""
    return _on(value, pgettext("a time of day", "H:i")) if value else ""


@register.filter(expects_localtime=True)
def moment(value: datetime | None) -> str:
    """3 February 2022, 12:30"""
    return f"{date_with_year(value)}, {clock(value)}" if value else ""


@register.filter
def due_words(day_due: date | None) -> str:
    """Today, Tomorrow, Wed 2 Feb; "Since" when the day has passed."""
    if not day_due:
        return ""
    days = (day_due - community_time.today()).days
    if days < 0:
        return gettext("Since %(day)s") % {"day": short_day(day_due)}
    return {0: gettext("Today"), 1: gettext("Tomorrow")}.get(days) or short_day(day_due)


@register.filter
def due_urgency(day_due: date | None) -> str:
    """Choose the class of a task: urgent until tomorrow, soon within a week."""
    if not day_due:
        return ""
    days = (day_due - community_time.today()).days
    return "urgent" if days <= 1 else "soon" if days <= 7 else ""


@register.simple_tag
def span(start: datetime, end: datetime) -> str:
    """Thursday 3 February, 12:30–13:30; both days when it ends on another one"""
    first, last = timezone.localtime(start), timezone.localtime(end)
    if first.date() == last.date():
        return f"{day(first)}, {clock(first)}–{clock(last)}"
    return f"{day(first)}, {clock(first)} – {day(last)}, {clock(last)}"


@register.filter
def goes_on_until(start: datetime, end: datetime) -> bool:
    """Whether it goes on over several days; drinks until 01:00 do not."""
    first, last = timezone.localtime(start), timezone.localtime(end)
    return (last - NIGHT_ENDS).date() > first.date() or last - first >= timedelta(days=1)


@register.simple_tag
def hours(start: datetime, end: datetime) -> str:
    """12:30–13:30; with the last day where it goes on over several: 09:00 – 21 April, 17:00"""
    if not goes_on_until(start, end):
        return f"{clock(timezone.localtime(start))}–{clock(timezone.localtime(end))}"
    first, last = timezone.localtime(start), timezone.localtime(end)
    last_day = _on(last, "j F") if last.year == first.year else date_with_year(last)
    return f"{clock(first)} – {last_day}, {clock(last)}"
