"""What the front gathers from the rooms below; one door for callers."""

from bluestem.front.addresses import Address, addresses

__all__ = ["Address", "addresses"]
