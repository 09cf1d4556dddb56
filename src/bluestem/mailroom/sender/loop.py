"""The sender's loop: urgent letters first, then mailings to a crowd in turn, one by one."""

import datetime as dt
import logging
import time as real_time
from collections import deque
from collections.abc import Callable, Sequence
from threading import Event
from typing import TypeVar
from uuid import UUID

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from bluestem.community.models import Community
from bluestem.kit import time
from bluestem.mailroom import queries, rendering
from bluestem.mailroom.addresses import envelope
from bluestem.mailroom.letters import letter_if_known
from bluestem.mailroom.models import Counter, Delivery, Mailing
from bluestem.mailroom.sender import pace, retries
from bluestem.mailroom.sender.claims import LEAST_LEFT, Claims, Group, return_expired
from bluestem.mailroom.sender.connection import Answer, Became, Connection, ServerTrouble

logger = logging.getLogger("bluestem.mailroom")

IDLE_SECONDS = 0.2  # an urgent letter waits no longer for being noticed
LOOK_SECONDS = 0.25  # in mid-mailing: stops, pauses, urgent letters, changed settings
HOUSEKEEPING_SECONDS = 30.0
KEEP_OPEN_SECONDS = 10.0
GROUP_SECONDS = 0.5
LARGEST_GROUP = 200
RENDERINGS = 60
BACK_OFF_SECONDS = (0.5, 1, 2, 4, 8, 15, 30)
TOO_LATE = "It was no longer of use when the mail server could take it."
UNWRITABLE = "The letter could not be written."

Result = TypeVar("Result")


