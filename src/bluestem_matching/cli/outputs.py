"""Writing results: all files or none, each complete or not at all."""

from __future__ import annotations

import csv
import io
import json
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bluestem_matching.cli.arguments import Options
from bluestem_matching.explain import reasons_of
from bluestem_matching.faults import Fault, InputRefused, quote
from bluestem_matching.problem import Problem
from bluestem_matching.result import Matching
from bluestem_matching.values import as_points
from bluestem_matching.words import number


def check_outputs(options: Options) -> list[Fault]:
    """What stands against the files to be written, before any work is done."""
    faults = []
    taken = {_real(path): path for path in options.inputs}
    for option, path in options.outputs:
        folder = Path(path).parent
        found = cure = ""
        if _real(path) in taken:
            found, cure = f"{option} on a file that is in use already", "name another file"
        elif not folder.is_dir():
            found, cure = f"no folder {quote(folder)}", "make the folder first"
        elif Path(path).is_dir():
            found, cure = "a folder", "name a file inside it"
        elif not os.access(folder, os.W_OK) or (
            Path(path).exists() and not os.access(path, os.W_OK)
        ):
            found, cure = "a place that cannot be written to", "name another one"
        if found:
            faults.append(Fault(path, 1, option, found, "a file to write", cure))
        taken.setdefault(_real(path), path)
    return faults


def _writable(folder: Path, path: str) -> bool:
    return os.access(folder, os.W_OK) and (not Path(path).exists() or os.access(path, os.W_OK))


def _real(path: str) -> str:
    return os.path.realpath(path)


def write_all(files: dict[str, str]) -> None:
    """Write texts to paths; a file appears only when all of them could be written.

    Raises: InputRefused when one cannot be.
    """
    drafts: list[tuple[str, str]] = []
    path = ""
    try:
        for path, text in files.items():
            handle, draft = tempfile.mkstemp(dir=Path(path).parent, prefix=".bluestem-")
            drafts.append((draft, path))
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
                file.write(text)
            Path(draft).chmod(_mode(path))
        for draft, path in drafts:
            Path(draft).replace(path)
    except OSError as error:
        for draft, _path in drafts:
            Path(draft).unlink(missing_ok=True)
        found = f"a place that cannot be written to ({error.strerror})"
        fault = Fault(path, 1, 1, found, "a file to write", "name another one")
        raise InputRefused([fault]) from error


def _mode(path: str) -> int:
    """The rights the file has, or that a new file would get."""
    if Path(path).exists():
        return Path(path).stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def as_json(value: Any) -> str:
    """One JSON value, legible."""
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _csv(heading: list[str], rows: Iterable[Iterable[object]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(heading)
    writer.writerows(rows)
    return text.getvalue()


def pairs_csv(problem: Problem, matching: Matching, language: str) -> str:
    """`mentor,mentee,score,reasons`, a line a pair."""
    pairs = list(matching.pairs)
    reasons = reasons_of(problem, pairs, language)
    rows = []
    for (row, column), found in zip(pairs, reasons, strict=True):
        words = "; ".join(
            f"{reason.criterion} {number(language, reason.units)}/{number(language, reason.of)}"
            f" ({reason.words})"
            for reason in found
        )
        score = f"{as_points(int(problem.scores[row, column])):.3f}"
        rows.append([problem.mentors[column], problem.mentees[row], score, words])
    return _csv(["mentor", "mentee", "score", "reasons"], rows)


def scores_csv(problem: Problem) -> str:
    """`mentee,mentor,score`, a line for every allowed pair."""
    rows = (
        [mentee, mentor, f"{score / 1000:.3f}"]
        for mentee, line in zip(problem.mentees, problem.scores.tolist(), strict=True)
        for mentor, score in zip(problem.mentors, line, strict=True)
        if score >= 0
    )
    return _csv(["mentee", "mentor", "score"], rows)
