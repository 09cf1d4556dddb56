"""Forty people want ten places at the same moment, by HTTP; tests/prove has the five hundred."""

import time
from pathlib import Path

import pytest

from bluestem.mailroom.tests.smtp import RecordingServer
from tests.journeys import race
from tests.journeys.crowd import Deed, at_once, in_turn, looking, populate, registering
from tests.journeys.program import Program, seconds_until

pytestmark = pytest.mark.processes

PEOPLE, PLACES, LEAVE = 40, 6, 8


def test_never_more_people_than_places_and_everybody_else_in_order(tmp_path: Path) -> None:
    program = Program(tmp_path)
    program.init()
    organiser, people = populate(program, PEOPLE, race.events(PLACES))
    with program.running():
        race.all_register(program, people, PLACES)
        race.all_at_sixes_and_sevens(program, organiser, people, PLACES, LEAVE)
        race.all_answer(program, organiser, people, PLACES)
    assert race.oversold(program, people, PLACES) > 0  # without the lock all of this would fail


def test_however_often_somebody_clicks_she_has_one_registration_and_one_mail(
    tmp_path: Path,
) -> None:
    with RecordingServer() as server:
        program = Program(
            tmp_path,
            surroundings={"BLUESTEM_SMTP_URL": server.url, "BLUESTEM_SENDER": "wit@example.org"},
        )
        program.init()
        _, people = populate(program, 3, {"talk": {"capacity_people": 2}})
        with program.running():
            for who in people:  # the first two get places, the third waits
                answers = at_once(program.port, registering([who] * 6, "talk"))
                answers += in_turn(program.port, registering([who], "talk"))
                race.check_no_error(answers)
            found = race.states_of(race.rows_of(program, "talk"))
            assert found == {"registered": 2, "waiting": 1}
            gives_back = Deed(people[0], "POST", "/events/talk/cancel")
            race.check_no_error(at_once(program.port, [gives_back] * 6))
            (page,) = at_once(program.port, looking(people[2:], "talk"))
            assert "A place is free for you" in page.page
            # registered and given back; registered; waits and is offered a place
            expected = {0: 2, 1: 1, 2: 2}
            seconds_until(lambda: len(server.messages) >= sum(expected.values()), 20)
            time.sleep(1)  # for one too many
            for number, mails in expected.items():
                assert len(server.to(f"person{number}@example.org")) == mails
