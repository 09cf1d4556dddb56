"""What is said to people, in English and French."""

from __future__ import annotations

import re

from bluestem_matching.problem import Conflict

LANGUAGES = ("en", "fr")

_BREAKABLE = re.compile(r" (?=[:;%»?!])|(?<=«) ")


def unbroken(texts: dict[str, str]) -> dict[str, str]:
    """French texts with spaces before marks that no line may break at."""
    return {word: _BREAKABLE.sub("\N{NO-BREAK SPACE}", text) for word, text in texts.items()}


_ENGLISH = {
    # reasons of a pair
    "shared": "{count} of {size} shared: {names}",
    "shared none": "none of {size} shared",
    "shared empty": "the mentee names none",
    "equal": "the same",
    "equal none": "not the same",
    "different": "different",
    "different none": "the same",
    "not given": "not given",
    "wish": "as wished",
    "wish none": "not as wished",
    "wish half": "no wish",
    "rank 1": "1st choice",
    "rank 2": "2nd choice",
    "rank 3": "3rd choice",
    "rank later": "choice number {place}",
    "rank none": "not ranked",
    "gap": "difference {distance}, as wanted",
    "gap none": "difference {distance}, not as wanted",
    "text": "texts alike to {share} %",
    "text none": "texts share no words",
    "flag": "yes",
    "flag none": "no",
    "bonus": "placed before others",
    "bonus none": "no bonus",
    # without a pair
    "no mentors": "There are no mentors.",
    "no mentees": "There are no mentees.",
    "mentee impossible": "Rules or exclusions stand against every mentor.",
    "mentor impossible": "Rules or exclusions stand against every mentee.",
    "mentee full": "Every possible mentor has no place left beside the pinned pairs.",
    "mentor without places": "This mentor offers no places.",
    "mentee tied": "As good as somebody who was placed: one of them had to be left out.",
    "mentee short": "All places went to pairs that bring more; {points} points short.",
    "mentee weakest": "A place would take the weakest pair below {threshold}.",
    "mentee fewer": "A place would leave fewer pairs in all.",
    "mentee others": "All places went to others under the objective and the conditions.",
    "mentee conditions": "A place here breaks a side condition, or costs more points elsewhere.",
    "mentor conditions": "A mentee here breaks a side condition, or costs more points elsewhere.",
    "mentor others": "Every possible mentee is placed with another mentor.",
    # conflicts
    "pinned and forbidden": "{0} and {1} are pinned and forbidden at once",
    "pin breaks rule": "the pin of {0} and {1} breaks the rule “{2}”",
    "pinned to oneself": "{0} is pinned to herself or himself",
    "pinned twice": "{0} is pinned to several mentors: {rest}",
    "more pins than places": "{0} has {1} places and {2} pins",
    "condition": "the side condition “{0}” cannot hold",
    "conditions": "the side conditions cannot hold together: {all}",
}

_FRENCH = {
    "shared": "{count} sur {size} en commun : {names}",
    "shared none": "aucun des {size} en commun",
    "shared empty": "rien d’indiqué par la personne mentorée",
    "equal": "identique",
    "equal none": "non identique",
    "different": "différent",
    "different none": "identique",
    "not given": "non indiqué",
    "wish": "selon le souhait",
    "wish none": "contraire au souhait",
    "wish half": "sans souhait",
    "rank 1": "1er choix",
    "rank 2": "2e choix",
    "rank 3": "3e choix",
    "rank later": "choix numéro {place}",
    "rank none": "non classé",
    "gap": "écart {distance}, comme voulu",
    "gap none": "écart {distance}, hors limites",
    "text": "textes semblables à {share} %",
    "text none": "textes sans mots communs",
    "flag": "oui",
    "flag none": "non",
    "bonus": "passe avant les autres",
    "bonus none": "sans bonus",
    "no mentors": "Il n’y a pas de mentor.",
    "no mentees": "Il n’y a personne à accompagner.",
    "mentee impossible": "Des règles ou exclusions s’opposent à tous les mentors.",
    "mentor impossible": "Des règles ou exclusions s’opposent à toutes les candidatures.",
    "mentee full": "Aucun mentor possible n’a de place libre à côté des binômes fixés.",
    "mentor without places": "Ce mentor n’offre pas de place.",
    "mentee tied": "À égalité avec une personne placée : il fallait en laisser une.",
    "mentee short": "Les places vont à des binômes plus forts ; il manque {points} points.",
    "mentee weakest": "Une place ferait passer le binôme le plus faible sous {threshold}.",
    "mentee fewer": "Une place ferait moins de binômes en tout.",
    "mentee others": "Les places vont à d’autres, selon l’objectif et les conditions.",
    "mentee conditions": "Une place romprait une condition, ou coûterait des points ailleurs.",
    "mentor conditions": "Un binôme romprait une condition, ou coûterait des points ailleurs.",
    "mentor others": "Toutes les personnes possibles ont un autre mentor.",
    "pinned and forbidden": "{0} et {1} sont à la fois fixés et exclus",
    "pin breaks rule": "le binôme fixé {0} et {1} enfreint la règle « {2} »",
    "pinned to oneself": "{0} est fixé avec soi-même",
    "pinned twice": "{0} est fixé avec plusieurs mentors : {rest}",
    "more pins than places": "{0} a {1} places et {2} binômes fixés",
    "condition": "la condition « {0} » ne peut être tenue",
    "conditions": "ces conditions ne peuvent être tenues ensemble : {all}",
}

WORDS = {"en": _ENGLISH, "fr": unbroken(_FRENCH)}


def say(language: str, word: str, **values: object) -> str:
    """One sentence or phrase. Raises: KeyError for an unknown language or word."""
    return WORDS[language][word].format(**values)


def conflict(language: str, found: Conflict) -> str:
    """A contradiction as a person reads it, with the line it stands on."""
    names = found.names
    text = WORDS[language][found.kind].format(
        *names, rest=", ".join(names[1:]), all=", ".join(f"“{name}”" for name in names)
    )
    return f"{text} ({found.where})" if found.where else text


def number(language: str, units: int) -> str:
    """Thousandths of a point as a person reads them: without needless zeros."""
    text = f"{units / 1000:,.3f}".rstrip("0").rstrip(".")
    if language == "fr":
        return text.replace(",", "\N{NARROW NO-BREAK SPACE}").replace(".", ",")
    return text
