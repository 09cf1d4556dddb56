import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from bluestem.kit.fields import EncryptedTextField


class Mailing(models.Model):
    """One letter on its way to one person or many."""

    class State(models.TextChoices):
        PREPARING = "preparing", _("Being prepared")
        GRACE = "grace", _("About to start")
        SENDING = "sending", _("Sending")
        PAUSED = "paused", _("Paused")
        STOPPED = "stopped", _("Stopped")
        DONE = "done", _("Done")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    letter = models.CharField(max_length=80)  # name in the registry: "members.sign_in_code"
    context = EncryptedTextField(blank=True, default="")  # JSON for the letter's templates
    list_key = models.CharField(max_length=40, blank=True)  # what its one-click stop ends
    reference = models.CharField(max_length=80, blank=True)  # whose it is: "announcement:12"
    audience = models.CharField(max_length=16, blank=True)  # who may look: a word of kit.audience
    is_urgent = models.BooleanField(default=False)  # goes before mailings to a crowd
    state = models.CharField(max_length=16, choices=State, default=State.PREPARING)
    created_at = models.DateTimeField()
    starts_at = models.DateTimeField(null=True)  # end of the grace
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "starts_at"]),
            models.Index(fields=["created_at"]),
            models.Index(fields=["reference"]),
        ]

    def __str__(self) -> str:
        return f"{self.letter} {self.id}"


class Delivery(models.Model):
    """One mailing to one address, with its state."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENDING = "sending", _("sending")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        STOPPED = "stopped", _("stopped")
        BOUNCED = "bounced", _("bounced")

    mailing = models.ForeignKey(Mailing, models.CASCADE, related_name="deliveries")
    address = models.EmailField(max_length=254)
    name = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=8)
    recipient_key = models.CharField(max_length=64, blank=True)  # opaque; a member's id
    state = models.CharField(max_length=16, choices=State, default=State.WAITING)
    message_id = models.CharField(max_length=120)  # fixed before the first attempt
    attempt_count = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    server_words = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mailing", "address"], name="delivery_once_per_mailing_and_address"
            ),
        ]
        indexes = [
            models.Index(fields=["mailing", "state", "id"]),
            models.Index(fields=["recipient_key"]),
            models.Index(fields=["state", "next_attempt_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.mailing_id} {self.state}"


class Suppression(models.Model):
    """An address nobody may write to, as a keyed hash that tells nothing without the key."""

    class Reason(models.TextChoices):
        ERASED = "erased", _("erased")
        ASKED = "asked", _("asked never to be written to")

    address_hmac = models.CharField(max_length=64, unique=True)
    reason = models.CharField(max_length=16, choices=Reason)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return self.reason
