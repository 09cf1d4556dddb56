"""Small tables and policies that tests share."""

from __future__ import annotations

import json
from typing import Any

from bluestem_matching.people import People, Pins
from bluestem_matching.policy_file import read_policy
from bluestem_matching.problem import Problem, build_problem
from bluestem_matching.result_json import result_json
from bluestem_matching.solve import solve

GOALS = """
id = "id"
capacity = "places"
[[criterion]]
name = "Goals"
kind = "shared"
mentor = "topics"
mentee = "goals"
points = 70
[[criterion]]
name = "Town"
kind = "equal"
mentor = "town"
mentee = "town"
points = 30
"""


def mentors() -> People:
    """Four mentors, one of them with two places and one with none."""
    return People.of(
        [
            {"id": "m1", "topics": "career; python", "town": "Geneva", "places": "1"},
            {"id": "m2", "topics": "career", "town": "Lyon", "places": "2"},
            {"id": "m3", "topics": "python; grants", "town": "Geneva", "places": ""},
            {"id": "m4", "topics": "career; grants", "town": "Lyon", "places": "0"},
        ],
        file="mentors.csv",
    )


def mentees() -> People:
    """Six mentees: two more than there are places."""
    return People.of(
        [
            {"id": "e1", "goals": "career", "town": "Geneva"},
            {"id": "e2", "goals": "python; grants", "town": "geneva "},
            {"id": "e3", "goals": "career; python", "town": "Lyon"},
            {"id": "e4", "goals": "grants", "town": ""},
            {"id": "e5", "goals": "career; python; grants", "town": "Lyon"},
            {"id": "e6", "goals": "", "town": "Geneva"},
        ],
        file="mentees.csv",
    )


def goals_problem(objective: str = "fair", *, more: str = "", pins: Pins = ()) -> Problem:
    """The four mentors and six mentees under the policy `GOALS` and what is added to it."""
    policy = read_policy(GOALS + more)
    return build_problem(mentors(), mentees(), policy, pins, objective=objective)


def solved(problem: Problem, language: str = "en") -> dict[str, Any]:
    """The result as it comes back from a file."""
    value: dict[str, Any] = json.loads(json.dumps(result_json(problem, solve(problem), language)))
    return value


def one_criterion(lines: str, mentor: dict[str, str], mentee: dict[str, str]) -> int:
    """The thousandths of a point that one criterion of 100 points gives one pair."""
    policy = read_policy(
        f'id = "id"\n[[criterion]]\nname = "it"\npoints = 100\n{lines}\n', file="policy"
    )
    tables = People.of([{"id": "m", **mentor}]), People.of([{"id": "e", **mentee}])
    return int(build_problem(*tables, policy).scores[0, 0])


def one_rule(lines: str, mentor: dict[str, str], mentee: dict[str, str]) -> bool:
    """Whether a pair may be under one rule."""
    policy = read_policy(
        'id = "id"\n[[criterion]]\nname = "it"\npoints = 100\nkind = "bonus"\nmentee = "id"\n'
        f"[[rule]]\n{lines}\n",
        file="policy",
    )
    tables = People.of([{"id": "m", **mentor}]), People.of([{"id": "e", **mentee}])
    return int(build_problem(*tables, policy).scores[0, 0]) >= 0