class Sender:
    """Sends what is due until it is told to stop. One connection, one mail at a time."""

    def __init__(self, owner: str = "alone") -> None:
        self.stopping = Event()
        self.claims = Claims(owner)
        self.connection = Connection()
        self._community: Community | None = None
        self._renderings: dict[object, rendering.Rendering] = {}
        self._settings_row: tuple[str, ...] = ()
        self._turns: deque[UUID] = deque()
        self._mail_seconds = 0.02  # for one mail, as measured
        self._troubles = 0
        self._not_before = 0.0
        self._kept_at = -HOUSEKEEPING_SECONDS

    # ---- The loop

    def run(self) -> None:
        """Send until `stopping` is set."""
        self._patiently(self.claims.give_back_everything)
        try:
            while not self.stopping.is_set():
                if not self._patiently(self.step):
                    self._rest()
        finally:
            self.connection.close()
            self.let_go()

    def let_go(self) -> None:
        """Return what is in hand; where the database cannot be reached, the next start does."""
        try:
            self.claims.give_back_everything()
        except (OperationalError, InterfaceError) as failed:
            logger.warning("The database cannot be used: %s", failed)

    def run_until_idle(self) -> None:
        """Send all that is due now and return; for tests and for machines without a sender."""
        while self.step():
            pass
        self.connection.close()

    def step(self) -> bool:
        """Send one group and tell whether there was one."""
        self._start_due()
        self._keep_house()
        if settings.SMTP_SERVER is None or self._is_backing_off():
            return False
        self._read_settings()
        group = self._next_group()
        if group is None:
            return False
        self._send_group(group)
        return True

    def _rest(self) -> None:
        if self.connection.is_open and self._idle_seconds() > KEEP_OPEN_SECONDS:
            self.connection.close()
        self.stopping.wait(IDLE_SECONDS)

    def _idle_seconds(self) -> float:
        return real_time.monotonic() - self.connection.used_at

    @staticmethod
    def _start_due() -> None:
        due = Mailing.objects.filter(state=Mailing.State.GRACE, starts_at__lte=time.now())
        if due.exists():
            due.update(state=Mailing.State.SENDING)

    def _keep_house(self) -> None:
        if real_time.monotonic() - self._kept_at >= HOUSEKEEPING_SECONDS:
            return_expired()
            self._kept_at = real_time.monotonic()

    # ---- What comes next

    def _next_group(self) -> Group | None:
        limit = pace.limit_of(self._community)
        return self.claims.take_urgent(LARGEST_GROUP, limit) or self._next_of_crowd(limit)

    def _next_of_crowd(self, limit: int) -> Group | None:
        """Take from the mailing whose turn it is: a long one does not keep a short one waiting."""
        running = list(
            Mailing.objects.filter(state=Mailing.State.SENDING, is_urgent=False)
            .order_by("starts_at")
            .values_list("id", flat=True)
        )
        kept = [key for key in self._turns if key in running]
        self._turns = deque([*kept, *(key for key in running if key not in kept)])
        size = max(1, min(LARGEST_GROUP, int(GROUP_SECONDS / self._mail_seconds)))
        for _ in running:
            key = self._turns[0]
            self._turns.rotate(-1)
            group = self.claims.take_of(key, size, limit)
            if group:
                return group
            finish_mailing(key)
        return None

    # ---- Sending a group

    def _send_group(self, group: Group) -> None:
        try:
            self._send_each(self._allowed(group.deliveries), group.slots)
        except ServerTrouble as trouble:
            self._back_off(str(trouble))
        finally:
            self._patiently(lambda: self.claims.give_back(group.deliveries))

    def _allowed(self, group: list[Delivery]) -> list[Delivery]:
        """Leave out whom nobody may write to; give each delivery its mailing."""
        mailings = Mailing.objects.in_bulk({delivery.mailing_id for delivery in group})
        for delivery in group:
            delivery.mailing = mailings[delivery.mailing_id]
        suppressed = queries.suppressed_among(delivery.address for delivery in group)
        refused = [
            delivery
            for delivery in group
            if delivery.address in suppressed and not _reaches_erased(delivery)
        ]
        if refused:
            self.claims.stop(refused)
        return [delivery for delivery in group if delivery not in refused]

    def _send_each(self, group: list[Delivery], slots: Sequence[dt.datetime]) -> None:
        looked_at = real_time.monotonic()
        wanted = {delivery.pk for delivery in group}
        for n, delivery in enumerate(group):
            if slots:
                self.stopping.wait(max(0.0, (slots[n] - timezone.now()).total_seconds()))
            if real_time.monotonic() - looked_at > LOOK_SECONDS:
                wanted = self._look(group[n:])
                looked_at = real_time.monotonic()
            if self.stopping.is_set() or not wanted:
                return
            if delivery.pk in wanted and self._is_in_hand(delivery):
                self._send(delivery)

    def _look(self, rest: Sequence[Delivery]) -> set[int]:
        """See what has changed: urgent letters go out at once, settings count from here on."""
        self._read_settings()
        if not rest[0].is_urgent:
            limit = pace.limit_of(self._community)
            urgent = self.claims.take_urgent(LARGEST_GROUP, limit)
            if urgent:
                self._send_group(urgent)
                if self._is_backing_off():
                    return set()
        return self.claims.still_wanted(rest)

    def _read_settings(self) -> None:
        community = Community.objects.here()
        self._community = community
        row = [] if community is None else sorted(vars(community).items())
        self._settings_row = tuple(str(value) for key, value in row if key[0] != "_")

    def _is_backing_off(self) -> bool:
        return real_time.monotonic() < self._not_before

    @staticmethod
    def _is_in_hand(delivery: Delivery) -> bool:
        """A machine that slept may have lost the lease."""
        return (
            delivery.lease_until is not None and delivery.lease_until - timezone.now() > LEAST_LEFT
        )

    def _send(self, delivery: Delivery) -> None:
        began = real_time.monotonic()
        now = timezone.now()
        if _is_too_late(delivery):
            self._end(delivery, Delivery.State.FAILED, TOO_LATE)
            return
        address = envelope(delivery.address)
        if address is None:
            self._end(delivery, Delivery.State.FAILED, "not an address")
            return
        try:
            content = rendering.fill(self._rendering(delivery), delivery, address=address, now=now)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            logger.exception("Letter %s could not be written.", delivery.mailing.letter)
            self._later(delivery, UNWRITABLE)
            return
        self._record(delivery, self._hand_over(address, content))
        spent = real_time.monotonic() - began
        self._mail_seconds += 0.05 * (spent - self._mail_seconds)

    def _rendering(self, delivery: Delivery) -> rendering.Rendering:
        community = self._community
        if community is None:
            raise LookupError("There is no community.")
        language = rendering.language_of(delivery, community)
        has_name = bool(delivery.name)
        # With the community's row as part of the key, a setting that changes counts at once.
        key = (delivery.mailing_id, language, has_name, self._settings_row)
        found = self._renderings.get(key)
        if found is None:
            found = rendering.render(
                delivery.mailing, community=community, language=language, has_name=has_name
            )
            while len(self._renderings) >= RENDERINGS:
                self._renderings.pop(next(iter(self._renderings)))
            self._renderings[key] = found
        return found

    def _hand_over(self, address: str, content: bytes) -> Answer:
        """Send over the kept connection; one that was closed meanwhile is opened again."""
        sender = envelope(settings.SENDER_ADDRESS) or settings.SENDER_ADDRESS
        while True:
            if not self.connection.is_open:
                self.connection.open()
            was_used = self.connection.mails > 0
            answer = self.connection.send(sender=sender, recipient=address, content=content)
            if answer.became is not Became.CLOSED or not was_used:
                return answer

    # ---- What came of it

    def _record(self, delivery: Delivery, answer: Answer) -> None:
        if answer.became is Became.SENT:
            self._end(delivery, Delivery.State.SENT, answer.words)
            if self._troubles:
                self._clear_trouble()
        elif answer.became is Became.REFUSED:
            self._end(delivery, Delivery.State.FAILED, answer.words)
        else:
            self._later(delivery, answer.words)
            if answer.became is Became.CLOSED:  # at once, on a fresh connection
                raise ServerTrouble(answer.words)

    def _end(self, delivery: Delivery, state: str, words: str) -> None:
        self._patiently(lambda: end_delivery(self.claims, delivery, state, words))

    def _later(self, delivery: Delivery, words: str) -> None:
        now = timezone.now()
        if retries.is_over(delivery.tried_since, now):
            self._end(delivery, Delivery.State.FAILED, words)
            return
        until = now + retries.delay(delivery.attempt_count + 1)
        self._patiently(lambda: self.claims.postpone(delivery, until, words))

    # ---- Trouble

    def _back_off(self, words: str) -> None:
        pause = BACK_OFF_SECONDS[min(self._troubles, len(BACK_OFF_SECONDS) - 1)]
        self._troubles += 1
        self._not_before = real_time.monotonic() + pause
        self.connection.drop()
        logger.warning("The mail server cannot be used: %s", words)
        self._patiently(lambda: _note_trouble(words))

    def _clear_trouble(self) -> None:
        self._troubles = 0
        self._patiently(lambda: _note_trouble(""))

    def _patiently(self, work: Callable[[], Result]) -> Result:
        """Do database work, and again until it succeeds: locked, full and gone pass by.

        What the mail server took must be written down before anything else is sent.
        """
        failures = 0
        while True:
            try:
                return work()
            except (OperationalError, InterfaceError) as failed:
                if self.stopping.is_set() or is_in_transaction():
                    raise
                if failures % 20 == 0:
                    logger.warning("The database cannot be used: %s", failed)
                failures += 1
                let_go_of_a_lost_connection()
                self.stopping.wait(IDLE_SECONDS)


