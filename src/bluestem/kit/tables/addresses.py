"""Plain lists of addresses, as list managers and mail programs print them."""

import re
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from bluestem.kit.faults import Fault
from bluestem.kit.tables.encodings import Encoding, flaw_in
from bluestem.kit.tables.shapes import Row
from bluestem.kit.tables.texts import unreadable_fault

COLUMNS = ("address", "name")
LONGEST_ENTRY = 1000  # no name and address are longer; patterns need not look at such a line

# A star before an address is a bullet, before anything else a remark.
COMMENT = re.compile(r"\s*(?:#|\*(?!\s+(?:\S+@\S+\s*$|[^@]*<\S+@))|//|--|==|__|$)")
# "Digest members:", "12 membres", "Total number of subscribers: 12"
HEADING = re.compile(
    r"[^@]*(?::[\s\d.,()]*|\b(?:members?|membres?|subscribers?|subscriptions?|abonn[ée]e?s?|addresses|adresses)"
    r"\b[^@]*)\s*",
    re.IGNORECASE,
)
# "Reviewing list wit@lists.example.org", "Liste : wit@lists.example.org"
OF_LIST = re.compile(r"(?:\w+\s+)?(?:list|liste)\b[\s:]*\S+@\S+\s*", re.IGNORECASE)
# "1. ", "1) ", "  1 ", "- ", "* ", "• "
NUMBERING = re.compile(r"\s*(?:\d+\s*[.):]?\s+|[-–•·‣▪◦*]\s+)(?=\S)")
DUMP_LINE = re.compile(r"(?:email\s+)(\S+@\S+)", re.IGNORECASE)  # Sympa: "email a@b", "gecos Name"
DUMP_OTHER = re.compile(
    r"(?:gecos|date|update_date|reception|visibility|subscribed|included|id|topics|custom_attribute"
    r"|startdate|enddate|suspend|inclusion\w*|number_messages|bounce\w*)\b",
    re.IGNORECASE,
)
DUMP_NAME = re.compile(r"gecos\s+(.*)", re.IGNORECASE)

BRACKETED = re.compile(
    r"(?P<name>.*?)\s*<(?:mailto:)?(?P<address>[^<>]*)>\s*(?P<rest>.*)", re.DOTALL
)
BARE = re.compile(r"[^\s@<>]+@[^\s@<>]+")
COMMENTED = re.compile(r"(?P<address>\S+@\S+)\s+\((?P<name>[^()]*)\)")
FOLLOWED = re.compile(r"(?P<address>[^\s@]+@[^\s@]+)\s+(?P<name>[^@]+)")
SPLITS = re.compile(r'"(?:\\.|[^"\\])*"|\([^()]*\)|<[^<>]*>|[;,]')


def is_heading_line(line: str) -> bool:
    """Whether a line of a list says something about the list and is nobody's address."""
    if COMMENT.match(line):
        return True
    is_short = len(line) <= LONGEST_ENTRY
    return is_short and bool(HEADING.fullmatch(line) or OF_LIST.fullmatch(line))


def looks_like_addresses(lines: Iterable[str]) -> bool:
    """Whether the first line that is neither comment nor heading holds an address."""
    for line in lines:
        if not is_heading_line(line):
            return "@" in line
    return False


def is_table(rows: Iterable[list[str]]) -> bool:
    """Whether rows hold a bare address each, always in one column, and more in the others."""
    places, filled = set(), 0
    for cells in rows:
        held = [place for place, cell in enumerate(cells) if "@" in cell]
        if len(held) != 1 or not BARE.fullmatch(cells[held[0]].strip()):
            return False
        places.add(held[0])
        filled = max(filled, sum(1 for cell in cells if cell.strip()))
    return len(places) == 1 and filled > 1


