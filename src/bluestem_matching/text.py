"""Likeness of free text: TF-IDF of words and word pairs, cosine, computed and forgotten.

Weights are whole numbers from 0 to 4,000, so that every sum of products stays below 2^24 and is
exact in float32: the same texts give the same thousandths on every machine. Method: Salton and
Buckley, "Term-weighting approaches in automatic text retrieval", 1988.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

_LENGTH = 4000
_EXACT = 1 << 24
_DENSE_FROM = 25
"""A word that more than one mentor in 25 uses is cheaper as a full row than as a list."""

_ELISION = re.compile(r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)['’]", re.IGNORECASE)
_COMMON = frozenset(
    files("bluestem_matching").joinpath("common_words.txt").read_text("utf-8").split()
)


class _Letters(dict[int, str]):
    """For `str.translate`: letters without case, and a space for whatever else."""

    def __missing__(self, code: int) -> str:
        folded = chr(code).casefold()
        self[code] = found = "".join(
            char if char.isalnum() and not char.isdecimal() else " " for char in folded
        )
        return found


_LETTERS = _Letters()


def words(text: str) -> list[str]:
    """The words of a text, without case, common English and French words and French elisions."""
    return [word for word in _runs_of_letters(text) if _counts(word)]


def _runs_of_letters(text: str) -> list[str]:
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if "'" in text or "’" in text:
        text = _ELISION.sub(" ", text)
    return text.translate(_LETTERS).split()


def _counts(run: str) -> bool:
    """Whether letters in a row say something: at least two, and not a common word."""
    return len(run) > 1 and run not in _COMMON


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
        matrix, lengths = _vectors([*mentees, *mentors], len(mentees))
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


def _terms(texts: list[str]) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """Term, text and count, one entry for each term of each text, sorted by term and text.

    Terms are words and pairs of neighbouring words. They are numbered by the alphabet of words, so
    that no rounding depends on the texts' order.
    """
    numbers: defaultdict[str, int] = defaultdict()
    numbers.default_factory = numbers.__len__  # each new run of letters gets the next number
    found = [[numbers[run] for run in _runs_of_letters(text)] for text in texts]
    lengths = [len(each) for each in found]
    alphabet = {word: k for k, word in enumerate(sorted(filter(_counts, numbers)))}
    places = np.array([alphabet.get(run, -1) for run in numbers], dtype=np.intp)
    codes = places[np.fromiter(chain.from_iterable(found), np.intp, sum(lengths))]
    owners = np.repeat(np.arange(len(texts), dtype=np.int32), lengths)[codes >= 0]
    codes = codes[codes >= 0]
    # A whole number for each term and text: sorted once, equal terms and texts stand together.
    # In place where it can be, as elsewhere here: fresh memory costs more than the arithmetic.
    single = codes * len(texts)
    single += owners
    pairs = codes[:-1]
    pairs += 1
    pairs *= len(alphabet) * len(texts)
    pairs += single[1:]
    keys = np.concatenate((single, pairs[owners[1:] == owners[:-1]]))
    keys.sort()
    starts = np.flatnonzero(_new(keys))
    keys, counts = keys[starts], np.diff(starts, append=len(keys))
    names, rows = np.divmod(keys, max(len(texts), 1))
    columns = np.cumsum(_new(names), out=names)
    columns -= 1
    return columns, rows, counts


def _new(ordered: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Where numbers in order differ from the one before."""
    new = np.ones(len(ordered), dtype=np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=new[1:])
    return new


def _vectors(texts: list[str], mentees: int) -> tuple[sparse.csr_array, NDArray[np.float64]]:
    """Whole-number vectors (texts, terms that both sides use), and squared lengths on all terms.

    A term weighs as often as it stands in the text, times ln((1 + N) / (1 + df)) + 1 for the df of
    N texts that hold it. Terms of one side alone meet nothing, but they make its texts longer.
    """
    columns, rows, counts = _terms(texts)
    size = int(columns.max(initial=-1)) + 1
    documents = np.bincount(columns, minlength=size)
    rarity = [math.log((1 + len(texts)) / (1 + df)) + 1 for df in range(len(texts) + 1)]
    weights = counts * np.array(rarity)[documents[columns]]
    norms = np.sqrt(np.bincount(rows, weights * weights, minlength=len(texts)))
    values = np.rint(_LENGTH * weights / norms[rows])
    lengths = np.bincount(rows, values * values, minlength=len(texts))
    assert not len(lengths) or lengths.max() < _EXACT
    left = np.bincount(columns[rows < mentees], minlength=size) > 0
    right = np.bincount(columns[rows >= mentees], minlength=size) > 0
    shared = left & right
    places = np.cumsum(shared) - 1
    kept = shared[columns] & (values > 0)
    matrix = sparse.csr_array(
        (values[kept].astype(np.float32), (rows[kept], places[columns[kept]])),
        shape=(len(texts), int(shared.sum())),
    )
    return matrix, lengths
