"""Where the keys of a TOML file stand: tomllib tells values, not lines."""

from __future__ import annotations

import re

Position = tuple[int, int]
"""Line and character, both from 1."""

_HEADER = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?")
_KEY = re.compile(r"""\s*("(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z0-9_-]+)\s*(?:=|\.)""")


class Positions:
    """Line and character of tables and keys. Made for files that tomllib has already read."""

    def __init__(self, text: str) -> None:
        self._keys: dict[tuple[str, int, str], Position] = {}
        self._tables: dict[tuple[str, int], Position] = {}
        table, index = "", 0
        seen: dict[str, int] = {}
        depth, quotes = 0, ""
        for number, line in enumerate(text.splitlines(), start=1):
            if not depth and not quotes:
                header = _HEADER.match(line)
                if header and "=" not in line[: header.start(2)]:
                    table = header.group(2).strip("\"'")
                    index = seen.get(table, -1) + 1
                    seen[table] = index
                    self._tables[table, index] = (number, header.start(1) + 1)
                    continue
                found = _KEY.match(line)
                if found:
                    name = found.group(1).strip("\"'")
                    self._keys.setdefault((table, index, name), (number, found.start(1) + 1))
            depth, quotes = _after(line, depth, quotes)

    def of(self, table: str, index: int, name: str | None = None) -> Position:
        """Where a key stands; without it, or when it is written inline, where its table does."""
        if name is not None and (table, index, name) in self._keys:
            return self._keys[table, index, name]
        if (table, index) in self._tables:
            return self._tables[table, index]
        return self._keys.get(("", 0, table), (1, 1))


def _after(line: str, depth: int, quotes: str) -> tuple[int, str]:
    """How many brackets and which quotes are open behind a line."""
    k = 0
    while k < len(line):
        if quotes:
            k, quotes = _inside(line, k, quotes)
            continue
        if line[k] == "#":
            break
        if line[k] in "\"'":
            triple = line[k] * 3
            quotes = triple if line.startswith(triple, k) else line[k]
            k += len(quotes)
            continue
        depth += (line[k] in "[{") - (line[k] in "]}")
        k += 1
    if len(quotes) == 1:  # a string on one line cannot go on behind it
        quotes = ""
    return max(depth, 0), quotes


def _inside(line: str, k: int, quotes: str) -> tuple[int, str]:
    """One step inside a string: past an escape, out at its end, or one character on."""
    if line[k] == "\\" and quotes[0] == '"':
        return k + 2, quotes
    if line.startswith(quotes, k):
        return k + len(quotes), ""
    return k + 1, quotes
