from __future__ import annotations

import re

import numpy as np
import pytest

from bluestem_matching.cli.picture import picture
from bluestem_matching.cli.report import report
from bluestem_matching.cli.report_words import REPORT_WORDS
from bluestem_matching.people import Pin
from bluestem_matching.problem import Problem
from bluestem_matching.result_json import result_json
from bluestem_matching.solve import solve
from bluestem_matching.tests.cases import goals_problem
from bluestem_matching.words import WORDS


def page(problem: Problem, language: str = "en") -> str:
    matching = solve(problem)
    return report(problem, matching, result_json(problem, matching, language), language)


def test_report_needs_nothing_from_outside_and_runs_nothing() -> None:
    html = page(goals_problem())
    assert not re.search(r"""(?:src|href)\s*=\s*["'](?!#)""", html)
    assert not re.search(r"url\((?!data:)", html)
    assert "@import" not in html
    assert "<script" not in html
    assert not re.search(r"<[^>]+\sstyle=", html)
    assert not re.search(r"<[^>]+\son\w+=", html)


def test_pairs_stand_weakest_first() -> None:
    problem = goals_problem()
    scores = [
        float(text) for text in re.findall(r'aria-hidden="true"><b>([\d.]+)</b>', page(problem))
    ]
    assert len(scores) == len(solve(problem).pairs)
    assert scores == sorted(scores)


def test_pins_conflicts_and_names_are_shown_and_escaped() -> None:
    html = page(goals_problem(pins=(Pin("m3", "e2", "pin"), Pin("m1", "e6", "forbid"))))
    assert "Pinned: e2 with m3" in html
    assert "Forbidden: e6 and m1" in html
    bad = Problem(
        mentees=("<b>e</b>",),
        mentors=('"m"',),
        capacity=np.ones(1, dtype=np.int64),
        scores=np.ones((1, 1), dtype=np.int32),
    )
    html = page(bad)
    assert "<b>e</b>" not in html
    assert "&lt;b&gt;e&lt;/b&gt;" in html
    pins = (Pin("m1", "e1", "pin"), Pin("m1", "e1", "forbid"))
    assert "m1 and e1 are pinned and forbidden at once" in page(goals_problem(pins=pins))


@pytest.mark.parametrize("language", ["en", "fr"])
def test_report_is_in_its_language_and_has_one_heading(language: str) -> None:
    html = page(goals_problem(), language)
    assert f'<html lang="{language}">' in html
    assert html.count("<h1>") == 1
    assert REPORT_WORDS[language]["pairs"] in html


def test_both_languages_say_the_same_things_with_the_same_values() -> None:
    for table in (WORDS, REPORT_WORDS):
        assert table["en"].keys() == table["fr"].keys()
        for word, text in table["en"].items():
            names = set(re.findall(r"\{\w*\}", text))
            assert names == set(re.findall(r"\{\w*\}", table["fr"][word])), word


@pytest.mark.parametrize("shape", [(0, 3), (3, 0)])
def test_report_of_nobody_is_a_page_without_a_picture(shape: tuple[int, int]) -> None:
    html = page(Problem.of(np.zeros(shape, dtype=np.int32)))
    assert "<figure" not in html
    assert "not one possible pair" in html


def test_picture_has_one_cell_a_pair_and_marks_the_proposal() -> None:
    problem = goals_problem()
    drawn = picture(problem, solve(problem), "a label")
    cells = re.findall(r'class="cell"[^>]* d="([^"]+)"', drawn)
    assert sum(path.count("M") for path in cells) == problem.scores.size
    (chosen,) = re.findall(r'class="chosen" d="([^"]+)"', drawn)
    assert chosen.count("M") == len(solve(problem).pairs)
    assert 'role="img" aria-label="a label"' in drawn


def test_picture_of_many_people_stays_small() -> None:
    scores = np.random.default_rng(1).integers(0, 100, (700, 500)).astype(np.int32)
    problem = Problem.of(scores)
    assert len(picture(problem, solve(problem), "x")) < 600_000
