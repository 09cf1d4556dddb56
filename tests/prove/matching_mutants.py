"""Mutation testing of the checker and of the policy's reader: at least 90 % must be killed.

    python tests/prove/matching_mutants.py [FOLDER]

Works in a copy (by default a temporary one; a named folder keeps what is done, so that a second
run goes on) and changes nothing here. Needs mutmut 3.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "bluestem_matching"
MUTATED = (
    "alternating",
    "claims",
    "policy_file",
    "recount",
    "toml_lines",
    "verify",
    "verify_prices",
    "verify_side",
)
TESTS = ("test_verify.py", "test_verify_side.py", "test_policy_file.py")
LIMIT = 90.0
KILLED = {"killed", "timeout", "segfault", "caught by type check"}


def main(words: list[str]) -> int:
    folder = Path(words[0]) if words else Path(tempfile.mkdtemp(prefix="matching-mutants-"))
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(PACKAGE, folder / "bluestem_matching", dirs_exist_ok=True)
    only = "\n".join(f"    bluestem_matching/{name}.py" for name in MUTATED)
    tests = "\n".join(f"    bluestem_matching/tests/{name}" for name in TESTS)
    (folder / "setup.cfg").write_text(
        f"[mutmut]\nsource_paths=bluestem_matching\nonly_mutate=\n{only}\n"
        f"pytest_add_cli_args_test_selection=\n{tests}\n"
        "pytest_add_cli_args=-p no:cacheprovider\nuse_git_change_detection=false\n",
        encoding="utf-8",
    )
    mutmut = [sys.executable, "-m", "mutmut"]
    subprocess.run([*mutmut, "run", "--max-children", "1"], cwd=folder, check=False)
    listed = subprocess.run(
        [*mutmut, "results", "--all", "true"],
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
    )
    states: dict[str, Counter[str]] = {}
    for module, state in re.findall(r"bluestem_matching\.(\w+)\.\S+: (.+)", listed.stdout):
        states.setdefault(module, Counter())[state.strip()] += 1
    for module, counts in sorted(states.items()):
        show(module, counts)
    everything = sum(states.values(), Counter())
    share = show("all", everything)
    return 0 if share >= LIMIT else 1


def show(name: str, counts: Counter[str]) -> float:
    """Print how many mutants were killed; returns the percentage."""
    total = sum(counts.values())
    killed = sum(times for state, times in counts.items() if state in KILLED)
    share = 100 * killed / total if total else 0.0
    rest = ", ".join(f"{state} {times}" for state, times in counts.items() if state not in KILLED)
    print(f"{name:16} {killed:5} of {total:5} killed, {share:5.1f} %  {rest}", flush=True)
    return share


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
