"""Read one cell of a list of events: links, places, audiences, sectors, speakers."""

import re
from collections.abc import Mapping

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from bluestem.events.forms.fields import MOST_PEOPLE
from bluestem.events.models import AUDIENCES, Speaker
from bluestem.kit.folding import folded
from bluestem.kit.imports.values import Unreadable, quoted, read_words

MAX_LINK, MAX_SPEAKER = 500, 120
CUTS = re.compile(r"[;|]")

_A, _S = AUDIENCES, Speaker.Sector
AUDIENCE_WORDS: Mapping[str, tuple[str, ...]] = {
    _A.PUBLIC: ("public", "everyone", "everybody", "anyone", "all", "open", "open to all",
                "open to everyone", "tous", "toutes", "tout le monde", "toutes et tous", "ouvert",
                "ouvert a tous", "ouvert a toutes et tous", "grand public", "tout public"),
    _A.MEMBERS: ("members", "member", "members only", "all members", "membres",
                 "reserve aux membres", "membres seulement"),
    _A.NEWCOMERS: ("newcomers", "newcomer", "new members", "nouveaux", "nouvelles",
                   "nouveaux membres", "nouveaux arrivants", "nouvelles arrivantes"),
    _A.GROUP: ("group", "named group", "a named group", "groupe", "un groupe"),
    _A.INVITED: ("invited", "invitation", "by invitation", "invitation only", "invitees",
                 "invites", "invitees et invites", "sur invitation"),
}  # fmt: skip
SECTOR_WORDS: Mapping[str, tuple[str, ...]] = {
    _S.LAB: ("lab", "laboratory", "research laboratory", "laboratoire", "labo"),
    _S.INDUSTRY: ("industry", "company", "private sector", "industrie", "entreprise",
                  "secteur prive"),
    _S.ACADEMIA: ("academia", "academic", "university", "universite", "academie",
                  "monde academique", "monde universitaire"),
}  # fmt: skip


def _by_word(words: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    return {folded(word): str(value) for value, known in words.items() for word in known}


AUDIENCE_BY_WORD, SECTOR_BY_WORD = _by_word(AUDIENCE_WORDS), _by_word(SECTOR_WORDS)
_link = forms.URLField(assume_scheme="https", max_length=MAX_LINK)


def read_link(text: str) -> str:
    """Return the address of a page.

    Raises: Unreadable.
    """
    try:
        return str(_link.clean(text))
    except ValidationError as wrong:
        raise Unreadable(
            _("an address such as https://meet.example.org/talk"),
            _("correct the address, or leave the cell empty"),
        ) from wrong


def read_capacity(text: str) -> int:
    """Return how many places there are.

    Raises: Unreadable.
    """
    if not (text.isascii() and text.isdecimal() and len(text) < 9 and int(text) <= MOST_PEOPLE):
        raise Unreadable(
            _("a whole number of people"), _("write a number, or leave the cell empty")
        )
    return int(text)


def read_audience(text: str) -> str:
    """Return for whom an event is, from a word in English or French.

    Raises: Unreadable.
    """
    return _worded(text, AUDIENCE_BY_WORD, AUDIENCES.values)


def read_sectors(text: str) -> tuple[str, ...]:
    """Return one sector, or one for each speaker, divided by ; or |.

    Raises: Unreadable.
    """
    parts = [part.strip() for part in CUTS.split(text) if part.strip()]
    return tuple(_worded(part, SECTOR_BY_WORD, Speaker.Sector.values) for part in parts)


def _worded(text: str, known: Mapping[str, str], shown: list[str]) -> str:
    found = known.get(folded(text))
    if found is None:
        raise Unreadable(
            _("one of: %(words)s") % {"words": ", ".join(shown)},
            _("write one of these words, or leave the cell empty"),
            found=quoted(text),
        )
    return found


def read_speakers(text: str) -> tuple[str, ...]:
    """Return the names of one or several speakers, divided by ; or |.

    Raises: Unreadable.
    """
    parts = [part.strip() for part in CUTS.split(text)]
    return tuple(dict.fromkeys(read_words(part, MAX_SPEAKER) for part in parts if part))
