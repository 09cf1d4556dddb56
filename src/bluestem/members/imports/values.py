"""Read one cell: addresses, dates, and words in English or French."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext as _

from bluestem.members.folding import folded
from bluestem.members.models import AFFILIATIONS, normal_address

MAX_ADDRESS = 254  # of the path in an SMTP command
MAX_LOCAL_PART = 64
SHOWN_CHARACTERS = 80

_validate = EmailValidator()
INVISIBLE = dict.fromkeys(
    map(
        ord,
        "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f"
        # these turn the direction of what follows, so that a name reads as another
        "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
    )
)
NOT_IN_ADDRESS = re.compile(r"[\s\"'(),:;<>\[\]\\]|mailto:", re.IGNORECASE)
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffd]")

ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?")
YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})")
DAY_FIRST = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?: \d{1,2}:\d{2}(?::\d{2})?)?")
SERIAL = re.compile(r"\d{4,5}")
EXCEL_EPOCH = dt.date(1899, 12, 30)
EARLIEST = dt.date(1900, 1, 1)

LANGUAGES: Mapping[str, str] = {
    "en": "en", "eng": "en", "english": "en", "anglais": "en", "anglaise": "en",
    "en-gb": "en", "en-us": "en", "en_gb": "en", "en_us": "en", "e": "en",
    "fr": "fr", "fra": "fr", "fre": "fr", "french": "fr", "francais": "fr", "francaise": "fr",
    "fr-fr": "fr", "fr-ch": "fr", "fr_fr": "fr", "fr_ch": "fr", "f": "fr",
}  # fmt: skip

_A = AFFILIATIONS
AFFILIATION_WORDS: Mapping[str, tuple[str, ...]] = {
    _A.STAFF: ("staff", "staff member", "employee", "employed", "titulaire", "personnel",
               "membre du personnel", "employe", "employee", "salarie", "salariee", "mpe"),
    _A.FELLOW: ("fellow", "fellowship", "postdoc", "boursier", "boursiere", "postdoctorant",
                "postdoctorante", "graduate"),
    _A.STUDENT: ("student", "doctoral student", "technical student", "summer student",
                 "phd student", "etudiant", "etudiante", "doctorant", "doctorante", "trainee",
                 "stagiaire", "apprentice", "apprenti", "apprentie"),
    _A.USER: ("user", "utilisateur", "utilisatrice", "visiting scientist"),
    _A.ASSOCIATE: ("associate", "associated", "associated member of personnel", "associe",
                   "associee", "membre associe", "membre associee", "mpa"),
    _A.CONTRACTOR: ("contractor", "contract", "external contractor", "contractuel",
                    "contractuelle", "sous-traitant", "sous-traitante", "prestataire",
                    "entreprise"),
    _A.ALUMNI: ("alumni", "alumna", "alumnus", "alum", "former", "former member", "ancien",
                "ancienne", "retired", "retiree", "retraite", "retraitee"),
    _A.PARTNER: ("partner", "partner institution", "partenaire", "institution partenaire"),
    _A.EXTERNAL: ("external", "externe", "exterieur", "exterieure", "outside"),
}  # fmt: skip
AFFILIATION_BY_WORD = {
    folded(word): value for value, words in AFFILIATION_WORDS.items() for word in words
}
# étudiant·e, étudiant(e), étudiant/e, étudiant-e, utilisateur·rice, boursier·ère
INCLUSIVE = re.compile(r"[·•.(/-](?:e|ne|le|rice|trice|ere|iere)s?\)?$")

LIST_CUTS = re.compile(r"[;,|\n]")
NO_LISTS = frozenset({"-", "none", "aucune", "aucun", "no", "non"})


class Unreadable(ValueError):
    """A value cannot be taken: what was expected, and the cure."""

    def __init__(self, expected: str, cure: str, found: str = "") -> None:
        super().__init__(expected)
        self.expected, self.cure, self.found = expected, cure, found


@dataclass(frozen=True)
class Named:
    """Things of the community that a cell may name: by key or by a name in either language."""

    by_word: Mapping[str, int]
    shown: str

    @classmethod
    def of(cls, rows: Iterable[tuple[int, Iterable[str]]], shown: Iterable[str]) -> "Named":
        """Collect ids with the words that name them."""
        by_word: dict[str, int] = {}
        for key, words in rows:
            for word in words:
                if word:
                    by_word.setdefault(folded(word), key)
        return cls(by_word, ", ".join(shown))


def cleaned(text: str) -> str:
    """Return a cell in one line, composed (NFC), without invisible characters and outer space."""
    return unicodedata.normalize("NFC", " ".join(text.translate(INVISIBLE).split()))


def quoted(text: str) -> str:
    """Return what was found as a fault shows it."""
    shown = text if len(text) <= SHOWN_CHARACTERS else f"{text[:SHOWN_CHARACTERS]}…"
    return repr(shown)


def read_address(text: str) -> str:
    """Return the normalised address.

    Raises: Unreadable.
    """
    local, _at, domain = text.rpartition("@")
    try:
        if NOT_IN_ADDRESS.search(text) or len(text) > MAX_ADDRESS or len(local) > MAX_LOCAL_PART:
            raise ValidationError("")
        _validate(text)
        domain.encode("idna")
    except (ValidationError, UnicodeError) as wrong:
        raise Unreadable(
            _("an address such as ada@example.org"), _("correct the address or remove the line")
        ) from wrong
    return normal_address(text)


def read_words(text: str, max_characters: int) -> str:
    """Return free text of at most so many characters.

    Raises: Unreadable.
    """
    if len(text) > max_characters:
        raise Unreadable(
            _("at most %(count)d characters") % {"count": max_characters}, _("shorten it")
        )
    return text


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


def read_language(text: str) -> str:
    """Return `en` or `fr`.

    Raises: Unreadable.
    """
    found = LANGUAGES.get(folded(text))
    if found is None:
        raise Unreadable(
            _("en, fr, English, French, anglais or français"),
            _("write the language she reads her mails in, or leave the cell empty"),
        )
    return found


def read_affiliation(text: str) -> str:
    """Return the affiliation that a word in English or French names.

    Raises: Unreadable.
    """
    word = folded(text)
    found = AFFILIATION_BY_WORD.get(word) or AFFILIATION_BY_WORD.get(INCLUSIVE.sub("", word))
    if found is None:
        raise Unreadable(
            _("one of: %(words)s") % {"words": ", ".join(AFFILIATIONS.values)},
            _("write one of these words, or leave the cell empty"),
        )
    return str(found)


def read_several(text: str, named: Named) -> tuple[int, ...]:
    """Return the ids of the things that a cell names, divided by ; , or |.

    Raises: Unreadable.
    """
    whole = named.by_word.get(folded(text))
    if whole is not None:  # a name that holds a comma itself
        return (whole,)
    ids = []
    for part in LIST_CUTS.split(text):
        if not part.strip():
            continue
        key = named.by_word.get(folded(part))
        if key is None:
            raise Unreadable(
                _("one or more of: %(names)s") % {"names": named.shown},
                _("write these names, divided by semicolons, or leave the cell empty"),
                found=quoted(part.strip()),
            )
        ids.append(key)
    return tuple(sorted(set(ids)))


def read_lists(text: str, named: Named) -> tuple[int, ...]:
    """Return the ids of mailing lists; "none" or "aucune" is no list at all.

    Raises: Unreadable.
    """
    return () if folded(text) in NO_LISTS else read_several(text, named)
