"""Steering answers joinings, and closes and opens memberships."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from bluestem.audit.actions import note
from bluestem.audit.actors import Actor
from bluestem.kit import time
from bluestem.mailroom.actions import post
from bluestem.members import letters, rules
from bluestem.members.actions.joining import welcome
from bluestem.members.actions.roles import keep_steering
from bluestem.members.errors import HoldsRoles, NotActive, NotWaiting
from bluestem.members.models import AFFILIATIONS, Member, Purpose


@transaction.atomic
def approve_joining(*, actor: Actor, member: Member) -> Member:
    """Say yes to somebody who waits: she is a member from today.

    Together: state, joining date, her lists, audit line and the letter that welcomes her.
    Raises: PermissionDenied, NotWaiting.
    """
    member = _waiting(actor, member)
    member.state = Member.State.ACTIVE
    if not _was_member_before(member):
        member.joined_on = time.today()
    member.save(update_fields=["state", "joined_on"])
    note(actor=actor, deed="approved joining", kind="member", key=member.pk)
    return welcome(actor=actor, member=member)


@transaction.atomic
def decline_joining(*, actor: Actor, member: Member) -> Member:
    """Say no to somebody who waits. Nothing is kept of her, unless she was a member before.

    Together: the letter that tells her, the end of what she left, and the audit line.
    Raises: PermissionDenied, NotWaiting.
    """
    member = _waiting(actor, member)
    post(
        letter=letters.JOINING_DECLINED.name,
        to=letters.to_stranger(member.address or "", member.language, member.name),
    )
    note(actor=actor, deed="declined joining", kind="member", key=member.pk)
    member.subscriptions.filter(confirmed_at__isnull=True).delete()
    if _was_member_before(member):
        member.state = Member.State.LEFT
        member.left_on = time.today()
        member.save(update_fields=["state", "left_on"])
    else:
        # What she subscribed to as a visitor stays hers.
        member.subscriptions.update(member=None)
        Member.objects.filter(pk=member.pk).delete()
    return member


def _waiting(actor: Actor, member: Member) -> Member:
    if not rules.can_approve_joining(actor):
        raise PermissionDenied
    found = Member.objects.select_for_update().filter(pk=member.pk).first()
    if found is None or found.state != Member.State.WAITING:
        raise NotWaiting
    return found


def _was_member_before(member: Member) -> bool:
    return member.consents.filter(purpose=Purpose.MEMBERSHIP, withdrawn_at__isnull=False).exists()


@transaction.atomic
def deactivate(*, actor: Actor, member: Member) -> Member:
    """Close a membership: she cannot sign in, and every session of hers ends at the next click.

    Together: state, sessions, audit line.
    Raises: PermissionDenied, NotActive, LastSteeringMember.
    """
    member = _managed(actor, member, Member.State.ACTIVE)
    keep_steering(on=time.today(), without_member=member)
    return _set_state(actor, member, Member.State.DEACTIVATED, "deactivated")


@transaction.atomic
def reactivate(*, actor: Actor, member: Member) -> Member:
    """Open a closed membership again.

    Together: state and audit line; sessions from before stay ended.
    Raises: PermissionDenied, NotActive.
    """
    member = _managed(actor, member, Member.State.DEACTIVATED)
    return _set_state(actor, member, Member.State.ACTIVE, "reactivated")


@transaction.atomic
def change_affiliation(*, actor: Actor, member: Member, affiliation: str) -> Member:
    """Say how a member belongs to the organisation: partner or not decides what she sees.

    Together: affiliation and audit line.
    Raises: PermissionDenied, NotActive, HoldsRoles.
    """
    member = _managed(actor, member, Member.State.ACTIVE)
    becomes_partner = affiliation == AFFILIATIONS.PARTNER != member.affiliation
    if becomes_partner and member.roles.current().exists():
        raise HoldsRoles
    member.affiliation = affiliation
    member.save(update_fields=["affiliation"])
    note(
        actor=actor,
        deed="changed affiliation",
        kind="member",
        key=member.pk,
        facts={"affiliation": affiliation},
    )
    return member


def _managed(actor: Actor, member: Member, state: str) -> Member:
    if not rules.can_manage_members(actor):
        raise PermissionDenied
    found = Member.objects.select_for_update().get(pk=member.pk)
    if found.state != state:
        raise NotActive
    return found


def _set_state(actor: Actor, member: Member, state: str, deed: str) -> Member:
    member.state = state
    member.session_epoch += 1
    member.save(update_fields=["state", "session_epoch"])
    note(actor=actor, deed=deed, kind="member", key=member.pk)
    return member
