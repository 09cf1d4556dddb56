"""A matching as the JSON value that `interfaces.md` fixes."""

from __future__ import annotations

from typing import Any

from bluestem_matching.explain import (
    blocking_pairs,
    reasons_of,
    unmatched_mentees,
    unmatched_mentors,
)
from bluestem_matching.problem import Problem
from bluestem_matching.result import Matching
from bluestem_matching.values import as_points
from bluestem_matching.words import conflict


def result_json(problem: Problem, matching: Matching, language: str = "en") -> dict[str, Any]:
    """All that is known of a matching. Cost: that of reasons and blocking pairs."""
    pairs = list(matching.pairs)
    reasons = reasons_of(problem, pairs, language)
    certificate = matching.certificate
    threshold = certificate.threshold if certificate else None
    return {
        "status": matching.status,
        "conflict": [conflict(language, found) for found in matching.conflicts],
        "objective": matching.objective,
        "total": as_points(matching.total),
        "weakest": _points_or_none(matching.weakest),
        "bound": _points_or_none(matching.bound),
        "gap": _points_or_none(matching.gap),
        "seconds": matching.seconds,
        "pairs": [
            {
                "mentor": problem.mentors[column],
                "mentee": problem.mentees[row],
                "score": as_points(int(problem.scores[row, column])),
                "reasons": [
                    {
                        "criterion": reason.criterion,
                        "points": as_points(reason.units),
                        "of": as_points(reason.of),
                        "words": reason.words,
                    }
                    for reason in pair_reasons
                ],
            }
            for (row, column), pair_reasons in zip(pairs, reasons, strict=True)
        ],
        "unmatched_mentees": [
            {
                "id": problem.mentees[found.person],
                "reason": found.reason(language, threshold),
                "short_by": _points_or_none(found.short_by),
            }
            for found in unmatched_mentees(problem, matching)
        ],
        "unmatched_mentors": [
            {
                "id": problem.mentors[found.person],
                "reason": found.reason(language, threshold),
            }
            for found in unmatched_mentors(problem, matching)
        ],
        "blocking_pairs": [
            {"mentor": problem.mentors[column], "mentee": problem.mentees[row]}
            for row, column in blocking_pairs(problem, matching)
        ],
        "certificate": certificate.as_json(problem) if certificate else None,
    }


def _points_or_none(units: int | None) -> float | None:
    return None if units is None else as_points(units)
