"""Bring every room's French catalogue up to date, and compile it.

    .venv/bin/python scripts/messages.py [ROOM ...]   extract, merge, compile; list what is missing
    .venv/bin/python scripts/messages.py --check      change nothing; exit 1 where French is
                                                      incomplete, out of date or not compiled

    .venv/bin/python scripts/messages.py ROOM --fill FILE.json
                                                      take translations from a JSON object
                                                      {English: French or [singular, plural]}

Every French text gets the spaces that French has: one that does not break before : ; ! ? » and
after «, whatever was typed.

Reads Python and templates with Babel and Django's own `templatize`; needs no machine package.
Translations are written by hand into src/bluestem/<room>/locale/fr/LC_MESSAGES/django.po.
"""

import datetime as dt
import fcntl
import io
import json
import re
import sys
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings

ROOMS = Path(__file__).resolve().parent.parent / "src" / "bluestem"
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
STRING = r"""(?:u?"(?:\\.|[^"\\])*"|u?'(?:\\.|[^'\\])*')"""
CALLS = re.compile(rf"\b(?:_|n?p?gettext)\({STRING}(?:\s*,\s*(?:{STRING}|count))*\)")
WRITTEN = dt.datetime(2022, 4, 5, tzinfo=dt.UTC)  # any moment: the same texts, the same bytes
FRENCH_SPACES = ((re.compile(r" (?=[:;!?»])"), "\N{NO-BREAK SPACE}"),
                 (re.compile("(?<=«) "), "\N{NO-BREAK SPACE}"))  # fmt: skip
HEADER = "# French, by room. Written by hand; kept in order by scripts/messages.py."
TEMPLATE_ENDINGS = {".html", ".mjml", ".txt"}


def messages_of(room: Path) -> Catalog:
    """Return a fresh catalogue of all texts that a room's files mark."""
    from django.utils.translation.template import templatize

    catalog = Catalog(locale="fr", charset="utf-8", fuzzy=False)
    for path in sorted(room.rglob("*")):
        if not path.is_file() or {"tests", "migrations", "locale", "static"} & set(path.parts):
            continue
        text = path.read_text(encoding="utf-8") if path.suffix in {".py", *TEMPLATE_ENDINGS} else ""
        if path.suffix in TEMPLATE_ENDINGS and "templates" in path.parts:
            # templatize writes junk around its calls that Python's tokenizer refuses
            text = "\n".join(CALLS.findall(templatize(text, origin=str(path))))
        elif path.suffix != ".py":
            continue
        for line, message, comments, context in extract(
            "python", io.BytesIO(text.encode()), keywords=KEYWORDS, comment_tags=("Translators:",)
        ):
            del line, comments
            catalog.add(message, context=context)
    return catalog


def merged(room: Path) -> Catalog:
    """Return the room's catalogue with its French, without places that change with each edit."""
    fresh = messages_of(room)
    po = po_of(room)
    if po.exists():
        with po.open("rb") as file:
            stored = read_po(file, locale="fr")
        for message in fresh:
            known = stored.get(message.id, message.context) if message.id else None
            if known is not None:
                message.string = known.string
                message.flags |= known.flags & {"python-format", "python-brace-format"}
    fresh.header_comment = HEADER
    return fresh


def po_of(room: Path) -> Path:
    """Return where the room keeps its French."""
    return room / "locale" / "fr" / "LC_MESSAGES" / "django.po"


def rendered(catalog: Catalog) -> tuple[bytes, bytes]:
    """Return the bytes of .po and .mo, the same for the same texts."""
    po, mo = io.BytesIO(), io.BytesIO()
    write_po(po, catalog, omit_header=False, no_location=True, sort_output=True, width=99)
    lines = [
        line
        for line in po.getvalue().split(b"\n")
        if not line.startswith((b'"POT-Creation-Date', b'"PO-Revision-Date', b'"Generated-By'))
        and not line.startswith((b'"Last-Translator', b'"Project-Id-Version', b'"Report-Msgid'))
        and not line.startswith(b'"Language-Team')
    ]
    stripped = b"\n".join(lines)
    clean = read_po(io.BytesIO(stripped), locale="fr")
    clean.creation_date = WRITTEN
    write_mo(mo, clean)
    return stripped, mo.getvalue()


def missing(catalog: Catalog) -> list[str]:
    """Return the texts without French."""
    texts = []
    for message in catalog:
        if not message.id:
            continue
        strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
        if not all(strings) or message.fuzzy:
            texts.append(message.id if isinstance(message.id, str) else message.id[0])
    return texts


def fill(catalog: Catalog, french: dict[str, Any]) -> None:
    """Put translations into a catalogue; says which texts it does not know."""
    for english, translation in french.items():
        message = catalog.get(english)
        if message is None:
            print(f"there is no text {english!r}")
        else:
            message.string = tuple(translation) if isinstance(translation, list) else translation


def typeset(catalog: Catalog) -> None:
    """Put spaces that do not break where French has them."""
    for message in catalog:
        if not message.id:
            continue
        if isinstance(message.string, tuple | list):
            message.string = tuple(_typeset(text) for text in message.string)
        else:
            message.string = _typeset(message.string)


def _typeset(text: str | None) -> str:
    text = text or ""
    for pattern, space in FRENCH_SPACES:
        text = pattern.sub(space, text)
    return text


def main(words: list[str]) -> int:
    """Update or check the rooms named, or all of them, one run at a time."""
    settings.configure(USE_I18N=True)
    lock = Path(__file__).open("rb")  # noqa: SIM115  # held until the process ends
    fcntl.flock(lock, fcntl.LOCK_EX)
    french: dict[str, Any] = {}
    if "--fill" in words:
        at = words.index("--fill")
        french = json.loads(Path(words[at + 1]).read_text(encoding="utf-8"))
        words = words[:at] + words[at + 2 :]
    is_check = "--check" in words
    chosen = {word for word in words if not word.startswith("-")}
    failed = False
    for room in sorted(path.parent for path in ROOMS.glob("*/__init__.py")):
        if (chosen and room.name not in chosen) or not (room / "apps.py").exists():
            continue
        catalog = merged(room)
        if not len(catalog):
            continue
        fill(catalog, french)
        typeset(catalog)
        po, mo = rendered(catalog)
        po_path = po_of(room)
        mo_path = po_path.with_suffix(".mo")
        if is_check:
            for path, content in ((po_path, po), (mo_path, mo)):
                if not path.exists() or path.read_bytes() != content:
                    print(f"{path.relative_to(ROOMS)} is out of date: run make messages")
                    failed = True
        else:
            po_path.parent.mkdir(parents=True, exist_ok=True)
            po_path.write_bytes(po)
            mo_path.write_bytes(mo)
        for text in missing(catalog):
            print(f"{room.name}: no French for {text!r}")
            failed = True
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
