"""One command starts everything, brings back what dies, and stops cleanly."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.journeys.program import Program, answers, child, seconds_until

pytestmark = pytest.mark.processes

# Generous on a busy machine; tests/prove/processes.py measures the three and ten seconds promised.
BACK_SECONDS = 20
END_SECONDS = 30


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    made = Program(tmp_path_factory.mktemp("program"))
    made.init()
    return made


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """One more community, for the tests that end what they started."""
    made = Program(tmp_path_factory.mktemp("other"))
    made.init()
    return made


@pytest.fixture(scope="module")
def run(program: Program) -> Iterator[psutil.Process]:
    """One running site for the tests that leave it running."""
    with program.running() as process:
        time.sleep(1.5)  # supervisor counts a process as started after a second
        yield process


@pytest.mark.parametrize("name", ["web", "worker", "sender", "scheduler"])
def test_killed_process_is_brought_back(program: Program, run: psutil.Process, name: str) -> None:
    victim = child(run, name)
    assert victim is not None
    os.kill(victim.pid, signal.SIGKILL)

    seconds_until(
        lambda: (new := child(run, name)) is not None and new.pid != victim.pid, BACK_SECONDS
    )
    if name == "web":
        seconds_until(lambda: answers(program.address), BACK_SECONDS)


def test_one_web_server_serves_while_the_other_stands_by(
    program: Program, run: psutil.Process
) -> None:
    seconds_until(lambda: len(_web_servers(run)) == 2, BACK_SECONDS)
    assert sorted("stands by" in line for line in _web_servers(run)) == [False, True]
    for name in ("web-0", "web-1"):
        assert "Address already in use" not in (program.folder / f"logs/{name}.log").read_text()


def _web_servers(run: psutil.Process) -> list[str]:
    lines = [" ".join(process.cmdline()) for process in run.children(recursive=True)]
    return [line for line in lines if line.startswith("bluestem web") and "worker" not in line]


def test_sigterm_ends_everything(other: Program) -> None:
    with other.running() as run:
        family = [run, *run.children(recursive=True)]
        run.send_signal(signal.SIGTERM)
        gone, alive = psutil.wait_procs(family, timeout=END_SECONDS)
        assert alive == []
        assert not answers(other.address)
        assert len(gone) == len(family)


def test_killed_run_takes_its_children_along(other: Program) -> None:
    with other.running() as run:
        family = run.children(recursive=True)
        os.kill(run.pid, signal.SIGKILL)
        _, alive = psutil.wait_procs(family, timeout=END_SECONDS)
        assert alive == []


@pytest.mark.usefixtures("run")
def test_second_run_in_the_same_folder_is_told_so(program: Program) -> None:
    second = program.command("run", "--port", "0")
    assert second.returncode == 1
    assert "already runs" in second.stderr


def test_run_without_a_community_says_what_to_do(tmp_path: Path) -> None:
    ended = Program(tmp_path / "nothing").command("run")
    assert ended.returncode == 2
    assert "bluestem init" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_task_of_a_killed_worker_is_done_after_its_return(
    program: Program, run: psutil.Process
) -> None:
    """A task that was running when its worker was killed is given back and done."""
    slow = (
        "import django; django.setup();"
        "from bluestem.kit.sweeps import run_sweep;"
        "run_sweep.enqueue('no.such.sweep')"
    )
    victim = child(run, "worker")
    assert victim is not None
    victim.suspend()  # the task is taken by nobody while we stage the kill
    subprocess.run(
        [sys.executable, "-c", slow],
        env={**program.environment, "DJANGO_SETTINGS_MODULE": "bluestem.config.settings"},
        check=True,
    )
    database = sqlite3.connect(program.folder / "bluestem.sqlite3", timeout=20)
    with database:
        database.execute(
            "UPDATE django_tasks_database_dbtaskresult SET status='RUNNING',"
            " worker_ids='[\"bluestem-run\"]' WHERE args_kwargs LIKE '%no.such.sweep%'"
        )
    os.kill(victim.pid, signal.SIGKILL)

    def is_done() -> bool:
        rows = database.execute(
            "SELECT status FROM django_tasks_database_dbtaskresult"
            " WHERE args_kwargs LIKE '%no.such.sweep%'"
        ).fetchall()
        return rows == [("SUCCESSFUL",)]

    seconds_until(is_done, 15)
    database.close()
