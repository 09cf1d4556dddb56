"""Writers of one process take turns on SQLite, in the order in which they came."""

import threading
import time
from pathlib import Path

import pytest
from django.db import connections

from bluestem.config.sqlite.base import TURNS, DatabaseWrapper, Turns


def test_turn_goes_to_whoever_waited_longest():
    turns, came, starts = Turns(), [], []
    assert turns.take()

    def wait(number):
        starts.append(number)
        assert turns.take()
        came.append(number)
        turns.give()

    threads = []
    for number in range(5):
        threads.append(threading.Thread(target=wait, args=[number]))
        threads[-1].start()
        while len(turns._waiting) <= number:
            time.sleep(0.001)
    turns.give()
    for thread in threads:
        thread.join()
    assert came == starts == [0, 1, 2, 3, 4]
    assert turns.take(0.01)


def test_turn_that_does_not_come_in_time_is_lost_for_nobody():
    turns = Turns()
    assert turns.take()
    assert not turns.take(0.01)
    turns.give()
    assert turns.take(0.01)


def made(path: Path) -> DatabaseWrapper:
    template = connections["default"].settings_dict
    options = {"transaction_mode": "IMMEDIATE", "timeout": 0.05}
    return DatabaseWrapper({**template, "NAME": str(path), "OPTIONS": options, "TEST": {}}, "x")


@pytest.mark.django_db
def test_writers_wait_for_each_other_even_where_sqlite_would_give_up(tmp_path):
    """Each holds its transaction longer than SQLite would wait: without turns most would fail."""
    path, faults = tmp_path / "file.sqlite3", []
    first = made(path)
    first.cursor().execute("CREATE TABLE counted (number INTEGER)")
    first.close()

    def write():
        database = made(path)
        database.ensure_connection()
        try:
            for _ in range(2):
                database._start_transaction_under_autocommit()
                database.cursor().execute("INSERT INTO counted VALUES (1)")
                time.sleep(0.03)
                database._commit()
            database._start_transaction_under_autocommit()
            database.cursor().execute("INSERT INTO counted VALUES (1)")
            database._rollback()
            database._start_transaction_under_autocommit()
        except Exception as fault:
            faults.append(fault)
        finally:
            database.close()  # in the middle of a transaction: the turn must not be lost

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    cursor = made(path).cursor()
    assert cursor.execute("SELECT COUNT(*) FROM counted").fetchone() == (16,)
    assert TURNS.take(1)
    TURNS.give()
