"""What asks for steering's attention and needs to know several rooms at once."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bluestem.audit.queries import last_check
from bluestem.community.models import Community
from bluestem.front.queries.team import steering_count
from bluestem.kit.attention import Item, asks
from bluestem.kit.audience import STEERING

KIND = _("Community")
ENOUGH = 2


@asks(STEERING)
def approval(organiser: object) -> Iterator[Item]:
    """Yield what to do about approval by a second person."""
    community = Community.objects.filter(id=1).first()
    if community is None:
        return
    page = reverse("front:community_settings")
    count = steering_count()
    if count < ENOUGH and community.needs_approval:
        yield Item(
            kind=KIND,
            title=_("Nobody can approve what you write"),
            text=_(
                "Approval by a second person is on, and the steering committee has one member. "
                "Give somebody a steering role, or switch approval off."
            ),
            button=_("Open the settings"),
            address=f"{page}#id_approval",
        )
    elif count < ENOUGH:
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
    elif not community.needs_approval:
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
