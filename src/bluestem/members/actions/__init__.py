"""Everything that changes people, their roles, lists and consent; one door for callers."""

from bluestem.members.actions.founding import make_default_lists, make_first_organiser

__all__ = [
    "make_default_lists",
    "make_first_organiser",
]
