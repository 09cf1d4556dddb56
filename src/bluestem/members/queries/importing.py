"""Read lists that were uploaded."""

from django.db.models import QuerySet

from bluestem.audit.actors import Actor
from bluestem.kit import audience
from bluestem.members.models import ImportRun


def import_runs_for(actor: Actor) -> QuerySet[ImportRun]:
    """Return the imports that an organiser may see, newest first."""
    if audience.STEERING not in actor.audiences:
        return ImportRun.objects.none()
    return ImportRun.objects.order_by("-uploaded_at", "id")
