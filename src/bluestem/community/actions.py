"""Change what this installation is."""

from django.db import transaction

from bluestem.audit.actions import note
from bluestem.audit.actors import Actor
from bluestem.community.errors import AlreadyFounded
from bluestem.community.models import Community


@transaction.atomic
def found(
    *, actor: Actor, name: str, language: str = "en", time_zone: str = "Europe/Zurich"
) -> Community:
    """Make the community's one row.

    Together: the row and the audit line.
    Raises: AlreadyFounded.
    """
    if Community.objects.exists():
        raise AlreadyFounded
    languages = [language, *[code for code in ("en", "fr") if code != language]]
    community = Community.objects.create(id=1, name=name, languages=languages, time_zone=time_zone)
    note(actor=actor, deed="founded", kind="community", key=1)
    return community
