"""Small groups: complete, even, never below the bound, and as good as trying everything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bluestem_matching.group_sizes import Pair, group_sizes, meetings
from bluestem_matching.groups import Round, fewest_repeats_of, form_round, rounds

CALM = settings(deadline=None, max_examples=5, derandomize=True)
SIZES = st.integers(3, 5)


@st.composite
def pasts(draw: st.DrawFn, most: int = 9) -> tuple[list[str], dict[Pair, int]]:
    """Draw people and how often their pairs have met."""
    people = [f"p{number}" for number in range(draw(st.integers(0, most)))]
    pairs = list(combinations(people, 2))
    times = draw(st.lists(st.integers(0, 3), min_size=len(pairs), max_size=len(pairs)))
    return people, dict(zip(pairs, times, strict=True))


def names(count: int, seed: int = 0) -> list[str]:
    luck = Random(seed)
    return [f"{luck.getrandbits(48):012x}" for _ in range(count)]


def one_at_a_time(people: Sequence[str], size: int, count: int) -> list[Round]:
    """Form rounds as organisers do: each knows those before it and nothing of those to come."""
    met: Counter[Pair] = Counter()
    found = []
    for _ in range(count):
        found.append(form_round(people, met, size))
        met += meetings(found[-1].groups)
    return found


def partitions(people: tuple[str, ...], sizes: tuple[int, ...]) -> Iterator[list[tuple[str, ...]]]:
    """Yield every way to seat people at tables of these sizes, some of them twice."""
    if not sizes:
        yield []
        return
    for size in set(sizes):
        rest_of_sizes = list(sizes)
        rest_of_sizes.remove(size)
        for others in combinations(people[1:], size - 1):
            group = (people[0], *others)
            rest = tuple(person for person in people if person not in group)
            for more in partitions(rest, tuple(rest_of_sizes)):
                yield [group, *more]


def repeats_and_worst(groups: Sequence[Sequence[str]], met: dict[Pair, int]) -> tuple[int, int]:
    found = [met.get(pair, met.get(pair[::-1], 0)) for pair in meetings(groups)]
    return sum(found), max(found, default=0)


@pytest.mark.parametrize(
    ("people", "size", "sizes"),
    [(0, 4, ()), (1, 4, (1,)), (2, 3, (2,)), (3, 5, (3,)), (5, 3, (5,)), (6, 4, (3, 3)),
     (7, 4, (4, 3)), (7, 5, (4, 3)), (9, 4, (5, 4)), (10, 4, (4, 3, 3)), (11, 5, (4, 4, 3)),
     (60, 4, (4,) * 15), (58, 4, (4,) * 13 + (3,) * 2)],
)  # fmt: skip
def test_sizes_are_even_and_near_what_is_wanted(
    people: int, size: int, sizes: tuple[int, ...]
) -> None:
    assert group_sizes(people, size) == sizes


@pytest.mark.parametrize("size", [3, 4, 5])
def test_sizes_stay_between_three_and_five_for_any_number_of_people(size: int) -> None:
    for people in range(3, 400):
        sizes = group_sizes(people, size)
        assert sum(sizes) == people
        assert 3 <= min(sizes) <= max(sizes) <= 5
        assert max(sizes) - min(sizes) <= 1


@CALM
@given(pasts(most=14), SIZES)
def test_everybody_sits_once_and_the_bound_is_never_above(
    past: tuple[list[str], dict[Pair, int]], size: int
) -> None:
    people, met = past
    found = form_round(people, met, size)
    assert sorted(person for group in found.groups for person in group) == sorted(people)
    assert tuple(sorted(map(len, found.groups), reverse=True)) == group_sizes(len(people), size)
    assert (found.repeats, found.worst) == repeats_and_worst(found.groups, met)
    assert found.bound == fewest_repeats_of(found.groups, met)
    assert 0 <= found.bound <= found.repeats


@CALM
@given(pasts(most=8), SIZES)
def test_round_is_as_good_as_trying_everything(
    past: tuple[list[str], dict[Pair, int]], size: int
) -> None:
    people, met = past
    every = partitions(tuple(people), group_sizes(len(people), size))
    best = min(repeats_and_worst(groups, met) for groups in every)
    found = form_round(people, met, size)
    assert (found.repeats, found.worst) == best


@pytest.mark.parametrize("seed", range(6))
def test_nine_people_are_seated_as_well_as_trying_everything(seed: int) -> None:
    luck = Random(seed)
    people = names(9, seed)
    met = {pair: luck.choice((0, 0, 1, 2)) for pair in combinations(people, 2)}
    for size in (3, 4):
        every = partitions(tuple(people), group_sizes(9, size))
        best = min(repeats_and_worst(groups, met) for groups in every)
        found = form_round(people, met, size)
        assert (found.repeats, found.worst) == best


@CALM
@given(pasts(most=12), SIZES, st.integers(0, 3), st.randoms(use_true_random=False))
def test_order_of_people_and_pairs_changes_nothing(
    past: tuple[list[str], dict[Pair, int]], size: int, seed: int, luck: Random
) -> None:
    people, met = past
    shuffled = luck.sample(people, len(people))
    turned = {(other, one): times for (one, other), times in met.items()}
    assert form_round(people, met, size, seed=seed) == form_round(shuffled, turned, size, seed=seed)


def test_another_seed_gives_other_groups_as_good() -> None:
    people = names(16)
    one, other = (form_round(people, {}, 4, seed=seed) for seed in (0, 1))
    assert one.groups != other.groups
    assert one.repeats == other.repeats == 0


def test_sixty_in_fours_meet_nobody_twice_in_six_rounds_one_at_a_time() -> None:
    assert [each.repeats for each in one_at_a_time(names(60), 4, 6)] == [0] * 6


def test_sixty_in_fours_meet_nobody_twice_in_six_rounds_planned() -> None:
    plan = rounds(names(60), 4, 6)
    assert plan.repeats == plan.bound == 0
    assert max(meetings(group for each in plan.rounds for group in each.groups).values()) == 1


@pytest.mark.parametrize(
    ("people", "size", "count"), [(9, 3, 4), (16, 4, 5), (12, 3, 4), (20, 4, 5), (25, 5, 6)]
)
def test_rounds_that_can_be_perfect_are_one_at_a_time(people: int, size: int, count: int) -> None:
    assert [each.repeats for each in one_at_a_time(names(people), size, count)] == [0] * count


def test_repeats_of_twenty_in_fives_are_proved_to_be_the_fewest() -> None:
    """Five chairs and four earlier tables: two of each table have met."""
    first, second = one_at_a_time(names(20), 5, 2)
    assert first.repeats == 0
    assert second.repeats == second.bound == 4


def test_who_comes_and_goes_meets_nobody_twice_while_there_are_others() -> None:
    luck, met = Random(3), Counter[Pair]()
    everybody = names(60)
    for _ in range(5):
        found = form_round(luck.sample(everybody, 30), met, 4)
        assert found.repeats == 0
        met += meetings(found.groups)


def test_pairs_that_must_not_sit_together_do_not_though_they_would_be_new() -> None:
    people = names(8)
    apart = list(combinations(sorted(people)[:2], 2))
    met = {pair: 1 for pair in combinations(people, 2) if tuple(sorted(pair)) not in apart}
    found = form_round(people, met, 4, apart=apart)
    assert not found.broken
    assert apart[0] not in meetings(found.groups)
    assert form_round(people[:3], {}, 3, apart=[(people[0], people[1])]).broken


@pytest.mark.parametrize(
    ("people", "met", "size"),
    [(["a", "a"], {}, 4), (["a"], {}, 2), (["a"], {}, 6), (["a", "b"], {("a", "b"): -1}, 4)],
)
def test_input_that_cannot_be_is_refused(
    people: list[str], met: dict[Pair, int], size: int
) -> None:
    with pytest.raises(ValueError, match=r"twice|groups|cannot"):
        form_round(people, met, size)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_one_or_two_people_are_one_group(count: int) -> None:
    found = form_round(names(count), {}, 4)
    assert len(found.groups) == min(count, 1)
    assert len(rounds(names(count), 4, 2).rounds) == 2
