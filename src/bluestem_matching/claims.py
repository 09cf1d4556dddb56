"""What a result says, read with suspicion: every key known, every number of its kind."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from bluestem_matching.certificate import Certificate, Stage
from bluestem_matching.prices import Prices
from bluestem_matching.problem import Pair, Problem
from bluestem_matching.result import Matching
from bluestem_matching.values import THOUSANDTHS

_KEYS = {
    "status",
    "conflict",
    "objective",
    "total",
    "weakest",
    "bound",
    "gap",
    "seconds",
    "pairs",
    "unmatched_mentees",
    "unmatched_mentors",
    "blocking_pairs",
    "certificate",
}
_CERTIFICATE_KEYS = {"scale", "mentors", "mentees", "threshold", "conditions", "stages"}
_STAGE_KEYS = {"level", "count", "mentors", "mentees"}
_PAIR_KEYS = {"mentor", "mentee", "score", "reasons"}
_STATUSES = ("optimal", "best known", "impossible")
_LARGEST = 1 << 53


class Objection(Exception):
    """Why a result is refused, as a sentence."""


@dataclass(frozen=True, eq=False)
class Claims:
    """A result in the problem's own numbers. `raw` is the value as read, for what is compared as
    it stands (reasons, people without a pair, blocking pairs)."""

    status: str
    objective: str
    conflict: list[str]
    matching: Matching
    scores: tuple[int, ...]
    total: int
    weakest: int | None
    bound: int | None
    gap: int | None
    certificate: Certificate
    raw: dict[str, Any]


def read_claims(problem: Problem, result: Any) -> Claims:
    """The claims of a result. Raises: Objection where it is not of the form that is fixed."""
    _of_keys(result, _KEYS, "the result")
    status, objective = result["status"], result["objective"]
    if status not in _STATUSES:
        raise Objection(f"unknown status {status!r}")
    if not isinstance(objective, str):
        raise Objection(f"unknown objective {objective!r}")
    if _decimal(result["seconds"], "seconds") < 0:
        raise Objection("seconds are below 0")
    pairs, scores = _pairs(problem, result["pairs"])
    certificate = _certificate(problem, result["certificate"], status)
    weakest = min((int(problem.scores[pair]) for pair in pairs), default=None)
    matching = Matching(
        status,
        objective,
        tuple(sorted(pairs)),
        total=sum(int(problem.scores[pair]) for pair in pairs),
        weakest=weakest,
        certificate=certificate,
    )
    return Claims(
        status=status,
        objective=objective,
        conflict=result["conflict"],
        matching=matching,
        scores=scores,
        total=units(result["total"], "total"),
        weakest=_units_or_none(result["weakest"], "weakest"),
        bound=_units_or_none(result["bound"], "bound"),
        gap=_units_or_none(result["gap"], "gap"),
        certificate=certificate,
        raw=result,
    )


def _pairs(problem: Problem, value: Any) -> tuple[list[Pair], tuple[int, ...]]:
    rows = {name: k for k, name in enumerate(problem.mentees)}
    columns = {name: k for k, name in enumerate(problem.mentors)}
    pairs, scores = [], []
    for entry in _list(value, "pairs"):
        _of_keys(entry, _PAIR_KEYS, "a pair")
        pairs.append((_known(entry["mentee"], rows), _known(entry["mentor"], columns)))
        scores.append(units(entry["score"], "a score"))
    return pairs, tuple(scores)


def _known(name: Any, places: dict[str, int]) -> int:
    if not isinstance(name, str) or name not in places:
        raise Objection(f"unknown person {name!r}")
    return places[name]


def _certificate(problem: Problem, value: Any, status: str) -> Certificate:
    n, m = problem.scores.shape
    if status == "impossible":
        if value is not None:
            raise Objection("an impossible problem has no certificate")
        zeros = np.zeros(n, dtype=np.int64), np.zeros(m, dtype=np.int64)
        return Certificate(THOUSANDTHS, *zeros)
    _of_keys(value, _CERTIFICATE_KEYS, "the certificate")
    scale = _whole(value["scale"], "scale")
    if scale < THOUSANDTHS or scale % THOUSANDTHS:
        raise Objection("the scale is not a multiple of 1000")
    return Certificate(
        scale,
        _prices(value["mentees"], problem.mentees),
        _prices(value["mentors"], problem.mentors),
        _units_or_none(value["threshold"], "threshold"),
        tuple(
            _whole(price, "a condition's price")
            for price in _list(value["conditions"], "conditions")
        ),
        tuple(_stage(problem, stage) for stage in _list(value["stages"], "stages")),
    )


def _stage(problem: Problem, value: Any) -> Stage:
    _of_keys(value, _STAGE_KEYS, "a stage")
    return Stage(
        units(value["level"], "level"),
        _whole(value["count"], "count"),
        _prices(value["mentees"], problem.mentees),
        _prices(value["mentors"], problem.mentors),
    )


def _prices(value: Any, names: tuple[str, ...]) -> Prices:
    _of_keys(value, set(names), "the prices")
    return np.array([_whole(value[name], "a price") for name in names], dtype=np.int64)


def _whole(value: Any, what: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > _LARGEST:
        raise Objection(f"{what} is not a whole number")
    return value


def _decimal(value: Any, what: str) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise Objection(f"{what} is not a number")
    number = Decimal(str(value))
    if not number.is_finite() or abs(number) > _LARGEST:
        raise Objection(f"{what} is not a number")
    return number


def units(value: Any, what: str) -> int:
    """Points as thousandths. Raises: Objection if they are no number or finer than that."""
    number = _decimal(value, what) * THOUSANDTHS
    if number != int(number):
        raise Objection(f"{what} has more than three decimals")
    return int(number)


def _units_or_none(value: Any, what: str) -> int | None:
    return None if value is None else units(value, what)


def _list(value: Any, what: str) -> list[Any]:
    if not isinstance(value, list):
        raise Objection(f"{what} is not a list")
    return value


def _of_keys(value: Any, names: set[str], what: str) -> None:
    if not isinstance(value, dict) or set(value) != names:
        raise Objection(f"{what} has other keys than it should")
