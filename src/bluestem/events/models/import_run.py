from django.db import models

from bluestem.kit.imports import models as kit
from bluestem.members.models import Member


class ImportRun(kit.ImportRun):
    """A list or calendar of events that somebody uploaded, from the upload to the result."""

    started_by = models.ForeignKey(Member, models.CASCADE, related_name="event_import_runs")
    is_publishing = models.BooleanField(default=False)
