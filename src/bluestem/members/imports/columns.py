"""Which column of a file is which field: recognised in English and French, or said by hand."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bluestem.kit.faults import Fault
from bluestem.kit.tables import WHOLE_FILE

FIELDS = (
    "address", "name", "department", "affiliation", "language",
    "joined_on", "left_on", "interests", "pronouns", "lists",
)  # fmt: skip
NAME_PARTS = ("first_name", "last_name")
EVERY_FIELD = (*FIELDS, *NAME_PARTS)
NOTHING = ""  # a column that is left out on purpose

LABELS = {
    "address": gettext_lazy("Email address"),
    "name": gettext_lazy("Name"),
    "first_name": gettext_lazy("First name"),
    "last_name": gettext_lazy("Last name"),
    "department": gettext_lazy("Department"),
    "affiliation": gettext_lazy("Affiliation"),
    "language": gettext_lazy("Language"),
    "joined_on": gettext_lazy("Joined on"),
    "left_on": gettext_lazy("Left on"),
    "interests": gettext_lazy("Interests"),
    "pronouns": gettext_lazy("Pronouns"),
    "lists": gettext_lazy("Mailing lists"),
}

# Headings without accents, capitals, spaces and punctuation.
SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "address": (
        "address", "email", "emailaddress", "emailaddresses", "mail", "mailaddress", "emails",
        "eaddress", "workemail", "primaryemail", "emailaddress1", "primaryemailaddress",
        "memberemail", "smtp", "smtpaddress", "mailprofessionnel", "emailadresse",
        "adresse", "courriel", "adressecourriel", "adresseemail", "adressemail", "mel",
        "adresseelectronique", "adressedecourriel", "adressedemessagerie", "messagerie",
        "courrielprofessionnel", "emailprofessionnel", "courrierelectronique",
    ),
    "name": (
        "name", "fullname", "displayname", "membername", "completename", "person", "member",
        "nom", "nomcomplet", "nometprenom", "prenometnom", "nomprenom", "prenomnom", "membre",
        "personne", "realname", "firstandlastname",
    ),
    "first_name": (
        "firstname", "givenname", "forename", "givennames", "firstnames", "preferredfirstname",
        "prenom", "prenoms", "prenomusuel", "first", "given",
    ),
    "last_name": (
        "lastname", "surname", "familyname", "last", "family", "secondname",
        "nomdefamille", "nomusuel", "nomdusage", "patronyme",
    ),
    "department": (
        "department", "dept", "dep", "departmentcode", "unit", "orgunit", "deptcode",
        "organizationalunit", "organisationalunit", "division", "departmentname", "departmentunit",
        "departement", "dpt", "unite", "codedepartement", "service", "codeunite",
    ),
    "affiliation": (
        "affiliation", "status", "employmentstatus", "contract", "contracttype", "category",
        "personnelcategory", "membercategory", "employmenttype", "personcategory",
        "statut", "contrat", "typedecontrat", "categorie", "categoriedepersonnel",
    ),
    "language": (
        "language", "lang", "preferredlanguage", "languagecode", "maillanguage", "locale",
        "langue", "languepreferee", "languedecorrespondance", "languedecontact",
        "correspondencelanguage", "communicationlanguage",
    ),
    "joined_on": (
        "joined", "joinedon", "joinedat", "joiningdate", "datejoined", "joindate", "membersince",
        "since", "startdate", "registeredon", "registrationdate", "entrydate", "memberfrom",
        "joining", "dateofjoining", "startedon", "subscribedon", "dateofentry", "entry", "start",
        "datedentree", "dateentree", "entree", "entreele", "inscritele", "inscriteele",
        "inscritle", "inscritee", "inscritdepuis", "inscritedepuis", "datedinscription",
        "inscription", "dateinscription", "membredepuis", "depuis", "adhesion", "datedadhesion",
        "dateadhesion", "arriveele", "arrivele", "arrivee", "datedarrivee", "debut",
        "datededebut", "adhesionle",
    ),
    "left_on": (
        "left", "lefton", "leftat", "leavingdate", "dateleft", "leavedate", "memberuntil",
        "enddate", "exitdate", "leaving", "departure", "departuredate", "until", "dateofleaving",
        "leaveson", "departedon",
        "datedesortie", "sortie", "sortiele", "datededepart", "depart", "partiele", "partile",
        "partieele", "datedefin", "membrejusquau", "jusquau", "fin", "departle", "quittele",
    ),
    "interests": (
        "interests", "interest", "topics", "areasofinterest", "fieldsofinterest", "interestedin",
        "centresdinteret", "centredinteret", "interets", "interet", "sujets", "themes",
    ),
    "pronouns": ("pronouns", "pronoun", "pronoms", "pronom"),
    "lists": (
        "lists", "list", "mailinglists", "mailinglist", "subscriptions", "subscription",
        "listes", "liste", "listesdediffusion", "listedediffusion", "abonnements", "abonnement",
    ),
}  # fmt: skip
BY_HEADING = {heading: field for field, headings in SYNONYMS.items() for heading in headings} | {
    field.replace("_", ""): field for field in EVERY_FIELD
}
NOTED = re.compile(r"(?<=\S)\s*[\[(/:].*", re.DOTALL)  # Joined (YYYY-MM-DD), Department / Group
INCLUSIVE = re.compile(r"[·.\-(/]e\b\)?")


def key_of(heading: str) -> str:
    """Return a heading as it is compared: letters and digits alone, without accents, small."""
    apart = unicodedata.normalize("NFKD", heading.casefold())
    return "".join(letter for letter in apart if letter.isalnum())


def field_of(heading: str) -> str:
    """Return the field a heading stands for, or the empty text."""
    noted = "" if "@" in heading else NOTED.sub("", heading, count=1)
    return _exact_field(heading) or _exact_field(noted)


def is_heading(cell: str) -> bool:
    """Whether a cell is a heading that is recognised."""
    return bool(field_of(cell))


def _exact_field(heading: str) -> str:
    return BY_HEADING.get(key_of(heading)) or BY_HEADING.get(key_of(INCLUSIVE.sub("", heading)), "")


def read_choice(text: str) -> tuple[str, str]:
    """Read `COLUMN=FIELD` of --map; the last equals sign divides."""
    column, _equals, chosen = text.rpartition("=")
    return column.strip(), chosen.strip().lower().replace("-", "_")


@dataclass(frozen=True)
class ColumnMap:
    """Where each field stands in a row, which columns nobody reads, and what is wrong with it."""

    places: Mapping[str, int]
    ignored: list[str]
    faults: list[Fault]

    def field_at(self, place: int) -> str:
        """Return the field that a column is read as, or the empty text."""
        return next((field for field, where in self.places.items() if where == place), NOTHING)


def chosen_places(
    file: str, line: int, columns: Sequence[str], choices: Sequence[tuple[str, str]]
) -> tuple[dict[int, str], list[Fault]]:
    """Turn --map choices (column and field) into fields by place, and what is wrong with them."""
    chosen: dict[int, str] = {}
    faults = []
    for column, wanted in choices:
        places = [
            place
            for place, heading in enumerate(columns)
            if heading == column or (key_of(column) and key_of(heading) == key_of(column))
        ]
        if not places and column.isdecimal() and 0 < int(column) <= len(columns):
            places = [int(column) - 1]
        if not column:
            faults.append(_no_choice_fault(file, line, wanted))
        elif not places:
            faults.append(_no_column_fault(file, line, columns, column))
        elif wanted not in (*EVERY_FIELD, NOTHING):
            faults.append(_no_field_fault(file, line, column, wanted))
        else:
            chosen |= dict.fromkeys(places, wanted)
    return chosen, faults


def map_columns(
    file: str, line: int, columns: Sequence[str], chosen: Mapping[int, str]
) -> ColumnMap:
    """Give every field its column. What was chosen by hand wins over what is recognised.

    A file without an address column, and two columns for one field, are faults.
    """
    found = dict(chosen)
    taken = set(chosen.values())
    for recognise in (_exact_field, field_of):  # "Email (private)" is none beside "Email"
        for place, heading in enumerate(columns):
            recognised = recognise(heading)
            if place not in found and recognised and recognised not in taken:
                found[place] = recognised
        taken |= set(found.values())
    found = _settle_names(found)
    places: dict[str, int] = {}
    faults = []
    for place, wanted in sorted(found.items()):
        if wanted == NOTHING:
            continue
        if wanted in places:
            faults.append(_twice_fault(file, line, columns, (places[wanted], place), wanted))
        else:
            places[wanted] = place
    if "address" not in places and not faults:
        faults.append(_no_address_fault(file, line, columns))
    ignored = [
        heading or str(place + 1)
        for place, heading in enumerate(columns)
        if place not in places.values() and heading
    ]
    return ColumnMap(places, ignored, faults)


def _settle_names(found: dict[int, str]) -> dict[int, str]:
    """Beside a first name, "Nom" is the family name; beside a whole name, parts are not needed."""
    values = set(found.values())
    if "first_name" in values and "name" in values:
        change = (
            {"name": "last_name"}
            if "last_name" not in values
            else {
                "first_name": NOTHING,
                "last_name": NOTHING,
            }
        )
        return {place: change.get(field, field) for place, field in found.items()}
    return found


def _no_choice_fault(file: str, line: int, found: str) -> Fault:
    return Fault(
        file,
        line,
        "--map",
        repr(found[:80]),
        _("a column and a field with an equals sign between them"),
        _("write --map COLUMN=FIELD, or --map COLUMN= to leave a column out"),
    )


def _no_column_fault(file: str, line: int, columns: Sequence[str], column: str) -> Fault:
    return Fault(
        file,
        line,
        column or WHOLE_FILE,
        _("no column with this heading"),
        _("one of: %(columns)s") % {"columns": ", ".join(filter(None, columns))[:300]},
        _("write --map with a heading of the file, or with the column’s number"),
    )


def _no_field_fault(file: str, line: int, column: str, wanted: str) -> Fault:
    return Fault(
        file,
        line,
        column or WHOLE_FILE,
        _("the field %(field)r") % {"field": wanted[:80]},
        _("one of: %(fields)s") % {"fields": ", ".join(EVERY_FIELD)},
        _("write --map COLUMN=FIELD, or --map COLUMN= to leave a column out"),
    )


def _twice_fault(
    file: str, line: int, columns: Sequence[str], places: tuple[int, int], wanted: str
) -> Fault:
    first, second = (columns[place] or str(place + 1) for place in places)
    return Fault(
        file,
        line,
        second,
        _("a second column for “%(field)s”, beside “%(first)s”")
        % {"field": LABELS[wanted], "first": first},
        _("one column for each field"),
        _('say which one counts: --map "%(second)s=" leaves this column out')
        % {"second": second if key_of(second) != key_of(first) else places[1] + 1},
    )


def _no_address_fault(file: str, line: int, columns: Sequence[str]) -> Fault:
    return Fault(
        file,
        max(line, 1),
        WHOLE_FILE,
        _("no column with email addresses among: %(columns)s")
        % {"columns": ", ".join(filter(None, columns))[:300]},
        _("a heading such as Email, Address, Courriel or Adresse"),
        _('name the column in the first line, or say which one it is: --map "COLUMN=address"'),
    )
