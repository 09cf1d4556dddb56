"""`bluestem match`: the one place of this package that reads and writes files.

Exit code 0 done (or proved), 1 refused by `verify` or anything unforeseen, 2 the input is at fault
and nothing was written.
"""

from __future__ import annotations

import json
import os
import sys
from typing import TextIO

from bluestem_matching.faults import InputRefused


def main(argv: list[str] | None = None) -> int:
    """Run `bluestem match` with the arguments behind the word "match". Never raises."""
    # One thread is faster for matrices of this size, and twice as fast on a busy machine.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    arguments = sys.argv[1:] if argv is None else argv
    try:
        # Late, so that a wrong argument is answered before NumPy is loaded.
        from bluestem_matching.cli.arguments import parse

        options = parse(arguments)
        if options is None:
            return 0
        from bluestem_matching.cli.commands import run

        return run(options)
    except InputRefused as refused:
        return _refuse(refused, as_json=_asks_for_json(arguments))
    except KeyboardInterrupt:
        write(sys.stderr, "bluestem match: interrupted; nothing was written")
        return 1
    except Exception as error:  # the promise: no traceback, whatever happens
        kind = type(error).__name__
        write(sys.stderr, f"bluestem match: something unforeseen happened ({kind}: {error})")
        return 1


def _asks_for_json(arguments: list[str]) -> bool:
    return any(word == "--json" or word.startswith("--json=") for word in arguments)


def _refuse(refused: InputRefused, *, as_json: bool) -> int:
    """Say what is at fault: a line each for people, one value for programs that ask for it."""
    for fault in refused.faults:
        write(sys.stderr, fault.as_line())
    if as_json:
        value = {"status": "refused", "refused": [fault.as_json() for fault in refused.faults]}
        write(sys.stdout, json.dumps(value, ensure_ascii=False))
    return 2


def write(stream: TextIO, line: str) -> None:
    """One line, also where the terminal knows fewer characters than we do."""
    try:
        stream.write(line + "\n")
    except UnicodeEncodeError:
        stream.write(line.encode("ascii", "backslashreplace").decode("ascii") + "\n")
