"""The states that forbid what was asked of people; each says what was found and what to do."""

import datetime as dt

from django.utils.formats import date_format
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


class CodeSignsNobodyIn(Refusal):
    """The code was used, or its address is no active member's; the page says neither."""

    def __init__(self) -> None:
        super().__init__(_("This code does not work. Ask for a new one."))


class OneTimeAddressIsOver(Refusal):
    """The address from the console never was, was used, or is too old."""

    def __init__(self) -> None:
        super().__init__(
            _("This address has been used, or its ten minutes are over. Make a new one.")
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


class RoleAlreadyHeld(Refusal):
    """She holds the role in that time already."""

    def __init__(self, *, starts_on: dt.date, ends_on: dt.date | None) -> None:
        known = {"start": date_format(starts_on), "end": date_format(ends_on) if ends_on else ""}
        text = (
            _("This role is held from %(start)s until %(end)s already. Choose a later start.")
            if ends_on
            else _("This role is held since %(start)s, without an end. End it first.")
        )
        super().__init__(text % known)


class RoleEndsBeforeItStarts(Refusal):
    """A term needs at least one day."""

    def __init__(self, starts_on: dt.date) -> None:
        super().__init__(
            _("The role starts on %(start)s; choose a later day for its end.")
            % {"start": date_format(starts_on)}
        )


class NotForPartners(Refusal):
    """Members of partner institutions see little of the community, so they organise nothing."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This member is with a partner institution, and roles are for others. "
                "Change the affiliation first."
            )
        )


class HoldsRoles(Refusal):
    """A member with a role cannot become one of a partner institution."""

    def __init__(self) -> None:
        super().__init__(
            _("This member holds a role. End it first; then the affiliation can change.")
        )


class NotActive(Refusal):
    """What was asked is for active members."""

    def __init__(self) -> None:
        super().__init__(_("This person is not an active member, so this is not possible."))


class NotWaiting(Refusal):
    """Somebody else answered this joining."""

    def __init__(self) -> None:
        super().__init__(_("This joining was answered already. The list shows how."))


class AffiliationIsFixed(Refusal):
    """Partner or not decides what somebody sees, so the steering committee says it."""

    def __init__(self) -> None:
        super().__init__(
            _("Only the steering committee changes who is with a partner institution. Write to it.")
        )


class ConsentNeedsGroup(Refusal):
    """A consent to use what was not said."""

    def __init__(self) -> None:
        super().__init__(
            _("You allowed a use of your gender but chose no group. Choose one, or untick the use.")
        )


class StillUsed(Refusal):
    """Something cannot go while members have it; how many is not said, it could be one."""

    def __init__(self) -> None:
        super().__init__(_("Members have it, so it stays. Rename it instead."))
