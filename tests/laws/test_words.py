"""One text, one French: Django reads all rooms' catalogues into one, and the last room wins."""

import re
from collections import defaultdict
from pathlib import Path

from babel.messages.pofile import read_po

ROOMS = Path(__file__).resolve().parents[2] / "src" / "bluestem"


def test_the_same_english_has_the_same_french_in_every_room() -> None:
    french: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    catalogues = sorted(ROOMS.glob("*/locale/fr/LC_MESSAGES/django.po"))
    for path in catalogues:
        with path.open("rb") as file:
            for message in read_po(file, locale="fr"):
                if message.id:
                    key = (message.context or "", str(message.id))
                    french[key][str(message.string)].append(path.parents[3].name)

    # Where two meanings share an English word, give each a context: {% translate … context … %}.
    differing = {key: dict(ways) for key, ways in french.items() if len(ways) > 1}
    assert len(catalogues) > 3
    assert differing == {}


def test_french_signs_stand_behind_a_space_that_does_not_break() -> None:
    breaking = [
        (path.parents[3].name, text)
        for path in sorted(ROOMS.glob("*/locale/fr/LC_MESSAGES/django.po"))
        for message in read_po(path.open("rb"), locale="fr")
        if message.id
        for text in ([message.string] if isinstance(message.string, str) else message.string)
        if re.search(" [:;!?»]|« ", text)
    ]

    assert breaking == []  # make messages repairs it
