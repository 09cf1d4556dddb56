"""What `bluestem match`, `verify`, `what-if` and `best` do between reading and writing."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

from bluestem_matching.cli import write
from bluestem_matching.cli.arguments import COMMAND_LINE, Options
from bluestem_matching.cli.outputs import as_json, check_outputs, pairs_csv, scores_csv, write_all
from bluestem_matching.cli.tables import decode, read_bytes, read_people, refusal
from bluestem_matching.faults import Fault, InputRefused, quote
from bluestem_matching.people import People, Pin, Pins
from bluestem_matching.policy import Policy
from bluestem_matching.policy_file import read_policy
from bluestem_matching.problem import Pair, Problem, build_problem
from bluestem_matching.values import as_points, key
from bluestem_matching.words import conflict, number

_PIN_COLUMNS = ("mentor", "mentee", "rule")
_PIN_RULES = ("pin", "forbid")


def run(options: Options) -> int:
    """Do what was asked; returns the exit code. Raises: InputRefused."""
    return _RUNS[options.command](options)


# ---- Reading


def _collected[T](faults: list[Fault], read: Callable[[], T]) -> T | None:
    """What `read` returns, or None with its faults added, so that all files are heard at once."""
    try:
        return read()
    except InputRefused as refused:
        faults.extend(refused.faults)
        return None


def _problem(options: Options, objective: str = "") -> Problem:
    """The problem that the files state. Raises: InputRefused with the faults of all files."""
    faults: list[Fault] = []
    policy = _collected(faults, lambda: _policy(options.policy))
    wanted = (policy.mentor_id, policy.mentee_id) if policy else ()
    mentors = _collected(faults, lambda: read_people(options.mentors, wanted))
    mentees = _collected(faults, lambda: read_people(options.mentees, wanted))
    pins = _collected(faults, lambda: _pins(options.pins))
    faults.extend(check_outputs(options))
    if policy is None or mentors is None or mentees is None or pins is None or faults:
        if policy and mentors and mentees:  # what these two say can be heard as well
            _collected(faults, lambda: build_problem(mentors, mentees, policy))
        raise InputRefused(faults)
    return build_problem(mentors, mentees, policy, pins, objective=objective)


def _policy(path: str) -> Policy:
    text = decode(path, read_bytes(path), "a policy, plain text", "see docs/matching.md")
    if not text.strip():
        raise refusal(path, 1, 1, "an empty file", "a policy", "see docs/matching.md")
    return read_policy(text, file=path)


def _pins(path: str | None) -> Pins:
    if path is None:
        return ()
    table = read_people(path, _PIN_COLUMNS)
    faults = [
        Fault(
            path,
            table.heading_line,
            name,
            f"the columns {quote(', '.join(table.heading))}",
            f"a column {quote(name)}",
            "write the heading mentor,mentee,rule",
        )
        for name in _PIN_COLUMNS
        if not table.places_of(name)
    ]
    if faults:
        raise InputRefused(faults)
    rules = [key(rule) for rule in table.column("rule")]
    for rule, line in zip(rules, table.lines, strict=True):
        if rule not in _PIN_RULES:
            expected = "pin or forbid"
            faults.append(Fault(path, line, "rule", quote(rule), expected, "write one of the two"))
    if faults:
        raise InputRefused(faults)
    return _pins_of(table, rules)


def _pins_of(table: People, rules: list[str]) -> Pins:
    mentors, mentees = table.column("mentor"), table.column("mentee")
    lines = zip(mentors, mentees, rules, table.lines, strict=True)
    return tuple(
        Pin(mentor.strip(), mentee.strip(), rule, table.file, line)
        for mentor, mentee, rule, line in lines
    )


# ---- match


def _match(options: Options) -> int:
    from bluestem_matching.result_json import result_json
    from bluestem_matching.solve import solve

    problem = _problem(options, options.objective or "")
    matching = solve(problem)
    files = {}
    if options.out is not None:
        files[options.out] = pairs_csv(problem, matching, options.language)
    if options.scores is not None:
        files[options.scores] = scores_csv(problem)
    if options.json is not None or options.report is not None:
        result = result_json(problem, matching, options.language)
        if options.json is not None:
            files[options.json] = as_json(result)
        if options.report is not None:
            from bluestem_matching.cli.report import report

            files[options.report] = report(problem, matching, result, options.language)
    write_all(files)
    for line in _summary(problem, matching, options.language):
        write(sys.stdout, line)
    return 0


def _summary(problem: Problem, matching: Any, language: str) -> list[str]:
    """What is said on the terminal: how many, how good, whether proved."""
    french = language == "fr"
    if matching.status == "impossible":
        head = "Aucun appariement n’est possible :" if french else "No matching is possible:"
        return [head, *(f"  {conflict(language, found)}" for found in matching.conflicts)]
    total, gap = number(language, matching.total), number(language, matching.gap)
    weakest = "–" if matching.weakest is None else number(language, matching.weakest)
    pairs = len(matching.pairs)
    alone = len(problem.mentees) - pairs
    if french:
        proof = (
            "Prouvé : aucun autre n’est meilleur."
            if matching.status == "optimal"
            else f"Meilleur connu ; au plus {gap} points de mieux sont possibles."
        )
        return [
            f"{pairs} binôme{'s' * (pairs > 1)}, total {total}, le plus faible {weakest}. {proof}",
            f"Sans mentor : {alone}.",
        ]
    proof = (
        "Proved: no other matching is better."
        if matching.status == "optimal"
        else f"Best known; at most {gap} points more are possible."
    )
    return [
        f"{pairs} pair{'s' * (pairs != 1)}, total {total}, weakest {weakest}. {proof}",
        f"Without a mentor: {alone}.",
    ]


# ---- verify


def _verify(options: Options) -> int:
    from bluestem_matching.verify import verify

    result = _json(options.result or "")
    verdict = verify(_problem(options), result)
    write(sys.stdout, f"{'Proved' if verdict.proved else 'Refused'}: {verdict.words}")
    return 0 if verdict.proved else 1


def _json(path: str) -> Any:
    """The JSON value in a file. Raises: InputRefused."""
    expected, cure = "a result as bluestem match --json writes it", "make it again"
    try:
        return json.loads(decode(path, read_bytes(path), expected, cure))
    except json.JSONDecodeError as error:
        raise refusal(path, error.lineno, error.colno, error.msg, expected, cure) from error
    except (ValueError, RecursionError) as error:
        raise refusal(path, 1, 1, str(error), expected, cure) from error


# ---- what-if and best


def _what_if(options: Options) -> int:
    from bluestem_matching.whatif import what_if

    problem = _problem(options, "total")
    pair = _pair(problem, options.pair or "")
    found = what_if(problem, pair)
    changed = [
        {
            "mentee": problem.mentees[row],
            "from": _mentor(problem, before),
            "to": _mentor(problem, after),
        }
        for row, before, after in found.changed
    ]
    value = {
        "allowed": found.allowed,
        "cost": None if found.cost is None else as_points(found.cost),
        "total": None if found.total is None else as_points(found.total),
        "weakest": None if found.weakest is None else as_points(found.weakest),
        "changed": changed,
        "seconds": found.seconds,
    }
    write_all({options.json or "": as_json(value)})
    write(sys.stdout, json.dumps(value, ensure_ascii=False))
    return 0


def _mentor(problem: Problem, column: int | None) -> str | None:
    return None if column is None else problem.mentors[column]


def _pair(problem: Problem, text: str) -> Pair:
    """The pair that is named; an identifier may itself contain a comma."""
    rows = {key(name): k for k, name in enumerate(problem.mentees)}
    columns = {key(name): k for k, name in enumerate(problem.mentors)}
    parts = text.split(",")
    for cut in range(1, len(parts)):
        mentor, mentee = key(",".join(parts[:cut])), key(",".join(parts[cut:]))
        if mentor in columns and mentee in rows:
            return rows[mentee], columns[mentor]
    expected = "MENTOR,MENTEE, both as the tables name them"
    raise refusal(COMMAND_LINE, 1, "--pair", quote(text), expected, "correct the identifiers")


def _best(options: Options) -> int:
    from bluestem_matching.best import best_matchings

    problem = _problem(options, "total")
    matchings = [
        {
            "total": as_points(matching.total),
            "pairs": [
                {"mentor": problem.mentors[column], "mentee": problem.mentees[row]}
                for row, column in matching.pairs
            ],
        }
        for matching in best_matchings(problem, options.count)
    ]
    write_all({options.json or "": as_json({"matchings": matchings})})
    totals = ", ".join(
        number("en", round(1000 * float(str(found["total"])))) for found in matchings
    )
    write(sys.stdout, f"{len(matchings)} matchings, totals {totals}")
    return 0


_RUNS: dict[str, Callable[[Options], int]] = {
    "match": _match,
    "verify": _verify,
    "what-if": _what_if,
    "best": _best,
}
