"""The score of every pair: the sum of its criteria in whole thousandths of a point.

A pair that breaks a rule has the score `FORBIDDEN`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bluestem_matching.features import Cells, Feature, Types, broken, points, truth
from bluestem_matching.people import People
from bluestem_matching.policy import Criterion, Policy, Rule, Test
from bluestem_matching.text import Likeness
from bluestem_matching.values import thousandths

FORBIDDEN = -1
"""In a matrix of scores: this pair cannot be."""

_BROKEN = -(1 << 20)
"""Added for each broken rule: more than any score, and 1,000 of them still fit into 32 bits."""

_BLOCK = 1 << 18
"""Cells worked on at a time: 1 MiB of int32 stays in the cache."""

Scores = NDArray[np.int32]


@dataclass(frozen=True)
class Scoring:
    """A policy put to two tables of people, who stand in the problem's order.

    `criteria` and `rules` pair each entry of the policy with what answers it.
    """

    mentees: int
    mentors: int
    criteria: tuple[tuple[Criterion, Feature | Likeness], ...]
    rules: tuple[tuple[Rule, Feature], ...]
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

        def answer(criterion: Criterion) -> Feature | Likeness:
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

        Cost: O(mentees × mentors), a few nanoseconds a cell; memory: the matrix and 1 MiB blocks.
        """
        scores = np.zeros((self.mentees, self.mentors), dtype=np.int32)
        if not scores.size:
            return scores
        tables, wide = _gathered(self._weighted(), self.mentees, self.mentors)
        texts = [answer for _c, answer in self.criteria if isinstance(answer, Likeness)]
        height = max(1, _BLOCK // self.mentors)
        for start in range(0, self.mentees, height):
            rows = slice(start, min(start + height, self.mentees))
            block = scores[rows]
            for of_mentees, table in tables:
                block += table[of_mentees[rows]]
            for feature, weight in wide:
                block += feature.block(rows) * np.int32(weight)
            for text in texts:
                block += text.block(rows)
            if self.rules:
                np.maximum(block, FORBIDDEN, out=block)
        return scores

    def _weighted(self) -> list[tuple[Feature, int]]:
        found = [(answer, 1) for _c, answer in self.criteria if isinstance(answer, Feature)]
        return found + [(feature, _BROKEN) for _rule, feature in self.rules]

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
        feature = truth(test, self.cells(test))
        return feature.expanded()[feature.of_mentees] > 0


def _gathered(
    features: list[tuple[Feature, int]], mentees: int, mentors: int
) -> tuple[list[tuple[Types, Scores]], list[tuple[Feature, int]]]:
    """Features of few types as ready rows to copy, those that go together merged; and the rest.

    Merging two features adds their rows once for each combination of types that occurs, which
    saves one pass over the whole matrix.
    """
    most = max(mentees // 4, 1)
    tables: list[tuple[Types, Scores]] = []
    wide: list[tuple[Feature, int]] = []
    for feature, weight in sorted(features, key=lambda pair: pair[0].mentee_types):
        if feature.mentee_types > most:
            wide.append((feature, weight))
            continue
        rows = feature.expanded() * np.int32(weight)
        if tables:
            merged = _merged(tables[-1], (feature.of_mentees, rows), most)
            if merged is not None:
                tables[-1] = merged
                continue
        tables.append((feature.of_mentees, rows))
    return tables, wide


def _merged(
    one: tuple[Types, Scores], two: tuple[Types, Scores], most: int
) -> tuple[Types, Scores] | None:
    """Two tables as one, or None if that has too many types to be worth it."""
    width = len(two[1])
    joint, codes = np.unique(one[0] * width + two[0], return_inverse=True)
    if len(joint) > most:
        return None
    return codes.astype(np.intp), one[1][joint // width] + two[1][joint % width]
