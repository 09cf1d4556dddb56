"""Many people at the same moment: on PostgreSQL with threads, and a control without the lock.

On SQLite the transaction is the lock; there `tests/prove` asks the whole program.
"""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections

from bluestem.audit.actors import VISITOR
from bluestem.events import actions
from bluestem.events.actions import holding, places
from bluestem.events.models import Event, Offer, Registration
from bluestem.kit import time
from bluestem.mailroom.models import Mailing

from .kit import START, counts, make_members, published

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="threads share one SQLite database in memory"
    ),
]
PEOPLE, PLACES = 40, 10


def at_once(deeds):
    """Run all deeds, each in a thread with a connection of its own, starting together."""
    start = Barrier(len(deeds))

    def one(deed):
        try:
            start.wait(timeout=30)
            with time.clock_at(START.replace(month=4)):
                return deed()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(one, deeds))


def test_as_many_people_as_places_whatever_happens_at_the_same_time(community):
    people = make_members(PEOPLE)
    event = published(capacity_people=PLACES)
    twice = [lambda who=who: actions.register(actor=who, event=event) for who in people * 2]
    at_once(twice[:PEOPLE] + twice[PEOPLE:])
    assert counts(event) == {"registered": PLACES, "waiting": PEOPLE - PLACES}
    assert Mailing.objects.count() == PEOPLE
    in_order = event.registrations.order_by("order")
    assert [each.state for each in in_order[:PLACES]] == ["registered"] * PLACES

    going = list(event.registrations.filter(state="registered")[:5])
    steering_free = [
        lambda each=each: actions.cancel(actor=each.member, registration=each) for each in going
    ]
    event_now = Event.objects.get(pk=event.pk)

    def raise_capacity():
        from bluestem.audit.actors import CONSOLE

        return actions.change_capacity(
            actor=CONSOLE, event=event_now, capacity_people=PLACES + 3, online_capacity_people=None
        )

    at_once([*steering_free, raise_capacity])
    assert counts(event)["offered"] == 8
    at_once(
        [
            *[
                lambda offer=offer: actions.accept(actor=VISITOR, offer=offer)
                for offer in list(Offer.objects.all()) * 2
            ],
            *[lambda who=who: actions.register(actor=who, event=event) for who in people],
        ]
    )
    held = Registration.objects.filter(state__in=Registration.HOLDING)
    assert held.count() == PLACES + 3


def test_control_without_the_lock_oversells(community, monkeypatch):
    people = make_members(12)
    event = published(capacity_people=3)
    all_counted = Barrier(12)
    count = holding.taken_places

    def everybody_counts_first(**which):
        found = count(**which)
        all_counted.wait(timeout=30)
        return found

    monkeypatch.setattr(holding, "taken_places", everybody_counts_first)
    monkeypatch.setattr(
        places, "held", lambda *, event: Event.objects.select_related("series").get(pk=event.pk)
    )
    monkeypatch.setattr(places, "write", lambda *, event, found, state: save_anyhow(found, state))
    at_once([lambda who=who: actions.register(actor=who, event=event) for who in people])
    assert counts(event)["registered"] > 3


def save_anyhow(found, state):
    """Write without the number that is given under lock, which would refuse by itself."""
    found.order = int(found.member.name.split()[-1]) + 1
    found.registered_at = time.now()
    holding.become(found=found, state=state)
