"""The fields of a list of people, and the headings under which communities have them."""

from collections.abc import Collection, Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bluestem.kit.faults import Fault
from bluestem.kit.imports.columns import NOTHING, Fields, Found
from bluestem.kit.tables import WHOLE_FILE

LABELS = {
    "address": gettext_lazy("Email address"),
    "name": gettext_lazy("Name"),
    "department": gettext_lazy("Department"),
    "affiliation": gettext_lazy("Affiliation"),
    "language": gettext_lazy("Language"),
    "joined_on": gettext_lazy("Joined on"),
    "left_on": gettext_lazy("Left on"),
    "interests": gettext_lazy("Interests"),
    "pronouns": gettext_lazy("Pronouns"),
    "lists": gettext_lazy("Mailing lists"),
    "first_name": gettext_lazy("First name"),
    "last_name": gettext_lazy("Last name"),
}

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


def _settle_names(found: Found) -> Found:
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


def _missing(file: str, line: int, columns: Sequence[str], found: Collection[str]) -> list[Fault]:
    if "address" in found:
        return []
    return [
        Fault(
            file,
            line,
            WHOLE_FILE,
            _("no column with email addresses among: %(columns)s")
            % {"columns": ", ".join(filter(None, columns))[:300]},
            _("a heading such as Email, Address, Courriel or Adresse"),
            _(
                "name the column in the first line, or say which one it is; "
                'at the command: --map "COLUMN=address"'
            ),
        )
    ]


PEOPLE = Fields(labels=LABELS, synonyms=SYNONYMS, settle=_settle_names, missing=_missing)
