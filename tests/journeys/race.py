"""Everybody wants a place at the same moment: what has to hold, asked of a running site by HTTP.

Three rounds. First all register at once. Then, at a second event that is full already, the rest
register while others give their places back and the organiser makes room. Then all who were
offered a place answer at once, each of them twice.

The order of commit is read from the database itself, not from what our code says of it: on
PostgreSQL the time at which the transaction of each row committed, on SQLite, which has one writer
at a time, the order in which the rows came into the table.
"""

import re
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.journeys.crowd import (
    Answer,
    Deed,
    Person,
    at_once,
    in_turn,
    looking,
    percentile,
    registering,
    told_numbers,
)
from tests.journeys.program import Program, answers, seconds_until

TOP = Path(__file__).resolve().parents[2]
FIRST, SECOND = "first", "second"
UNLOCKED = ("unlocked-0", "unlocked-1", "unlocked-2")
HOLDING = ("registered", "offered", "attended", "absent")
REGISTRATIONS = """
SELECT r."order", r.state, m.name FROM events_registration r
JOIN events_event e ON e.id = r.event_id JOIN members_member m ON m.id = r.member_id
WHERE e.slug = '{slug}' ORDER BY r."order"
"""
IN_ORDER_OF_COMMIT = """
SELECT r."order" FROM events_registration r JOIN events_event e ON e.id = r.event_id
WHERE e.slug = '{slug}' ORDER BY {committed}, r."order"
"""
TOO_MANY = """
SELECT (SELECT COALESCE(SUM(r.people), 0) FROM events_registration r
        WHERE r.event_id = e.id AND r.state IN ('registered', 'offered', 'attended', 'absent'))
       - e.capacity_people FROM events_event e WHERE e.slug = '{slug}'
"""


def events(places: int) -> dict[str, dict[str, object]]:
    """Return what `populate` needs to make the events of all rounds."""
    return {slug: {"capacity_people": places} for slug in (FIRST, SECOND, *UNLOCKED)}


@dataclass
class Row:
    """One registration as it stands in the table."""

    order: int
    state: str
    name: str


def ask(program: Program, words: str) -> list[tuple[object, ...]]:
    """Ask the database itself."""
    url = program.surroundings.get("BLUESTEM_DATABASE_URL")
    if url:
        with psycopg.connect(url) as database:
            return database.execute(words).fetchall()  # type: ignore[arg-type]
    path = program.folder / "bluestem.sqlite3"
    with closing(sqlite3.connect(path, timeout=20)) as database:
        return database.execute(words).fetchall()


def rows_of(program: Program, slug: str) -> list[Row]:
    return [Row(*row) for row in ask(program, REGISTRATIONS.format(slug=slug))]  # type: ignore[arg-type]


def states_of(rows: Sequence[Row]) -> dict[str, int]:
    found = [row.state for row in rows]
    return {state: found.count(state) for state in sorted(set(found))}


def check_order_of_commit(program: Program, slug: str) -> None:
    """The numbers were given in the order in which the registrations were committed."""
    is_postgresql = bool(program.surroundings.get("BLUESTEM_DATABASE_URL"))
    committed = "pg_xact_commit_timestamp(r.xmin)" if is_postgresql else "r.rowid"
    found = ask(program, IN_ORDER_OF_COMMIT.format(slug=slug, committed=committed))
    assert [row[0] for row in found] == list(range(1, len(found) + 1))


def check_no_error(said: Sequence[Answer]) -> None:
    assert {answer.status for answer in said} == {302}


@contextmanager
def watched(program: Program, slug: str) -> Iterator[list[int]]:
    """Count again and again, from outside, how many people there are more than places."""
    found: list[int] = []
    is_over = threading.Event()

    def look() -> None:
        while not is_over.is_set():
            found.append(int(ask(program, TOO_MANY.format(slug=slug))[0][0]))  # type: ignore[call-overload]
            time.sleep(0.05)

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield found
    finally:
        is_over.set()
        watcher.join()


def all_register(program: Program, people: Sequence[Person], places: int) -> list[Answer]:
    """First round: as many places as there are, everybody else in order of commit, no error."""
    with watched(program, FIRST) as too_many:
        said = at_once(program.port, registering(people, FIRST))
    check_no_error(said)
    rows = rows_of(program, FIRST)
    assert states_of(rows) == {"registered": places, "waiting": len(people) - places}
    assert [row.order for row in rows] == list(range(1, len(people) + 1))
    assert [row.state for row in rows[:places]] == ["registered"] * places
    check_order_of_commit(program, FIRST)
    told = told_numbers(in_turn(program.port, looking(people, FIRST)))
    by_name = {row.name: row for row in rows}
    for number, waits_as in enumerate(told):
        order = by_name[f"Person {number:03}"].order
        assert waits_as == (order - places if order > places else None)
    assert max(too_many) <= 0
    return said


