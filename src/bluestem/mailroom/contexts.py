"""What a letter says, kept as JSON: plain values, dates and finished HTML survive the way."""

import datetime as dt
import json
import re
from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe

HTML, DATE, MOMENT = "__html__", "__date__", "__moment__"
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def pack(context: Mapping[str, Any]) -> str:
    """Write a context as JSON.

    Raises: TypeError for what is not text, number, date, list or mapping of these.
    """
    return json.dumps(_packed(dict(context)), separators=(",", ":"))


def unpack(stored: str) -> dict[str, Any]:
    """Read what `pack` wrote; the empty text is the empty context."""
    context: dict[str, Any] = _unpacked(json.loads(stored)) if stored else {}
    return context


def _packed(value: Any) -> Any:
    if isinstance(value, SafeString):
        return {HTML: str(value)}
    if isinstance(value, dt.datetime):
        return {MOMENT: value.isoformat()}
    if isinstance(value, dt.date):
        return {DATE: value.isoformat()}
    if isinstance(value, Promise):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): _packed(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_packed(part) for part in value]
    if value is None or isinstance(value, str | int | float):
        return value
    raise TypeError(f"A letter's context holds plain values, not {type(value).__name__}.")


def _unpacked(value: Any) -> Any:
    if isinstance(value, str):
        return _readable(value)
    if isinstance(value, list):
        return [_unpacked(part) for part in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        (key, part), *_ = value.items()
        if key == HTML:
            return mark_safe(_readable(part))  # noqa: S308  # it was finished HTML before
        if key == DATE:
            return dt.date.fromisoformat(part)
        if key == MOMENT:
            return dt.datetime.fromisoformat(part)
    return {key: _unpacked(part) for key, part in value.items()}


def _readable(text: str) -> str:
    """Take out what no mail can carry: control characters and halves of characters."""
    text = UNWRITABLE.sub("", text)
    return text if text.isascii() else text.encode("utf-8", "replace").decode()