def parted(entry: str) -> tuple[str, str] | None:
    """Return address and name of one entry: `a@b`, `Name <a@b>`, `a@b (Name)`, `a@b Name`.

    Numbers and bullets before an entry are no part of it.

    What stands where the address should be is returned as it is; None where nothing does.
    """
    entry = entry.strip()
    if len(entry) > LONGEST_ENTRY:
        return None
    numbering = NUMBERING.match(entry)
    entry = entry[numbering.end() :] if numbering else entry
    bracketed = BRACKETED.fullmatch(entry)
    if bracketed and not bracketed["rest"]:
        return bracketed["address"].strip(), unquoted(bracketed["name"])
    for pattern in (COMMENTED, FOLLOWED):
        found = pattern.fullmatch(entry)
        if found:
            return found["address"], unquoted(found["name"])
    return _name_first(entry) or ((entry, "") if "@" in entry else None)


def _name_first(entry: str) -> tuple[str, str] | None:
    """Read `Name` and `a@b` in two columns; with a single space it may be any sentence."""
    name, _gap, address = entry.rpartition("\t") if "\t" in entry else entry.rpartition("  ")
    name, address = name.strip(), address.strip()
    if not name or "@" in name or not BARE.fullmatch(address):
        return None
    return address, unquoted(name)


def unquoted(name: str) -> str:
    """Return a name without the quotation marks a mail program puts around it.

    A number alone is a count of the list manager and nobody's name.
    """
    name = name.strip()
    if len(name) > 1 and name[0] == name[-1] and name[0] in "\"'":
        name = re.sub(r"\\(.)", r"\1", name[1:-1])
    return "" if name.strip().isdecimal() else name.strip()


def entries_of(line: str) -> list[str]:
    """Cut a line into entries at commas and semicolons, outside quotes and brackets."""
    entries, start = [], 0
    for found in SPLITS.finditer(line):
        if found[0] in ";,":
            entries.append(line[start : found.start()].strip())
            start = found.end()
    entries.append(line[start:].strip())
    return _joined([entry for entry in entries if entry])


def _joined(entries: list[str]) -> list[str]:
    """Put `Lindqvist` and `Ada <a@b>` together again: the comma was part of the name."""
    whole: list[str] = []
    for entry in entries:
        if whole and "@" not in whole[-1] and "<" in entry:
            whole[-1] = f"{whole[-1]}, {entry}"
        else:
            whole.append(entry)
    return whole


def address_rows(
    file: str, lines: Iterable[tuple[int, str]], encoding: Encoding | None
) -> Iterator[Row | Fault]:
    """Yield one row (address, name) for each entry, and a fault for what is none.

    `encoding` is given where some bytes of the file cannot be read.
    """
    held: Row | None = None  # of a dump, whose name comes on a later line
    for number, line in lines:
        text = line.strip().lstrip("\ufeff")
        dumped = DUMP_LINE.fullmatch(text)
        if held and not dumped and (not text or DUMP_OTHER.match(text)):
            named = DUMP_NAME.fullmatch(text)
            held = Row(held.line, [held.cells[0], named[1]]) if named else held
            continue
        if held:
            yield held
        held = Row(number, [dumped[1], ""]) if dumped else None
        if not dumped:
            yield from _rows_of(file, number, text, encoding)
    if held:
        yield held


def _says_something_else(text: str) -> bool:
    if text.endswith(":") or COMMENT.match(text):
        return True
    is_of_list = len(text) <= LONGEST_ENTRY and OF_LIST.fullmatch(text)
    return bool(is_of_list) or ("@" not in text and is_heading_line(text))


def _rows_of(file: str, number: int, text: str, encoding: Encoding | None) -> Iterator[Row | Fault]:
    flaw = flaw_in(text) if encoding else ""
    if flaw and encoding:
        yield unreadable_fault(file, number, COLUMNS[0], flaw, encoding)
        return
    if _says_something_else(text):
        return
    for entry in entries_of(text):
        found = parted(entry)
        if found is None:
            yield Fault(
                file,
                number,
                COLUMNS[0],
                repr(entry[:80]),
                _("an address, such as ada@example.org or Ada Lind <ada@example.org>"),
                _("correct or remove it; a file with several columns needs a heading line first"),
            )
        else:
            yield Row(number, list(found))
