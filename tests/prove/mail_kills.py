"""One mailing to 10,000, its sender killed 200 times with -9 at random points.

0 lost, at most one double per kill, and only with the same Message-ID.
"""

import os
import sys

import _paths  # noqa: F401

from bluestem.mailroom.tests.rehearsal import rehearse

RECIPIENTS = int(os.environ.get("BLUESTEM_PROVE_RECIPIENTS", "10000"))
KILLS = int(os.environ.get("BLUESTEM_PROVE_KILLS", "200"))


def main() -> int:
    """Return 0 where nobody was lost and nobody got more than the kills explain."""
    outcome = rehearse(recipients=RECIPIENTS, kills=KILLS, seed=20211, patience_seconds=900)
    print(outcome)
    is_kept = (
        not outcome.faults
        and outcome.kills == KILLS
        and outcome.states == {"sent": RECIPIENTS}
        and outcome.doubles <= KILLS
    )
    return 0 if is_kept else 1


if __name__ == "__main__":
    sys.exit(main())
