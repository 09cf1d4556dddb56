"""Who sits with whom at a coffee for newcomers."""

from django.db import models

from bluestem.events.models.event import Event
from bluestem.members.models import Member


class CoffeeGroup(models.Model):
    """A few people at one table of one coffee; who met before is read from these rows.

    Somebody who gives her place back stays in the row and is not shown: a place taken once more
    is at the same table.
    """

    event = models.ForeignKey(Event, models.CASCADE, related_name="coffee_groups")
    number = models.PositiveSmallIntegerField()  # from 1
    members = models.ManyToManyField(Member, related_name="coffee_groups")
    made_at = models.DateTimeField()  # when its people were chosen or last changed
    told_at = models.DateTimeField(null=True)  # when the letter with the names went out

    class Meta:
        ordering = ["event", "number"]
        constraints = [
            models.UniqueConstraint(fields=["event", "number"], name="coffee_group_number"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_to_tell(self) -> bool:
        """Whether its people do not know yet, or not how it is now."""
        return self.told_at is None or self.made_at > self.told_at
