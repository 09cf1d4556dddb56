"""Run the full numbers in tests/prove/, one script after the other, and write prove/report.md.

    .venv/bin/python scripts/prove.py            what has not passed yet
    .venv/bin/python scripts/prove.py --again    everything
    .venv/bin/python scripts/prove.py NAME ...   these

A script that has passed is not run again, so a run can be interrupted; long scripts keep their own
progress in prove/ as well.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
SCRIPTS = TOP / "tests" / "prove"
RESULTS = TOP / "prove"


def run(script: Path) -> bool:
    """Run one script, show and keep what it says; return whether it passed."""
    started = time.monotonic()
    surroundings = {**os.environ, "BLUESTEM_PROVE": str(RESULTS), "OMP_NUM_THREADS": "1"}
    lines = []
    with subprocess.Popen(
        [sys.executable, str(script)],
        cwd=TOP,
        env=surroundings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        for line in process.stdout or ():
            print(f"  {line}", end="", flush=True)
            lines.append(line)
    minutes = (time.monotonic() - started) / 60
    verdict = "passed" if process.returncode == 0 else f"failed with code {process.returncode}"
    (RESULTS / f"{script.stem}.txt").write_text(
        f"{verdict} in {minutes:.1f} minutes\n\n{''.join(lines)}", encoding="utf-8"
    )
    return process.returncode == 0


def main(words: list[str]) -> int:
    """Return 0 where everything that was asked for has passed."""
    RESULTS.mkdir(exist_ok=True)
    if not {word for word in words if word.startswith("-")} <= {"--again"}:
        print(__doc__)
        return 0 if {"-h", "--help"} & set(words) else 2
    chosen = [word for word in words if not word.startswith("-")]
    unknown = set(chosen) - {script.stem for script in SCRIPTS.glob("[!_]*.py")}
    if unknown:
        print(f"There is no {', '.join(sorted(unknown))} in {SCRIPTS.relative_to(TOP)}.")
        return 2
    failed = []
    for script in sorted(SCRIPTS.glob("*.py")):
        if script.stem.startswith("_") or (chosen and script.stem not in chosen):
            continue
        kept = RESULTS / f"{script.stem}.txt"
        is_done = kept.exists() and kept.read_text(encoding="utf-8").startswith("passed")
        if is_done and not chosen and "--again" not in words:
            print(f"{script.stem}: {kept.read_text(encoding='utf-8').splitlines()[0]}")
            continue
        print(f"{script.stem} …", flush=True)
        if not run(script):
            failed.append(script.stem)
    parts = [
        f"## {path.stem}\n\n{path.read_text(encoding='utf-8')}"
        for path in sorted(RESULTS.glob("*.txt"))
    ]
    (RESULTS / "report.md").write_text("# Proofs\n\n" + "\n".join(parts), encoding="utf-8")
    print(f"The report is in {RESULTS.name}/report.md. Failed: {', '.join(failed) or 'none'}.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
