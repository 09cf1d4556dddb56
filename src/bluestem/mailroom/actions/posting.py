"""Write letters: one to one person, or a mailing to a crowd."""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import batched
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from bluestem.audit.actions import note
from bluestem.audit.actors import Actor
from bluestem.kit import time
from bluestem.mailroom import contexts, hashes
from bluestem.mailroom.addresses import LONGEST_ADDRESS, envelope, normal, tidy, tidy_name
from bluestem.mailroom.letters import letter_named
from bluestem.mailroom.locks import hold_list
from bluestem.mailroom.models import NOWHERE, Delivery, Mailing, Suppression

AT_ONCE = 2_000
NOT_AN_ADDRESS = "This is no address that mail can be sent to."


@dataclass(frozen=True)
class Recipient:
    """Whom a letter goes to. `key` is opaque to the mailroom: a member's id."""

    address: str
    language: str
    name: str = ""
    key: str = ""


@dataclass(frozen=True)
class Post:
    """One letter to one address, with what it says."""

    letter: str
    to: Recipient
    context: Mapping[str, Any] = field(default_factory=dict)
    reference: str = ""


def post(
    *, letter: str, to: Recipient, context: Mapping[str, Any] | None = None, reference: str = ""
) -> Mailing:
    """Write one urgent letter to one address; the sender takes it as soon as this is committed.

    A suppressed address gets nothing, in the same number of writes; so does one that is none.
    Together: mailing and delivery, in the caller's transaction.
    """
    return post_all(posts=[Post(letter, to, context or {}, reference)])[0]


@transaction.atomic(savepoint=False)
def post_all(*, posts: Sequence[Post]) -> list[Mailing]:
    """Write one letter each to several people, as `post` does, in as many queries as for one."""
    reasons = _reasons_of([one.to.address for one in posts])
    mailings, deliveries = [], []
    for one in posts:
        kind = letter_named(one.letter)
        suppression = reasons.get(one.to.address)
        is_welcome = suppression is None or (
            kind.reaches_erased and suppression == Suppression.Reason.ERASED
        )
        mailing = Mailing(
            letter=kind.name,
            context=contexts.pack(one.context) if is_welcome else "",
            reference=one.reference,
            is_urgent=True,
            state=Mailing.State.SENDING,
            created_at=time.now(),
            starts_at=time.now(),
        )
        delivery = _delivery(mailing, one.to)
        if not is_welcome:
            delivery.address, delivery.name = f"{uuid.uuid4().hex}{NOWHERE}", ""
            delivery.recipient_key, delivery.state = "", Delivery.State.STOPPED
        mailings.append(mailing)
        deliveries.append(delivery)
    Mailing.objects.bulk_create(mailings)
    Delivery.objects.bulk_create(deliveries)
    return mailings


@transaction.atomic
def prepare(
    *,
    actor: Actor,
    letter: str,
    context: Mapping[str, Any],
    list_key: str,
    reference: str,
    audience: str,
    recipients: Iterable[Recipient],
) -> Mailing:
    """Write a letter to a crowd, one delivery per address; nothing is sent before `release`.

    Suppressed addresses are left out, and an address that stands twice is written to once. Give
    `recipients` as a queryset or generator that reads in here: then nobody who stops the list
    meanwhile is written to.
    Together: mailing, deliveries, audit line.
    """
    kind = letter_named(letter)
    hold_list(list_key)
    mailing = Mailing.objects.create(
        letter=kind.name,
        context=contexts.pack(context),
        list_key=list_key,
        reference=reference,
        audience=audience,
        created_at=time.now(),
    )
    count = 0
    for group in batched(_each_once(recipients), AT_ONCE):
        welcome = _without_suppressed(group)
        Delivery.objects.bulk_create(_delivery(mailing, recipient) for recipient in welcome)
        count += len(welcome)
    note(
        actor=actor,
        deed="prepared",
        kind="mailing",
        key=mailing.id,
        facts={"recipients": count, "list": list_key},
    )
    return mailing


def _delivery(mailing: Mailing, to: Recipient) -> Delivery:
    address = to.address.strip()
    is_deliverable = envelope(address) is not None
    if not is_deliverable:
        address = tidy(address)[:LONGEST_ADDRESS]
    now = time.now()
    return Delivery(
        mailing=mailing,
        address=address,
        name=tidy_name(to.name),
        language=tidy(to.language)[:8],
        recipient_key=to.key,
        is_urgent=mailing.is_urgent,
        state=Delivery.State.WAITING if is_deliverable else Delivery.State.FAILED,
        server_words="" if is_deliverable else NOT_AN_ADDRESS,
        message_id=_message_id(),
        next_attempt_at=timezone.now(),
        changed_at=now,
    )


def _message_id() -> str:
    domain = settings.SENDER_ADDRESS.rpartition("@")[2]
    return f"<{uuid.uuid4().hex}@{domain if domain.isascii() else 'bluestem.invalid'}>"


def _each_once(recipients: Iterable[Recipient]) -> Iterator[Recipient]:
    seen = set()
    for recipient in recipients:
        address = normal(recipient.address)
        if address not in seen:
            seen.add(address)
            yield recipient


def _reasons_of(addresses: Iterable[str]) -> dict[str, str]:
    """Return why some of these addresses are not written to."""
    key = hashes.hash_key()
    hashed = {address: hashes.address_hmac(key, address) for address in addresses}
    found = Suppression.objects.filter(address_hmac__in=set(hashed.values()))
    reasons = dict(found.values_list("address_hmac", "reason"))
    return {address: reasons[hmac] for address, hmac in hashed.items() if hmac in reasons}


def _without_suppressed(group: Sequence[Recipient]) -> list[Recipient]:
    suppressed = _reasons_of(recipient.address for recipient in group)
    return [recipient for recipient in group if recipient.address not in suppressed]
