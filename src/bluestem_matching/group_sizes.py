"""How large groups are, and who met in them: what needs no NumPy and loads at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction
from itertools import combinations

SMALLEST, LARGEST = 3, 5
USUAL = 4

Pair = tuple[str, str]


def meetings(groups: Iterable[Iterable[str]]) -> Counter[Pair]:
    """Return how often each pair sat together in these groups, of as many rounds as there are."""
    found: Counter[Pair] = Counter()
    for group in groups:
        found.update(combinations(sorted(set(group)), 2))
    return found


def group_sizes(people: int, size: int) -> tuple[int, ...]:
    """Return sizes that differ by at most one, the larger first, between 3 and 5.

    Their mean is as near to `size` as it can be; of two numbers of groups equally near, the larger
    one. One or two people are one group, nobody is none: every other number has such sizes.
    Raises: ValueError for a size that is not 3, 4 or 5.
    """
    if not SMALLEST <= size <= LARGEST:
        raise ValueError(f"groups are of {SMALLEST} to {LARGEST}, not of {size}")
    if people < SMALLEST:
        return (people,) if people else ()
    able = range(-(-people // LARGEST), people // SMALLEST + 1)
    count = min(able, key=lambda groups: (abs(Fraction(people, groups) - size), -groups))
    each, more = divmod(people, count)
    return (each + 1,) * more + (each,) * (count - more)
