"""Many people at the same moment: on PostgreSQL with threads, and a control without the lock.

On SQLite the transaction is the lock; there `tests/prove` asks the whole program.
"""

import itertools
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections

from bluestem.audit.actors import VISITOR
from bluestem.events import actions
from bluestem.events.actions import places, placing
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
    at_once(
        [
            *[lambda who=who: actions.register(actor=who, event=event) for who in people],
            *[
                lambda who=who: actions.register_by_click(actor=who, slug=event.slug)
                for who in people
            ],
        ]
    )
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


def test_control_without_line_and_lock_oversells(community, monkeypatch):
    people = make_members(12)
    event = published(capacity_people=3)
    all_counted = Barrier(12)
    count, numbers = placing.places_of, itertools.count(1)

    def everybody_counts_first(event):
        found = count(event)
        all_counted.wait(timeout=30)
        return found

    def read(**key):
        found = Event.objects.select_related("series").get(**key)
        found.last_order = next(numbers)  # or the number given under lock would refuse by itself
        return found

    class Alone:
        def ask(self, key, wish):
            return places._register_all.__wrapped__(key, lambda: [wish])[0]

    monkeypatch.setattr(placing, "places_of", everybody_counts_first)
    monkeypatch.setattr(places, "hold", read)
    monkeypatch.setattr(places, "_CLICKS", Alone())
    at_once([lambda who=who: actions.register(actor=who, event=event) for who in people])
    assert counts(event)["registered"] > 3
