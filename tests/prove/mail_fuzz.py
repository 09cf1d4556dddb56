"""100,000 hostile names, subjects and addresses: no extra header, no extra recipient, and every
message reads back without defects. Resumes where it was interrupted.
"""

import os
import sys
import time
from pathlib import Path

import _paths  # noqa: F401

COUNT = int(os.environ.get("BLUESTEM_PROVE_FUZZ", "100000"))
BLOCK = 1_000
RESULTS = Path(os.environ.get("BLUESTEM_PROVE", "prove"))


def check_block(first: int) -> None:
    """Check a block of seeds; a fault stops with its seed."""
    from bluestem.community.models import Community
    from bluestem.mailroom import signals
    from bluestem.mailroom.tests.test_rendering import check_fuzzed

    signals.list_named.receivers.clear()  # nobody has to look up a list here
    community = Community(id=1, name="Women in Technology", languages=["en", "fr"])
    for seed in range(first, first + BLOCK):
        try:
            check_fuzzed(community, seed)
        except Exception:
            print(f"seed {seed} is at fault")
            raise


def check_in_own_process(first: int) -> int:
    """Fork, so that two cores work."""
    process = os.fork()
    if process == 0:
        status = 1
        try:
            check_block(first)
            status = 0
        finally:
            sys.stdout.flush()
            os._exit(status)
    return process


def main() -> int:
    """Return 0 where all seeds pass."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bluestem.config.testing")
    import django

    django.setup()
    RESULTS.mkdir(exist_ok=True)
    done_file = RESULTS / "mail_fuzz.done"
    done = int(done_file.read_text()) if done_file.exists() else 0
    began = time.monotonic()
    first = 1_000_000 + done
    while done < COUNT:
        processes = [check_in_own_process(first + n * BLOCK) for n in range(2)]
        ended = [os.waitpid(process, 0)[1] for process in processes]
        if any(ended):
            return 1
        first += 2 * BLOCK
        done += 2 * BLOCK
        done_file.write_text(str(done))
    print(f"{done} hostile letters read back whole ({time.monotonic() - began:.0f} s in this run)")
    done_file.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main())
