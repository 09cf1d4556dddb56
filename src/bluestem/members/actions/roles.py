"""Roles are given for a term, and end."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import translation

from bluestem.audit.actions import note
from bluestem.audit.actors import Actor
from bluestem.kit import time
from bluestem.kit.templatetags.kit import date_with_year
from bluestem.mailroom.actions import post
from bluestem.members import letters, rules
from bluestem.members.errors import (
    LastSteeringMember,
    NotActive,
    NotForPartners,
    RoleAlreadyHeld,
    RoleEndsBeforeItStarts,
)
from bluestem.members.models import AFFILIATIONS, Member, Role
from bluestem.members.queries.people import steering_roles


@transaction.atomic
def give_role(
    *, actor: Actor, member: Member, kind: str, starts_on: dt.date, ends_on: dt.date | None
) -> Role:
    """Trust a member with a role from a day until the day before another, or without an end.

    Together: role and audit line, and the letter to her.
    Raises: PermissionDenied, NotActive, NotForPartners, RoleEndsBeforeItStarts, RoleAlreadyHeld.
    """
    if not rules.can_give_role(actor):
        raise PermissionDenied
    member = Member.objects.select_for_update().get(pk=member.pk)
    if not member.is_active:
        raise NotActive
    if member.affiliation == AFFILIATIONS.PARTNER:
        raise NotForPartners
    if ends_on is not None and ends_on <= starts_on:
        raise RoleEndsBeforeItStarts(starts_on)
    overlapping = member.roles.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=starts_on), kind=kind)
    if ends_on is not None:
        overlapping = overlapping.filter(starts_on__lt=ends_on)
    held = overlapping.first()
    if held is not None:
        raise RoleAlreadyHeld(starts_on=held.starts_on, ends_on=held.ends_on)
    role = Role.objects.create(member=member, kind=kind, starts_on=starts_on, ends_on=ends_on)
    _tell(actor, role, deed="gave role", letter=letters.ROLE_GIVEN.name)
    return role


@transaction.atomic
def end_role(*, actor: Actor, role: Role, ends_on: dt.date) -> Role:
    """End a role: it holds until the day before `ends_on`. One that has not begun never does.

    Together: the end and the audit line, and the letter to her.
    Raises: PermissionDenied, RoleEndsBeforeItStarts, LastSteeringMember.
    """
    if not rules.can_end_role(actor):
        raise PermissionDenied
    if ends_on < role.starts_on:
        raise RoleEndsBeforeItStarts(role.starts_on)
    if role.kind == Role.Kind.STEERING:
        keep_steering(on=max(ends_on, time.today()), without_role=role)
    role.ends_on = ends_on
    role.save(update_fields=["ends_on"])
    _tell(actor, role, deed="ended role", letter=letters.ROLE_ENDED.name)
    return role


def keep_steering(
    *, on: dt.date, without_role: Role | None = None, without_member: Member | None = None
) -> None:
    """Refuse what would leave the steering committee empty on a day.

    Locks the roles that it counts, so that the last two cannot end each other's at once.
    Raises: LastSteeringMember.
    """
    holding = list(
        steering_roles(on).select_for_update(of=("self",)).values_list("pk", "member_id")
    )
    loses = [
        (key, member)
        for key, member in holding
        if (without_role and key == without_role.pk)
        or (without_member and member == without_member.pk)
    ]
    if loses and len(loses) == len(holding):
        raise LastSteeringMember


def _tell(actor: Actor, role: Role, *, deed: str, letter: str) -> None:
    term = {
        "starts_on": role.starts_on.isoformat(),
        "ends_on": role.ends_on.isoformat() if role.ends_on else None,
    }
    note(
        actor=actor,
        deed=deed,
        kind="member",
        key=role.member_id,
        facts={"role": str(role.kind), **term},
    )
    member = role.member
    if member.is_active and member.address:
        post(
            letter=letter,
            to=letters.to_member(member),
            context=_in_words(role, member.language),
            reference=f"role:{role.pk}",
        )


def _in_words(role: Role, language: str) -> dict[str, object]:
    """A role and its term in the language of the person who is told."""
    with translation.override(language):
        return {
            "role": str(Role.Kind(role.kind).label),
            "starts_on": date_with_year(role.starts_on),
            "ends_on": date_with_year(role.ends_on),
            **letters.button("front:desk", language),
        }
