from django.db import models

from bluestem.kit.imports import models as kit
from bluestem.members.models.member import Member


class ImportRun(kit.ImportRun):
    """A list of people that somebody uploaded, from the upload to the result."""

    started_by = models.ForeignKey(Member, models.CASCADE, related_name="import_runs")
    is_complete = models.BooleanField(default=False)
    makes_leavers = models.BooleanField(default=False)
