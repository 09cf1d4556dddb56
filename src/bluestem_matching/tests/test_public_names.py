"""The names that the documentation uses are what it says, in a fresh interpreter."""

import subprocess
import sys

import bluestem_matching

CHECK = """
import bluestem_matching as matching
from bluestem_matching import solve, verify
for name in matching.__all__:
    first, second = getattr(matching, name), getattr(matching, name)
    assert first is second and not hasattr(first, "__file__"), name
assert callable(solve) and callable(verify) and matching.solve is solve
"""


def test_public_names_are_functions_and_classes_not_modules() -> None:
    assert set(bluestem_matching._HOMES) == set(bluestem_matching.__all__)
    done = subprocess.run(
        [sys.executable, "-c", CHECK], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
