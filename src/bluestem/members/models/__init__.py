"""The tables of people; one door for the rooms above."""

from bluestem.members.models.consent import Consent, Purpose
from bluestem.members.models.import_run import ImportRun
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
from bluestem.members.models.sign_in import AddressChange, OneTimeAddress, SignInRequest

__all__ = [
    "AFFILIATIONS",
    "AddressChange",
    "Consent",
    "Department",
    "GenderGroup",
    "ImportRun",
    "Institution",
    "Interest",
    "Joining",
    "MailingList",
    "Member",
    "MemberQuerySet",
    "OneTimeAddress",
    "Purpose",
    "Role",
    "RoleQuerySet",
    "SignInRequest",
    "Subscription",
    "SubscriptionQuerySet",
    "Visibility",
    "normal_address",
]
