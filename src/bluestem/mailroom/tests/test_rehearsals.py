"""Small rehearsals with real processes; the full numbers are in tests/prove."""

import os
import signal
import time
from pathlib import Path

import pytest

from bluestem.mailroom.tests.rehearsal import House, Sink, rehearse, wait_until_over


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A community that is made once and copied for each rehearsal."""
    return tmp_path_factory.mktemp("house")


pytestmark = pytest.mark.processes
DATABASE_URL = os.environ.get("BLUESTEM_DATABASE_URL", "")


def test_kills_lose_nobody_and_repeat_at_most_one_mail_each(tmp_path: Path, template: Path) -> None:
    outcome = rehearse(recipients=600, kills=4, seed=5, folder=tmp_path, template=template)
    assert outcome.faults == []
    assert outcome.states == {"sent": 600}
    assert outcome.doubles <= outcome.kills == 4


def test_a_faulty_server_and_two_senders_end_everything_once(
    tmp_path: Path, template: Path
) -> None:
    faults = {
        "drop_end": 0.01,
        "drop_content": 0.01,
        "later": 0.05,
        "refuse": 0.01,
        "close_after": 100,
    }
    outcome = rehearse(
        recipients=600,
        kills=2,
        senders=2,
        seed=6,
        faults=faults,
        folder=tmp_path,
        template=template,
        saves_settings=True,
    )
    assert outcome.faults == []
    assert sum(outcome.states.values()) == 600
    assert outcome.states["failed"] > 0


def test_a_signal_ends_the_sender_within_three_seconds_and_an_urgent_letter_is_quick(
    tmp_path: Path, template: Path
) -> None:
    house = House(tmp_path)
    sink = Sink()
    house.environment["BLUESTEM_SMTP_URL"] = sink.url
    try:
        house.found(template)
        sender = house.start_sender()
        mailing = house.tell("prepare", "3")["mailing"]
        wait_until_over(house, mailing, 20)
        posted = house.tell("post", "quick@example.org")["at"]
        end = time.monotonic() + 10
        while sink.count() < 4 and time.monotonic() < end:
            time.sleep(0.02)
        arrived = float(sink.log.read_bytes().split(b"\n")[3].split(b" ")[0])
        assert arrived - posted < 1.5  # 0.2 s where the machine has nothing else to do
        long = house.tell("prepare", "2000")["mailing"]
        while sink.count() < 100:
            time.sleep(0.01)
        began = time.monotonic()
        assert house.kill(sender, signal.SIGTERM) == 0
        assert time.monotonic() - began < 3
        assert "sending" not in house.states(long)
        assert house.states(long)["sent"] == sink.count() - 4
    finally:
        house.end()
        sink.end()


def test_a_stop_takes_effect_within_a_second_in_a_running_mailing(
    tmp_path: Path, template: Path
) -> None:
    house = House(tmp_path)
    sink = Sink(seconds_per_mail=0.01)
    house.environment["BLUESTEM_SMTP_URL"] = sink.url
    try:
        house.found(template)
        mailing = house.tell("prepare", "400")["mailing"]
        house.start_sender()
        while sink.count() < 60:
            time.sleep(0.01)
        first = sink.count()  # the next ones are in the sender's hand already
        stopped = [f"p{n}@example.org" for n in range(first, 400, 20)]
        stops = {address: house.tell("withdraw", address)["at"] for address in stopped}
        wait_until_over(house, mailing, 60)
        for line in sink.log.read_text().splitlines():
            at, address, *_ = line.split(" ")
            assert float(at) < stops.get(address, float("inf")) + 1
        assert house.states(mailing)["stopped"] >= 15
        assert len(sink.came()) == house.states(mailing)["sent"]
    finally:
        house.end()
        sink.end()
