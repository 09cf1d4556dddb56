"""The community's settings: one table for the desk's form, `bluestem set` and its documentation."""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import validate_domain_name, validate_email
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from bluestem.community import colours
from bluestem.community.errors import UnknownSetting, WrongValue
from bluestem.community.models import Community
from bluestem.kit import time

LANGUAGES = ("en", "fr")
OLDEST_YEAR = 1800
LEAST_THRESHOLD, LARGEST_THRESHOLD = 3, 100
MOST_MAILS_PER_MINUTE = 1_000_000


class Expected(ValueError):
    """A text is no value of this setting; says what is."""

    def __init__(self, words: str | Promise) -> None:
        super().__init__(words)
        self.words = words


@dataclass(frozen=True)
class Setting:
    """One thing a volunteer may change: its key, its column, its meaning, how text becomes it."""

    key: str
    field: str
    group: str
    label: Promise
    meaning: Promise
    read: Callable[[str], Any]
    show: Callable[[Any], str] = str
    is_in_audit: bool = True  # the values too; not of settings that may name a person

    def parse(self, text: str) -> Any:
        """Turn what somebody typed into the column's value.

        Raises: WrongValue.
        """
        try:
            return self.read(_clean(text))
        except Expected as wrong:
            raise WrongValue(self.key, text, str(wrong.words)) from wrong

    def text_of(self, community: Community) -> str:
        """Return the present value as it is typed."""
        return self.show(getattr(community, self.field))


def _clean(text: str) -> str:
    """Refuse what no setting can hold: control characters, halves of characters."""
    text = unicodedata.normalize("NFC", text.strip())
    if any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in text):
        raise Expected(_("one line of text without control characters"))
    return text


def _text(limit: int, *, is_needed: bool = False) -> Callable[[str], str]:
    def read(text: str) -> str:
        if is_needed and not text:
            raise Expected(_("at least one character"))
        if len(text) > limit:
            raise Expected(
                format_lazy(_("at most {limit} characters, not {found}"), limit=limit,
                            found=len(text))
            )  # fmt: skip
        return text

    return read


def _day(text: str) -> dt.date | None:
    if not text:
        return None
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
            raise ValueError(text)
        day = dt.date.fromisoformat(text)
    except ValueError as wrong:
        raise Expected(_("a date such as 2016-01-31, or nothing")) from wrong
    if day.year < OLDEST_YEAR or day > time.today():
        raise Expected(_("a date that is past"))
    return day


def _languages(text: str) -> list[str]:
    codes = [code.strip().lower() for code in text.replace(" ", ",").split(",") if code.strip()]
    if not codes or set(codes) - set(LANGUAGES) or len(set(codes)) != len(codes):
        raise Expected(_("en, fr, or both divided by a comma, the community’s own first"))
    return codes


def _time_zone(text: str) -> str:
    if text not in available_timezones():
        raise Expected(_("the name of a time zone such as Europe/Zurich"))
    ZoneInfo(text)
    return text


def _address(text: str) -> str:
    if not text:
        return ""
    try:
        validate_email(text)
    except ValidationError as wrong:
        raise Expected(_("one mail address such as community@example.org, or nothing")) from wrong
    return text


def _domains(text: str) -> list[str]:
    domains: list[str] = []
    for part in text.replace(";", ",").replace(" ", ",").split(","):
        domain = part.strip().lower().lstrip("@").rstrip(".")
        if not domain:
            continue
        try:
            validate_domain_name(domain)
        except ValidationError as wrong:
            raise Expected(
                _("domains divided by commas such as example.org, lab.example; or nothing")
            ) from wrong
        if domain not in domains:
            domains.append(domain)
    return domains


ON = {"on", "yes", "true", "1"}
OFF = {"off", "no", "false", "0"}


def _switch(text: str) -> bool:
    if text.lower() not in ON | OFF:
        raise Expected(_("on or off"))
    return text.lower() in ON


def _threshold(text: str) -> int:
    is_number = text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST_THRESHOLD))
    if not is_number or not LEAST_THRESHOLD <= int(text) <= LARGEST_THRESHOLD:
        raise Expected(
            format_lazy(
                _("a whole number from {least} to {largest}"),
                least=LEAST_THRESHOLD,
                largest=LARGEST_THRESHOLD,
            )
        )
    return int(text)


