"""Seats for one round or several with few repeats: turning tables first, then a tabu search.

The state is the group of each person in each round. The search swaps two people of one round at a
time, the best swap that was not made lately, as in I. Dotú and P. Van Hentenryck, “Scheduling
social golfers locally” (CPAIOR 2005); its costs are those of meetings that were before, too.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Weights = NDArray[np.float64]
"""People by people, symmetric, zeros on the diagonal, whole numbers: what a meeting costs now."""

Seats = NDArray[np.int64]
"""Rounds by people: the number of the group each person sits in."""

_TENURE = 3, 12
"""A swap is not made again for so many steps; drawn, so that the search does not go in circles."""


def together(seats: NDArray[np.int64]) -> Weights:
    """Return who sits with whom in one round: people by people, 1 or 0, nobody with herself."""
    same: Weights = (seats[:, None] == seats[None, :]).astype(np.float64)
    np.fill_diagonal(same, 0)
    return same


def cost_of(weights: Weights, seats: Seats) -> int:
    """Return what all rounds cost: each meeting its weight and one for each planned before it."""
    now, cost = weights.copy(), 0.0
    for row in seats:
        same = together(row)
        cost += (now * same).sum() / 2
        now += same
    return round(cost)


def improve(
    weights: Weights, seats: Seats, *, enough: int, steps: int, luck: np.random.Generator
) -> Seats:
    """Return seats that cost no more than these, better ones if `steps` swaps find them.

    Ends as soon as the cost is `enough`. Sizes of groups stay. Cost: `steps` · n², n people.
    """
    seats = seats.copy()
    rounds, people = seats.shape
    same = [together(row) for row in seats]
    total = weights + sum(same)
    cost = cost_of(weights, seats)
    best, best_cost = seats.copy(), cost
    banned_until = np.zeros((rounds, people, people), dtype=np.int64)
    for step in range(steps):
        if best_cost <= enough:
            break
        at = int(luck.integers(rounds))
        banned = banned_until[at] > step
        swap = _best_swap(total - same[at], seats[at], banned, best_cost - cost, luck)
        if swap is None:
            continue
        one, other, change = swap
        seats[at, [one, other]] = seats[at, [other, one]]
        before, same[at] = same[at], together(seats[at])
        total += same[at] - before
        until = step + int(luck.integers(*_TENURE)) * rounds
        banned_until[at, one, other] = banned_until[at, other, one] = until
        cost += change
        if cost < best_cost:
            best, best_cost = seats.copy(), cost
    return best


def _best_swap(
    now: Weights,
    row: NDArray[np.int64],
    banned: NDArray[np.bool_],
    aim: int,
    luck: np.random.Generator,
) -> tuple[int, int, int] | None:
    """Return two people of a round and by how much their swap changes the cost.

    `now`: what meetings cost in view of the other rounds. One of the two sits with somebody whom
    she has met. A banned swap counts only below `aim`.
    """
    members = row[:, None] == np.arange(row.max() + 1)
    with_group = now @ members.astype(np.float64)  # people × groups: what joining it would cost
    own = with_group[np.arange(len(row)), row]
    rows = np.flatnonzero(own > 0)
    if not len(rows):
        return None
    change = with_group[rows][:, row] + with_group[:, row[rows]].T
    change -= 2 * now[rows] + own[rows, None] + own[None, :]
    change[row[rows, None] == row[None, :]] = np.inf
    change[banned[rows] & (change >= aim)] = np.inf
    # Less than half: breaks ties by chance and nothing else, as costs are whole numbers.
    place = int(np.argmin(change + luck.random(change.shape) / 2))
    one, other = divmod(place, len(row))
    found = change[one, other]
    return None if np.isinf(found) else (int(rows[one]), other, int(found))


def turning(people: int, groups: int) -> Seats:
    """Return rounds of turning tables, in none of which people meet often: rounds × people.

    People stand in columns of as many as there are groups; in round r column c moves on by r · c.
    Where the number of groups is prime and the columns no more than it, all these rounds together
    have no repeat: r · (c - d) takes each value once. In a field of 4, 8 or 9 elements the same
    holds with its product. If the groups are as large as they are many, the columns are one
    round more: an affine plane. Source: C. Colbourn, J. Dinitz, “Handbook of Combinatorial
    Designs” (2nd ed., 2007), III.3.
    """
    column, row = np.divmod(np.arange(people), groups)
    plus, times = _arithmetic(groups)
    found = [plus[row, times[turn, column % groups]] for turn in range(groups)]
    if people == groups * groups:
        found.append(column)
    return np.array(found)


_MODULI = {4: (2, (1, 1)), 8: (2, (1, 1, 0)), 9: (3, (2, 0))}
"""Of fields that are not whole numbers modulo a prime: x² = x + 1, x³ = x + 1, x² = 2."""


def _arithmetic(order: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the tables of sums and products of a field, or of whole numbers modulo `order`."""
    numbers = np.arange(order)
    if order not in _MODULI:
        return np.add.outer(numbers, numbers) % order, np.multiply.outer(numbers, numbers) % order
    prime, modulus = _MODULI[order]
    powers = prime ** np.arange(len(modulus))
    digits = numbers[:, None] // powers % prime
    plus = ((digits[:, None] + digits[None, :]) % prime) @ powers
    times = np.zeros_like(plus)
    shifted = digits
    for place in range(len(modulus)):
        part = (digits[None, :, place, None] * shifted[:, None, :]) % prime
        times = plus[times, part @ powers]
        carry = shifted[:, -1:] * np.array(modulus)
        shifted = (np.roll(shifted, 1, axis=1) * (np.arange(len(modulus)) > 0) + carry) % prime
    return plus, times


def shuffled(sizes: Sequence[int], count: int, luck: np.random.Generator) -> Seats:
    """Return `count` rounds by chance: rounds × people."""
    plain = np.repeat(np.arange(len(sizes)), sizes)
    return np.array([luck.permutation(plain) for _ in range(count)])
