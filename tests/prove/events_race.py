"""500 people want 10 places at the same moment by HTTP, on SQLite and on PostgreSQL.

Exactly 10 get one, 490 wait in the order of commit, nobody sees an error; again with 50 who give
their places back and more room in between; then all offers are answered twice at once. As a
control the site without its lock has to oversell. What a round is stands in tests/journeys/race.py.
"""

import sys
import tempfile
from pathlib import Path

import _paths

sys.path.insert(0, str(_paths.TOP / "scripts"))
from postgresql import temporary_server
from tests.journeys import race
from tests.journeys.crowd import populate
from tests.journeys.program import Program

PEOPLE, PLACES, LEAVE = 500, 10, 50


def run(words: str, database_url: str) -> bool:
    """Race on one database; return whether the control oversold."""
    with tempfile.TemporaryDirectory() as folder:
        surroundings = {"BLUESTEM_DATABASE_URL": database_url} if database_url else {}
        program = Program(Path(folder), surroundings=surroundings)
        program.init()
        organiser, people = populate(program, PEOPLE, race.events(PLACES))
        with program.running():
            waited = race.waited_seconds(race.all_register(program, people, PLACES))
            seconds = ", ".join(f"{name} {value:.2f} s" for name, value in waited.items())
            print(f"{words}: {PLACES} registered, {PEOPLE - PLACES} wait in order; {seconds}")
            race.all_at_sixes_and_sevens(program, organiser, people, PLACES, LEAVE)
            counted = race.states_of(race.rows_of(program, race.SECOND))
            print(f"{words}: with {LEAVE} who left and more room: {counted}")
            race.all_answer(program, organiser, people, PLACES)
            counted = race.states_of(race.rows_of(program, race.SECOND))
            print(f"{words}: all offers answered twice at once: {counted}", flush=True)
        too_many = race.oversold(program, people, PLACES)
        print(f"{words}: without the lock {too_many} people too many", flush=True)
        return too_many > 0


def main() -> int:
    """Return 0 where every round held and the control did not."""
    kept = run("SQLite", "")
    with temporary_server() as url:
        kept = run("PostgreSQL", url) and kept
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
