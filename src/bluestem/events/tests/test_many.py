"""What is done for everybody of an event asks as many questions for thirty people as for three."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bluestem.audit.actors import CONSOLE, SYSTEM
from bluestem.events import actions
from bluestem.events.models import Event
from bluestem.kit import time
from bluestem.mailroom.models import Mailing

from .kit import HOUR, START, make_members, published
from .test_constant_queries import register

pytestmark = pytest.mark.django_db


def move(event: Event) -> None:
    actions.move(actor=CONSOLE, event=event, starts_at=START + HOUR, ends_at=START + 2 * HOUR)


def call_off(event: Event) -> None:
    actions.call_off(actor=CONSOLE, event=event)


def remind(event: Event) -> None:
    actions.remind(actor=SYSTEM, event=event, key="1d")


def ask(event: Event) -> None:
    with time.clock_at(START + 2 * HOUR):
        actions.ask_for_feedback(actor=CONSOLE, event=event)


def make_room(event: Event) -> None:
    actions.change_capacity(
        actor=CONSOLE, event=event, capacity_people=100, online_capacity_people=None
    )


@pytest.mark.parametrize(
    ("deed", "told"), [(move, 20), (call_off, 30), (remind, 20), (ask, 20), (make_room, 10)]
)
def test_everybody_is_told_in_as_many_queries_as_three_people(
    community, deed: Callable[[Event], None], told: int
):
    people = make_members(60)
    asked = []
    for count in (3, 30):
        event = published(slug=f"for-{count}")
        register([event], people[:count])
        event.refresh_from_db()
        Mailing.objects.all().delete()
        with CaptureQueriesContext(connection) as queries:
            deed(event)
        asked.append(len(queries))
    assert Mailing.objects.count() == told
    assert asked[0] >= asked[1]  # the first letter of all makes the mailroom's key
