"""What others read of people: one door for callers."""

from bluestem.members.queries.desk import steering_ends_on, waiting_count
from bluestem.members.queries.people import (
    Headcount,
    Profile,
    active_member_count,
    department_headcounts,
    member_for,
    members_named,
    own_profile,
    profile_of,
    small_cells,
    steering_member_count,
)

__all__ = [
    "Headcount",
    "Profile",
    "active_member_count",
    "department_headcounts",
    "member_for",
    "members_named",
    "own_profile",
    "profile_of",
    "small_cells",
    "steering_ends_on",
    "steering_member_count",
    "waiting_count",
]
