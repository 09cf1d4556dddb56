"""Who acts when a command is typed."""

from django.utils.translation import gettext as _

from bluestem.audit.actors import CONSOLE, Actor
from bluestem.kit.errors import Refusal
from bluestem.members.models import Member, normal_address


class NoSuchActor(Refusal):
    """--as names nobody who can act."""

    def __init__(self, address: str) -> None:
        super().__init__(
            _(
                "--as: found %(address)r; expected the address of an active member. "
                "Leave --as out to act as the console."
            )
            % {"address": address}
        )


def actor_named(address: str | None) -> Actor:
    """Return the active member with this address, or the console where none is named.

    Raises: NoSuchActor.
    """
    if address is None:
        return CONSOLE
    member = Member.objects.active().filter(address=normal_address(address)).first()
    if member is None:
        raise NoSuchActor(address)
    return member
