"""The people that the matching benchmarks pair: drawn from a seed, the same in every run."""

from __future__ import annotations

import random

from bluestem_matching.people import People
from bluestem_matching.policy import Policy
from bluestem_matching.policy_file import read_policy

_GOALS = [f"goal {k}" for k in range(12)]
_LANGUAGES = ["English", "French", "German", "Spanish", "Italian"]
_DEPARTMENTS = [f"department {k}" for k in range(10)]

_TIES = """
id = "id"
[[criterion]]
name = "goals"
kind = "shared"
mentor = "goals"
mentee = "goals"
points = {goals}
[[criterion]]
name = "languages"
kind = "shared"
mentor = "languages"
mentee = "languages"
points = 20
[[criterion]]
name = "department"
kind = "different"
mentor = "department"
mentee = "department"
points = 10
[[criterion]]
name = "rank"
kind = "rank"
mentee = "choices"
points = 30
"""
_TEXT = """
[[criterion]]
name = "words"
kind = "text"
mentor = "about"
mentee = "about"
points = 20
"""


def policy(*, with_text: bool) -> Policy:
    """Whole points with ties: every share of the goals and languages is a whole number."""
    text = _TIES.format(goals=20 if with_text else 40)
    return read_policy(text + (_TEXT if with_text else ""))


def people(count: int, *, seed: int = 1) -> tuple[People, People]:
    """As many mentors as mentees: goals 1, 2 or 4 of 12, languages 1 or 2, ranks, 40 words each."""
    draw = random.Random(seed)
    words = [f"{a}{b}{c}" for a in _SYLLABLES for b in _SYLLABLES for c in _SYLLABLES]
    draw.shuffle(words)
    weights = [1 / (rank + 10) for rank in range(len(words))]  # a few words are common, most rare
    mentors, mentees = [], []
    for side, prefix in ((mentors, "m"), (mentees, "e")):
        for number in range(count):
            side.append(
                {
                    "id": f"{prefix}{number:06d}",
                    "goals": "; ".join(draw.sample(_GOALS, draw.choice((1, 2, 4)))),
                    "languages": "; ".join(draw.sample(_LANGUAGES, draw.choice((1, 2)))),
                    "department": draw.choice(_DEPARTMENTS),
                    "about": " ".join(draw.choices(words, weights, k=40)),
                }
            )
    ids = [person["id"] for person in mentors]
    for person in mentees:
        person["choices"] = "; ".join(draw.sample(ids, 3))
    return People.of(mentors, file="mentors"), People.of(mentees, file="mentees")


_SYLLABLES = ("ba", "de", "fi", "go", "hu", "ja", "ke", "li", "mo", "nu", "pa", "re", "si", "to")
