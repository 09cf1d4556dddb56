"""What becomes of an address: it stops a list, it is forgotten, nobody may write to it."""

import datetime as dt

from django.db import transaction
from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from bluestem.audit.actions import note
from bluestem.audit.actors import VISITOR
from bluestem.audit.models import AuditLine
from bluestem.kit import time
from bluestem.mailroom import hashes, signals
from bluestem.mailroom.locks import hold_list
from bluestem.mailroom.models import NOWHERE, Delivery, Mailing, Suppression
from bluestem.mailroom.tokens import Stop

SAME_STOP = dt.timedelta(days=1)


@transaction.atomic
def withdraw(*, address: str, list_key: str) -> int:
    """Stop what waits for this address on this list, in every mailing; return how many."""
    hold_list(list_key)
    return (
        _of(address)
        .filter(mailing__list_key=list_key, state__in=Delivery.UNDER_WAY)
        .update(state=Delivery.State.STOPPED, changed_at=time.now())
    )


@transaction.atomic
def stop_list(*, stop: Stop, way: str) -> int:
    """Do what the stop link of one mail asks; again changes nothing. Return what was stopped.

    Together: deliveries, the subscription (by its room, told by a signal), one audit line.
    """
    stopped = withdraw(address=stop.address, list_key=stop.list_key)
    key = (
        Delivery.objects.filter(id=stop.delivery_id).values_list("recipient_key", flat=True).first()
    )
    signals.address_stopped.send(
        sender=None,
        address=stop.address,
        list_key=stop.list_key,
        recipient_key=key or "",
        way=way,
    )
    recently = AuditLine.objects.about("delivery", stop.delivery_id).filter(
        deed="stopped the list", at__gt=timezone.now() - SAME_STOP
    )
    if not recently.exists():
        facts = {"list": stop.list_key, "way": way}
        note(
            actor=VISITOR,
            deed="stopped the list",
            kind="delivery",
            key=stop.delivery_id,
            facts=facts,
        )
    return stopped


@transaction.atomic
def forget(*, address: str, key: str = "") -> None:
    """Take name and address out of every delivery, and stop what waits; the counts stay.

    `key` reaches the deliveries to earlier addresses of the same recipient too. Letters to this
    person alone lose their text.
    """
    hers = Q(address__iexact=address.strip())
    if key:
        hers |= Q(recipient_key=key)
    found = Delivery.objects.filter(hers)
    Mailing.objects.filter(is_urgent=True, deliveries__in=found).update(context="")
    ids = list(found.values_list("id", flat=True))
    found = Delivery.objects.filter(id__in=ids)
    found.filter(state__in=Delivery.UNDER_WAY).update(
        state=Delivery.State.STOPPED, changed_at=time.now()
    )
    found.update(
        address=Concat(Cast(F("id"), CharField()), Value(NOWHERE)),
        name="",
        recipient_key="",
        server_words="",
    )


@transaction.atomic
def suppress(*, address: str, reason: str) -> None:
    """Never write to this address again; keeps a keyed hash of it and nothing else.

    `reason` is one of Suppression.Reason; "asked" outlasts "erased".
    """
    hashed = hashes.address_hmac(hashes.hash_key(), address)
    suppression, _ = Suppression.objects.get_or_create(
        address_hmac=hashed, defaults={"reason": reason, "since": time.now()}
    )
    if reason == Suppression.Reason.ASKED != suppression.reason:
        suppression.reason = reason
        suppression.save(update_fields=["reason"])
    _of(address).filter(state__in=Delivery.UNDER_WAY).update(
        state=Delivery.State.STOPPED, changed_at=time.now()
    )


@transaction.atomic
def readmit(*, address: str) -> None:
    """Write to an erased person again, who has joined anew; who asked for silence keeps it."""
    hashed = hashes.address_hmac(hashes.hash_key(), address)
    Suppression.objects.filter(address_hmac=hashed, reason=Suppression.Reason.ERASED).delete()


def _of(address: str) -> QuerySet[Delivery]:
    return Delivery.objects.filter(address__iexact=address.strip())
