"""Read lists of events that were uploaded."""

from django.db.models import QuerySet

from bluestem.audit.actors import Actor
from bluestem.events.models import ImportRun
from bluestem.events.rules import can_import


def import_runs_for(actor: Actor) -> QuerySet[ImportRun]:
    """Return the imports that an organiser may see, newest first."""
    if not can_import(actor):
        return ImportRun.objects.none()
    return ImportRun.objects.order_by("-uploaded_at", "id")