def _mails_per_minute(text: str) -> int | None:
    if not text:
        return None
    is_number = text.isascii() and text.isdigit() and len(text) <= len(str(MOST_MAILS_PER_MINUTE))
    if not is_number or int(text) > MOST_MAILS_PER_MINUTE:
        raise Expected(
            format_lazy(
                _("a whole number up to {most}, 0 for no limit, or nothing"),
                most=MOST_MAILS_PER_MINUTE,
            )
        )
    return int(text)


def _colour(text: str) -> str:
    colour = text.lower()
    if not colour:
        return ""
    if not colours.is_colour(colour):
        raise Expected(_("a colour such as #134d50, or nothing for the design’s own"))
    ratio, scheme = colours.weakest(colour)
    if ratio < colours.NEEDED:
        raise Expected(
            format_lazy(
                _("a contrast of at least 4.5 to 1; this colour reaches {ratio} to 1 {where}"),
                ratio=f"{int(ratio * 100) / 100:.2f}",
                where=_("on light pages") if scheme == "light" else _("on dark pages"),
            )
        )
    return colour


def _show_switch(value: bool) -> str:
    return "on" if value else "off"


def _show_list(value: list[str]) -> str:
    return ",".join(value)


def _show_number(value: int | None) -> str:
    return "" if value is None else str(value)


def _show_day(value: dt.date | None) -> str:
    return value.isoformat() if value else ""


SETTINGS: dict[str, Setting] = {
    setting.key: setting
    for setting in (
        Setting(
            "name", "name", "who", _("Name"), _("what the community is called"),
            _text(120, is_needed=True), is_in_audit=False,
        ),
        Setting(
            "tagline_en", "tagline_en", "who", _("Line below the name, in English"),
            _("a few words that stand below the name, in English"), _text(200), is_in_audit=False,
        ),
        Setting(
            "tagline_fr", "tagline_fr", "who", _("Line below the name, in French"),
            _("a few words that stand below the name, in French"), _text(200), is_in_audit=False,
        ),
        Setting(
            "organisation", "organisation", "who", _("Organisation"),
            _("the employer or institution that the community lives in"), _text(120),
            is_in_audit=False,
        ),
        Setting(
            "founded_on", "founded_on", "who", _("Founded on"),
            _("the day the community began, as YYYY-MM-DD"), _day, _show_day,
        ),
        Setting(
            "contact_address", "contact_address", "who", _("Contact address"),
            _("where people write to the community; stands on public pages"), _address,
            is_in_audit=False,
        ),
        Setting(
            "languages", "languages", "place", _("Languages"),
            _("languages of the pages, the community’s own first: en,fr"), _languages, _show_list,
        ),
        Setting(
            "time_zone", "time_zone", "place", _("Time zone"),
            _("the zone of all dates and times, such as Europe/Zurich"), _time_zone,
        ),
        Setting(
            "approval", "needs_approval", "rules", _("Approval by a second person"),
            _("on: another member of steering approves each announcement before it goes out"),
            _switch, _show_switch,
        ),
        Setting(
            "joining_approval", "is_joining_approved", "rules", _("Approval of joining"),
            _("on: steering approves each person who joins"), _switch, _show_switch,
        ),
        Setting(
            "address_domains", "address_domains", "rules", _("Domains of addresses"),
            _("only addresses of these domains may join, divided by commas; empty: every address"),
            _domains, _show_list,
        ),
        Setting(
            "small_cell_threshold", "small_cell_threshold", "rules", _("Smallest group shown"),
            _("groups of fewer people than this are hidden in figures"), _threshold,
        ),
        Setting(
            "mails_per_minute", "mails_per_minute", "rules", _("Mails a minute"),
            _("at most so many mails leave in a minute, 0: no limit; "
              "empty: what the server’s environment says"),
            _mails_per_minute, _show_number,
        ),
        Setting(
            "brand_colour", "brand_colour", "look", _("Main colour"),
            _("colour of buttons and links, such as #134d50; empty: the design’s own"), _colour,
        ),
        Setting(
            "accent_colour", "accent_colour", "look", _("Second colour"),
            _("colour of marks and highlights, such as #8a4a10; empty: the design’s own"), _colour,
        ),
    )
}  # fmt: skip


def setting_named(key: str) -> Setting:
    """Return the setting with this key.

    Raises: UnknownSetting.
    """
    if key not in SETTINGS:
        raise UnknownSetting(key, list(SETTINGS))
    return SETTINGS[key]
