"""The `bluestem` command: one word or two, then what the command itself reads."""

import os
import sys
from collections.abc import Sequence

# What a person types, the module that does it, and what it is for; `--help` after it says more.
TWO_WORDS = {
    ("import", "members"): ("import_members", "bring in people from a list"),
    ("import", "events"): ("import_events", "bring in events from a list or a calendar"),
}
ONE_WORD = {
    "init": ("init", "make a community in the data folder"),
    "run": ("run", "run the site"),
    "work": ("work", "run one more worker beside it (PostgreSQL)"),
    "demo": ("demo", "run a demonstration with invented people"),
    "announce": ("announce", "write an announcement from a file"),
    "sign-in": ("sign_in", "print a one-time address for a member"),
    "addresses": ("addresses", "list every address of the site"),
    "mailings": ("mailings", "show mailings; pause, continue, stop, resend"),
    "recordings": ("recordings", "add, publish or withdraw recordings"),
    "set": ("set", "list the settings, or change one"),
    "doctor": ("doctor", "say what is wrong and what to do"),
}
MATCH = "pair mentors and mentees from two tables"
# Started by `bluestem run` and by us; not among the words a volunteer learns.
INNER = ("worker", "sender", "scheduler", "migrate", "makemigrations", "shell", "dbshell")
INPUT_AT_FAULT = 2
NO_COMMUNITY = (
    "There is no community in this folder (BLUESTEM_DATA) yet. Make one with: "
    "bluestem init --name NAME --organiser ADDRESS"
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 2 the input is at fault, 1 else."""
    words = list(sys.argv[1:] if argv is None else argv)
    if words[:1] == ["match"]:
        from bluestem_matching.cli import main as match  # starts without loading Django

        return int(match(words[1:]))
    if not words or words[0] in {"-h", "--help", "help"}:
        print(_usage())  # noqa: T201
        return 0 if words else INPUT_AT_FAULT
    if words[0] == "--version":
        from bluestem import __version__

        print(f"bluestem {__version__}")  # noqa: T201
        return 0
    if words[0] == "web":
        from bluestem.config.web import main as web  # granian loads Django in its own process

        return web(words[1:])
    command, rest = _command(words)
    if not command:
        print(f"There is no command {' '.join(words[:2])!r}.\n\n{_usage()}", file=sys.stderr)  # noqa: T201
        return INPUT_AT_FAULT
    return _run_with_django(command, rest)


def _command(words: list[str]) -> tuple[str, list[str]]:
    if tuple(words[:2]) in TWO_WORDS:
        return TWO_WORDS[words[0], words[1]][0], words[2:]
    if words[0] in ONE_WORD:
        return ONE_WORD[words[0]][0], words[1:]
    return (words[0], words[1:]) if words[0] in INNER else ("", [])


def _run_with_django(command: str, rest: list[str]) -> int:
    from bluestem.config import preparation
    from bluestem.config.environment import EnvironmentFault

    try:
        preparation.prepare(command, rest)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bluestem.config.settings")
        from django.core.exceptions import ObjectDoesNotExist
        from django.core.management import ManagementUtility
        from django.db import DatabaseError

        try:
            ManagementUtility(["bluestem", command, *rest]).execute()
        except (DatabaseError, ObjectDoesNotExist):
            if _has_community():
                raise
            print(NO_COMMUNITY, file=sys.stderr)  # noqa: T201
            return INPUT_AT_FAULT
    except EnvironmentFault as fault:
        print(fault, file=sys.stderr)  # noqa: T201
        return INPUT_AT_FAULT
    except SystemExit as stop:
        if isinstance(stop.code, str):
            print(stop.code, file=sys.stderr)  # noqa: T201
            return 1
        return int(stop.code or 0)
    return 0


def _has_community() -> bool:
    from django.db import DatabaseError

    from bluestem.config.upkeep import has_database

    try:
        return has_database()
    except DatabaseError:
        return False


def _usage() -> str:
    told = {" ".join(words): what for words, (_, what) in TWO_WORDS.items()}
    told |= {word: what for word, (_, what) in ONE_WORD.items()} | {"match": MATCH}
    lines = [f"  {words:16}{what}" for words, what in sorted(told.items())]
    return "\n".join(["bluestem COMMAND, one of:", *lines])


if __name__ == "__main__":
    sys.exit(main())
