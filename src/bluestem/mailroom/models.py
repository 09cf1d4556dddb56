import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bluestem.kit.fields import EncryptedTextField

NOWHERE = "@erased.invalid"  # where the deliveries of erased people point


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

    @property
    def is_over(self) -> bool:
        """Whether nothing more will be sent, unless somebody asks for it."""
        return self.state in {self.State.STOPPED, self.State.DONE}


class Delivery(models.Model):
    """One mailing to one address, with its state."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENDING = "sending", _("sending")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        STOPPED = "stopped", _("stopped")
        BOUNCED = "bounced", _("bounced")

    UNDER_WAY = (State.WAITING, State.SENDING)

    mailing = models.ForeignKey(Mailing, models.CASCADE, related_name="deliveries", db_index=False)
    address = models.EmailField(max_length=254)
    name = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=8)
    recipient_key = models.CharField(max_length=64, blank=True)  # opaque; a member's id
    is_urgent = models.BooleanField(default=False)  # the mailing's, here for the index
    state = models.CharField(max_length=16, choices=State, default=State.WAITING)
    message_id = models.CharField(max_length=320)  # fixed before the first attempt
    attempt_count = models.PositiveSmallIntegerField(default=0)
    # Real time, not the community's: when the server is asked next, since when it says "later",
    # which sender has it in hand and until when that is believed.
    next_attempt_at = models.DateTimeField(default=timezone.now)
    tried_since = models.DateTimeField(null=True)
    claim = models.CharField(max_length=80, blank=True)
    lease_until = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    server_words = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mailing", "address"], name="delivery_once_per_mailing_and_address"
            ),
        ]
        indexes = [
            models.Index(fields=["mailing", "state"], name="delivery_by_state"),
            models.Index(fields=["address"], name="delivery_by_address"),
            models.Index(fields=["recipient_key"], name="delivery_by_recipient"),
            models.Index(
                fields=["mailing", "next_attempt_at", "id"],
                condition=models.Q(state="waiting"),
                name="delivery_waiting",
            ),
            models.Index(
                fields=["next_attempt_at", "id"],
                condition=models.Q(state="waiting", is_urgent=True),
                name="delivery_urgent",
            ),
            models.Index(
                fields=["lease_until"],
                condition=models.Q(state="sending"),
                name="delivery_in_hand",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mailing_id} {self.state}"

    @property
    def is_erased(self) -> bool:
        """Whether its recipient has been erased: the row counts, and names nobody."""
        return self.address.endswith(NOWHERE)


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


class Counter(models.Model):
    """The mailroom's counter, one row with id 1: its pace, its trouble, its key for hashes."""

    next_slot_at = models.DateTimeField(null=True)  # when the rate limit allows the next mail
    trouble = models.CharField(max_length=500, blank=True)  # why the mail server cannot be used
    trouble_since = models.DateTimeField(null=True)
    # A stolen database tells nothing: this is encrypted with keys that are not in it.
    hash_key = EncryptedTextField(blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="mailroom_counter_is_one_row"),
        ]

    def __str__(self) -> str:
        return self.trouble or "open"
