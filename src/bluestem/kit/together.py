"""Do together what many people ask for at the same moment.

Who comes while others are served waits, and the next group takes along everybody who waits: one
lock, one count and one commit serve them all. A database calls it group commit. Whoever is alone
waits for nobody.

Who is in the group is asked once the lock is held, so that those who came while another process had
it are served with the others.
"""

import threading
from collections import deque
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

from django.db import connection

MOST_AT_ONCE = 50  # so that the first of a crowd does not wait for its last

type Line[W] = Callable[[], Sequence[W]]  # takes along everybody who waits


@dataclass
class _Place[W, A]:
    """One who stands in line until she is answered, or until it is her turn to serve."""

    wish: W
    answer: Future[A] = field(default_factory=Future)
    is_called: threading.Event = field(default_factory=threading.Event)


class Together[K: Hashable, W, A]:
    """Calls `work(key, line)` for all wishes that came for one key meanwhile.

    `work` calls `line` once, for the wishes in their order, and returns one answer for each of them
    in the same order. It is one transaction, or only reads: where it fails as a whole, each wish is
    tried alone, so that nobody falls with somebody else.
    """

    def __init__(self, work: Callable[[K, Line[W]], Sequence[A]]) -> None:
        self._work = work
        self._guard = threading.Lock()
        # A key stands here while somebody is served for it.
        self._lines: dict[K, deque[_Place[W, A]]] = {}

    def ask(self, key: K, wish: W) -> A:
        """Return the answer to one wish; raises what `work` raises for it alone.

        Inside a transaction of the caller's there is nobody to wait for.
        """
        if connection.in_atomic_block:
            return self._work(key, lambda: [wish])[0]
        mine = _Place[W, A](wish)
        with self._guard:
            is_first = key not in self._lines
            if is_first:
                self._lines[key] = deque()
            else:
                self._lines[key].append(mine)
        if not is_first:
            mine.is_called.wait()
        if not mine.answer.done():
            try:
                self._serve(key, mine)
            finally:
                self._call_next(key)
        return mine.answer.result()

    def _call_next(self, key: K) -> None:
        with self._guard:
            line = self._lines[key]
            if line:
                line.popleft().is_called.set()
            else:
                del self._lines[key]

    def _serve(self, key: K, mine: _Place[W, A]) -> None:
        group = [mine]

        def line() -> Sequence[W]:
            with self._guard:
                waiting = self._lines[key]
                group.extend(waiting.popleft() for _ in range(min(len(waiting), MOST_AT_ONCE - 1)))
            return [each.wish for each in group]

        try:
            answers = self._work(key, line)
            answered = list(zip(group, answers, strict=True))
        except BaseException as error:  # raised again in the thread that asked
            if len(group) == 1:
                mine.answer.set_exception(error)
            else:
                for each in group:
                    self._serve_alone(key, each)
        else:
            for each, answer in answered:
                each.answer.set_result(answer)
        for each in group[1:]:
            each.is_called.set()

    def _serve_alone(self, key: K, one: _Place[W, A]) -> None:
        try:
            one.answer.set_result(self._work(key, lambda: [one.wish])[0])
        except BaseException as error:  # raised again in the thread that asked
            one.answer.set_exception(error)
