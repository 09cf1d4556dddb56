"""How long people wait for the answer to their click when 500 want a place at the same moment.

    .venv/bin/python benchmarks/events_race.py [TURNS]

Against a whole running site, on SQLite and on PostgreSQL. Shown beside the time that a click takes
when nobody else clicks, so that a slow machine can be told from a slow program.
"""

import statistics
import sys
import tempfile
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TOP), str(TOP / "scripts")]
from postgresql import temporary_server  # noqa: E402
from tests.journeys.crowd import at_once, in_turn, looking, populate, registering  # noqa: E402
from tests.journeys.program import Program  # noqa: E402
from tests.journeys.race import check_no_error, waited_seconds  # noqa: E402

PEOPLE, PLACES, ALONE = 500, 10, 40
LIMITS = {"SQLite": 5.0, "PostgreSQL": 2.0}


def measure(words: str, database_url: str, turns: int) -> bool:
    """Print the figures of one database; return whether its limit is kept."""
    with tempfile.TemporaryDirectory() as folder:
        surroundings = {"BLUESTEM_DATABASE_URL": database_url} if database_url else {}
        program = Program(Path(folder), surroundings=surroundings)
        program.init()
        events = [f"turn-{number}" for number in range(turns)]
        made = {slug: {"capacity_people": PLACES} for slug in (*events, "alone")}
        _, people = populate(program, PEOPLE, made)
        found: dict[str, list[float]] = {"median": [], "p99": [], "longest": []}
        with program.running():
            in_turn(program.port, looking(people[:20], "alone"))
            one_by_one = in_turn(program.port, registering(people[:ALONE], "alone"), hands=1)
            alone = statistics.median(answer.seconds for answer in one_by_one)
            for slug in events:
                answers = at_once(program.port, registering(people, slug))
                check_no_error(answers)
                for name, value in waited_seconds(answers).items():
                    found[name].append(value)
    middle = {name: statistics.median(values) for name, values in found.items()}
    is_kept = middle["p99"] <= LIMITS[words]
    verdict = "kept" if is_kept else "NOT kept"
    print(
        f"{words}: alone {1000 * alone:.1f} ms, so one after the other {PEOPLE * alone:.2f} s; "
        f"{PEOPLE} at once: median {middle['median']:.2f} s, p99 {middle['p99']:.2f} s, "
        f"longest {middle['longest']:.2f} s; p99 at most {LIMITS[words]:.0f} s: {verdict}",
        flush=True,
    )
    return is_kept


def main(turns: int) -> int:
    """Return 0 where both limits are kept; figures are medians over the turns."""
    kept = measure("SQLite", "", turns)
    with temporary_server() as url:
        kept = measure("PostgreSQL", url, turns) and kept
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 3))
