"""Read lists that were uploaded."""

from uuid import UUID

from django.db.models import QuerySet

from bluestem.audit.actors import Actor
from bluestem.kit import audience
from bluestem.members.models import ImportRun

SHOWN_RUNS = 20


def import_runs_for(actor: Actor) -> QuerySet[ImportRun]:
    """Return the imports that an organiser may see, newest first, without their files."""
    if audience.STEERING not in actor.audiences:
        return ImportRun.objects.none()
    found = ImportRun.objects.defer("packed_file", "packed_result").select_related("started_by")
    return found.order_by("-uploaded_at", "id")


def import_run_for(actor: Actor, key: UUID) -> ImportRun:
    """Return one import, fetched together with the permission to see it.

    Raises: ImportRun.DoesNotExist where there is none, or none for this person.
    """
    return import_runs_for(actor).get(pk=key)
