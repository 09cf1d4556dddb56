from __future__ import annotations

import numpy as np
import pytest

from bluestem_matching.assignment import assign
from bluestem_matching.claims import Objection
from bluestem_matching.core import Core, total_of
from bluestem_matching.edges import Edges
from bluestem_matching.exactly import assign_exactly
from bluestem_matching.large import check_edges, solve_edges
from bluestem_matching.prices import NotTheBest, Proof, prove
from bluestem_matching.pricing import assign_by_pricing, best_and_proof
from bluestem_matching.problem import Problem
from bluestem_matching.tests.brute import all_matchings, draw
from bluestem_matching.verify_prices import check_weights


def core_of(seed: int, n: int, m: int, levels: int) -> Core:
    scores = np.random.default_rng(seed).integers(0, levels, (n, m)).astype(np.int32)
    return Core.of(Problem.of(scores))


@pytest.mark.parametrize(("n", "m"), [(200, 200), (150, 260), (260, 150)])
@pytest.mark.parametrize("levels", [11, 100_000])
def test_candidates_lead_to_the_total_and_proof_of_the_whole_matrix(
    n: int, m: int, levels: int
) -> None:
    core = core_of(1, n, m, levels)
    found = assign_by_pricing(core, 5)
    assert found is not None
    match, proof = found
    assert total_of(core.weights, match) == total_of(core.weights, assign(core))
    check_weights(core, match, proof.p, proof.q)


def test_large_problem_that_cannot_be_filled_falls_back_to_the_matrix() -> None:
    scores = np.full((1500, 1500), -1, dtype=np.int32)
    scores[:, :1400] = np.random.default_rng(1).integers(0, 9, (1500, 1400))
    core = Core.of(Problem.of(scores))
    match, proof = best_and_proof(core)
    assert int((match >= 0).sum()) == 1400
    check_weights(core, match, proof.p, proof.q)


def test_matching_that_is_not_the_best_has_no_prices() -> None:
    core = Core.of(Problem.of(np.array([[9, 1], [1, 9]], dtype=np.int32)))
    with pytest.raises(NotTheBest):
        prove(core, np.array([1, 0]))


def test_listed_pairs_give_the_same_as_the_matrix() -> None:
    for seed in range(120):
        scores, capacity, _pins, _conditions = draw(seed)
        rows, columns = np.nonzero(scores >= 0)
        values = scores[rows, columns].astype(np.int64)
        edges = Edges.of(rows, columns, values, np.array(scores.shape))
        match, proof = solve_edges(edges, capacity)
        best = max(
            (len(p), sum(int(scores[q]) for q in p)) for p in all_matchings(scores, capacity)
        )
        chosen = np.flatnonzero(match >= 0)
        assert (len(chosen), int(scores[chosen, match[chosen]].sum())) == best
        check_edges(edges, capacity, match, proof)


def test_check_of_listed_pairs_refuses_fewer_pairs_and_false_prices() -> None:
    edges = Edges.of(np.array([0, 1]), np.array([0, 1]), np.array([5, 7]), np.array([2, 2]))
    capacity = np.ones(2, dtype=np.int64)
    match, proof = solve_edges(edges, capacity)
    with pytest.raises(Objection, match="more pairs are possible"):
        check_edges(edges, capacity, np.array([0, -1]), proof)
    with pytest.raises(Objection, match="worth more"):
        check_edges(edges, capacity, match, Proof(proof.p - 1, proof.q, 0))
    with pytest.raises(Objection, match="too many pairs"):
        check_edges(edges, np.array([0, 1]), match, proof)
    with pytest.raises(KeyError):
        check_edges(edges, capacity, np.array([1, 0]), proof)


def test_exactly_so_many_pairs_are_the_best_of_that_number() -> None:
    for seed in range(120):
        scores, capacity, _pins, _conditions = draw(seed, largest=4)
        core = Core.of(Problem.of(scores, capacity=capacity))
        totals: dict[int, int] = {}
        for pairs in all_matchings(scores, capacity):
            total = sum(int(scores[pair]) for pair in pairs)
            totals[len(pairs)] = max(totals.get(len(pairs), 0), total)
        for count in range(6):
            match = assign_exactly(core, core.weights, count)
            found = None if match is None else total_of(core.weights, match)
            assert found == totals.get(count)
            if match is not None:
                assert int((match >= 0).sum()) == count


def test_sums_beyond_exact_float_numbers_are_refused() -> None:
    core = core_of(1, 3, 3, 10)
    heavy = core.with_weights(core.weights.astype(np.int64) + (1 << 50))
    with pytest.raises(OverflowError):
        assign(heavy)
