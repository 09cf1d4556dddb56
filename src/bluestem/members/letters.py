"""The letters of the room: what each is called, to whom, with which button."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from bluestem.mailroom.actions import Recipient
from bluestem.mailroom.letters import Letter, register
from bluestem.members.models import Member

SAMPLE = {"button_address": "https://community.example.org/"}


def _letter(name: str, **traits: Any) -> Letter:
    template = f"members/letters/{name}"
    return register(Letter(name=f"members.{name}", template=template, **traits))


# Joining. What a person asks for herself reaches her after an erasure too.
CONFIRM_JOINING = _letter("confirm_joining", is_secret=True, reaches_erased=True, sample=SAMPLE)
ALREADY_MEMBER = _letter("already_member", sample=SAMPLE)
JOINING_RECEIVED = _letter("joining_received")
DEACTIVATED = _letter("deactivated")
WELCOME = _letter("welcome", sample=SAMPLE)
# Signing in
SIGN_IN_CODE = _letter(
    "sign_in_code",
    is_secret=True,
    useful_minutes=10,
    sample={"code": "12345678"},
)
INVITE_STRANGER = _letter("invite_stranger", reaches_erased=True, sample=SAMPLE)
ONE_TIME_ADDRESS = _letter("one_time_address")
# Another address, and the end
CONFIRM_ADDRESS = _letter("confirm_address", is_secret=True, reaches_erased=True, sample=SAMPLE)
ADDRESS_TAKEN = _letter("address_taken")
ADDRESS_CHANGED = _letter("address_changed", reaches_erased=True)
GOODBYE = _letter("goodbye", sample=SAMPLE)
# Roles, and steering's answer to a joining
TERM: Mapping[str, Any] = {
    **SAMPLE,
    "role": "Steering committee",
    "starts_on": "5 April 2022",
    "ends_on": "5 April 2024",
}
ROLE_GIVEN = _letter("role_given", sample=TERM)
ROLE_ENDED = _letter("role_ended", sample=TERM)
JOINING_DECLINED = _letter("joining_declined", reaches_erased=True)


def site_address(view: str, language: str, *args: object) -> str:
    """Return the whole address of a page in somebody's language, for a mail."""
    with translation.override(language):
        return settings.SITE_URL + reverse(view, args=args)


def button(view: str, language: str, *args: object) -> dict[str, Any]:
    """Return the part of a letter's context that makes its one button lead to a page."""
    return {"button_address": site_address(view, language, *args)}


def to_member(member: Member, *, address: str = "") -> Recipient:
    """Return a member as the mailroom knows her; `address` where it is not her present one."""
    return Recipient(
        address=address or member.address or "",
        language=member.language,
        name=member.name,
        key=str(member.pk),
    )


def to_stranger(address: str, language: str, name: str = "") -> Recipient:
    """Return an address that is nobody's yet."""
    return Recipient(address=address, language=language, name=name)
