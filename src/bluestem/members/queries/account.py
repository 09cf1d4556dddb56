"""Reads for the way in and out, and for a member's own settings."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from bluestem.audit.models import AuditLine
from bluestem.kit import time
from bluestem.mailroom.models import Delivery
from bluestem.members.models import (
    AddressChange,
    Consent,
    Joining,
    MailingList,
    Member,
    Subscription,
)
from bluestem.members.models.sign_in import CHANGE_GOOD_FOR
from bluestem.members.queries.people import steering_roles
from bluestem.members.signals import data_asked

A_DAY = dt.timedelta(days=1)
RESEND_AFTER = dt.timedelta(hours=1)
LETTERS_A_DAY = 2  # the first, and one resend


@dataclass(frozen=True)
class JoiningLetters:
    """How many letters an address was granted in the last day, and when."""

    count: int
    first_at: dt.datetime | None
    last_at: dt.datetime | None

    @property
    def next_at(self) -> dt.datetime | None:
        """When the next letter is possible; None for at once."""
        if not self.count or self.first_at is None or self.last_at is None:
            return None
        if self.count < LETTERS_A_DAY:
            return self.last_at + RESEND_AFTER
        return self.first_at + A_DAY

    def is_due(self, now: dt.datetime) -> bool:
        """Whether a letter may be granted now."""
        return self.next_at is None or self.next_at <= now


def joining_letters(address: str) -> JoiningLetters:
    """Return what letters about joining an address was granted in the last day.

    Reads joinings alone, which are written for every address: it tells nothing of membership.
    """
    rows = list(
        Joining.objects.filter(
            address=address, letter_count__gt=0, last_letter_at__gt=timezone.now() - A_DAY
        ).values_list("letter_count", "asked_at", "last_letter_at")
    )
    if not rows:
        return JoiningLetters(0, None, None)
    return JoiningLetters(
        count=sum(count for count, _, _ in rows),
        first_at=min(asked for _, asked, _ in rows),
        last_at=max(last for _, _, last in rows if last),
    )


def lists_to_join() -> list[MailingList]:
    """Return the lists that somebody may choose on joining, in their order."""
    return list(MailingList.objects.exclude(audience=MailingList.Audience.TEACHERS))


def lists_of(member: Member) -> list[tuple[MailingList, bool]]:
    """Return each list that is a member's to choose, and whether she is on it.

    The list of teachers is there for those who are on it.
    """
    on_it = set(
        Subscription.objects.active()
        .of(member.address or "")
        .values_list("mailing_list_id", flat=True)
    )
    return [
        (mailing_list, mailing_list.pk in on_it)
        for mailing_list in MailingList.objects.all()
        if mailing_list.audience != MailingList.Audience.TEACHERS or mailing_list.pk in on_it
    ]


def would_leave_nobody(member: Member) -> bool:
    """Whether the steering committee would be empty without her; the page for leaving says so."""
    return set(steering_roles(time.today()).values_list("member_id", flat=True)) == {member.pk}


def consents_of(member: Member) -> list[Consent]:
    """Return every consent of a member, the standing ones first."""
    hers = list(Consent.objects.filter(member=member).order_by("purpose", "-given_at"))
    return sorted(hers, key=lambda consent: consent.withdrawn_at is not None)


def consent_for(member: Member, consent_id: int) -> Consent:
    """Return a member's own consent. Raises: Consent.DoesNotExist."""
    return Consent.objects.given().get(member=member, pk=consent_id)


def address_change_for(member: Member, change_id: UUID) -> AddressChange:
    """Return a member's own address change. Raises: AddressChange.DoesNotExist."""
    return AddressChange.objects.get(member=member, pk=change_id)


def open_address_change(member: Member) -> AddressChange | None:
    """Return the change that still waits for its confirmation, if there is one."""
    return (
        AddressChange.objects.filter(
            member=member,
            confirmed_at__isnull=True,
            asked_at__gt=timezone.now() - CHANGE_GOOD_FOR,
        )
        .order_by("-asked_at")
        .first()
    )


def data_of(member: Member) -> dict[str, Any]:
    """Return everything held about a member, as plain values for one JSON file."""
    held: dict[str, Any] = {
        "profile": _profile(member),
        "roles": list(member.roles.values("kind", "starts_on", "ends_on")),
        "consents": list(
            member.consents.values("purpose", "text_version", "way", "given_at", "withdrawn_at")
        ),
        "subscriptions": list(
            Subscription.objects.filter(Q(member=member) | Q(address=member.address)).values(
                "mailing_list__slug",
                "address",
                "language",
                "started_way",
                "started_at",
                "confirmed_at",
                "ended_at",
                "ended_way",
            )
        ),
        "joinings": list(
            Joining.objects.filter(address=member.address).values(
                "address",
                "name",
                "language",
                "department_code",
                "lists",
                "asked_at",
                "last_letter_at",
                "confirmed_at",
            )
        ),
        "address_changes": list(
            member.address_changes.values("old_address", "new_address", "asked_at", "confirmed_at")
        ),
        "one_time_addresses": list(member.one_time_addresses.values("made_at", "used_at")),
        "mails": list(
            Delivery.objects.filter(
                Q(recipient_key=str(member.pk)) | Q(address=member.address)
            ).values("mailing__letter", "address", "name", "language", "state", "changed_at")
        ),
        "audit": list(
            AuditLine.objects.filter(
                Q(actor_key=member.audit_key) | Q(object_kind="member", object_key=str(member.pk))
            ).values("at", "deed", "object_kind", "object_key")
        ),
    }
    for _, answer in data_asked.send(sender=Member, member=member):
        held.update(answer if isinstance(answer, dict) else {})
    return held


def _profile(member: Member) -> dict[str, Any]:
    """Every column of her row; whatever a later issue adds is in it by itself."""
    hers: dict[str, Any] = {}
    for field in Member._meta.concrete_fields:
        if field.name in {"session_epoch", "sort_name"}:
            continue  # the machine's own
        hers[field.name] = getattr(member, field.attname)
    hers["department"] = member.department.code if member.department else None
    hers["institution"] = member.institution.name if member.institution else None
    hers["interests"] = [interest.slug for interest in member.interests.all()]
    return hers
