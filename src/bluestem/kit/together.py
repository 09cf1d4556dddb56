"""Do together what many people ask for at the same moment.

Who comes while a transaction of the same kind runs waits, and the next one takes along everybody
who waits: one lock, one count and one commit serve them all. A database calls it group commit.
Whoever is alone waits for nobody.
"""

import threading
from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Sequence

from django.db import connection

MOST_AT_ONCE = 50  # so that the first of a crowd does not wait for its last


class _Wish[W, A]:
    """What one thread asks for, and what comes of it."""

    def __init__(self, wish: W) -> None:
        self.wish = wish
        self.is_done = False
        self.answer: A | None = None
        self.error: BaseException | None = None


class Together[W, A]:
    """Calls `work(key, wishes)` for all wishes that came for one key meanwhile, in their order.

    `work` returns one answer for each wish, in the same order, and is one transaction: where it
    fails as a whole, each of them is tried alone, so that nobody falls with somebody else.
    """

    def __init__(self, work: Callable[[Hashable, Sequence[W]], Sequence[A]]) -> None:
        self._work = work
        self._guard = threading.Lock()
        self._waiting: defaultdict[Hashable, deque[_Wish[W, A]]] = defaultdict(deque)
        # One lock a key for as long as the process lives: keys are events, of which there are few.
        self._turns: defaultdict[Hashable, threading.Lock] = defaultdict(threading.Lock)

    def ask(self, key: Hashable, wish: W) -> A:
        """Return the answer to one wish; raises what `work` raises for it alone.

        Inside a transaction of the caller's there is nobody to wait for.
        """
        if connection.in_atomic_block:
            return self._work(key, [wish])[0]
        mine: _Wish[W, A] = _Wish(wish)
        with self._guard:
            self._waiting[key].append(mine)
            turn = self._turns[key]
        while not mine.is_done:
            with turn:
                if not mine.is_done:
                    self._serve(key)
        if mine.error is not None:
            raise mine.error
        return mine.answer  # type: ignore[return-value]  # done without an error: answered

    def _serve(self, key: Hashable) -> None:
        with self._guard:
            queue = self._waiting[key]
            group = [queue.popleft() for _ in range(min(len(queue), MOST_AT_ONCE))]
        try:
            answers = self._work(key, [one.wish for one in group])
        except Exception as error:  # raised again in the thread that asked
            if len(group) == 1:
                group[0].error, group[0].is_done = error, True
                return
            for one in group:
                self._serve_alone(key, one)
        else:
            for one, answer in zip(group, answers, strict=True):
                one.answer, one.is_done = answer, True

    def _serve_alone(self, key: Hashable, one: _Wish[W, A]) -> None:
        try:
            one.answer = self._work(key, [one.wish])[0]
        except Exception as error:  # raised again in the thread that asked
            one.error = error
        one.is_done = True
