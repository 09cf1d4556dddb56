"""A matching that was proposed, with what is known about how good it is."""

from __future__ import annotations

from dataclasses import dataclass

from bluestem_matching.certificate import Certificate
from bluestem_matching.problem import Conflict, Pair, Problem


@dataclass(frozen=True, eq=False)
class Matching:
    """Pairs (row, column) in the order of mentees. All scores are thousandths of a point.

    `status` is "optimal" (proved), "best known" (the proof leaves a gap) or "impossible". `bound`
    is what no matching of this many pairs can exceed in total; `gap` what is open below it.
    """

    status: str
    objective: str
    pairs: tuple[Pair, ...] = ()
    total: int = 0
    weakest: int | None = None
    bound: int | None = None
    certificate: Certificate | None = None
    conflicts: tuple[Conflict, ...] = ()
    seconds: float = 0.0

    @property
    def gap(self) -> int | None:
        """How much better a matching could be as far as is proved; None if none is possible."""
        return None if self.bound is None else self.bound - self.total

    @classmethod
    def of(
        cls, problem: Problem, pairs: list[Pair], certificate: Certificate, bound: int | None = None
    ) -> Matching:
        """A matching recounted from its pairs; without `bound` it is proved."""
        scores = [int(problem.scores[pair]) for pair in pairs]
        total = sum(scores)
        limit = total if bound is None else bound
        return cls(
            status="optimal" if limit == total else "best known",
            objective=problem.objective,
            pairs=tuple(sorted(pairs)),
            total=total,
            weakest=min(scores, default=None),
            bound=limit,
            certificate=certificate,
        )