def let_go_of_a_lost_connection() -> None:
    """Connect anew at the next statement; a file needs no such thing."""
    if connection.vendor == "postgresql":
        connection.close()


def is_in_transaction() -> bool:
    """Tell whether what fails fails a whole transaction, which has to begin again."""
    return bool(connection.in_atomic_block)


def _reaches_erased(delivery: Delivery) -> bool:
    letter = letter_if_known(delivery.mailing.letter)
    return letter is not None and letter.reaches_erased


def _is_too_late(delivery: Delivery) -> bool:
    letter = letter_if_known(delivery.mailing.letter)
    if letter is None or not letter.useful_minutes:
        return False
    return time.now() - delivery.mailing.created_at > dt.timedelta(minutes=letter.useful_minutes)


def end_delivery(claims: Claims, delivery: Delivery, state: str, words: str) -> None:
    """Write down an end; a letter to one person is over with it, and a secret is wiped."""
    if not delivery.is_urgent:
        claims.finish(delivery, state, words)
        return
    with transaction.atomic():
        claims.finish(delivery, state, words)
        changes: dict[str, object] = {"state": Mailing.State.DONE, "finished_at": time.now()}
        letter = letter_if_known(delivery.mailing.letter)
        if letter is not None and letter.is_secret:
            changes["context"] = ""
        Mailing.objects.filter(pk=delivery.mailing_id, state=Mailing.State.SENDING).update(
            **changes
        )


def finish_mailing(key: UUID) -> None:
    """Call a mailing done once none of its deliveries is under way."""
    under_way = Delivery.objects.filter(mailing=OuterRef("pk"), state__in=Delivery.UNDER_WAY)
    done = Mailing.objects.filter(pk=key, state=Mailing.State.SENDING).exclude(Exists(under_way))
    if done.exists():
        done.update(state=Mailing.State.DONE, finished_at=time.now())


def _note_trouble(words: str) -> None:
    Counter.objects.get_or_create(id=1)
    found = Counter.objects.filter(id=1)
    if not words:
        found.exclude(trouble="").update(trouble="", trouble_since=None)
        return
    found.filter(trouble="").update(trouble_since=timezone.now())
    found.update(trouble=words)
