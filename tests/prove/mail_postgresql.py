"""The same on PostgreSQL: kills, a faulty server, two senders, settings saved meanwhile."""

import os
import sys

import _paths
import psycopg
from mail_faults import FAULTS

from bluestem.mailroom.tests.rehearsal import rehearse

sys.path.insert(0, str(_paths.TOP / "scripts"))
from postgresql import temporary_server

RECIPIENTS = int(os.environ.get("BLUESTEM_PROVE_RECIPIENTS", "10000"))
KILLS = int(os.environ.get("BLUESTEM_PROVE_KILLS", "200"))


def main() -> int:
    """Return 0 where every delivery ended once and nobody got more than can be explained."""
    rounds = {
        "kills": {"kills": KILLS},
        "four senders, a faulty server, kills, settings saved": {
            "kills": KILLS,
            "senders": 4,
            "faults": FAULTS,
            "saves_settings": True,
        },
    }
    kept = True
    with temporary_server() as url:
        for number, (words, more) in enumerate(rounds.items()):
            with psycopg.connect(url, autocommit=True) as database:
                database.execute(f"CREATE DATABASE round{number}")  # type: ignore[arg-type]
            outcome = rehearse(
                recipients=RECIPIENTS,
                seed=41 + number,
                database_url=f"{url.rpartition('/')[0]}/round{number}",
                patience_seconds=900,
                **more,  # type: ignore[arg-type]
            )
            print(f"PostgreSQL, {words}: {outcome}", flush=True)
            final = sum(outcome.states.get(state, 0) for state in ("sent", "failed"))
            kept = kept and not outcome.faults and final == RECIPIENTS
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
