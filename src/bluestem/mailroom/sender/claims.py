"""Which deliveries this sender has in hand: taken in groups, given back, brought to an end.

Every change names the claim it was made under, so two senders never hold the same delivery.
Statements are SQL with the states as constants: only then does SQLite use the partial indexes.
"""

import datetime as dt
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from bluestem.kit import time
from bluestem.mailroom.models import Delivery, Mailing
from bluestem.mailroom.sender import pace

LEASE = dt.timedelta(minutes=15)
LEAST_LEFT = dt.timedelta(minutes=6)  # more than the longest attempt

DUE = (
    "SELECT id FROM mailroom_delivery WHERE state = 'waiting' AND {which} "
    "AND next_attempt_at <= %s ORDER BY next_attempt_at, id LIMIT %s {lock}"
)
TAKE = (
    "UPDATE mailroom_delivery SET state = 'sending', claim = %s, lease_until = %s "
    "WHERE id IN ({ids}) AND state = 'waiting' RETURNING id"
)
END = (
    "UPDATE mailroom_delivery SET state = %s, server_words = %s, changed_at = %s, "
    "attempt_count = attempt_count + %s, claim = '', lease_until = NULL "
    "WHERE id = %s AND claim = %s"
)
POSTPONE = (
    "UPDATE mailroom_delivery SET state = 'waiting', server_words = %s, changed_at = %s, "
    "attempt_count = attempt_count + 1, next_attempt_at = %s, tried_since = %s, "
    "claim = '', lease_until = NULL WHERE id = %s AND claim = %s AND state = 'sending'"
)
WANTED = (
    "SELECT delivery.id FROM mailroom_delivery delivery JOIN mailroom_mailing mailing "
    "ON mailing.id = delivery.mailing_id WHERE delivery.id IN ({ids}) AND delivery.claim = %s "
    "AND delivery.state = 'sending' AND mailing.state = 'sending'"
)
HELD = "SELECT id FROM mailroom_delivery WHERE state = 'sending' AND {which}"
RETURN = (
    "UPDATE mailroom_delivery SET state = 'waiting', claim = '', lease_until = NULL "
    "WHERE id IN ({ids}) AND state = 'sending' AND {which}"
)


@dataclass(frozen=True)
class Group:
    """Deliveries taken together, and the moments the rate limit gives them (empty: no limit)."""

    deliveries: list[Delivery]
    slots: list[dt.datetime] = field(default_factory=list)


class Claims:
    """The deliveries in one sender's hand. `owner` is the same for each life of a sender."""

    def __init__(self, owner: str) -> None:
        self.owner = owner
        self._life = f"{owner}/{secrets.token_hex(4)}"
        self._count = 0

    def take_urgent(self, count: int, limit: int) -> Group | None:
        """Take urgent letters that are due, the longest waiting first."""
        return self._take("is_urgent", [], count, limit)

    def take_of(self, mailing_id: UUID, count: int, limit: int) -> Group | None:
        """Take deliveries of one mailing that are due."""
        key = Mailing._meta.pk.get_db_prep_value(mailing_id, connection)
        return self._take("mailing_id = %s", [key], count, limit)

    def _take(self, which: str, values: list[Any], count: int, limit: int) -> Group | None:
        now = timezone.now()
        # Looking first costs nothing; a transaction that finds nothing takes SQLite's one lock.
        if not _rows(DUE.format(which=which, lock=""), [*values, _moment(now), 1]):
            return None
        lock = "FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""
        with transaction.atomic():
            if limit:
                count = min(count, pace.free_slots(limit))
            # Two statements: within one, PostgreSQL may run the LIMIT more than once.
            ids = _rows(DUE.format(which=which, lock=lock), [*values, _moment(now), count])
            if not ids:
                return None
            self._count += 1
            claim = f"{self._life}/{self._count}"
            taking = [claim, _moment(now + LEASE), *ids]
            ids = _rows(TAKE.format(ids=_marks(ids)), taking)
            slots = pace.reserve(limit, len(ids)) if limit and ids else []
        found = Delivery.objects.filter(id__in=ids).order_by("next_attempt_at", "id")
        deliveries = [delivery for delivery in found if delivery.claim == claim]
        return Group(deliveries, slots) if deliveries else None

    def still_wanted(self, deliveries: Sequence[Delivery]) -> set[int]:
        """Return the ids of those that are still to be sent: neither stopped nor paused."""
        if not deliveries:
            return set()
        statement = WANTED.format(ids=_marks(deliveries))
        return set(_rows(statement, [*_ids(deliveries), deliveries[0].claim]))

    def finish(self, delivery: Delivery, state: str, words: str) -> None:
        """Write down how an attempt ended. A mail that went out was sent, whoever stopped it."""
        statement = END if state == Delivery.State.SENT else f"{END} AND state = 'sending'"
        _change(statement, [state, words, _moment(time.now()), 1, delivery.pk, delivery.claim])

    def stop(self, deliveries: Iterable[Delivery]) -> None:
        """Write down that these are not sent, because nobody may write there."""
        for delivery in deliveries:
            values = ["stopped", "", _moment(time.now()), 0, delivery.pk, delivery.claim]
            _change(f"{END} AND state = 'sending'", values)

    def postpone(self, delivery: Delivery, until: dt.datetime, words: str) -> None:
        """Write down that the server has to be asked again."""
        since = delivery.tried_since or timezone.now()
        _change(
            POSTPONE,
            [
                words,
                _moment(time.now()),
                _moment(until),
                _moment(since),
                delivery.pk,
                delivery.claim,
            ],
        )

    def give_back(self, deliveries: Sequence[Delivery]) -> None:
        """Return those that were not tried."""
        if deliveries:
            _return(_ids(deliveries), "claim = %s", [deliveries[0].claim])

    def give_back_everything(self) -> int:
        """Return what this sender still held when it died, in this life or an earlier one."""
        return _return_held("claim LIKE %s", [f"{self.owner}/%"])


def return_expired() -> int:
    """Return what nobody has brought to an end within its lease."""
    return _return_held("lease_until < %s", [_moment(timezone.now())])


def _return_held(which: str, values: list[Any]) -> int:
    return _return(_rows(HELD.format(which=which), values), which, values)


def _return(ids: Sequence[int], which: str, values: list[Any]) -> int:
    for start in range(0, len(ids), 500):
        part = ids[start : start + 500]
        _change(RETURN.format(ids=_marks(part), which=which), [*part, *values])
    return len(ids)


def _rows(statement: str, values: Sequence[Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [row[0] for row in cursor.fetchall()]


def _change(statement: str, values: Sequence[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def _ids(deliveries: Iterable[Delivery]) -> list[int]:
    return [delivery.pk for delivery in deliveries]


def _marks(items: Sequence[Any]) -> str:
    return ", ".join(["%s"] * len(items))


def _moment(value: dt.datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(value)
