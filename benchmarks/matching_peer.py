"""mentor-match on a folder of mentors.csv and mentees.csv, in one round; runs in its own
environment. Prints the median CPU seconds of warm rounds and the points of its pairs."""

from __future__ import annotations

import json
import operator
import statistics
import sys
import time
from pathlib import Path

from matching.process import conduct_matching_from_file
from matching.rules import rule


def rules() -> list[list[rule.Rule]]:
    return [
        [
            rule.Disqualify(lambda match: match.mentor.organisation == match.mentee.organisation),
            rule.Grade(1, operator.ge, {True: 60, False: 0}),
            rule.Equivalent("profession", {True: 40, False: 0}),
        ]
    ]


def points(mentees: list) -> float:
    total = 0
    for mentee in mentees:
        for mentor in mentee.connections:
            if mentor.organisation == mentee.organisation:
                continue
            total += 60 * (mentor.grade - mentee.grade >= 1)
            total += 40 * (mentor.profession == mentee.profession)
    return total


folder = Path(sys.argv[1])
times = []
for _turn in range(6):
    start = time.process_time()
    _mentors, mentees = conduct_matching_from_file(folder, rules())
    times.append(time.process_time() - start)
print(json.dumps({"seconds": statistics.median(times[1:]), "points": points(mentees)}))
