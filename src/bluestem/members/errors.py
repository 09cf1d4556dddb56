"""The states that forbid what was asked of people; each says what was found and what to do."""

from django.utils.translation import gettext as _

from bluestem.kit.errors import Refusal


class LastSteeringMember(Refusal):
    """Without her nobody could approve, import or give a role."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Nobody else is on the steering committee. Give the role to another member first; "
                "then this is possible."
            )
        )


class JoiningExpired(Refusal):
    """The link in the letter is older than it may be."""

    def __init__(self) -> None:
        super().__init__(
            _("This link was good for seven days, and they are over. Join again; it is one page.")
        )


class MembershipDeactivated(Refusal):
    """The organisers closed this membership; the person cannot open it again herself."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Your membership is deactivated. Write to the steering committee; "
                "they can open it again."
            )
        )


class NoSuchMember(Refusal):
    """A command names an address under which nobody can sign in."""

    def __init__(self, address: str) -> None:
        super().__init__(
            _(
                "Found %(address)r; expected the address of an active member. "
                "Look it up on the desk under Members."
            )
            % {"address": address}
        )


class AddressTaken(Refusal):
    """Somebody else became a member under the address meanwhile."""

    def __init__(self) -> None:
        super().__init__(
            _("This address belongs to another membership by now. Choose another address.")
        )


class ChangeExpired(Refusal):
    """The link that changes an address is too old, or was used."""

    def __init__(self) -> None:
        super().__init__(
            _("This link was good for one day and one change. Ask for the change again.")
        )


class MembershipNeedsConsent(Refusal):
    """Consent to membership ends with the membership, not without it."""

    def __init__(self) -> None:
        super().__init__(
            _("Being a member rests on this consent. To withdraw it, leave the community.")
        )
