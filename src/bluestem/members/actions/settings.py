"""What a member changes of her own account."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from bluestem.audit.actions import note
from bluestem.audit.actors import Actor
from bluestem.kit.tasks import later
from bluestem.mailroom.actions import post
from bluestem.members import letters
from bluestem.members.errors import AddressTaken, ChangeExpired, MembershipNeedsConsent
from bluestem.members.models import (
    AddressChange,
    Consent,
    Member,
    Purpose,
    Subscription,
    normal_address,
)
from bluestem.members.tasks import answer_address_change as answer_address_change_task


@transaction.atomic
def choose_language(*, actor: Actor, member: Member, language: str) -> Member:
    """Set the language of a member's pages and mails."""
    if member.language == language:
        return member
    member.language = language
    member.save(update_fields=["language"])
    member.subscriptions.update(language=language)
    note(
        actor=actor,
        deed="chose language",
        kind="member",
        key=member.pk,
        facts={"language": language},
    )
    return member


@transaction.atomic
def end_sessions(*, actor: Actor, member: Member) -> Member:
    """End every session of a member at its next request."""
    member.session_epoch += 1
    member.save(update_fields=["session_epoch"])
    note(actor=actor, deed="ended sessions", kind="member", key=member.pk)
    return member


@transaction.atomic
def withdraw_consent(*, actor: Actor, consent: Consent) -> Consent:
    """Take back a yes; from now on nothing is done for this purpose. Twice changes nothing.

    Raises: MembershipNeedsConsent.
    """
    if consent.purpose == Purpose.MEMBERSHIP:
        raise MembershipNeedsConsent
    if consent.withdrawn_at is None:
        consent.withdrawn_at = timezone.now()
        consent.save(update_fields=["withdrawn_at"])
        note(
            actor=actor,
            deed="withdrew consent",
            kind="consent",
            key=consent.pk,
            facts={"purpose": consent.purpose},
        )
    return consent


@transaction.atomic
def ask_for_address(*, actor: Actor, member: Member, address: str) -> AddressChange:
    """Write down that a member wants another address; an older wish ends with it.

    Does the same whoever the new address belongs to. After commit: a letter to the new address.
    """
    member.address_changes.filter(confirmed_at__isnull=True).delete()
    change = AddressChange.objects.create(
        member=member,
        old_address=member.address or "",
        new_address=normal_address(address),
        asked_at=timezone.now(),
    )
    note(actor=actor, deed="asked for another address", kind="member", key=member.pk)
    later(answer_address_change_task, change_id=str(change.pk))
    return change


@transaction.atomic
def answer_address_change(*, actor: Actor, change: AddressChange) -> AddressChange:
    """Write to the new address: a link for its owner, or that it is a member's already.

    Together: the letter and the mark that it was written, so that a second run writes nothing.
    """
    change = AddressChange.objects.select_for_update().get(pk=change.pk)
    if change.answered_at is not None:
        return change
    member, owner = change.member, Member.objects.filter(address=change.new_address).first()
    if owner is None:
        post(
            letter=letters.CONFIRM_ADDRESS.name,
            to=letters.to_member(member, address=change.new_address),
            context=letters.button("members:address_confirm", member.language, change.pk),
        )
    else:
        post(letter=letters.ADDRESS_TAKEN.name, to=letters.to_member(owner))
    change.answered_at = timezone.now()
    change.save(update_fields=["answered_at"])
    return change


@transaction.atomic
def confirm_address(*, actor: Actor, change: AddressChange) -> Member:
    """Give a member her new address; her lists come along, all her sessions end.

    Together: the address, subscriptions and audit line. After commit: a notice to the old one.
    Raises: ChangeExpired, AddressTaken.
    """
    change = AddressChange.objects.select_for_update().get(pk=change.pk)
    member = Member.objects.select_for_update().get(pk=change.member_id)
    if not change.is_open or change.old_address != member.address:
        raise ChangeExpired
    if Member.objects.filter(address=change.new_address).exists():
        raise AddressTaken
    member.address = change.new_address
    member.session_epoch += 1
    try:
        with transaction.atomic():
            member.save(update_fields=["address", "session_epoch"])
    except IntegrityError:  # somebody became its owner at this very moment
        raise AddressTaken from None
    _move_subscriptions(member, change)
    change.confirmed_at = timezone.now()
    change.save(update_fields=["confirmed_at"])
    note(actor=actor, deed="changed address", kind="member", key=member.pk)
    post(
        letter=letters.ADDRESS_CHANGED.name,
        to=letters.to_member(member, address=change.old_address),
    )
    return member


def _move_subscriptions(member: Member, change: AddressChange) -> None:
    """Her own choices win over what the new address had as a visitor's."""
    hers = Subscription.objects.filter(address=change.old_address)
    Subscription.objects.filter(
        address=change.new_address, mailing_list__in=hers.values("mailing_list")
    ).delete()
    Subscription.objects.filter(address=change.new_address).update(member=member)
    hers.update(address=change.new_address)
