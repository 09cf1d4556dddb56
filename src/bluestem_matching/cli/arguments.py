"""The command line of `bluestem match` and its three sisters."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from typing import NoReturn

from bluestem_matching.faults import Fault, InputRefused, quote
from bluestem_matching.policy import OBJECTIVES

COMMAND_LINE = "command line"
_MOST_MATCHINGS = 10_000


@dataclass(frozen=True)
class Options:
    """What was asked for. Files are named as they were typed; None where none was."""

    command: str
    mentors: str
    mentees: str
    policy: str
    pins: str | None = None
    objective: str | None = None
    language: str = "en"
    out: str | None = None
    report: str | None = None
    json: str | None = None
    scores: str | None = None
    result: str | None = None
    pair: str | None = None
    count: int = 1

    @property
    def outputs(self) -> list[tuple[str, str]]:
        """The files to be written, each with the option that names it."""
        named = [
            ("--out", self.out),
            ("--report", self.report),
            ("--json", self.json),
            ("--scores", self.scores),
        ]
        return [(option, path) for option, path in named if path is not None]

    @property
    def inputs(self) -> list[str]:
        """The files to be read."""
        named = (self.mentors, self.mentees, self.policy, self.pins, self.result)
        return [path for path in named if path is not None]


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        usage = " ".join(self.format_usage().replace("usage:", "").split())
        fault = Fault(COMMAND_LINE, 1, 1, message, usage, "see bluestem match --help")
        raise InputRefused([fault])


def parse(arguments: list[str]) -> Options | None:
    """The options, or None when help was asked for and given.

    Raises: InputRefused for arguments that cannot be.
    """
    command = arguments[0] if arguments and arguments[0] in _COMMANDS else "match"
    rest = arguments[1:] if command != "match" else arguments
    try:
        found = _parser(command).parse_args(rest)
    except SystemExit:  # --help
        return None
    options = Options(command=command, **vars(found))
    if options.count < 1 or options.count > _MOST_MATCHINGS:
        expected = f"a whole number from 1 to {_MOST_MATCHINGS}"
        raise InputRefused(
            [Fault(COMMAND_LINE, 1, "--count", str(options.count), expected, "correct it")]
        )
    return options


def _parser(command: str) -> _Parser:
    words, options = _COMMANDS[command]
    name = "bluestem match" if command == "match" else f"bluestem match {command}"
    more = "Also: bluestem match verify | what-if | best, each with --help."
    parser = _Parser(
        prog=name, description=words, allow_abbrev=False, epilog=more if command == "match" else ""
    )
    parser.add_argument("mentors", metavar="MENTORS", help="table of mentors, CSV or XLSX")
    parser.add_argument("mentees", metavar="MENTEES", help="table of mentees, CSV or XLSX")
    parser.add_argument("--policy", required=True, metavar="POLICY.toml", help="what counts")
    parser.add_argument("--pins", metavar="PINS.csv", help="pairs that must or must not be")
    for option in options:
        _OPTIONS[option](parser)
    return parser


def _objective(parser: _Parser) -> None:
    words = "instead of the policy's"
    parser.add_argument("--objective", choices=OBJECTIVES, help=words)


def _language(parser: _Parser) -> None:
    words = "of reasons and report"
    parser.add_argument("--language", choices=("en", "fr"), default="en", help=words)


def _count(parser: _Parser) -> None:
    parser.add_argument("--count", type=_number, required=True, metavar="K", help="how many")


def _number(text: str) -> int:
    if not (text.isascii() and text.lstrip("-").isdigit() and len(text) <= len("-99999999")):
        raise argparse.ArgumentTypeError(f"{quote(text)} is not a whole number")
    return int(text)


def _file(option: str, metavar: str, words: str, *, required: bool = False):  # type: ignore[no-untyped-def]
    def add(parser: _Parser) -> None:
        parser.add_argument(option, metavar=metavar, help=words, required=required)

    return add


_OPTIONS = {
    "objective": _objective,
    "language": _language,
    "count": _count,
    "out": _file("--out", "PAIRS.csv", "write the pairs here"),
    "report": _file("--report", "REPORT.html", "write a page to read and print here"),
    "json": _file("--json", "RESULT.json", "write the whole result here"),
    "must json": _file("--json", "RESULT.json", "write the answer here", required=True),
    "scores": _file("--scores", "SCORES.csv", "write the score of every allowed pair here"),
    "result": _file("--result", "RESULT.json", "the result to check", required=True),
    "pair": _file("--pair", "MENTOR,MENTEE", "the pair to try", required=True),
}

_COMMANDS = {
    "match": (
        "Pair mentors and mentees: the best there is, proved, with reasons.",
        ("objective", "language", "out", "report", "json", "scores"),
    ),
    "verify": ("Check a result against the tables and the policy.", ("result",)),
    "what-if": ("What would change if one pair had to be.", ("pair", "json")),
    "best": ("The best matchings, one after the other.", ("count", "json")),
}
