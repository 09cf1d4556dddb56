import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from bluestem.events.models.event import Event
from bluestem.kit import codes
from bluestem.kit.fields import EncryptedTextField
from bluestem.members.models import Member

REST = 128 - 40  # bits of a key that its code at the door leaves out


class State(models.TextChoices):
    REGISTERED = "registered", _("Registered")
    WAITING = "waiting", _("Waiting")
    OFFERED = "offered", _("A place is offered")
    CANCELLED = "cancelled", _("Cancelled")
    ATTENDED = "attended", _("Attended")
    ABSENT = "absent", _("Absent")


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def holding_places(self) -> "RegistrationQuerySet":
        """Registrations for whom a place is kept, an offered one included."""
        return self.filter(state__in=Registration.HOLDING)

    def waiting(self) -> "RegistrationQuerySet":
        """The waiting list, in its order."""
        return self.filter(state=State.WAITING).order_by("order")

    def coming(self) -> "RegistrationQuerySet":
        """Those who have a place and have not been counted at the door yet."""
        return self.filter(state=State.REGISTERED)

    def with_code(self, code: str) -> "RegistrationQuerySet":
        """Those whose code at the door this is: one, or none; two only by an odd chance."""
        number = codes.heard(code)
        if number is None:
            return self.none()
        first, last = (uuid.UUID(int=(number << REST) | rest) for rest in (0, (1 << REST) - 1))
        return self.filter(pk__range=(first, last))

    def in_force(self) -> "RegistrationQuerySet":
        """All but the cancelled ones."""
        return self.exclude(state=State.CANCELLED)


class Registration(models.Model):
    """A member or a visitor on an event, once each; a new wish after cancelling is a new order."""

    State = State
    HOLDING = (State.REGISTERED, State.OFFERED, State.ATTENDED, State.ABSENT)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    event = models.ForeignKey(Event, models.CASCADE, related_name="registrations")
    # Neither member nor address: somebody at the door, or a person erased since. The row counts.
    member = models.ForeignKey(
        Member, models.SET_NULL, null=True, blank=True, related_name="registrations"
    )
    address = models.EmailField(max_length=254, blank=True)  # of a visitor who confirmed it
    name = models.CharField(max_length=120, blank=True)  # of a visitor, or at the door
    language = models.CharField(max_length=8, default="en")
    is_online = models.BooleanField(default=False)
    people = models.PositiveSmallIntegerField(default=1)  # 2: with a companion
    companion_name = models.CharField(max_length=120, blank=True)  # where the entrance asks for it
    state = models.CharField(max_length=16, choices=State)
    order = models.PositiveIntegerField()  # of its transaction among those of the event
    is_walk_in = models.BooleanField(default=False)
    has_given_feedback = models.BooleanField(default=False)  # that, never which
    registered_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    place_told: int | None = None  # on the waiting list, for who has just come onto it

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["event", "member"],
                condition=models.Q(member__isnull=False),
                name="registration_once_per_member",
            ),
            models.UniqueConstraint(
                fields=["event", "address"],
                condition=~models.Q(address=""),
                name="registration_once_per_address",
            ),
            models.UniqueConstraint(fields=["event", "order"], name="registration_order"),
        ]
        indexes = [
            models.Index(fields=["event", "state", "is_online"], name="registration_places"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def who(self) -> str:
        """The person's name, empty once she is erased."""
        return self.member.name if self.member else self.name

    @property
    def door_code(self) -> str:
        """What she shows or says at the door: the beginning of her random key."""
        return codes.spoken(self.pk.int >> REST)

    @property
    def has_companion(self) -> bool:
        """Whether she brings somebody."""
        return self.people > 1

    @property
    def has_place(self) -> bool:
        """Whether a place is kept for her, an offered one included."""
        return self.state in self.HOLDING

    @property
    def is_in_force(self) -> bool:
        """Whether it was not cancelled."""
        return self.state != State.CANCELLED

    @property
    def is_registered(self) -> bool:
        """Whether she has a place."""
        return self.state == State.REGISTERED

    @property
    def is_waiting(self) -> bool:
        """Whether she is on the waiting list."""
        return self.state == State.WAITING

    @property
    def is_offered(self) -> bool:
        """Whether a free place is held for her answer."""
        return self.state == State.OFFERED

    @property
    def is_attended(self) -> bool:
        """Whether she was there."""
        return self.state == State.ATTENDED

    @property
    def may_give_feedback(self) -> bool:
        """Whether her link asks what she thought; that she did so already is asked apart."""
        return self.state in {State.REGISTERED, State.ATTENDED, State.ABSENT}


class Offer(models.Model):
    """A free place held for the next person on the waiting list until a deadline."""

    class Answer(models.TextChoices):
        OPEN = "open", _("not answered yet")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        LAPSED = "lapsed", _("lapsed")
        WITHDRAWN = "withdrawn", _("withdrawn")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    registration = models.ForeignKey(Registration, models.CASCADE, related_name="offers")
    made_at = models.DateTimeField()
    deadline_at = models.DateTimeField()
    answer = models.CharField(max_length=16, choices=Answer, default=Answer.OPEN)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["registration"],
                condition=models.Q(answer="open"),
                name="offer_one_open_per_registration",
            ),
        ]
        indexes = [
            models.Index(
                fields=["deadline_at"], condition=models.Q(answer="open"), name="offer_open"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_open(self) -> bool:
        """Whether nobody answered it yet; the deadline is asked apart."""
        return self.answer == self.Answer.OPEN


class PlaceRequest(models.Model):
    """A visitor's wish for a place, until the address is confirmed from the mail."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    event = models.ForeignKey(Event, models.CASCADE, related_name="place_requests")
    address = models.EmailField(max_length=254)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=8, default="en")
    is_online = models.BooleanField(default=False)
    said = EncryptedTextField(blank=True, default="")  # a form's Said, until it is confirmed
    asked_at = models.DateTimeField()  # of the real clock, as all that guards a link

    class Meta:
        indexes = [models.Index(fields=["address", "asked_at"])]

    def __str__(self) -> str:
        return str(self.id)
