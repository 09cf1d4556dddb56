"""How cells are read: without case and outer spaces; points as whole thousandths."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from fractions import Fraction

THOUSANDTHS = 1000
"""Whole units inside for one point outside."""

YES = frozenset({"yes", "true", "1", "oui", "x"})

_WHOLE = re.compile(r"[+-]?[0-9]{1,18}\Z")
_WHOLE_AS_FLOAT = re.compile(r"[+-]?[0-9]{1,18}\.0+\Z")


def key(text: str) -> str:
    """What a value is compared by: composed, without case and outer spaces."""
    if text.isascii():  # most cells; the same result, several times faster
        return text.strip().lower()
    return unicodedata.normalize("NFC", text).strip().casefold()


def split(cell: str, separator: str) -> list[str]:
    """The values of one cell, stripped, empty ones left out, in the order written."""
    return [value for part in cell.split(separator) if (value := part.strip())]


def keys(cell: str, separator: str) -> frozenset[str]:
    """The values of one cell as they are compared.

    The whole cell is brought to its key before it is divided: one step instead of one a value.
    """
    return frozenset([value for part in key(cell).split(separator) if (value := part.strip())])


def says_yes(cell: str) -> bool:
    """Whether a cell says yes, true, 1, oui or x."""
    return key(cell) in YES


def whole(cell: str) -> int | None:
    """The whole number in a cell, or None. Spreadsheets write 2 as 2.0: that counts as whole."""
    text = cell.strip()
    if _WHOLE.match(text):
        return int(text)
    if _WHOLE_AS_FLOAT.match(text):
        return int(text.partition(".")[0])
    return None


def thousandths(points: Decimal | Fraction | int) -> int:
    """Points as whole thousandths, rounded half to even."""
    return round(Fraction(points) * THOUSANDTHS)


def as_points(units: int) -> float:
    """Whole thousandths as the number with three decimals that is shown."""
    return int(units) / THOUSANDTHS
