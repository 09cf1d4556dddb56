"""What asks for steering's attention and needs to know several rooms at once."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bluestem.audit.queries import last_check
from bluestem.community.models import Community
from bluestem.kit.attention import Item, asks
from bluestem.kit.audience import STEERING
from bluestem.members.queries.people import steering_member_count

KIND = _("Community")
ENOUGH = 2


@asks(STEERING)
def approval(organiser: object) -> Iterator[Item]:
    """Yield what to do where approval by a second person is off."""
    community = Community.objects.here()
    if community is None:
        return
    page = reverse("front:community_settings")
    count = steering_member_count()
    if count < ENOUGH and not community.needs_approval:
        yield Item(
            kind=KIND,
            title=_("You are the only one on the steering committee"),
            text=_(
                "Approval by a second person is off because there is no second person. "
                "Two pairs of eyes see more, and somebody has to take over one day."
            ),
            button=_("See the members"),
            address=reverse("members:desk_members"),
        )
    elif count >= ENOUGH and not community.needs_approval:
        yield Item(
            kind=KIND,
            title=_("Announcements go out without a second pair of eyes"),
            text=_("There are enough of you to approve each other’s announcements."),
            button=_("Switch approval on"),
            address=f"{page}#id_approval",
        )


@asks(STEERING)
def broken_audit(organiser: object) -> Iterator[Item]:
    """Yield a warning where the last recount of the audit found a line that does not fit."""
    check = last_check()
    if check is not None and check.facts.get("broken"):
        yield Item(
            kind=_("Audit"),
            title=_("The audit does not add up"),
            text=_("Somebody changed a line behind the program’s back, or the disk is at fault."),
            button=_("Look at the audit"),
            address=reverse("front:audit"),
        )
