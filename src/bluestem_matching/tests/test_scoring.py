from __future__ import annotations

import numpy as np
import pytest

from bluestem_matching.explain import reasons_of
from bluestem_matching.features import Listed
from bluestem_matching.people import People
from bluestem_matching.policy_file import read_policy
from bluestem_matching.problem import build_problem
from bluestem_matching.tests.cases import goals_problem, one_criterion, one_rule

BOTH = 'mentor = "x"\nmentee = "x"'


@pytest.mark.parametrize(
    ("kind", "mentor", "mentee", "points"),
    [
        ("shared", "a; b", "a; c; d", 33_333),
        ("shared", "a; b", "A ;b;; ", 100_000),
        ("shared", "a", "a; a", 100_000),
        ("shared", "", "a", 0),
        ("shared", "a", "", 0),
        ("equal", "It ", "iT", 100_000),
        ("equal", "a", "b", 0),
        ("equal", "", "", 0),
        ("different", "a", "b", 100_000),
        ("different", "a", "A", 0),
        ("different", "a", "", 0),
        ("different", "", "a", 0),
        ("wish", "a", "b; a", 100_000),
        ("wish", "c", "b; a", 0),
        ("wish", "", "a", 0),
        ("wish", "a", "", 50_000),
        ("rank", "a", "a; b", 100_000),
        ("rank", "b", "a; b", 66_667),
        ("rank", "c", "a; b; c", 33_333),
        ("rank", "d", "a; b; c; d", 0),
        ("rank", "a", "b; a; a", 66_667),
        ("rank", "a", "", 0),
        ("flag", "yes", "Oui ", 100_000),
        ("flag", "yes", "no", 0),
        ("flag", "", "x", 0),
        ("text", "Machine learning", "machine  LEARNING", 100_000),
        ("text", "physics", "law", 0),
        ("text", "", "", 0),
    ],
)
def test_criterion_gives_its_points(kind: str, mentor: str, mentee: str, points: int) -> None:
    assert one_criterion(f'kind = "{kind}"\n{BOTH}', {"x": mentor}, {"x": mentee}) == points


@pytest.mark.parametrize(
    ("bounds", "mentor", "mentee", "points"),
    [
        ("from = 1\nto = 2", "5", "4", 100_000),
        ("from = 1\nto = 2", "6", "4", 100_000),
        ("from = 1\nto = 2", "7", "4", 0),
        ("from = 1\nto = 2", "4", "4", 0),
        ("from = -1", "3", "4", 100_000),
        ("to = -1", "3", "4", 100_000),
        ("from = 1", "", "4", 0),
        ("from = 1", "9", "", 0),
        ("from = 1", "2.0", "+1", 100_000),
        ('from = 1\ngrades = ["low", "mid", "top"]', "TOP", "mid", 100_000),
        ('from = 2\ngrades = ["low", "mid", "top"]', "TOP", "mid", 0),
    ],
)
def test_gap_counts_from_mentee_to_mentor(
    bounds: str, mentor: str, mentee: str, points: int
) -> None:
    lines = f'kind = "gap"\n{BOTH}\n{bounds}'
    assert one_criterion(lines, {"x": mentor}, {"x": mentee}) == points


def test_rank_names_identifiers_where_no_column_is_given() -> None:
    assert one_criterion('kind = "rank"\nmentee = "x"', {}, {"x": "n; M "}) == 66_667


def test_flag_on_one_side_and_bonus_ask_that_side_only() -> None:
    assert one_criterion('kind = "flag"\nmentor = "x"', {"x": "1"}, {}) == 100_000
    assert one_criterion('kind = "flag"\nmentee = "x"', {}, {"x": "0"}) == 0
    assert one_criterion('kind = "bonus"\nmentee = "x"', {}, {"x": "true"}) == 100_000


def test_points_are_rounded_half_to_even_thousandths() -> None:
    policy = read_policy(
        'id = "id"\n'
        + "".join(
            f'[[criterion]]\nname = "{k}"\nkind = "shared"\nmentor = "x"\nmentee = "x"\n'
            f"points = {points}\n"
            for k, points in enumerate(("0.005", "0.007", "99.988"))
        )
    )
    tables = People.of([{"id": "m", "x": "a"}]), People.of([{"id": "e", "x": "a; b"}])
    problem = build_problem(*tables, policy)
    assert problem.scoring is not None
    assert problem.scoring.parts(np.array([0]), np.array([0])).tolist() == [[2, 4, 49_994]]


