import datetime as dt
import uuid

from django.db import models
from django.utils import timezone

LINK_GOOD_FOR = dt.timedelta(days=7)


class Joining(models.Model):
    """A wish to join, until the address is confirmed from the mail.

    Written for every address that is typed, a member's too, so that the form tells nobody
    who is a member; the letter that follows tells the address itself.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    address = models.EmailField(max_length=254)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=8, default="en")
    department_code = models.CharField(max_length=32, blank=True)
    lists = models.JSONField(default=list)  # slugs of mailing lists
    asked_at = models.DateTimeField()
    letter_count = models.PositiveSmallIntegerField(default=0)  # letters granted
    last_letter_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)  # the task wrote what was granted
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["address", "asked_at"])]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_expired(self) -> bool:
        """Whether the link in its letter is too old to be followed."""
        return timezone.now() - self.asked_at > LINK_GOOD_FOR
