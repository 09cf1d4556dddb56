"""The members' part of the demonstration: invented people in the numbers of the first community."""

from bluestem.members.demo.cast import PARTS, address_of, make_cast
from bluestem.members.demo.people import make_people

__all__ = ["PARTS", "address_of", "make_cast", "make_people"]