@pytest.mark.parametrize(
    ("kind", "mentor", "mentee", "kept"),
    [
        ("different", "a", "A", False),
        ("different", "", "", True),
        ("different", "a", "b", True),
        ("equal", "a", "a", True),
        ("equal", "a", "b", False),
        ("equal", "", "", False),
        ("shared", "a; b", "b", True),
        ("shared", "a", "b", False),
        ("shared", "", "b", False),
        ("no_shared", "a; b", "b", False),
        ("no_shared", "a", "b", True),
        ("no_shared", "", "", True),
        ("flag", "yes", "", False),
        ("flag", "", "x", False),
        ("flag", "", "no", True),
        ("named", "e", "", False),
        ("named", "", "z; M", False),
        ("named", "m", "e", True),
        ("gap", "5", "3", True),
        ("gap", "3", "3", False),
        ("gap", "", "3", False),
    ],
)
def test_rule_keeps_or_forbids_a_pair(kind: str, mentor: str, mentee: str, kept: bool) -> None:
    bounds = "\nfrom = 1" if kind == "gap" else ""
    assert one_rule(f'kind = "{kind}"\n{BOTH}{bounds}', {"x": mentor}, {"x": mentee}) == kept


def test_flag_rule_on_one_side_asks_that_side_only() -> None:
    assert not one_rule('kind = "flag"\nmentor = "x"', {"x": "yes"}, {})
    assert one_rule('kind = "flag"\nmentee = "x"', {"x": "yes"}, {"x": ""})


def test_nobody_is_her_own_mentor() -> None:
    policy = read_policy('id="id"\n[[criterion]]\nname="n"\nkind="bonus"\nmentee="id"\npoints=100')
    problem = build_problem(People.of([{"id": "Ada"}]), People.of([{"id": " ada"}]), policy)
    assert problem.scores.tolist() == [[-1]]


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ('where = "no_shared"\nmentor = "topics"\nmentee = "goals"', {"e4": ["m1", "m2"]}),
        ('where = "equal"\nmentor = "town"\nmentee = "town"', {"e1": ["m1", "m3"]}),
        ('where = "rank"\nmentor = "topics"\nmentee = "goals"', {"e1": ["m1", "m2", "m4"]}),
        (
            'where = "wish"\nmentor = "topics"\nmentee = "goals"',
            {"e1": ["m1", "m2", "m4"], "e6": []},
        ),
        ('where = "bonus"\nmentee = "town"', {"e1": []}),
    ],
)
def test_side_condition_asks_its_pairs(test: str, expected: dict[str, list[str]]) -> None:
    problem = goals_problem(more=f'[[side]]\nkind = "at_most"\ncount = 9\n{test}\n')
    mask = problem.conditions[0].mask
    for mentee, mentors in expected.items():
        row = mask[problem.mentees.index(mentee)]
        assert [problem.mentors[k] for k in np.flatnonzero(row)] == mentors


@pytest.mark.parametrize("count", [60, 2500])
def test_blocks_and_tables_give_what_single_pairs_get(count: int) -> None:
    from bluestem_matching.tests.many import many_people, many_policy

    mentors, mentees = many_people(count)
    problem = build_problem(mentors, mentees, many_policy())
    assert problem.scoring is not None
    draw = np.random.default_rng(1)
    rows, columns = draw.integers(0, count, 200), draw.integers(0, count, 200)
    parts = problem.scoring.parts(rows, columns).sum(axis=1)
    for row, column, part in zip(rows.tolist(), columns.tolist(), parts.tolist(), strict=True):
        broken = problem.scoring.broken_rules(row, column)
        assert problem.scores[row, column] == (-1 if broken else part)


def test_reasons_add_up_to_the_score_of_every_pair() -> None:
    problem = goals_problem()
    pairs = [(int(row), int(column)) for row, column in np.argwhere(problem.scores >= 0)]
    for pair, reasons in zip(pairs, reasons_of(problem, pairs), strict=True):
        assert sum(reason.units for reason in reasons) == problem.scores[pair]


def test_pairs_that_nobody_listed_answer_nothing() -> None:
    listed = Listed.of([(1, 2, 3), (1, 2, 1)], 3, 4)
    assert listed.at(np.array([1, 1, 0]), np.array([2, 3, 2])).tolist() == [3, 0, 0]
    assert Listed.of([], 2, 2).at(np.array([1]), np.array([1])).tolist() == [0]
