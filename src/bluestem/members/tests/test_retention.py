"""How long rows of joining and signing in live."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client

from bluestem.audit.actors import SYSTEM
from bluestem.members import actions
from bluestem.members.models import AddressChange, Joining, Member, OneTimeAddress, SignInRequest
from bluestem.members.sweeps import delete_what_is_over

START = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("after", "left"),
    [
        # joinings, requests, changes, sessions, one-time addresses
        (dt.timedelta(hours=1), (1, 1, 2, 1, 1)),
        (dt.timedelta(days=1, hours=1), (1, 0, 1, 0, 0)),
        (dt.timedelta(days=8), (0, 0, 1, 0, 0)),
    ],
)
def test_each_row_lives_as_long_as_it_is_of_use(
    cast: dict[str, Member], after: dt.timedelta, left: tuple[int, ...]
) -> None:
    with time_machine.travel(START, tick=False) as clock:
        form: dict[str, Any] = {"name": "Dov", "language": "en", "consent": "on"}
        Client().post("/join", {**form, "address": "dov@example.org"})
        Client().post("/sign-in", {"address": "dov@example.org"})
        for key in ("ada", "eve"):
            member = cast[key]
            actions.ask_for_address(actor=member, member=member, address=f"{key}2@example.org")
        AddressChange.objects.filter(member=cast["eve"]).update(confirmed_at=START)
        actions.make_one_time_address(actor=SYSTEM, address="ada@example.org")
        assert Session.objects.count() == 2
        clock.shift(after)
        delete_what_is_over()
    rows = (Joining, SignInRequest, AddressChange, Session, OneTimeAddress)
    assert tuple(model.objects.count() for model in rows) == left
