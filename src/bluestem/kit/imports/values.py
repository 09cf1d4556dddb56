"""Read one cell: what every list has, such as words and dates."""

import datetime as dt
import re
import unicodedata

from django.utils.translation import gettext as _

SHOWN_CHARACTERS = 80

INVISIBLE = dict.fromkeys(
    map(
        ord,
        "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f"
        # these turn the direction of what follows, so that a name reads as another
        "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
    )
)
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffd]")

ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?")
YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})")
DAY_FIRST = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?: \d{1,2}:\d{2}(?::\d{2})?)?")
SERIAL = re.compile(r"\d{4,5}")
EXCEL_EPOCH = dt.date(1899, 12, 30)
EARLIEST = dt.date(1900, 1, 1)


class Unreadable(ValueError):
    """A value cannot be taken: what was expected, and the cure."""

    def __init__(self, expected: str, cure: str, found: str = "") -> None:
        super().__init__(expected)
        self.expected, self.cure, self.found = expected, cure, found


def cleaned(text: str) -> str:
    """Return a cell in one line, composed (NFC), without invisible characters and outer space."""
    return unicodedata.normalize("NFC", " ".join(text.translate(INVISIBLE).split()))


def quoted(text: str) -> str:
    """Return what was found as a fault shows it."""
    shown = text if len(text) <= SHOWN_CHARACTERS else f"{text[:SHOWN_CHARACTERS]}…"
    return repr(shown)


def read_words(text: str, max_characters: int) -> str:
    """Return free text of at most so many characters.

    Raises: Unreadable.
    """
    if len(text) > max_characters:
        raise Unreadable(
            _("at most %(count)d characters") % {"count": max_characters}, _("shorten it")
        )
    return text


def refuse_control(text: str) -> None:
    """Raises: Unreadable where a text holds characters that no text holds."""
    if CONTROL.search(text):
        raise Unreadable(_("text without control characters"), _("type the value anew"))


def read_date(text: str, *, is_sheet: bool) -> dt.date:
    """Return a date: 2021-12-31, 31.12.2021, 31/12/2021, 31-12-2021, or a sheet's day number.

    Raises: Unreadable.
    """
    for pattern, order in ((ISO_DATE, (1, 2, 3)), (YEAR_FIRST, (1, 2, 3)), (DAY_FIRST, (3, 2, 1))):
        found = pattern.fullmatch(text)
        if found:
            return _existing_day(*(int(found[place]) for place in order))
    if is_sheet and SERIAL.fullmatch(text):
        return EXCEL_EPOCH + dt.timedelta(days=int(text))
    raise Unreadable(
        _("a date such as 2021-12-31 or 31.12.2021"), _("write year, month and day in this way")
    )


def _existing_day(year: int, month: int, day: int) -> dt.date:
    try:
        date = dt.date(year, month, day)
    except ValueError as impossible:
        raise Unreadable(
            _("a day that exists, as 2021-12-31 or day first 31.12.2021"), _("correct the date")
        ) from impossible
    if date < EARLIEST:
        raise Unreadable(_("a date from 1900 on"), _("correct the year"))
    return date
