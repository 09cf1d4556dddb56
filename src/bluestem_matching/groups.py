"""Small groups in which as few people as can be meet again: the tables of a coffee.

For: one round now, or several ahead, from who met before; how many repeats cannot be avoided.
Not for: who may come, when, where; it knows people by an id and keeps nothing.

This is the social golfer problem with a past (CSPLib 010): W. Harvey's “as few repeats as can be”
rather than “none”, as members come and go. No fast exact method is known; what is found stands
beside a bound (`group_bound`), and where both agree it is proved that nothing is better.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np

from bluestem_matching.group_bound import Counts, fewest_repeats
from bluestem_matching.group_search import (
    Seats,
    Weights,
    cost_of,
    improve,
    shuffled,
    together,
    turning,
)
from bluestem_matching.group_sizes import USUAL, Pair, group_sizes

AHEAD = 6
"""Rounds that are planned to choose the next: a coffee a month, half a year."""

_STEPS, _TRIES = 3_000, 4
_STEPS_AHEAD, _TRIES_AHEAD = 1_500, 2
_NEVER = 1_000_000.0
"""What a pair costs that must not sit together: more than all repeats of a community."""


@dataclass(frozen=True)
class Round:
    """One round. `repeats`: earlier meetings of all who sit together, summed over pairs; no round
    of these sizes has fewer than `bound`. `worst`: of the pair that met most often. `broken`:
    pairs that must not sit together and do, because no seats without were found."""

    groups: tuple[tuple[str, ...], ...]
    repeats: int
    bound: int
    worst: int
    broken: tuple[Pair, ...] = ()


@dataclass(frozen=True)
class Plan:
    """Several rounds, each with its own numbers; `bound` is of all of them together."""

    rounds: tuple[Round, ...]
    repeats: int
    bound: int


def fewest_repeats_of(groups: Collection[Collection[str]], met: Mapping[Pair, int]) -> int:
    """Return how many repeats there are at least, whoever sits where at tables of these sizes.

    Raises: ValueError as `form_round`.
    """
    _ids, counts, _ = _read([person for group in groups for person in group], met)
    return fewest_repeats(counts, [len(group) for group in groups if group])


def form_round(
    people: Collection[str],
    met: Mapping[Pair, int],
    size: int = USUAL,
    *,
    apart: Collection[Pair] = (),
    seed: int = 0,
) -> Round:
    """Return one round with as few repeats as were found, then with the mildest worst pair.

    `met`: earlier meetings of pairs, in either order; of others than `people` it is ignored.
    Where a round without repeats is possible, it is the first of a plan of up to six, so that it
    does not spoil the next ones. The same people, meetings and seed give the same groups,
    whatever their order. Cost: seconds for 120 people.
    Raises: ValueError for a size that cannot be, a person named twice, a negative count.
    """
    ids, counts, weights = _read(people, met, apart, seed)
    sizes = group_sizes(len(ids), size)
    if len(sizes) < 2:
        return _round(ids, counts, weights, np.zeros(len(ids), dtype=np.int64), sizes)
    luck = np.random.default_rng(seed)
    bound = fewest_repeats(counts, sizes)
    now = _search(weights, sizes, 1, bound, luck)
    if cost_of(weights, now) == 0:
        now = _looking_ahead(counts, weights, sizes, now, luck)
    else:
        now = _milder(weights, now, luck)
    return _round(ids, counts, weights, now[0], sizes)


def rounds(
    people: Collection[str],
    size: int,
    count: int,
    *,
    met: Mapping[Pair, int] | None = None,
    apart: Collection[Pair] = (),
    seed: int = 0,
) -> Plan:
    """Return `count` rounds for the same people, planned together.

    Raises: ValueError as `form_round`.
    """
    ids, counts, weights = _read(people, met or {}, apart, seed)
    sizes = group_sizes(len(ids), size)
    bound = fewest_repeats(counts, sizes, count)
    if len(sizes) < 2 or count < 1:
        seats = np.zeros((max(count, 0), len(ids)), dtype=np.int64)
    else:
        seats = _search(weights, sizes, count, bound, np.random.default_rng(seed))
    found = []
    for row in seats:
        found.append(_round(ids, counts, weights, row, sizes))
        same = together(row)
        counts, weights = counts + same.astype(np.int64), weights + same
    return Plan(tuple(found), sum(each.repeats for each in found), bound)


def _read(
    people: Collection[str], met: Mapping[Pair, int], apart: Collection[Pair] = (), seed: int = 0
) -> tuple[list[str], Counts, Weights]:
    ids = sorted(people)
    if seed:  # another seed, other turning tables
        Random(seed).shuffle(ids)  # noqa: S311 - guards nothing
    place = {person: number for number, person in enumerate(ids)}
    if len(place) < len(ids):
        raise ValueError("a person is named twice")
    counts = np.zeros((len(ids), len(ids)), dtype=np.int64)
    for (one, other), times in met.items():
        if times < 0:
            raise ValueError(f"{one} and {other} cannot have met {times} times")
        if one in place and other in place and one != other:
            counts[place[one], place[other]] += times
            counts[place[other], place[one]] += times
    weights = counts.astype(np.float64)
    for one, other in apart:
        if one in place and other in place and one != other:
            weights[place[one], place[other]] = weights[place[other], place[one]] = _NEVER
    return ids, counts, weights


def _pair(one: str, other: str) -> Pair:
    return (one, other) if one < other else (other, one)


def _search(
    weights: Weights,
    sizes: Sequence[int],
    count: int,
    enough: int,
    luck: np.random.Generator,
    *,
    tries: int = _TRIES,
    steps: int = _STEPS,
) -> Seats:
    """Return the best of a few searches, the first from turning tables, the others from chance."""
    best = _turned(weights, len(sizes), count)
    for number in range(tries):
        start = shuffled(sizes, count, luck) if number else best
        found = improve(weights, start, enough=enough, steps=steps, luck=luck)
        best = min(best, found, key=lambda seats: cost_of(weights, seats))
        if cost_of(weights, best) <= enough:
            break
    return best


def _turned(weights: Weights, groups: int, count: int) -> Seats:
    """Return rounds of turning tables, each the cheapest after those chosen before it."""
    now, chosen = weights.copy(), []
    able = [(row, together(row)) for row in turning(len(weights), groups)]
    for _ in range(count):
        row, same = min(able, key=lambda each: float((now * each[1]).sum()))
        chosen.append(row)
        now += same
    return np.array(chosen)


def _looking_ahead(
    counts: Counts, weights: Weights, sizes: Sequence[int], now: Seats, luck: np.random.Generator
) -> Seats:
    """Return a round without repeats after which as many others without are left."""
    ahead = AHEAD
    while ahead > 1 and fewest_repeats(counts, sizes, ahead):
        ahead -= 1
    while ahead > 1:
        plan = _search(weights, sizes, ahead, 0, luck, tries=_TRIES_AHEAD, steps=_STEPS_AHEAD)
        if cost_of(weights, plan) == 0:
            return plan[:1]
        ahead -= 1
    return now


def _milder(weights: Weights, now: Seats, luck: np.random.Generator) -> Seats:
    """Return seats with no more repeats in which the worst pair has met less often, if found."""
    cost = cost_of(weights, now)
    while (worst := float((weights * together(now[0])).max())) > 1:
        barred = np.where((weights >= worst) & (weights < _NEVER), _NEVER, weights)
        other = improve(barred, now, enough=cost, steps=_STEPS, luck=luck)
        if cost_of(barred, other) > cost:
            break
        now = other
    return now


def _round(
    ids: Sequence[str], counts: Counts, weights: Weights, row: Seats, sizes: Sequence[int]
) -> Round:
    groups: dict[int, list[str]] = {}
    for person, group in zip(ids, row.tolist(), strict=True):
        groups.setdefault(group, []).append(person)
    same = together(row)
    barred = np.argwhere(np.triu(same * (weights >= _NEVER)))
    return Round(
        groups=tuple(sorted(tuple(sorted(group)) for group in groups.values())),
        repeats=int((counts * same).sum()) // 2,
        bound=fewest_repeats(counts, sizes),
        worst=int((counts * same).max(initial=0)),
        broken=tuple(sorted(_pair(ids[one], ids[other]) for one, other in barred.tolist())),
    )
