"""Reading a policy from TOML: every key known, every number in its range, faults with their line.

Keys that `interfaces.md` does not name are refused, so that a misspelt rule is never left out in
silence.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bluestem_matching.faults import Fault, InputRefused, quote
from bluestem_matching.policy import (
    CRITERION_KINDS,
    OBJECTIVES,
    RULE_KINDS,
    SIDE_KINDS,
    SIDE_TESTS,
    Criterion,
    Policy,
    Rule,
    Side,
    Test,
)
from bluestem_matching.toml_lines import Positions
from bluestem_matching.values import key

_MOST = 1000
_TOP = ("id", "columns", "capacity", "objective", "separator", "criterion", "rule", "side")
_GAP = ("from", "to", "grades")
_FULL_POINTS = 100
_LARGEST = 10**9
_AT_LINE = re.compile(r"\(at line (\d+), column (\d+)\)")
_COLUMN_KEYS = {"mentor": "mentor", "mentors": "mentor", "mentee": "mentee", "mentees": "mentee"}


def read_policy(text: str, *, file: str = "policy.toml") -> Policy:
    """A policy from the text of its file.

    Raises: InputRefused with every fault found, each with its line and character.
    """
    try:
        data = tomllib.loads(text, parse_float=Decimal)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InputRefused([_syntax_fault(str(error), text, file)]) from error
    except ValueError as error:  # a number too long to be one
        raise InputRefused([Fault(file, 1, 1, str(error), "TOML", "shorten it")]) from error
    reader = _Reader(data, Positions(text), file)
    policy = reader.policy()
    if reader.faults:
        raise InputRefused(reader.faults)
    return policy


def _syntax_fault(message: str, text: str, file: str) -> Fault:
    where = _AT_LINE.search(message)
    if where:
        line, column = int(where.group(1)), int(where.group(2))
    else:
        line, column = max(len(text.splitlines()), 1), 1
    words = _AT_LINE.sub("", message).replace("(at end of document)", "").strip()
    lines = text.splitlines()
    found = quote(lines[line - 1]) if line <= len(lines) else "the end of the file"
    return Fault(file, line, column, found, "TOML", f"correct this line: {words or 'unreadable'}")


@dataclass(frozen=True)
class _Place:
    """One table of the policy: its name, its place among those of its name, what it holds."""

    table: str
    index: int
    data: dict[str, Any]


class _Reader:
    """Collects faults while it reads, so that a committee corrects its file once."""

    def __init__(self, data: dict[str, Any], positions: Positions, file: str) -> None:
        self.faults: list[Fault] = []
        self._points_refused = False
        self._positions = positions
        self._file = file
        self._top = _Place("", 0, data)

    def policy(self) -> Policy:
        top = self._top
        self._refuse_unknown(top, _TOP)
        mentor_id, mentee_id = self._ids()
        criteria = tuple(self._criterion(place) for place in self._tables("criterion"))
        self._check_sum(criteria)
        return Policy(
            mentor_id=mentor_id,
            mentee_id=mentee_id,
            criteria=criteria,
            rules=tuple(self._rule(place) for place in self._tables("rule")),
            sides=tuple(self._side(place) for place in self._tables("side")),
            capacity=self._text(top, "capacity") if "capacity" in top.data else None,
            objective=self._choice(top, "objective", OBJECTIVES, default="fair"),
            separator=self._separator(),
            file=self._file,
        )

    # ---- Parts

    def _ids(self) -> tuple[str, str]:
        top = self._top
        named: dict[str, str] = {}
        columns = top.data.get("columns")
        if columns is not None and not isinstance(columns, dict):
            self._fault(
                top, "columns", quote(columns), "a table", "write [columns] on its own line"
            )
        elif columns is not None:
            place = _Place("columns", 0, columns)
            self._refuse_unknown(place, tuple(_COLUMN_KEYS))
            for name, side in _COLUMN_KEYS.items():
                if name in columns:
                    named[side] = self._text(place, name)
        if "id" in top.data:
            common = self._text(top, "id")
            return named.get("mentor", common), named.get("mentee", common)
        for side in ("mentor", "mentee"):
            if side not in named:
                cure = 'add a line such as id = "email" at the top'
                self._fault(top, "id", "no id", "the column that names a person", cure)
                break
        return named.get("mentor", ""), named.get("mentee", "")

    def _separator(self) -> str:
        if "separator" not in self._top.data:
            return ";"
        value = self._top.data["separator"]
        marks = value.strip() if isinstance(value, str) else ""
        if marks and not any(char.isalnum() for char in marks):
            return marks
        expected = "one or more marks such as ; or |"
        self._fault(self._top, "separator", quote(value), expected, 'write separator = ";"')
        return ";"

    def _criterion(self, place: _Place) -> Criterion:
        kind = self._choice(place, "kind", CRITERION_KINDS)
        self._refuse_unknown(place, ("name", "kind", "points", "mentor", "mentee", *_GAP))
        return Criterion(
            name=self._text(place, "name"),
            points=self._points(place),
            test=self._test(place, kind),
            line=self._line(place),
        )

    def _rule(self, place: _Place) -> Rule:
        kind = self._choice(place, "kind", RULE_KINDS)
        self._refuse_unknown(place, ("kind", "mentor", "mentee", *_GAP))
        return Rule(self._test(place, kind), line=self._line(place))

    def _side(self, place: _Place) -> Side:
        self._refuse_unknown(place, ("kind", "count", "where", "mentor", "mentee", *_GAP))
        where = self._choice(place, "where", SIDE_TESTS)
        return Side(
            kind=self._choice(place, "kind", SIDE_KINDS),
            count=self._whole(place, "count", low=0),
            test=self._test(place, where),
            line=self._line(place),
        )

    def _test(self, place: _Place, kind: str) -> Test:
        if not kind:  # refused already; what it would need is unknown
            return Test(kind)
        self._check_columns(place, kind)
        mentor = self._text(place, "mentor") if "mentor" in place.data else None
        mentee = self._text(place, "mentee") if "mentee" in place.data else None
        if kind != "gap":
            for name in _GAP:
                if name in place.data:
                    cure = f"remove it, or write kind = {quote('gap')}"
                    self._fault(place, name, quote(name), f"no such key for {quote(kind)}", cure)
            return Test(kind, mentor, mentee)
        low = self._whole(place, "from", low=-_LARGEST) if "from" in place.data else None
        high = self._whole(place, "to", low=-_LARGEST) if "to" in place.data else None
        if low is None and high is None:
            cure = "add from = … and to = …"
            self._fault(place, None, "no from and no to", "how far apart the two may be", cure)
        elif low is not None and high is not None and low > high:
            expected = f"at least {low}, as from says"
            self._fault(place, "to", quote(high), expected, "exchange from and to")
        return Test(kind, mentor, mentee, low, high, self._grades(place))

    def _check_columns(self, place: _Place, kind: str) -> None:
        """Which of the keys mentor and mentee a kind needs, and which it does not know."""
        given = {name for name in ("mentor", "mentee") if name in place.data}
        if kind == "bonus":
            if "mentor" in given:
                cure = "remove the line; a bonus is the mentee's alone"
                self._fault(place, "mentor", quote("mentor"), "the key mentee only", cure)
            needed = {"mentee"}
        elif kind == "rank":
            needed = {"mentee"}
        elif kind in ("flag", "named"):
            needed = set() if given else {"mentee"}
        else:
            needed = {"mentor", "mentee"}
        for name in sorted(needed - given):
            cure = f'add a line {name} = "…" with the heading of a column'
            self._fault(place, None, f"no key {name}", f"a column of the {name}s", cure)

    def _grades(self, place: _Place) -> tuple[str, ...]:
        if "grades" not in place.data:
            return ()
        grades = place.data["grades"]
        expected = "a list of different names, lowest first"
        cure = 'write grades = ["junior", "senior"]'
        if not isinstance(grades, list) or not grades:
            self._fault(place, "grades", quote(grades), expected, cure)
            return ()
        names = [key(grade) for grade in grades if isinstance(grade, str)]
        if len(names) != len(grades) or len(set(names)) != len(names) or "" in names:
            self._fault(place, "grades", quote(grades), expected, cure)
            return ()
        return tuple(grade.strip() for grade in grades)

    def _check_sum(self, criteria: tuple[Criterion, ...]) -> None:
        total = sum((criterion.points for criterion in criteria), Decimal(0))
        if total == _FULL_POINTS or self._points_refused:
            return
        last = len(criteria) - 1
        place = _Place("criterion", max(last, 0), {})
        cure = f"change the points so that they add up to {_FULL_POINTS}"
        found = f"points that add up to {total.normalize():f}" if criteria else "no criterion"
        expected = f"points that add up to {_FULL_POINTS} over all criteria"
        self._fault(place, "points", found, expected, cure)

    # ---- Values

    def _tables(self, name: str) -> list[_Place]:
        value = self._top.data.get(name, [])
        if not isinstance(value, list) or any(not isinstance(item, dict) for item in value):
            cure = f"write [[{name}]] with two brackets"
            self._fault(_Place(name, 0, {}), None, f"one {name}", f"a list of {name}s", cure)
            return []
        if len(value) > _MOST:  # of rules, their sum has to fit into 32 bits
            place = _Place(name, _MOST, value[_MOST])
            found, expected = f"{len(value)} tables [[{name}]]", f"at most {_MOST}"
            self._fault(place, None, found, expected, "leave some out")
        return [_Place(name, index, item) for index, item in enumerate(value[:_MOST])]

    def _text(self, place: _Place, name: str) -> str:
        value = place.data.get(name)
        if isinstance(value, str) and value.strip():
            return value.strip()
        found = f"no {name}" if value is None else f"{name} = {quote(value)}"
        self._fault(place, name, found, "a text in quotation marks", f'write {name} = "…"')
        return ""

    def _choice(
        self, place: _Place, name: str, choices: tuple[str, ...], default: str | None = None
    ) -> str:
        value = place.data.get(name, default)
        if isinstance(value, str) and value in choices:
            return value
        found = f"no {name}" if value is None else f"{name} {quote(value)}"
        cure = f'write {name} = "{choices[0]}" or another of these'
        self._fault(place, name, found, "one of " + ", ".join(choices), cure)
        return ""

    def _whole(self, place: _Place, name: str, *, low: int) -> int:
        value = place.data.get(name)
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= _LARGEST:
            return value
        found = f"no {name}" if value is None else f"{name} = {quote(value)}"
        expected = f"a whole number from {low}" if low >= 0 else "a whole number"
        self._fault(place, name, found, expected, f"write {name} = {max(low, 0)} or more")
        return max(low, 0)

    def _points(self, place: _Place) -> Decimal:
        value = place.data.get("points")
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            number = Decimal(value)
            if number.is_finite() and 0 <= number <= _FULL_POINTS:
                return number
        self._points_refused = True
        found = "no points" if value is None else f"points = {quote(value)}"
        expected = f"points from 0 to {_FULL_POINTS}"
        self._fault(place, "points", found, expected, "write points = 20, for example")
        return Decimal(0)

    # ---- Faults

    def _refuse_unknown(self, place: _Place, known: tuple[str, ...]) -> None:
        for name in place.data:
            if name not in known:
                expected = "one of " + ", ".join(known)
                self._fault(place, name, f"key {quote(name)}", expected, "correct or remove it")

    def _line(self, place: _Place) -> int:
        return self._positions.of(place.table, place.index)[0]

    def _fault(self, place: _Place, name: str | None, found: str, expected: str, cure: str) -> None:
        line, column = self._positions.of(place.table, place.index, name)
        self.faults.append(Fault(self._file, line, column, found, expected, cure))
