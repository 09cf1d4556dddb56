from django.db import models

from bluestem.events.models.event import Event


class Reminder(models.Model):
    """That one reminder of an event went out: once, however often somebody looked.

    An event that was moved is reminded of anew, because its start is part of the row.
    """

    event = models.ForeignKey(Event, models.CASCADE, related_name="reminders")
    key = models.CharField(max_length=8)  # of the series: "1d", "15m"
    starts_at = models.DateTimeField()
    sent_at = models.DateTimeField()
    people = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["event", "key", "starts_at"], name="reminder_once_per_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.key}"
