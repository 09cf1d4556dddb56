"""Large problems: the best pairs first, and the rest of the matrix only where it matters.

The assignment on the heaviest candidates of every row and column is proved there; its prices are
then held against the full matrix. Pairs that are worth more than their prices become candidates,
and so on until there are none: then the prices prove the matching on the full matrix, and nothing
was left out. Dantzig and Wolfe's column generation, 1960, for an assignment.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bluestem_matching.assignment import assign
from bluestem_matching.core import Core, Places, Weights
from bluestem_matching.edges import Edges, assign_edges
from bluestem_matching.prices import Prices, Proof, prove, prove_edges

LARGE = 1500
"""From so many people on the smaller side this way is faster than the whole matrix at once."""

_CANDIDATES = 20
_NEW = 8
_BLOCK = 1 << 20
_ROUNDS = 60
_NOISE = 64


def best_and_proof(core: Core) -> tuple[Places, Proof]:
    """Most pairs first, then the highest sum of weights, with prices that prove it.

    Cost: for large problems see `assign_by_pricing`, for others `assign` and `prove`. Only where
    twice and four times the candidates do not fill the smaller side does a large problem need a
    float64 matrix.
    Raises: OverflowError if the sums leave 2^53.
    """
    if core.at_most >= LARGE:
        for times in (1, 2, 4):
            found = assign_by_pricing(core, times * _CANDIDATES)
            if found is not None:
                return found
    match = assign(core)
    return match, prove(core, match)


def assign_by_pricing(core: Core, candidates: int = _CANDIDATES) -> tuple[Places, Proof] | None:
    """The best matching with its proof, or None where this way does not lead to one.

    It does not where the smaller side cannot be filled. Cost: a few passes over the matrix and a
    sparse assignment for each; memory: a few dozen candidates a person.
    """
    n, m = core.weights.shape
    codes = np.union1d(
        _heaviest_of_rows(core.weights, candidates), _heaviest_of_columns(core.weights, candidates)
    )
    for _round in range(_ROUNDS):
        rows, columns = codes // m, codes % m
        values = core.weights[rows, columns].astype(np.int64)
        edges = Edges.of(rows, columns, values, np.array([n, m]))
        match = assign_edges(edges, core.capacity)
        if match is None:
            return None
        proof = prove_edges(edges, core.capacity, match)
        missing = _above_prices(core.weights, proof.p, proof.q)
        if not len(missing):
            return match, proof
        codes = np.union1d(codes, missing)
    return None


def _heaviest_of_rows(weights: Weights, candidates: int) -> Places:
    """Codes (row × m + column) of the heaviest pairs of each row. Equal ones are drawn by a fixed
    noise: the first of them would be the same few columns for everybody."""
    n, m = weights.shape
    count = min(candidates, m)
    height = max(1, _BLOCK // m)
    found = []
    for start in range(0, n, height):
        block = _noisy(weights[start : start + height], start)
        chosen = np.argpartition(block, m - count, axis=1)[:, m - count :]
        rows = np.arange(start, start + len(block))[:, None]
        found.append((rows * m + chosen)[block[rows - start, chosen] >= 0])
    return np.concatenate(found)


def _heaviest_of_columns(weights: Weights, candidates: int) -> Places:
    n, m = weights.shape
    count = min(candidates, n)
    width = max(1, _BLOCK // n)
    found = []
    for start in range(0, m, width):
        block = _noisy(weights[:, start : start + width].T.copy(), start)
        chosen = np.argpartition(block, n - count, axis=1)[:, n - count :]
        columns = np.arange(start, start + len(block))[:, None]
        found.append((chosen * m + columns)[block[columns - start, chosen] >= 0])
    return np.concatenate(found)


def _noisy(block: Weights, start: int) -> NDArray[np.int64] | NDArray[np.int32]:
    """Weights with a noise below one unit that is the same in every run; the impossible below 0."""
    n, m = block.shape
    noise = np.arange(start, start + n, dtype=np.uint32)[:, None] * np.uint32(
        2654435761
    ) ^ np.arange(m, dtype=np.uint32)[None, :] * np.uint32(2246822519)
    noise ^= noise >> np.uint32(15)
    noise *= np.uint32(3266489917)
    noise >>= np.uint32(26)
    if int(block.max()) < (1 << 31) // _NOISE:
        block = np.maximum(block, -1).astype(np.int32, copy=False)
        return block * np.int32(_NOISE) + noise.astype(np.int32)
    return np.maximum(block, -1).astype(np.int64) * _NOISE + noise


def _above_prices(weights: Weights, p: Prices, q: Prices) -> Places:
    """Codes of the pairs that are worth more than their prices, at most a few for each row."""
    n, m = weights.shape
    height = max(1, _BLOCK // 4 // m)
    narrow = weights.dtype == np.int32 and max(np.abs(p).max(), np.abs(q).max()) < 1 << 28
    rows_price = p.astype(np.int32) if narrow else p
    columns_price = q.astype(np.int32) if narrow else q
    found = []
    for start in range(0, n, height):
        excess = weights[start : start + height] - rows_price[start : start + height, None]
        excess -= columns_price
        above = np.flatnonzero(excess.max(axis=1) > 0)
        for row in above.tolist():
            columns = np.flatnonzero(excess[row] > 0)
            if len(columns) > _NEW:
                worst = np.argpartition(excess[row, columns], len(columns) - _NEW)
                columns = columns[worst[len(columns) - _NEW :]]
            found.append((start + row) * m + columns)
    return np.concatenate(found) if found else np.zeros(0, dtype=np.intp)
