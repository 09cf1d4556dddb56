"""What the community's own row and pages ask of the steering committee."""

from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from bluestem.community.models import Community, Page
from bluestem.kit.attention import Item, asks
from bluestem.kit.audience import STEERING

KIND = _("Community")


@asks(STEERING)
def unfinished_setup(organiser: object) -> Iterator[Item]:
    """Yield what a new community still has to say about itself."""
    community = Community.objects.here()
    if community is None:
        return
    settings_page = reverse("front:community_settings")
    if not community.contact_address:
        yield Item(
            kind=KIND,
            title=_("There is no contact address"),
            text=_("The public pages say “write to our team” without an address to write to."),
            button=_("Give an address"),
            address=f"{settings_page}#id_contact_address",
        )
    if community.time_zone == "UTC":
        yield Item(
            kind=KIND,
            title=_("Dates and times are those of no place in particular"),
            text=_("The time zone is UTC. Choose the one your members live in."),
            button=_("Choose a time zone"),
            address=f"{settings_page}#id_time_zone",
        )
    if settings.SMTP_SERVER is None and settings.DEMONSTRATION is None:
        yield Item(
            kind=_("Mail"),
            title=_("No mail leaves this machine"),
            text=_(
                "No mail server is configured (BLUESTEM_SMTP_URL). Mails stay on the outbox page, "
                "where you can read them."
            ),
            button=_("Look at the outbox"),
            address=reverse("front:outbox"),
        )
    untouched = Page.objects.filter(version=1).count()
    if untouched:
        yield Item(
            kind=_("Pages"),
            title=ngettext(
                "%(count)s page still has the words Bluestem brought",
                "%(count)s pages still have the words Bluestem brought",
                untouched,
            )
            % {"count": untouched},
            text=_("Read, change what is not true of you, and save the rest as yours."),
            button=_("Look at the pages"),
            address=reverse("front:page_list"),
        )
