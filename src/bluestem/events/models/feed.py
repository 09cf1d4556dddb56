import uuid

from django.db import models

from bluestem.members.models import Member


class Feed(models.Model):
    """A member's own calendar address; taking it back deletes the row, and the address is over."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.OneToOneField(Member, models.CASCADE, related_name="calendar_feed")
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.member_id)
