"""The score of every pair: the sum of its criteria in whole thousandths of a point.

A pair that breaks a rule has the score `FORBIDDEN`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bluestem_matching.features import Cells, Feature, Listed, Types, broken, points, truth
from bluestem_matching.people import People
from bluestem_matching.policy import Criterion, Policy, Rule, Test
from bluestem_matching.text import Likeness
from bluestem_matching.values import thousandths

FORBIDDEN = -1
"""In a matrix of scores: this pair cannot be."""

_BROKEN = -(1 << 20)
"""Added for each broken rule: more than any score, and 1,000 of them still fit into 32 bits."""

_BLOCK = 1 << 17
"""Cells worked on at a time: half a MiB of int32 stays in the cache."""

_FEW = 2000
"""Up to so many mentees a table of all types is never too large."""

Scores = NDArray[np.int32]
Answer = Feature | Listed | Likeness


@dataclass(frozen=True)
class Scoring:
    """A policy put to two tables of people, who stand in the problem's order.

    `criteria` and `rules` pair each entry of the policy with what answers it.
    """

    mentees: int
    mentors: int
    criteria: tuple[tuple[Criterion, Answer], ...]
    rules: tuple[tuple[Rule, Feature | Listed], ...]
    separator: str
    cells: Callable[[Test], Cells]

    @classmethod
    def of(cls, policy: Policy, mentees: People, mentors: People) -> Scoring:
        """Prepare features. Cost: one pass over the cells.

        Raises: KeyError for a column that is not there (`checks` finds these first).
        """
        mentee_ids, mentor_ids = mentees.column(policy.mentee_id), mentors.column(policy.mentor_id)

        def cells(test: Test) -> Cells:
            return Cells(
                mentees=mentees.column(test.mentee) if test.mentee else [""] * len(mentees.rows),
                mentors=mentors.column(test.mentor) if test.mentor else [""] * len(mentors.rows),
                mentee_ids=mentee_ids,
                mentor_ids=mentor_ids,
                separator=policy.separator,
            )

        def answer(criterion: Criterion) -> Answer:
            found = cells(criterion.test)
            if criterion.test.kind == "text":
                return Likeness.of(found.mentees, found.mentors, thousandths(criterion.points))
            return points(criterion.test, criterion.points, found)

        return cls(
            mentees=len(mentees.rows),
            mentors=len(mentors.rows),
            criteria=tuple((criterion, answer(criterion)) for criterion in policy.criteria),
            rules=tuple(
                (rule, feature)
                for rule in policy.rules
                for feature in broken(rule.test, cells(rule.test))
            ),
            separator=policy.separator,
            cells=cells,
        )

    def matrix(self) -> Scores:
        """Scores of all pairs: shape (mentees, mentors), int32, `FORBIDDEN` where a rule says so.

        Cost: O(mentees × mentors), a few nanoseconds a cell; memory: the matrix and small blocks.
        """
        scores = np.zeros((self.mentees, self.mentors), dtype=np.int32)
        if not scores.size:
            return scores
        weighted: list[tuple[Answer, int]] = [(answer, 1) for _criterion, answer in self.criteria]
        weighted += [(answer, _BROKEN) for _rule, answer in self.rules]
        parts = _parts(weighted, self.mentees)
        height = max(1, _BLOCK // self.mentors)
        for start in range(0, self.mentees, height):
            rows = slice(start, min(start + height, self.mentees))
            for add in parts:
                add(scores[rows], rows)
            if self.rules:
                np.maximum(scores[rows], FORBIDDEN, out=scores[rows])
        return scores

    def parts(self, rows: Types, columns: Types) -> NDArray[np.int32]:
        """What each criterion gives each pair: shape (pairs, criteria), thousandths of a point."""
        found = np.zeros((len(rows), len(self.criteria)), dtype=np.int32)
        for k, (_criterion, answer) in enumerate(self.criteria):
            found[:, k] = answer.at(rows, columns)
        return found

    def broken_rules(self, row: int, column: int) -> list[Rule]:
        """The rules that one pair breaks, each once, in the policy's order."""
        where = np.array([row]), np.array([column])
        hits = [rule for rule, feature in self.rules if feature.at(*where)[0]]
        return list(dict.fromkeys(hits))

    def passes(self, test: Test) -> NDArray[np.bool_]:
        """Which pairs pass a test: shape (mentees, mentors)."""
        if not self.mentees or not self.mentors:
            return np.zeros((self.mentees, self.mentors), dtype=np.bool_)
        passed = np.zeros((self.mentees, self.mentors), dtype=np.int32)
        for add in _parts([(truth(test, self.cells(test)), 1)], self.mentees):
            add(passed, slice(0, self.mentees))
        return passed > 0


_Part = Callable[[Scores, slice], None]
"""Adds one part of the score to a block of these rows; the first may take them for zeros."""


def _parts(answers: list[tuple[Answer, int]], mentees: int) -> list[_Part]:
    """What to add to each block. Features of few types become rows that are ready to copy; those
    that go together are merged, which saves one pass over the whole matrix."""
    parts: list[_Part] = []
    tables: list[tuple[Types, Scores]] = []
    features = [(answer, weight) for answer, weight in answers if isinstance(answer, Feature)]
    for feature, weight in sorted(features, key=lambda pair: pair[0].mentee_types):
        if feature.mentee_types * 2 > mentees > _FEW:
            parts.append(_wide(feature, weight))
            continue
        rows = feature.expanded()
        rows *= np.int32(weight)
        merged = _merged(tables[-1], (feature.of_mentees, rows), mentees) if tables else None
        if merged is None:
            tables.append((feature.of_mentees, rows))
        else:
            tables[-1] = merged
    # The first table is written, not added; the order changes no sum.
    parts = [(_added if k else _written)(*table) for k, table in enumerate(tables)] + parts
    for answer, weight in answers:
        if isinstance(answer, Listed):
            parts.append(_listed(answer, weight))
        elif isinstance(answer, Likeness):
            parts.append(_text(answer))
    return parts


def _written(of_mentees: Types, table: Scores) -> _Part:
    def write(block: Scores, rows: slice) -> None:
        # Types are never out of range; "clip" lets NumPy write without a buffer of its own.
        np.take(table, of_mentees[rows], axis=0, out=block, mode="clip")

    return write


def _added(of_mentees: Types, table: Scores) -> _Part:
    def add(block: Scores, rows: slice) -> None:
        block += table.take(of_mentees[rows], axis=0)

    return add


def _wide(feature: Feature, weight: int) -> _Part:
    def add(block: Scores, rows: slice) -> None:
        block += feature.block(rows) * np.int32(weight)

    return add


def _listed(listed: Listed, weight: int) -> _Part:
    def add(block: Scores, rows: slice) -> None:
        listed.add_to(block, rows, weight)

    return add


def _text(likeness: Likeness) -> _Part:
    def add(block: Scores, rows: slice) -> None:
        block += likeness.block(rows)

    return add


def _merged(
    one: tuple[Types, Scores], two: tuple[Types, Scores], mentees: int
) -> tuple[Types, Scores] | None:
    """Two tables as one, or None if that has too many types to be worth it."""
    width = len(two[1])
    joint, codes = np.unique(one[0] * width + two[0], return_inverse=True)
    if len(joint) * 4 > mentees:
        return None
    table = one[1].take(joint // width, axis=0)
    table += two[1].take(joint % width, axis=0)
    return codes.astype(np.intp, copy=False), table