def all_at_sixes_and_sevens(
    program: Program, organiser: Person, people: Sequence[Person], places: int, leave: int
) -> None:
    """Second round: some leave and the organiser makes room while the others register."""
    port, early = program.port, people[: 2 * leave]
    check_no_error(in_turn(port, registering(early[:places], SECOND)))
    check_no_error(in_turn(port, registering(early[places:], SECOND)))
    leaving = [Deed(who, "POST", f"/events/{SECOND}/cancel") for who in early[:leave]]
    more = places + places // 2
    makes_room = _gives(organiser, more)
    coming = registering(people[2 * leave :], SECOND)
    middle = len(coming) // 2
    with watched(program, SECOND) as too_many:
        check_no_error(at_once(port, [*leaving, *coming[:middle], makes_room, *coming[middle:]]))
    rows = rows_of(program, SECOND)
    assert max(too_many) <= 0
    assert [row.order for row in rows] == list(range(1, len(people) + 1))
    counted = states_of(rows)
    assert counted["cancelled"] == leave
    assert counted.get("registered", 0) + counted["offered"] == more
    assert counted["waiting"] == len(people) - leave - more
    _check_nobody_was_passed_over(rows)


def all_answer(program: Program, organiser: Person, people: Sequence[Person], places: int) -> None:
    """Third round: offers are taken and left at once, each twice; capacity goes down meanwhile."""
    offered = [row for row in rows_of(program, SECOND) if row.state == "offered"]
    holders = [people[int(row.name.split()[-1])] for row in offered]
    pages = in_turn(program.port, looking(holders, SECOND))
    addresses = [re.search(r'href="(/offers/[^"]+)"', page.page)[1] for page in pages]  # type: ignore[index]
    deeds = []
    for number, (who, address) in enumerate(zip(holders, addresses, strict=True)):
        answer = {"do": "accept" if number % 3 else "decline"}
        deeds += [Deed(who, "POST", address, answer)] * 2
    before = len(rows_of(program, SECOND))
    with watched(program, SECOND) as too_many:
        said = at_once(program.port, [*deeds, _gives(organiser, places + places // 2 + 2)])
    check_no_error(said)
    assert max(too_many) <= 0
    rows = rows_of(program, SECOND)
    assert len(rows) == before
    by_name = {row.name: row.state for row in rows}
    for number, row in enumerate(offered):
        assert by_name[row.name] == ("registered" if number % 3 else "cancelled")
    assert sum(row.state in HOLDING for row in rows) == places + places // 2 + 2
    _check_nobody_was_passed_over(rows)
    # Fewer places than people take nobody's away, and nobody else gets one.
    check_no_error(at_once(program.port, [_gives(organiser, 1)]))
    assert states_of(rows_of(program, SECOND)) == states_of(rows)


def _gives(organiser: Person, places: int) -> Deed:
    form = {"capacity_people": str(places), "online_capacity_people": ""}
    return Deed(organiser, "POST", f"/desk/events/{SECOND}/places", form)


def _check_nobody_was_passed_over(rows: Sequence[Row]) -> None:
    """Whoever has a place or an offer came before everybody who still waits."""
    have = max(row.order for row in rows if row.state in HOLDING)
    assert have < min(row.order for row in rows if row.state == "waiting")


def waited_seconds(said: Sequence[Answer]) -> Mapping[str, float]:
    """Return how long people waited for the answer to their click."""
    seconds = [answer.seconds for answer in said]
    return {
        "median": percentile(seconds, 0.5),
        "p99": percentile(seconds, 0.99),
        "longest": max(seconds),
    }


@contextmanager
def running_unlocked(program: Program) -> Iterator[None]:
    """Serve the site without the lock, by the same server with as many threads."""
    server = subprocess.Popen(
        [
            *[sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "1"],
            *["--blocking-threads", "8", "--host", "127.0.0.1", "--port", str(program.port)],
            "tests.journeys.unlocked:application",
        ],
        cwd=TOP,
        env={**program.environment, "PYTHONPATH": str(TOP)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        seconds_until(lambda: answers(program.address), 60)
        yield
    finally:
        server.terminate()
        server.wait(20)


def oversold(program: Program, people: Sequence[Person], places: int, tries: int = 3) -> int:
    """The control: register everybody at once without the lock; return how many too many got in.

    What depends on chance may go well once: of several tries the worst counts.
    """
    worst = 0
    with running_unlocked(program):
        for number in range(tries):
            slug = f"unlocked-{number}"
            check_no_error(at_once(program.port, registering(people, slug)))
            counted = states_of(rows_of(program, slug))
            worst = max(worst, counted.get("registered", 0) - places)
            if worst:
                break
    return worst
