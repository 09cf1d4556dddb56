"""Do together what many people ask for at the same moment.

Who comes while a transaction of the same kind runs waits, and the next one takes along everybody
who waits: one lock, one count and one commit serve them all. A database calls it group commit.
Whoever is alone waits for nobody.
"""

import threading
from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import Future

from django.db import connection

MOST_AT_ONCE = 50  # so that the first of a crowd does not wait for its last


class Together[W, A]:
    """Calls `work(key, wishes)` for all wishes that came for one key meanwhile, in their order.

    `work` returns one answer for each wish, in the same order, and is one transaction: where it
    fails as a whole, each of them is tried alone, so that nobody falls with somebody else.
    """

    def __init__(self, work: Callable[[Hashable, Sequence[W]], Sequence[A]]) -> None:
        self._work = work
        self._guard = threading.Lock()
        self._waiting: defaultdict[Hashable, deque[tuple[W, Future[A]]]] = defaultdict(deque)
        # One lock a key for as long as the process lives: keys are events, of which there are few.
        self._turns: defaultdict[Hashable, threading.Lock] = defaultdict(threading.Lock)

    def ask(self, key: Hashable, wish: W) -> A:
        """Return the answer to one wish; raises what `work` raises for it alone.

        Inside a transaction of the caller's there is nobody to wait for.
        """
        if connection.in_atomic_block:
            return self._work(key, [wish])[0]
        mine: Future[A] = Future()
        with self._guard:
            self._waiting[key].append((wish, mine))
            turn = self._turns[key]
        while not mine.done():
            with turn:
                if not mine.done():  # then it still stands in line
                    self._serve(key)
        return mine.result()

    def _serve(self, key: Hashable) -> None:
        with self._guard:
            line = self._waiting[key]
            group = [line.popleft() for _ in range(min(len(line), MOST_AT_ONCE))]
        try:
            answers = self._work(key, [wish for wish, _ in group])
        except BaseException as error:  # raised again in the thread that asked
            if len(group) == 1:
                group[0][1].set_exception(error)
                return
            for wish, hers in group:
                self._serve_alone(key, wish, hers)
        else:
            for (_, hers), answer in zip(group, answers, strict=True):
                hers.set_result(answer)

    def _serve_alone(self, key: Hashable, wish: W, hers: Future[A]) -> None:
        try:
            hers.set_result(self._work(key, [wish])[0])
        except BaseException as error:  # raised again in the thread that asked
            hers.set_exception(error)
