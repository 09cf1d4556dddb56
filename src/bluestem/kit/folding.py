"""One spelling for searching and sorting: without accents and in small letters."""

import re
import unicodedata

WITHOUT_PARTS = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe"})
WORD = re.compile(r"[^\W_]+")


def folded(text: str) -> str:
    """Return `text` as it is searched and sorted: `folded("Zoé Ångström") == "zoe angstrom"`."""
    apart = unicodedata.normalize("NFKD", text.lower())
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return " ".join(plain.translate(WITHOUT_PARTS).split())


def words_in(text: str) -> list[str]:
    """Return the folded words of a text, letters and digits alone: no sign of any query language.

    `words_in("L’été, C++ & <b>") == ["l", "ete", "c", "b"]`
    """
    return WORD.findall(folded(text))
