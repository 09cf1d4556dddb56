"""The way out: leaving, and being erased."""

from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.utils import timezone

from bluestem.audit.actions import note
from bluestem.audit.actors import Actor
from bluestem.kit import time
from bluestem.kit.tasks import later
from bluestem.mailroom.actions import forget, post, suppress
from bluestem.mailroom.models import Suppression
from bluestem.members import letters
from bluestem.members.actions.roles import keep_steering
from bluestem.members.actions.subscriptions import unsubscribe
from bluestem.members.models import (
    AddressChange,
    Joining,
    Member,
    Role,
    SignInRequest,
    Subscription,
)
from bluestem.members.signals import member_erased, member_left
from bluestem.members.tasks import wipe_traces as wipe_traces_task


@transaction.atomic
def leave(*, actor: Actor, member: Member) -> Member:
    """End a membership: lists, roles, consents and sessions end today; the name stays for a year.

    Together: all of that, the audit line and what rooms above do. After commit: the goodbye.
    Raises: LastSteeringMember.
    """
    keep_steering(on=time.today(), without_member=member)
    _end_membership(actor, member)
    member.state = Member.State.LEFT
    member.save(update_fields=["state", "left_on", "session_epoch"])
    note(actor=actor, deed="left", kind="member", key=member.pk)
    member_left.send(sender=Member, member=member)
    post(
        letter=letters.GOODBYE.name,
        to=letters.to_member(member),
        context=letters.button("members:join", member.language),
    )
    return member


@transaction.atomic
def erase(*, actor: Actor, member: Member) -> Member:
    """Remove a person: name, addresses, words and pictures of herself; what only counts stays.

    Together: her row without her, no subscription, no request, no waiting mail, her addresses
    suppressed, the audit line and what rooms above do. No letter: it would keep her address.
    After commit: the freed pages are overwritten.
    Raises: LastSteeringMember.
    """
    keep_steering(on=time.today(), without_member=member)
    if member.state == Member.State.ERASED:
        return member
    addresses = _addresses_of(member)
    _end_membership(actor, member)
    _forget_rows(member, addresses)
    _empty(member)
    note(actor=actor, deed="erased", kind="member", key=member.pk)
    member_erased.send(sender=Member, member=member, addresses=addresses)
    for address in addresses:
        forget(address=address, key=str(member.pk))
        suppress(address=address, reason=Suppression.Reason.ERASED)
    later(wipe_traces_task, member_id=str(member.pk))
    return member


def _end_membership(actor: Actor, member: Member) -> None:
    today = time.today()
    for subscription in Subscription.objects.filter(
        address=member.address or "", ended_at__isnull=True
    ):
        unsubscribe(actor=actor, subscription=subscription, way=Subscription.Way.LEAVING)
    Role.objects.filter(member=member, starts_on__gt=today).delete()
    for role in Role.objects.current().filter(member=member):
        role.ends_on = today
        role.save(update_fields=["ends_on"])
        note(actor=actor, deed="ended role", kind="role", key=role.pk, facts={"kind": role.kind})
    member.consents.given().update(withdrawn_at=timezone.now())
    member.one_time_addresses.all().delete()
    # Somebody whose joining date lies ahead leaves on that day: nobody leaves before joining.
    member.left_on = member.left_on or max(today, member.joined_on)
    member.session_epoch += 1


def _addresses_of(member: Member) -> list[str]:
    """Every address she had, the present one first."""
    former = AddressChange.objects.filter(member=member).values_list("old_address", "new_address")
    found = [member.address or "", *[address for pair in former for address in pair]]
    others = set(
        Member.objects.filter(address__in=found)
        .exclude(pk=member.pk)
        .values_list("address", flat=True)
    )
    return [address for address in dict.fromkeys(found) if address and address not in others]


def _forget_rows(member: Member, addresses: list[str]) -> None:
    from allauth.account.models import EmailAddress  # its app has to be loaded first

    Subscription.objects.filter(address__in=addresses).delete()
    member.subscriptions.all().delete()
    Joining.objects.filter(address__in=addresses).delete()
    SignInRequest.objects.filter(address__in=addresses).delete()
    member.address_changes.all().delete()
    EmailAddress.objects.filter(user_id=member.pk).delete()
    member.interests.clear()
    member.consents.update(way="")  # a way may quote a file's or an importer's name


# What a figure counts survives: dates, department, affiliation, institution.
EMPTY: dict[str, Any] = {
    "address": None,
    "name": "",
    "pronouns": "",
    "about": "",
    "spoken_languages": [],
    "gender_group": "",
    "gender_words": "",
    "consent_source": "",
    "last_login": None,
}


def _empty(member: Member) -> None:
    for field, nothing in EMPTY.items():
        setattr(member, field, nothing)
    member.state = Member.State.ERASED
    member.save()


def wipe_traces(*, actor: Actor, member_id: str) -> int:
    """Delete the sessions of an erased member, and write the emptied pages to the file.

    The sessions ended with the erasure; this removes their rows. `secure_delete` overwrote her
    words with zeros, the checkpoint takes the old pages out of the write-ahead log.
    """
    hers = [
        row.pk
        for row in Session.objects.iterator(chunk_size=500)
        if _session_member(row.get_decoded()) == member_id
    ]
    Session.objects.filter(pk__in=hers).delete()
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return len(hers)


def _session_member(data: "dict[str, object] | SessionBase") -> str:
    return str(data.get("_auth_user_id", ""))
