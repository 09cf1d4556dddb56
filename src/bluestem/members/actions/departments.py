"""The lists people choose from: departments with headcounts, institutions, interests."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.text import slugify

from bluestem.audit.actions import note
from bluestem.audit.actors import Actor
from bluestem.members import rules
from bluestem.members.errors import StillUsed
from bluestem.members.models import Department, Institution, Interest
from bluestem.members.queries.people import institution_spelled

type Listed = Department | Institution | Interest


@transaction.atomic
def save_department(
    *,
    actor: Actor,
    department: Department,
    code: str,
    name_en: str,
    name_fr: str,
    group: str,
    headcount_people: int | None,
    headcount_on: dt.date | None,
    headcount_source: str,
) -> Department:
    """Write a department, new or known, with how many people work in it, since when, says who.

    Together: department and audit line.
    Raises: PermissionDenied.
    """
    _check(actor)
    department.code = code
    department.name_en = name_en
    department.name_fr = name_fr
    department.group = group
    department.headcount_people = headcount_people
    department.headcount_on = headcount_on if headcount_people is not None else None
    department.headcount_source = headcount_source if headcount_people is not None else ""
    department.save()
    _note(actor, "saved department", department, {"headcount": headcount_people})
    return department


@transaction.atomic
def save_interest(*, actor: Actor, interest: Interest, name_en: str, name_fr: str) -> Interest:
    """Write an interest in both languages, new or known.

    Together: interest and audit line.
    Raises: PermissionDenied.
    """
    _check(actor)
    interest.name_en = name_en
    interest.name_fr = name_fr
    if not interest.slug:
        interest.slug = _free_slug(name_en)
    interest.save()
    _note(actor, "saved interest", interest)
    return interest


def _free_slug(name: str) -> str:
    stem = slugify(name)[:50] or "interest"
    taken = set(Interest.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    candidates = [stem, *(f"{stem}-{number}" for number in range(2, len(taken) + 3))]
    return next(slug for slug in candidates if slug not in taken)


@transaction.atomic
def save_institution(
    *, actor: Actor, institution: Institution, name: str, country_code: str
) -> Institution:
    """Write an institution; from now on it is offered to everybody.

    Together: institution and audit line.
    Raises: PermissionDenied.
    """
    _check(actor)
    if institution.pk is None:  # what a member typed already is the same institution
        institution = institution_spelled(name) or institution
    institution.name = name
    institution.country_code = country_code
    institution.is_offered = True
    institution.save()
    _note(actor, "saved institution", institution)
    return institution


@transaction.atomic
def remove(*, actor: Actor, item: Listed) -> Listed:
    """Take a department, institution or interest off its list, once nobody has it.

    Together: the row and the audit line.
    Raises: PermissionDenied, StillUsed.
    """
    _check(actor)
    if item.members.exists():
        raise StillUsed
    _note(actor, f"removed {type(item).__name__.lower()}", item)
    item.delete()
    return item


def _check(actor: Actor) -> None:
    if not rules.can_edit_departments(actor):
        raise PermissionDenied


def _note(actor: Actor, deed: str, item: Listed, facts: dict[str, object] | None = None) -> None:
    kind = type(item).__name__.lower()
    note(actor=actor, deed=deed, kind=kind, key=item.pk, facts=facts)
