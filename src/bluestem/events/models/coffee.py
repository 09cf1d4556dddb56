"""Who sits with whom at a coffee for newcomers."""

from django.db import models

from bluestem.events.models.event import Event
from bluestem.members.models import Member


class CoffeeGroup(models.Model):
    """A few people at one table of one coffee; who met before is read from these rows."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="coffee_groups")
    number = models.PositiveSmallIntegerField()  # from 1
    members = models.ManyToManyField(Member, related_name="coffee_groups")
    made_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)  # when the letter with the names went out

    class Meta:
        ordering = ["event", "number"]
        constraints = [
            models.UniqueConstraint(fields=["event", "number"], name="coffee_group_number"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
