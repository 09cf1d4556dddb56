"""The tables of people; one door for the rooms above."""

from bluestem.members.models.consent import Consent, Purpose
from bluestem.members.models.joining import Joining
from bluestem.members.models.lists import MailingList, Subscription, SubscriptionQuerySet
from bluestem.members.models.member import (
    AFFILIATIONS,
    GenderGroup,
    Member,
    MemberQuerySet,
    Visibility,
    normal_address,
)
from bluestem.members.models.organisation import Department, Institution, Interest
from bluestem.members.models.role import Role, RoleQuerySet

__all__ = [
    "AFFILIATIONS",
    "Consent",
    "Department",
    "GenderGroup",
    "Institution",
    "Interest",
    "Joining",
    "MailingList",
    "Member",
    "MemberQuerySet",
    "Purpose",
    "Role",
    "RoleQuerySet",
    "Subscription",
    "SubscriptionQuerySet",
    "Visibility",
    "normal_address",
]
