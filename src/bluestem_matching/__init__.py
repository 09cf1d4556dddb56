"""Who is paired with whom, and why: pairs that are proved, fair and explained.

For: scoring from a policy, the best pairs for three objectives, proof, check, reasons; and small
groups in which as few people as can be meet again.
Not for: people's records, mails, pages, dates; it knows no Django and keeps nothing.
May call: NumPy, SciPy, openpyxl (in `cli/` only, the one place that reads and writes files).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bluestem_matching.best import best_matchings
    from bluestem_matching.certificate import Certificate
    from bluestem_matching.explain import blocking_pairs, reasons_of
    from bluestem_matching.faults import Fault, InputRefused
    from bluestem_matching.groups import fewest_repeats_of, form_round, rounds
    from bluestem_matching.people import People, Pins
    from bluestem_matching.policy import Policy
    from bluestem_matching.policy_file import read_policy
    from bluestem_matching.problem import Problem, build_problem
    from bluestem_matching.result import Matching
    from bluestem_matching.solve import solve
    from bluestem_matching.verify import verify
    from bluestem_matching.whatif import what_if

_HOMES = {
    "Certificate": "certificate",
    "Fault": "faults",
    "InputRefused": "faults",
    "Matching": "result",
    "People": "people",
    "Pins": "people",
    "Policy": "policy",
    "Problem": "problem",
    "best_matchings": "best",
    "blocking_pairs": "explain",
    "build_problem": "problem",
    "fewest_repeats_of": "groups",
    "form_round": "groups",
    "read_policy": "policy_file",
    "reasons_of": "explain",
    "rounds": "groups",
    "solve": "solve",
    "verify": "verify",
    "what_if": "whatif",
}

__all__ = [
    "Certificate",
    "Fault",
    "InputRefused",
    "Matching",
    "People",
    "Pins",
    "Policy",
    "Problem",
    "best_matchings",
    "blocking_pairs",
    "build_problem",
    "fewest_repeats_of",
    "form_round",
    "read_policy",
    "reasons_of",
    "rounds",
    "solve",
    "verify",
    "what_if",
]


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used, so that a refusal need not wait for SciPy."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    # Kept, and in place of the module: two functions have the name of the module they live in,
    # which the import has just put here.
    globals()[name] = found
    return found
