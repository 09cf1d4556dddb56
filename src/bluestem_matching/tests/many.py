"""Many people, drawn from a seed, under a policy with every kind of criterion and rule."""

from __future__ import annotations

import random

from bluestem_matching.people import People
from bluestem_matching.policy import Policy
from bluestem_matching.policy_file import read_policy

_WORDS = ("physics", "software", "detector", "leadership", "family", "grant", "industry", "data")
_SHARES = {
    "shared": 20,
    "equal": 10,
    "different": 10,
    "wish": 10,
    "rank": 20,
    "gap": 10,
    "text": 10,
    "flag": 5,
}


def many_policy() -> Policy:
    """One criterion of each kind, and a rule of most kinds."""
    text = 'id = "id"\n'
    for kind, points in _SHARES.items():
        bounds = "from = -1\nto = 2\n" if kind == "gap" else ""
        text += (
            f'[[criterion]]\nname = "{kind}"\nkind = "{kind}"\nmentor = "{kind}"\n'
            f'mentee = "{kind}"\npoints = {points}\n{bounds}'
        )
    text += '[[criterion]]\nname = "bonus"\nkind = "bonus"\nmentee = "flag"\npoints = 5\n'
    text += '[[rule]]\nkind = "named"\nmentor = "named"\nmentee = "named"\n'
    text += '[[rule]]\nkind = "different"\nmentor = "boss"\nmentee = "boss"\n'
    return read_policy(text)


def many_people(count: int) -> tuple[People, People]:
    """As many mentors as mentees, some cells empty."""
    draw = random.Random(count)
    sides = []
    for prefix, other in (("m", "e"), ("e", "m")):
        sides.append(
            [
                {
                    "id": f"{prefix}{k:05d}",
                    "shared": "; ".join(draw.sample(_WORDS, draw.randint(0, 4))),
                    "equal": draw.choice(["", "a", "b", "c"]),
                    "different": draw.choice(["", "a", "b", "c"]),
                    "wish": draw.choice(["", "a", "b", "c"]),
                    "rank": "; ".join(f"t{draw.randrange(count)}" for _time in range(3)),
                    "gap": draw.choice(["", "1", "2", "3", "4"]),
                    "text": " ".join(draw.choices(_WORDS, k=draw.randint(0, 9))),
                    "flag": draw.choice(["", "yes", "no"]),
                    "named": draw.choice(["", f"{other}{draw.randrange(count):05d}"]),
                    "boss": str(draw.randrange(count)),
                }
                for k in range(count)
            ]
        )
    return People.of(sides[0]), People.of(sides[1])
