"""The cast of the house: invented people that the demonstration and every test know by name."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_noop

from bluestem.kit import time
from bluestem.members.models import Department, MailingList, Member, Role, Subscription

SOURCE = gettext_noop("invented for the demonstration")
JOINED_ON = dt.date(2021, 2, 1)


@dataclass(frozen=True)
class Part:
    """One person of the cast: what she is called, where she works, what she is trusted with."""

    name: str
    language: str
    department: str
    affiliation: str
    role: str = ""
    pronouns: str = ""
    state: str = Member.State.ACTIVE


PARTS: Mapping[str, Part] = {
    "ada": Part("Ada Lindqvist", "en", "IT", "staff", pronouns="she/her"),
    "ben": Part("Ben Okonkwo", "en", "EP", "staff", Role.Kind.STEERING, "he/him"),
    "cleo": Part("Cleo Marchetti", "fr", "HR", "staff", Role.Kind.MENTORING, "elle"),
    "eve": Part("Eve Novák", "en", "TE", "fellow"),
    "fay": Part("Fay Delacroix", "fr", "DG", "staff", Role.Kind.EDITOR, "elle"),
    "gus": Part("Gus Haugen", "en", "BE", "staff", Role.Kind.OUTREACH, "he/him"),
    "hanna": Part("Hanna Weiss", "en", "SY", "staff", pronouns="she/her"),
    "ines": Part("Inès Ferreira", "fr", "EN", "student", pronouns="elle"),
    "jo": Part("Jo Sørensen", "en", "HR", "staff", Role.Kind.DIVERSITY, "they/them"),
    "kim": Part("Kim Park", "en", "FAP", "alumni", state=Member.State.DEACTIVATED),
}  # Dov is not signed in; the teacher has a private address and no membership.


def address_of(part: str) -> str:
    """Return the address under which a person of the cast signs in."""
    return f"{part}@example.org"


def make_cast() -> dict[str, Member]:
    """Make the ten members of the cast with their roles and default subscriptions.

    Needs the default lists; departments are made where they are missing.
    """
    now = time.now()
    lists = list(MailingList.objects.filter(is_default=True))
    members: dict[str, Member] = {}
    for key, part in PARTS.items():
        department, _ = Department.objects.get_or_create(code=part.department)
        member = Member.objects.create(
            address=address_of(key),
            name=part.name,
            language=part.language,
            department=department,
            affiliation=part.affiliation,
            pronouns=part.pronouns,
            state=part.state,
            joined_on=JOINED_ON,
            consent_source=SOURCE,
        )
        if part.role:
            Role.objects.create(member=member, kind=part.role, starts_on=JOINED_ON)
        Subscription.objects.bulk_create(
            Subscription(
                mailing_list=mailing_list,
                address=address_of(key),
                member=member,
                language=member.language,
                started_way=Subscription.Way.JOINING,
                started_at=now,
                confirmed_at=now,
            )
            for mailing_list in lists
        )
        members[key] = member
    return members
