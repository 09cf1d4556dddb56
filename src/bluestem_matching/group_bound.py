"""How many repeats no round can avoid: a bound by counting, beside what was found.

Two arguments, each a proof in a few lines; the better one counts. Neither is always reached:
twelve people in threes could meet for five rounds by counting, and no such five rounds exist.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

MOST_CHAIRS = 5
"""With as many sets as chairs or more, nobody need sit with somebody of her set."""

Counts = NDArray[np.int64]
"""People by people, symmetric, zeros on the diagonal: how often two have met."""


def fewest_repeats(counts: Counts, sizes: Sequence[int], count: int = 1) -> int:
    """Return a number of repeats that `count` rounds in groups of `sizes` have at least.

    A meeting costs as much as the two have met before it, so that the sum over a round is what
    `repeats` says. `counts`: n × n, n the sum of `sizes`. Cost: n² · `count` · log n.
    """
    if len(counts) < 2 or count < 1:
        return 0
    return max(_by_person(counts, sizes, count), _by_table(counts, sizes, count))


def _by_person(counts: Counts, sizes: Sequence[int], count: int) -> int:
    """Whoever has met everybody meets somebody again.

    Person p meets somebody (size - 1) times a round. Her k-th new meeting with q costs
    counts[p, q] + k, so her part is at least the sum of that many cheapest such costs. At the
    least she sits at the smallest tables; the meetings that larger tables have beyond that are
    given to those for whom they are cheapest. Each meeting is in the parts of two people, so half
    the sum, rounded up, is a bound. It is never below pair slots minus new pairs: that is the
    same number of cheapest costs, without asking whose they are.
    """
    people = len(counts)
    smallest, largest = min(sizes), max(sizes)
    others = counts[~np.eye(people, dtype=bool)].reshape(people, people - 1)
    costs = np.sort((others[:, :, None] + np.arange(count)).reshape(people, -1), axis=1)
    sure, most = count * (smallest - 1), count * (largest - 1)
    beyond = count * sum(size * (size - smallest) for size in sizes)
    extra = np.sort(costs[:, sure:most], axis=None)[:beyond]
    return -(-(int(costs[:, :sure].sum()) + int(extra.sum())) // 2)


def _by_table(counts: Counts, sizes: Sequence[int], count: int) -> int:
    """Where people come from fewer earlier tables than a table has chairs, two have met there.

    Let the people be divided into k sets in each of which all have met. A table of s draws from
    the k sets, and has the fewest pairs of one set when it draws evenly. What pairs met is a sum
    of such divisions, found one after the other and taken away, and a rest; each round is
    compared with each of them, and with every round planned before it.
    """
    past = sum(_crowded(sizes, sets) for sets in _divisions(counts))
    return count * past + count * (count - 1) // 2 * _crowded(sizes, len(sizes))


def _crowded(sizes: Sequence[int], sets: int) -> int:
    found = 0
    for chairs in sizes:
        each, more = divmod(chairs, sets)
        found += more * ((each + 1) * each // 2) + (sets - more) * (each * (each - 1) // 2)
    return found


def _divisions(counts: Counts) -> Iterator[int]:
    """Yield the numbers of sets, as long as they are fewer than a table has chairs.

    Each set begins with the first person left and takes who has met all of it, first those who
    have met most of the others that could come: greedy, so that a better one may be missed.
    """
    left = counts.copy()
    while True:
        free, sets = np.ones(len(left), dtype=bool), 0
        while free.any():
            chosen = [int(np.argmax(free))]
            while (able := np.flatnonzero(free & (left[chosen] > 0).all(axis=0))).size:
                known = (left[np.ix_(able, able)] > 0).sum(axis=1)
                chosen.append(int(able[np.argmax(known)]))
            free[chosen] = False
            left[np.ix_(chosen, chosen)] -= 1
            sets += 1
        if sets >= min(MOST_CHAIRS, len(left)):
            return
        yield sets
