"""What can be wrong with two tables of people and a list of pins, with line and column."""

from __future__ import annotations

from collections.abc import Iterator

from bluestem_matching.faults import Fault, quote
from bluestem_matching.features import step
from bluestem_matching.people import People, Pins
from bluestem_matching.policy import Policy, Test
from bluestem_matching.values import key, whole

_PLACES_DIGITS = 9


def check_input(mentors: People, mentees: People, policy: Policy, pins: Pins) -> list[Fault]:
    """Every fault of the input that a policy makes visible, in the order of the files.

    Cost: one pass over the cells that the policy names.
    """
    faults: list[Fault] = []
    for people, side, identifier in (
        (mentors, "mentor", policy.mentor_id),
        (mentees, "mentee", policy.mentee_id),
    ):
        faults.extend(_columns(people, side, policy))
        if people.places_of(identifier):
            faults.extend(_identifiers(people, identifier))
    if policy.capacity is not None and mentors.places_of(policy.capacity):
        faults.extend(_capacities(mentors, policy.capacity))
    faults.extend(_steps(mentors, mentees, policy))
    if pins and not faults:  # without sound identifiers every pin would be named as well
        faults.extend(_pins(mentors, mentees, policy, pins))
    return faults


def _tests(policy: Policy) -> list[Test]:
    groups = (policy.criteria, policy.rules, policy.sides)
    return [entry.test for group in groups for entry in group]


def _columns(people: People, side: str, policy: Policy) -> Iterator[Fault]:
    """Columns that the policy names and the table lacks, or has twice."""
    named = [policy.mentor_id if side == "mentor" else policy.mentee_id]
    if side == "mentor" and policy.capacity is not None:
        named.append(policy.capacity)
    named.extend(name for test in _tests(policy) if (name := getattr(test, side)))
    for name in dict.fromkeys(named):
        places = people.places_of(name)
        line = people.heading_line
        if not places:
            headings = ", ".join(heading for heading in people.heading if heading.strip())
            cure = f"add the column, or name another one in {policy.file}"
            found = f"the columns {quote(headings)}"
            yield Fault(people.file, line, name, found, f"a column {quote(name)}", cure)
        elif len(places) > 1:
            cure = "rename or remove all but one of them"
            found = f"{len(places)} columns {quote(name)}"
            yield Fault(people.file, line, name, found, f"one column {quote(name)}", cure)


def _identifiers(people: People, identifier: str) -> Iterator[Fault]:
    """People without identifier, and people who stand twice."""
    seen: dict[str, int] = {}
    for cell, line in zip(people.column(identifier), people.lines, strict=True):
        name = key(cell)
        if not name:
            cure = f"fill in {quote(identifier)} or remove the line"
            yield Fault(people.file, line, identifier, "an empty cell", "who this is", cure)
        elif name in seen:
            expected = f"each person once; line {seen[name]} is the same"
            cure = "remove one of the two lines"
            yield Fault(people.file, line, identifier, quote(cell.strip()), expected, cure)
        else:
            seen[name] = line


def _capacities(mentors: People, column: str) -> Iterator[Fault]:
    for cell, line in zip(mentors.column(column), mentors.lines, strict=True):
        number = whole(cell)
        if cell.strip() and (number is None or not 0 <= number < 10**_PLACES_DIGITS):
            expected = "how many mentees this mentor takes: a whole number from 0"
            cure = "correct the number, or leave the cell empty for 1"
            yield Fault(mentors.file, line, column, quote(cell), expected, cure)


def _steps(mentors: People, mentees: People, policy: Policy) -> Iterator[Fault]:
    """Cells that a `gap` cannot read."""
    done = set()
    for test in _tests(policy):
        for people, name in ((mentors, test.mentor), (mentees, test.mentee)):
            asked = (people.file, name, test.grades)
            if test.kind != "gap" or not name or asked in done or not people.places_of(name):
                continue
            done.add(asked)
            yield from _unread_steps(people, name, test.grades)


def _unread_steps(people: People, name: str, grades: tuple[str, ...]) -> Iterator[Fault]:
    expected = f"one of {', '.join(grades)}" if grades else "a whole number"
    cells = people.column(name)
    unread = {cell for cell in set(cells) if cell.strip() and step(cell, grades) is None}
    for cell, line in zip(cells, people.lines, strict=True):
        if cell in unread:
            cure = "correct the cell, or leave it empty"
            yield Fault(people.file, line, name, quote(cell), expected, cure)


def _pins(mentors: People, mentees: People, policy: Policy, pins: Pins) -> Iterator[Fault]:
    """Pins that name somebody who is not there."""
    known = {
        "mentor": {key(cell) for cell in mentors.column(policy.mentor_id)},
        "mentee": {key(cell) for cell in mentees.column(policy.mentee_id)},
    }
    files = {"mentor": mentors.file, "mentee": mentees.file}
    for pin in pins:
        for side in ("mentor", "mentee"):
            name = getattr(pin, side)
            if key(name) not in known[side]:
                cure = "correct the identifier or remove the line"
                expected = f"a {side} of {files[side]}"
                yield Fault(pin.file, pin.line, side, quote(name), expected, cure)
