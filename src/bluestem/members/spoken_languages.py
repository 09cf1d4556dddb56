"""The languages people say they speak: ISO 639-1 codes with names in the reader's language."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from bluestem.members.folding import folded

LANGUAGES = {
    "ar": _("Arabic"),
    "bn": _("Bengali"),
    "bg": _("Bulgarian"),
    "ca": _("Catalan"),
    "zh": _("Chinese"),
    "hr": _("Croatian"),
    "cs": _("Czech"),
    "da": _("Danish"),
    "nl": _("Dutch"),
    "en": _("English"),
    "et": _("Estonian"),
    "fi": _("Finnish"),
    "fr": _("French"),
    "ka": _("Georgian"),
    "de": _("German"),
    "el": _("Greek"),
    "he": _("Hebrew"),
    "hi": _("Hindi"),
    "hu": _("Hungarian"),
    "is": _("Icelandic"),
    "id": _("Indonesian"),
    "ga": _("Irish"),
    "it": _("Italian"),
    "ja": _("Japanese"),
    "ko": _("Korean"),
    "lv": _("Latvian"),
    "lt": _("Lithuanian"),
    "mk": _("Macedonian"),
    "mt": _("Maltese"),
    "no": _("Norwegian"),
    "fa": _("Persian"),
    "pl": _("Polish"),
    "pt": _("Portuguese"),
    "ro": _("Romanian"),
    "rm": _("Romansh"),
    "ru": _("Russian"),
    "sr": _("Serbian"),
    "sk": _("Slovak"),
    "sl": _("Slovenian"),
    "es": _("Spanish"),
    "sw": _("Swahili"),
    "sv": _("Swedish"),
    "th": _("Thai"),
    "tr": _("Turkish"),
    "uk": _("Ukrainian"),
    "ur": _("Urdu"),
    "vi": _("Vietnamese"),
}
OFTEN = ("de", "en", "es", "fr", "it", "pt")


def choices() -> list[tuple[str, str]]:
    """Return all languages by name, in the reader's alphabet."""
    named = [(code, str(name)) for code, name in LANGUAGES.items()]
    return sorted(named, key=lambda pair: folded(pair[1]))


def names_of(codes: Iterable[str]) -> list[str]:
    """Return the names of languages by code; an unknown code stands for itself."""
    return sorted((str(LANGUAGES.get(code, code)) for code in codes), key=folded)
