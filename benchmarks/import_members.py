"""How long an import of 50,000 people takes, and how much memory: in every shape, new and again.

    .venv/bin/python benchmarks/import_members.py [PEOPLE]

Each import is a process of its own in a new community on SQLite; peak memory is the child's.
"""

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from bluestem.members.tests.import_files import SHAPES, people  # noqa: E402

LIMIT_SECONDS, LIMIT_MEBIBYTES = 60, 400
BLUESTEM = Path(sys.executable).parent / "bluestem"


def run(data: Path, *words: str) -> tuple[float, float, str]:
    """Run one command; return seconds, peak MiB of the process and what it printed."""
    surroundings = {**os.environ, "BLUESTEM_DATA": str(data)}
    start = time.perf_counter()
    child = subprocess.Popen(
        [str(BLUESTEM), *words], env=surroundings, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    printed = child.stdout.read()
    _pid, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{' '.join(words)}: code {child.returncode}\n{printed[:2000]}")
    return time.perf_counter() - start, _mebibytes(usage), printed


def _mebibytes(usage: resource.struct_rusage) -> float:
    return usage.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)


def main(count: int) -> int:
    """Measure every shape: first import, the same again, every name changed."""
    folder = Path(tempfile.mkdtemp(prefix="bluestem-import-"))
    failed = False
    print(f"{count:,} people; limits {LIMIT_SECONDS} s and {LIMIT_MEBIBYTES} MiB")
    try:
        for title, shape in SHAPES.items():
            rows = people(count, is_french=shape.is_french)
            changed = [[row[0], f"{row[1]} X", *row[2:]] for row in rows]
            first, second = folder / shape.name, folder / f"changed-{shape.name}"
            first.write_bytes(shape.make(rows))
            second.write_bytes(shape.make(changed))
            data = folder / shape.name.replace(".", "-")
            run(data, "init", "--name", "Measured", "--organiser", "ben@example.org")
            for step, file in (("new", first), ("again", first), ("changed", second)):
                seconds, memory, printed = run(data, "import", "members", str(file), "--json")
                result = json.loads(printed)
                counts = f"{result['new']} new, {result['changed']} changed"
                is_over = seconds > LIMIT_SECONDS or memory > LIMIT_MEBIBYTES
                failed |= is_over
                mark = "  OVER THE LIMIT" if is_over else ""
                print(f"{title:24} {step:8} {seconds:6.1f} s {memory:6.0f} MiB  {counts}{mark}")
            shutil.rmtree(data)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000))
