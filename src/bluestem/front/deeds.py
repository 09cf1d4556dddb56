"""The deeds of the audit in words: what a room notes with `note(deed=…)` stands here once.

A deed that is missing here shows its own word; a test reads the rooms and says which one it is.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

DEEDS: dict[str, Promise] = {
    "founded": _("founded the community"),
    "made first organiser": _("made the first organiser"),
    "changed setting": _("changed a setting"),
    "changed page": _("changed a page"),
    "kept page": _("kept a page as Bluestem brought it"),
    "checked audit": _("recounted the audit"),
}

KINDS: dict[str, Promise] = {
    "community": _("the community"),
    "setting": _("setting"),
    "page": _("page"),
    "audit": _("the audit"),
    "member": _("member"),
}
WITHOUT_KEY = {"community", "audit"}

FACTS: dict[str, Promise] = {
    "before": _("before"),
    "after": _("after"),
    "version": _("version"),
    "lines": _("lines"),
    "broken": _("first line that does not fit"),
}


def deed_words(deed: str) -> str:
    """Return a deed in the reader's language, or its own word where it has none."""
    return str(DEEDS.get(deed, deed))


def kind_words(kind: str, key: str) -> str:
    """Return what a deed was about: the kind of thing and its key."""
    words = str(KINDS.get(kind, kind))
    return words if kind in WITHOUT_KEY or not key else f"{words} {_short(key)}"


def fact_words(key: str) -> str:
    """Return the name of a fact in the reader's language, or its own word."""
    return str(FACTS.get(key, key.replace("_", " ")))


def deed_choices() -> list[tuple[str, str]]:
    """Return all known deeds for a filter, in the order of their words."""
    return sorted(((deed, str(words)) for deed, words in DEEDS.items()), key=lambda both: both[1])


def _short(key: str) -> str:
    """Shorten a long random key to what tells it apart on a page."""
    is_random = len(key) == len("0190c1f2-0000-7000-8000-000000000000") and key.count("-") == 4
    return key[:8] if is_random else key
