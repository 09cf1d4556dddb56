"""Likeness of free text: TF-IDF of words and word pairs, cosine, computed and forgotten.

Weights are whole numbers from 0 to 4,000, so that every sum of products stays below 2^24 and is
exact in float32: the same texts give the same thousandths on every machine. Method: Salton and
Buckley, "Term-weighting approaches in automatic text retrieval", 1988.
"""

from __future__ import annotations

import itertools
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

_LENGTH = 4000
_EXACT = 1 << 24
_DENSE_FROM = 25
"""A word that more than one mentor in 25 uses is cheaper as a full row than as a list."""

_WORD = re.compile(r"[^\W\d_]{2,}")
_ELISION = re.compile(r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)['’]", re.IGNORECASE)
_COMMON = frozenset(
    files("bluestem_matching").joinpath("common_words.txt").read_text("utf-8").split()
)


def terms(text: str) -> Counter[str]:
    """How often each word and pair of neighbouring words stands in a text.

    Without case, common English and French words and French elisions.
    """
    plain = _ELISION.sub(" ", unicodedata.normalize("NFC", text))
    words = [word for word in _WORD.findall(plain.casefold()) if word not in _COMMON]
    found = Counter(words)
    found.update(f"{left} {right}" for left, right in itertools.pairwise(words))
    return found


@dataclass(frozen=True)
class Likeness:
    """Text vectors of mentees (n rows) and mentors (m columns), ready for blocks of points."""

    mentees_frequent: sparse.csr_array
    mentees_rare: sparse.csr_array
    mentors_frequent: NDArray[np.float32]
    mentors_rare: sparse.csr_array
    mentee_factor: NDArray[np.float32]
    mentor_factor: NDArray[np.float32]

    @classmethod
    def of(cls, mentees: Sequence[str], mentors: Sequence[str], full: int) -> Likeness:
        """Vectors for texts; `full` is what equal texts get, in thousandths of a point.

        Cost: one pass over the words; O(frequent words × m) float32.
        """
        bags = [terms(text) for text in (*mentees, *mentors)]
        kept = _shared_terms(bags, len(mentees))
        matrix, lengths = _vectors(bags, kept)
        left, right = matrix[: len(mentees)], matrix[len(mentees) :]
        used = np.bincount(right.indices, minlength=right.shape[1])
        frequent = used * _DENSE_FROM > len(mentors)
        with np.errstate(divide="ignore"):
            factors = np.where(lengths > 0, 1 / np.sqrt(lengths), 0)
        return cls(
            mentees_frequent=left[:, frequent],
            mentees_rare=left[:, ~frequent],
            mentors_frequent=np.ascontiguousarray(right[:, frequent].toarray().T),
            mentors_rare=right[:, ~frequent].T.tocsr(),
            mentee_factor=(factors[: len(mentees)] * full).astype(np.float32),
            mentor_factor=factors[len(mentees) :].astype(np.float32),
        )

    def block(self, rows: slice) -> NDArray[np.int32]:
        """Thousandths of a point for these mentees against all mentors: shape (rows, m)."""
        dots = np.asarray(self.mentees_frequent[rows] @ self.mentors_frequent, dtype=np.float32)
        rare = self.mentees_rare[rows]
        if rare.nnz:
            dots += (rare @ self.mentors_rare).toarray()
        dots *= self.mentor_factor
        dots *= self.mentee_factor[rows, None]
        return np.rint(dots, out=dots).astype(np.int32)

    def at(self, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> NDArray[np.int32]:
        """Thousandths of a point for pairs: shape (pairs,)."""
        found = np.zeros(len(rows), dtype=np.int32)
        for k, (row, column) in enumerate(zip(rows.tolist(), columns.tolist(), strict=True)):
            found[k] = self.block(slice(row, row + 1))[0, column]
        return found


def _shared_terms(bags: list[Counter[str]], mentees: int) -> dict[str, tuple[int, float]]:
    """Terms that both sides use, in alphabetical order: column and inverse document frequency.

    The frequency is smoothed as if one more document held every term: ln((1 + N) / (1 + df)) + 1.
    """
    documents: Counter[str] = Counter()
    for bag in bags:
        documents.update(bag.keys())
    left = set().union(*(bag.keys() for bag in bags[:mentees]))
    right = set().union(*(bag.keys() for bag in bags[mentees:]))
    count = len(bags)
    weights = {df: math.log((1 + count) / (1 + df)) + 1 for df in set(documents.values())}
    shared = sorted(left & right)
    table = {term: (place, weights[documents[term]]) for place, term in enumerate(shared)}
    # Terms of one side alone meet nothing, but they make its texts longer: column -1.
    for term in documents.keys() - table.keys():
        table[term] = (-1, weights[documents[term]])
    return table


def _vectors(
    bags: list[Counter[str]], kept: dict[str, tuple[int, float]]
) -> tuple[sparse.csr_array, NDArray[np.float64]]:
    """Whole-number vectors on the shared terms, and their squared lengths on all terms."""
    indptr, indices, data = [0], [], []
    lengths = np.zeros(len(bags))
    for row, bag in enumerate(bags):
        weights = [(kept[term][0], count * kept[term][1]) for term, count in sorted(bag.items())]
        norm = math.sqrt(math.fsum(weight * weight for _column, weight in weights))
        quantised = [(column, round(_LENGTH * weight / norm)) for column, weight in weights]
        lengths[row] = min(sum(value * value for _column, value in quantised), _EXACT)
        for column, value in quantised:
            if column >= 0 and value:
                indices.append(column)
                data.append(value)
        indptr.append(len(indices))
    shape = (len(bags), sum(1 for column, _weight in kept.values() if column >= 0))
    matrix = sparse.csr_array(
        (np.array(data, dtype=np.float32), np.array(indices, dtype=np.int32), indptr), shape=shape
    )
    matrix.sort_indices()
    return matrix, lengths
