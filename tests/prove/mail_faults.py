"""The same mailing through a server that drops after DATA (1 %) and within it (1 %), answers 4xx
(5 %), 5xx (1 %) and 421 after 100 mails; with kills; with two senders at once; with settings
saved meanwhile. Every delivery in exactly one final state; doubles ≤ kills + drops after DATA.
"""

import os
import sys

import _paths  # noqa: F401

from bluestem.mailroom.tests.rehearsal import Outcome, rehearse

RECIPIENTS = int(os.environ.get("BLUESTEM_PROVE_RECIPIENTS", "10000"))
KILLS = int(os.environ.get("BLUESTEM_PROVE_KILLS", "200"))
FAULTS = {
    "drop_end": 0.01,
    "drop_content": 0.01,
    "later": 0.05,
    "refuse": 0.01,
    "close_after": 100,
}


def is_kept(outcome: Outcome, words: str) -> bool:
    """Show an outcome and tell whether it keeps the promise."""
    print(f"{words}: {outcome}", flush=True)
    final = sum(outcome.states.get(state, 0) for state in ("sent", "failed", "stopped"))
    return not outcome.faults and final == RECIPIENTS


def main() -> int:
    """Return 0 where every round kept the promise."""
    rounds = {
        "a faulty server": {"seed": 31, "kills": 0},
        "a faulty server and kills": {"seed": 32, "kills": KILLS},
        "two senders, settings saved, kills": {
            "seed": 33,
            "kills": KILLS,
            "senders": 2,
            "saves_settings": True,
        },
    }
    kept = [
        is_kept(
            rehearse(recipients=RECIPIENTS, faults=FAULTS, patience_seconds=900, **more),  # type: ignore[arg-type]
            words,
        )
        for words, more in rounds.items()
    ]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
