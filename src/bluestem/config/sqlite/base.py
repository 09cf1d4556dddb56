"""SQLite for many writers at the same moment: the threads of one process take turns, in order.

SQLite lets one writer in at a time and has no queue. Whoever finds it taken sleeps, up to a tenth
of a second, and tries again; whoever comes at the right moment is let in first. So of 500 people
who click together some wait for many others, and one in a thousand is told after 20 seconds that
the database is locked. Here a thread that is done hands its turn to whoever waited longest.

Other processes (worker, sender, scheduler) still meet SQLite's own lock: they are few. A turn that
does not come in time is no error: then SQLite itself has the last word.
"""

import threading
from collections import deque

from django.db.backends.sqlite3 import base

PATIENCE_SECONDS = 20.0  # as long as SQLite itself waits


class Turns:
    """A lock that is given in the order in which it was asked for."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._is_taken = False
        self._waiting: deque[threading.Event] = deque()

    def take(self, timeout_seconds: float = PATIENCE_SECONDS) -> bool:
        """Wait for one's turn; return whether it came."""
        with self._guard:
            if not self._is_taken:
                self._is_taken = True
                return True
            mine = threading.Event()
            self._waiting.append(mine)
        if mine.wait(timeout_seconds):
            return True
        with self._guard:
            if mine.is_set():  # it came just now
                return True
            self._waiting.remove(mine)
            return False

    def give(self) -> None:
        """Hand the turn to whoever has waited longest."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._is_taken = False


TURNS = Turns()


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's connection; a transaction of it begins when its turn comes.

    The types of Django leave out the methods that are overridden here, hence the four ignores.
    """

    _has_turn = False

    def _start_transaction_under_autocommit(self) -> None:
        if not self.is_in_memory_db():
            self._has_turn = TURNS.take()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._give()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        self._give()  # a commit that failed is rolled back next

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._give()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._give()

    def _give(self) -> None:
        if self._has_turn:
            self._has_turn = False
            TURNS.give()
