"""Between two matchings: as much of a sort as is needed, and everybody still once."""

from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bluestem_matching.mixing import mixed


def swapped(size: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Two matchings of as many pairs, and what each pair brings."""
    draw = np.random.default_rng(seed)
    low, high = draw.permutation(size), draw.permutation(size)
    alone = draw.integers(0, 3)
    for match in (low, high):
        match[draw.permutation(size)[:alone]] = -1
    return low, high, draw.integers(-1, 2, (size, size))


def brings(match: np.ndarray, gain: np.ndarray) -> int:
    rows = np.flatnonzero(match >= 0)
    return int(gain[rows, match[rows]].sum())


@given(st.integers(3, 9), st.integers(0, 10_000))
def test_mixed_matching_is_a_matching_with_enough_and_no_more_than_the_higher(
    size: int, seed: int
) -> None:
    low, high, gain = swapped(size, seed)
    if brings(low, gain) > brings(high, gain):
        low, high = high, low
    for need in range(brings(low, gain), brings(high, gain) + 1):
        found = mixed(low, high, gain, need, size)
        used = found[found >= 0]
        assert len(set(used.tolist())) == len(used) == (low >= 0).sum()
        assert all(found[row] in {low[row], high[row]} for row in range(size))
        assert need <= brings(found, gain) <= brings(high, gain)


@given(st.integers(2, 6), st.integers(0, 10_000))
def test_mixed_matching_of_pairwise_swaps_brings_the_least_that_is_enough(
    swaps: int, seed: int
) -> None:
    size = 2 * swaps
    low = np.arange(size)
    high = low ^ 1  # 0 with 1, 2 with 3: parts that can be taken one by one
    gain = np.random.default_rng(seed).integers(-1, 2, (size, size))
    sums = set()
    for turn in product((False, True), repeat=swaps):
        match = np.where(np.repeat(turn, 2), high, low)
        sums.add(brings(match, gain))
    for need in range(min(sums), max(sums) + 1):
        least = min(each for each in sums if each >= need)
        assert brings(mixed(low, high, gain, need, size), gain) == least
