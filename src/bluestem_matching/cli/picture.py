"""The scores as a picture: one SVG, mentees by mentors, the proposal on the diagonal."""

from __future__ import annotations

from html import escape
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bluestem_matching.problem import Problem
from bluestem_matching.result import Matching

_LEVELS = 10
_MOST_CELLS = 120
"""Larger tables are drawn in squares of several people, each as full as the best pair in it."""

_MOST_NAMES = 45
_LONGEST_NAME = 22
_FIGURE = 960


def orders(problem: Problem, matching: Matching) -> tuple[list[int], list[int]]:
    """Rows and columns in the order of the pairs, weakest first; the unpaired behind."""
    pairs = sorted(matching.pairs, key=lambda pair: (int(problem.scores[pair]), pair))
    rows = list(dict.fromkeys(row for row, _column in pairs))
    columns = list(dict.fromkeys(column for _row, column in pairs))
    rows += [row for row in range(len(problem.mentees)) if row not in set(rows)]
    columns += [column for column in range(len(problem.mentors)) if column not in set(columns)]
    return rows, columns


def picture(problem: Problem, matching: Matching, label: str) -> str:
    """An SVG of all scores; "" where there are none. `label` says in a sentence what it shows."""
    rows, columns = orders(problem, matching)
    if not rows or not columns:
        return ""
    scores = problem.scores[np.ix_(rows, columns)]
    chosen = np.zeros(scores.shape, dtype=np.bool_)
    places = {row: k for k, row in enumerate(rows)}, {col: k for k, col in enumerate(columns)}
    for row, column in matching.pairs:
        chosen[places[0][row], places[1][column]] = True
    step = max(1, -(-max(scores.shape) // _MOST_CELLS))
    named = step == 1 and max(scores.shape) <= _MOST_NAMES
    cells, marks = _pooled(scores, step), _pooled(chosen.astype(np.int32), step) > 0
    margin = _margin(problem) if named else 0
    size = (_FIGURE - margin) / cells.shape[1]
    size = min(size, 24.0)
    width = margin + size * cells.shape[1]
    height = margin + size * cells.shape[0]
    parts = [
        f'<svg viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" role="img" '
        f'aria-label="{escape(label)}">'
    ]
    if named:
        parts.append(_names(problem, rows, columns, size, margin))
    parts.append(_cells(cells, marks, size, margin))
    parts.append("</svg>")
    return "".join(parts)


def _margin(problem: Problem) -> int:
    """Room for the longest name, at about six units a letter."""
    longest = max(len(_plain(name)) for name in (*problem.mentees, *problem.mentors))
    return 16 + 6 * longest


def _pooled(values: NDArray[Any], step: int) -> NDArray[Any]:
    """The highest value of each square of `step` by `step`."""
    if step == 1:
        return values
    n, m = (-(-side // step) * step for side in values.shape)
    padded = np.full((n, m), values.min(), dtype=values.dtype)
    padded[: values.shape[0], : values.shape[1]] = values
    return padded.reshape(n // step, step, m // step, step).max(axis=(1, 3))


def _names(problem: Problem, rows: list[int], columns: list[int], size: float, margin: int) -> str:
    parts = []
    for k, row in enumerate(rows):
        y = margin + size * (k + 0.7)
        name = _short(problem.mentees[row])
        parts.append(f'<text x="{margin - 8}" y="{y:.1f}" class="end">{name}</text>')
    for k, column in enumerate(columns):
        x = margin + size * (k + 0.7)
        name = _short(problem.mentors[column])
        parts.append(
            f'<text x="{x:.1f}" y="{margin - 8}" '
            f'transform="rotate(-90 {x:.1f} {margin - 8})">{name}</text>'
        )
    return "".join(parts)


def _plain(name: str) -> str:
    """A name that fits beside the picture: addresses without their domain."""
    plain = name.split("@", maxsplit=1)[0] if name.count("@") == 1 else name
    return plain if len(plain) <= _LONGEST_NAME else plain[: _LONGEST_NAME - 1] + "…"


def _short(name: str) -> str:
    return escape(_plain(name))


def _cells(cells: NDArray[Any], marks: NDArray[np.bool_], size: float, margin: int) -> str:
    """One path for each level of score, one for pairs that cannot be, one for the chosen."""
    n, m = cells.shape
    parts = [
        f'<rect class="ground" x="{margin}" y="{margin}" '
        f'width="{size * m:.1f}" height="{size * n:.1f}"/>'
    ]
    highest = max(int(cells.max()), 1)
    levels = np.where(cells < 0, -1, np.minimum(cells * _LEVELS // highest, _LEVELS - 1))
    gap = 0.5 if size > 6 else 0.0
    side = size - 2 * gap
    for level in range(_LEVELS):
        found = np.argwhere(levels == level)
        if len(found):
            path = "".join(
                f"M{margin + size * c + gap:.1f} {margin + size * r + gap:.1f}"
                f"h{side:.1f}v{side:.1f}h-{side:.1f}z"
                for r, c in found.tolist()
            )
            opacity = 0.06 + 0.94 * (level / (_LEVELS - 1)) ** 1.4
            parts.append(f'<path class="cell" fill-opacity="{opacity:.2f}" d="{path}"/>')
    crossed = "".join(
        f"M{margin + size * (c + 0.3):.1f} {margin + size * (r + 0.3):.1f}"
        f"l{size * 0.4:.1f} {size * 0.4:.1f}"
        for r, c in np.argwhere(levels < 0).tolist()
    )
    outlined = "".join(
        f"M{margin + size * c + 1:.1f} {margin + size * r + 1:.1f}"
        f"h{size - 2:.1f}v{size - 2:.1f}h-{size - 2:.1f}z"
        for r, c in np.argwhere(marks).tolist()
    )
    if crossed:
        parts.append(f'<path class="no" d="{crossed}"/>')
    if outlined:
        parts.append(f'<path class="chosen" d="{outlined}"/>')
    return "".join(parts)
