"""Read one cell: addresses, and words in English or French."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext as _

from bluestem.kit.imports.values import Unreadable, quoted
from bluestem.members.folding import folded
from bluestem.members.models import AFFILIATIONS, normal_address

MAX_ADDRESS = 254  # of the path in an SMTP command
MAX_LOCAL_PART = 64

_validate = EmailValidator()
NOT_IN_ADDRESS = re.compile(r"[\s\"'(),:;<>\[\]\\]|mailto:", re.IGNORECASE)
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
