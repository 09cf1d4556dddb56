"""Read what became of the mail."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from bluestem.audit.actors import Actor
from bluestem.kit import audience, time
from bluestem.mailroom import hashes, rules
from bluestem.mailroom.models import Counter, Delivery, Mailing, Suppression

MEASURED = dt.timedelta(seconds=60)


@dataclass(frozen=True)
class Progress:
    """How far a mailing is, in deliveries, and when it is expected to end (community's clock)."""

    waiting: int = 0
    sending: int = 0
    sent: int = 0
    failed: int = 0
    stopped: int = 0
    bounced: int = 0
    expected_end: dt.datetime | None = None

    @property
    def total(self) -> int:
        """All deliveries of the mailing."""
        return self.waiting + self.sending + self.sent + self.failed + self.stopped + self.bounced

    @property
    def percent_done(self) -> int:
        """How much has come to an end, good or bad, in whole per cent."""
        done = self.total - self.waiting - self.sending
        return 100 * done // self.total if self.total else 100


@dataclass(frozen=True)
class Trouble:
    """Why the mail server cannot be used, in its own words, and since when (real time)."""

    words: str
    since: dt.datetime


def progress_of(mailing: Mailing) -> Progress:
    """Count a mailing's deliveries by state."""
    return progress_of_all([mailing])[mailing.pk]


def progress_of_all(mailings: Iterable[Mailing]) -> dict[UUID, Progress]:
    """Count the deliveries of several mailings in three queries, whatever their number."""
    mailings = list(mailings)
    counts: dict[UUID, dict[str, int]] = {mailing.pk: {} for mailing in mailings}
    found = Delivery.objects.filter(mailing__in=mailings).values_list("mailing_id", "state")
    for key, state, count in found.annotate(count=Count("id")).order_by():
        counts[key][state] = count
    ends = _expected_ends([m for m in mailings if m.state == Mailing.State.SENDING], counts)
    return {
        key: Progress(**by_state, expected_end=ends.get(key)) for key, by_state in counts.items()
    }


def _expected_ends(
    running: list[Mailing], counts: dict[UUID, dict[str, int]]
) -> dict[UUID, dt.datetime]:
    """Reckon with the rate of the last minute, and with the last "later" of the server."""
    now, real_now = time.now(), timezone.now()
    measured = (
        Delivery.objects.filter(mailing__in=running)
        .values_list("mailing_id")
        .annotate(
            sent=Count("id", filter=Q(state="sent", changed_at__gt=now - MEASURED)),
            latest=Max("next_attempt_at", filter=Q(state="waiting")),
        )
        .order_by()
    )
    ends = {}
    for key, sent, latest in measured:
        left = counts[key].get("waiting", 0) + counts[key].get("sending", 0)
        mailing = next(m for m in running if m.pk == key)
        elapsed = min(MEASURED, now - (mailing.starts_at or now)).total_seconds()
        if left and sent and elapsed > 0:
            ends[key] = now + dt.timedelta(seconds=left * elapsed / sent)
            if latest and latest > real_now:
                ends[key] = max(ends[key], now + (latest - real_now))
    return ends


def mailings_for(actor: Actor) -> QuerySet[Mailing]:
    """Return the mailings to a crowd that this person may look at, newest first."""
    found = Mailing.objects.filter(is_urgent=False).order_by("-created_at", "id")
    if audience.STEERING in actor.audiences:
        return found
    if audience.ORGANISER not in actor.audiences:
        return found.none()
    return found.filter(audience__in=actor.audiences).exclude(audience="")


def mailing_for(actor: Actor, key: object, to: str = "see") -> Mailing:
    """Return one mailing, fetched together with the permission to "see" or "steer" it.

    Raises: Mailing.DoesNotExist where there is none, or none for this person.
    """
    rule = {"see": rules.can_see, "steer": rules.can_steer}[to]
    try:
        mailing = Mailing.objects.filter(
            id=key if isinstance(key, UUID) else UUID(str(key))
        ).first()
    except ValueError:
        mailing = None
    if mailing is None or not rule(actor, mailing):
        raise Mailing.DoesNotExist
    return mailing


def deliveries_to(recipient_key: str) -> QuerySet[Delivery]:
    """Return what was sent to one recipient, newest first, with each mailing."""
    return (
        Delivery.objects.filter(recipient_key=recipient_key)
        .exclude(recipient_key="")
        .select_related("mailing")
        .order_by("-id")
    )


def outbox() -> QuerySet[Delivery]:
    """Return what waits to be sent, urgent letters first, with each mailing."""
    return (
        Delivery.objects.filter(state__in=Delivery.UNDER_WAY)
        .exclude(mailing__state=Mailing.State.PREPARING)
        .select_related("mailing")
        .order_by("-is_urgent", "-id")
    )


def is_suppressed(address: str) -> bool:
    """Tell whether nobody may write to this address."""
    return bool(suppressed_among([address]))


def suppressed_among(addresses: Iterable[str]) -> set[str]:
    """Return those of the addresses nobody may write to, as they were given."""
    key = hashes.hash_key()
    by_hash = {hashes.address_hmac(key, address): address for address in addresses}
    found: set[str] = set()
    hashed = list(by_hash)
    for start in range(0, len(hashed), 2_000):
        part = hashed[start : start + 2_000]
        for match in Suppression.objects.filter(address_hmac__in=part):
            found.add(by_hash[match.address_hmac])
    return found


def has_mail_server() -> bool:
    """Tell whether mail leaves at all; without a server it stays on the outbox page."""
    return settings.SMTP_SERVER is not None


def trouble() -> Trouble | None:
    """Return why the mail server cannot be used at present, or None."""
    counter = Counter.objects.filter(id=1).exclude(trouble="").first()
    if counter is None or counter.trouble_since is None:
        return None
    return Trouble(counter.trouble, counter.trouble_since)
