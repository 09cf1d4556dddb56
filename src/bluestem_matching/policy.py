"""A committee's policy: what counts for a pair, what forbids one, what the whole must hold."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

OBJECTIVES = ("total", "fair", "leximin")
CRITERION_KINDS = (
    "shared",
    "equal",
    "different",
    "wish",
    "rank",
    "gap",
    "text",
    "bonus",
    "flag",
)
RULE_KINDS = ("different", "equal", "shared", "no_shared", "named", "flag", "gap")
SIDE_KINDS = ("at_least", "at_most")
SIDE_TESTS = (
    "shared",
    "equal",
    "different",
    "no_shared",
    "wish",
    "rank",
    "gap",
    "bonus",
    "flag",
)


@dataclass(frozen=True)
class Test:
    """A question about one pair, asked of a column of each table (or of one of them).

    `low` and `high` bound the difference mentor minus mentee for `gap`; `grades` are the names of
    its steps, lowest first, when the cells hold no whole numbers.
    """

    __test__ = False  # the word is the policy's; pytest must not collect it

    kind: str
    mentor: str | None = None
    mentee: str | None = None
    low: int | None = None
    high: int | None = None
    grades: tuple[str, ...] = ()

    @property
    def columns(self) -> str:
        """The columns asked, as a person would name them."""
        named = [name for name in (self.mentor, self.mentee) if name]
        return " / ".join(dict.fromkeys(named))


@dataclass(frozen=True)
class Criterion:
    """One part of the score: a test and the points it can bring (0 to 100)."""

    name: str
    points: Decimal
    test: Test
    line: int = 1


@dataclass(frozen=True)
class Rule:
    """A test that forbids a pair."""

    test: Test
    line: int = 1

    @property
    def name(self) -> str:
        """What a conflict calls the rule."""
        return f"{self.test.kind}: {self.test.columns}"


@dataclass(frozen=True)
class Side:
    """A condition over the whole matching: at least, or at most, `count` pairs pass the test."""

    kind: str
    count: int
    test: Test
    line: int = 1

    @property
    def name(self) -> str:
        """What a conflict calls the condition."""
        return f"{self.kind} {self.count} {self.test.kind}: {self.test.columns}"


@dataclass(frozen=True)
class Policy:
    """All that a committee decided, read and checked. `file` names it in faults."""

    mentor_id: str
    mentee_id: str
    criteria: tuple[Criterion, ...]
    rules: tuple[Rule, ...] = ()
    sides: tuple[Side, ...] = ()
    capacity: str | None = None
    objective: str = "fair"
    separator: str = ";"
    file: str = "policy.toml"
