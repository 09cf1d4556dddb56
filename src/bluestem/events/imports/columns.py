"""The fields of a list of events, and the headings under which communities have them."""

from collections.abc import Collection, Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bluestem.kit.faults import Fault
from bluestem.kit.imports.columns import Fields
from bluestem.kit.tables import WHOLE_FILE

LABELS = {
    "series": gettext_lazy("Name of the series"),
    "title_en": gettext_lazy("Title in English"),
    "title_fr": gettext_lazy("Title in French"),
    "starts_at": gettext_lazy("Start"),
    "ends_at": gettext_lazy("End"),
    "place": gettext_lazy("Place"),
    "link": gettext_lazy("Link for taking part online"),
    "capacity_people": gettext_lazy("Places on site"),
    "audience": gettext_lazy("For whom"),
    "speaker": gettext_lazy("Speaker"),
    "sector": gettext_lazy("Sector"),
    # Two columns for the start; both come together with "Start".
    "starts_on": gettext_lazy("Day of the start"),
    "start_time": gettext_lazy("Hour of the start"),
}
START = ("starts_on", "starts_at", "start_time")
TITLES = ("title_en", "title_fr")

# Headings without accents, capitals, spaces and punctuation.
SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "series": (
        "series", "eventseries", "seriesname", "kind", "type", "eventtype", "typeofevent",
        "category", "format", "cycle", "serie", "typedevenement", "categorie", "genre",
    ),
    "title_en": (
        "title", "titleen", "entitle", "englishtitle", "titleenglish", "titleinenglish", "name",
        "eventname", "nameoftheevent", "event", "summary", "topic", "titreanglais",
        "titreenanglais", "talk", "titleoftheevent", "eventtitle",
    ),
    "title_fr": (
        "titre", "titrefr", "titlefr", "frenchtitle", "titlefrench", "titleinfrench",
        "titrefrancais", "titreenfrancais", "intitule", "nom", "nomdelevenement", "evenement",
        "titredelevenement", "sujet", "theme",
    ),
    "starts_at": (
        "start", "starts", "startsat", "startat", "begin", "begins", "beginning", "startdatetime",
        "datetime", "dateandtime", "datetimestart", "startdate", "when", "from",
        "debut", "commence", "debute", "dateheure", "dateetheure", "dateethoraire", "datededebut",
        "datedebut", "quand",
    ),
    "ends_at": (
        "end", "ends", "endsat", "endat", "until", "finish", "enddatetime", "datetimeend",
        "enddate", "endtime", "timeend", "to", "endhour",
        "fin", "termine", "finit", "heuredefin", "heurefin", "datedefin", "datefin", "jusqua",
    ),
    "place": (
        "place", "location", "venue", "room", "where", "building", "site", "address",
        "lieu", "salle", "endroit", "ou", "emplacement", "batiment", "adresse",
    ),
    "link": (
        "link", "url", "onlinelink", "videolink", "zoom", "zoomlink", "meetinglink", "webcast",
        "joinlink", "videoconference", "lien", "lienzoom", "lienvisio", "visio", "lienenligne",
        "liendeconnexion", "visioconference",
    ),
    "capacity_people": (
        "capacity", "places", "placesonsite", "numberofplaces", "seats", "maxparticipants",
        "maxpeople", "maximum", "limit", "people", "capacite", "nombredeplaces",
        "placessurplace", "nombremaximum",
    ),
    "audience": (
        "audience", "forwhom", "opento", "targetaudience", "public", "pourqui", "publicvise",
        "ouverta", "destinataires",
    ),
    "speaker": (
        "speaker", "speakers", "speakername", "guest", "guests", "presenter", "lecturer",
        "speakerorspeakers", "intervenant", "intervenante", "intervenants", "intervenantes",
        "orateur", "oratrice", "conferencier", "conferenciere", "nomdelintervenante",
        "nomdelintervenant",
    ),
    "sector": ("sector", "sectors", "sectorofthespeaker", "secteur", "secteurs"),
    "starts_on": (
        "date", "day", "eventdate", "on", "dateoftheevent", "jour", "le", "datedelevenement",
    ),
    "start_time": (
        "time", "hour", "starttime", "timestart", "at", "heure", "heurededebut", "heuredebut",
        "horaire",
    ),
}  # fmt: skip


def _missing(file: str, line: int, columns: Sequence[str], found: Collection[str]) -> list[Fault]:
    """Return what a list of events cannot be without."""
    shown = {"columns": ", ".join(filter(None, columns))[:300]}
    needed: list[tuple[tuple[str, ...], str, str]] = [
        (
            ("series",),
            _("no column with the series among: %(columns)s"),
            _("a heading such as Series, Type, Cycle or Série"),
        ),
        (
            TITLES,
            _("no column with titles among: %(columns)s"),
            _("a heading such as Title, Name, Titre or Intitulé"),
        ),
        (
            ("starts_at", "starts_on"),
            _("no column with the start among: %(columns)s"),
            _("a heading such as Start, Date, Début or When"),
        ),
    ]
    if "speaker" in found:
        needed.append(
            (
                ("sector",),
                _("speakers, but no column with their sector among: %(columns)s"),
                _("a heading such as Sector or Secteur, with lab, industry or academia below"),
            )
        )
    return [
        Fault(
            file,
            line,
            WHOLE_FILE,
            words % shown,
            expected,
            _(
                "name the column in the first line, or say which one it is; "
                'at the command: --map "COLUMN=%(field)s"'
            )
            % {"field": fields[0]},
        )
        for fields, words, expected in needed
        if not set(fields) & set(found)
    ]


EVENTS = Fields(labels=LABELS, synonyms=SYNONYMS, settle=dict, missing=_missing)
