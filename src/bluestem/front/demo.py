"""Build the demonstration: each room's part, from the lowest floor up."""

import datetime as dt
from collections.abc import Callable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bluestem.announcements.demo import make_announcements
from bluestem.audit.actors import SYSTEM
from bluestem.community.actions import found
from bluestem.members.actions import make_default_lists
from bluestem.members.demo import make_people

CAST_WORDS = {
    "ada": _("member"),
    "ben": _("steering committee"),
    "cleo": _("mentoring committee"),
    "eve": _("member, who must see nothing of Ada’s"),
    "fay": _("newsletter editor"),
    "gus": _("outreach team"),
    "hanna": _("mentor"),
    "ines": _("mentee"),
    "jo": _("D&I officer"),
    "kim": _("deactivated, cannot sign in"),
}


@transaction.atomic
def build(*, say: Callable[[str], object]) -> None:
    """Make the whole community in one transaction: all of it or nothing."""
    community = found(actor=SYSTEM, name="Women in Technology")
    community.tagline_en = "A network of colleagues at CERN"
    community.tagline_fr = "Un réseau de collègues au CERN"
    community.organisation = "CERN"
    community.founded_on = dt.date(2016, 1, 1)
    community.contact_address = "wit@example.org"
    community.needs_approval = True
    community.save()
    timezone.activate(community.zone)
    make_default_lists()
    say(str(_("  people")))
    make_people()
    say(str(_("  announcements")))
    make_announcements()
