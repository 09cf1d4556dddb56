"""How often somebody did something lately, known to the memory of this process alone.

For what has to stay anonymous: a count in the cache or in a table would say who, and when.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Hashable

MOST_KEYS = 20_000


class Lately:
    """Counts per key inside a window of time; what is older is forgotten."""

    def __init__(
        self, *, most: int, within_seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.most, self.within_seconds = most, within_seconds
        self._clock = clock
        self._guard = threading.Lock()
        self._times: dict[Hashable, deque[float]] = {}

    def allows(self, key: Hashable) -> bool:
        """Count one more and return True; False where there were too many, which counts nothing."""
        now = self._clock()
        with self._guard:
            if len(self._times) >= MOST_KEYS:
                self._forget(now)
            times = self._times.setdefault(key, deque())
            while times and times[0] <= now - self.within_seconds:
                times.popleft()
            if len(times) >= self.most:
                return False
            times.append(now)
            return True

    def _forget(self, now: float) -> None:
        """Drop the keys of long ago; where there are none, all: better than to grow for ever."""
        self._times = {
            key: times
            for key, times in self._times.items()
            if times and times[-1] > now - self.within_seconds
        }
        if len(self._times) >= MOST_KEYS:
            self._times = {}
