"""Run benchmarks/, one after the other; each prints ratios within its own run.

.venv/bin/python scripts/bench.py [NAME ...]
"""

import os
import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def main(names: list[str]) -> int:
    """Return 0 where every benchmark ran to its end."""
    failed = []
    for script in sorted((TOP / "benchmarks").glob("*.py")):
        if script.stem.startswith("_") or (names and script.stem not in names):
            continue
        print(f"== {script.stem} ==", flush=True)
        ended = subprocess.run(
            [sys.executable, str(script)], cwd=TOP, env={**os.environ, **ONE_THREAD}, check=False
        )
        if ended.returncode:
            failed.append(script.stem)
    if failed:
        print(f"Did not end well: {', '.join(failed)}.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
