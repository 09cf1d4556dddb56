import datetime as dt
import uuid

from django.db import models
from django.utils import timezone

from bluestem.kit.fields import EncryptedTextField
from bluestem.members.models.member import Member

CODE_GOOD_FOR = dt.timedelta(minutes=10)
CHANGE_GOOD_FOR = dt.timedelta(days=1)


class SignInRequest(models.Model):
    """Somebody typed an address to sign in. The row is the same for a member and a stranger:
    only the task that reads it, and the letter it writes, know the difference."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    address = models.EmailField(max_length=254)
    language = models.CharField(max_length=8, default="en")
    code = EncryptedTextField(blank=True, default="")  # wiped once the letter is written
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    has_letter = models.BooleanField(default=False)
    try_count = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["address", "asked_at"])]

    def __str__(self) -> str:
        return str(self.id)


class OneTimeAddress(models.Model):
    """An address that signs one member in, once, made on the machine's console."""

    token_hash = models.CharField(max_length=64, unique=True)
    member = models.ForeignKey(Member, models.CASCADE, related_name="one_time_addresses")
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.pk)


class AddressChange(models.Model):
    """A member's wish for another address, until it is confirmed from a mail to the new one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(Member, models.CASCADE, related_name="address_changes")
    old_address = models.EmailField(max_length=254)
    new_address = models.EmailField(max_length=254)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_open(self) -> bool:
        """Whether its link may still be followed."""
        return self.confirmed_at is None and timezone.now() - self.asked_at <= CHANGE_GOOD_FOR
