from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bluestem.events.models.event import TITLE_LENGTH, Event
from bluestem.kit import time
from bluestem.members.models import Member


class Part(models.Model):
    """One of several parts of an event, with its own time."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="parts")
    title_en = models.CharField(_("title in English"), max_length=TITLE_LENGTH, blank=True)
    title_fr = models.CharField(_("title in French"), max_length=TITLE_LENGTH, blank=True)
    starts_at = models.DateTimeField(_("start"))

    class Meta:
        ordering = ["starts_at", "id"]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def title(self) -> str:
        """Its title in the reader's language, or in the one that is written."""
        both = self.title_en, self.title_fr
        return (both[1] or both[0]) if get_language() == "fr" else (both[0] or both[1])


class Sector(models.TextChoices):
    LAB = "lab", _("Laboratory")
    INDUSTRY = "industry", _("Industry")
    ACADEMIA = "academia", _("Academia")


class Way(models.TextChoices):
    """How far it is with a speaker; each step follows the one before."""

    IDEA = "idea", _("Idea")
    INVITED = "invited", _("Invited")
    CONFIRMED = "confirmed", _("Confirmed")
    BRIEFED = "briefed", _("Briefed")
    THANKED = "thanked", _("Thanked")


class RecordingConsent(models.TextChoices):
    """What a speaker said to a recording; without her yes it cannot be published."""

    NOT_ASKED = "", _("Not asked yet")
    NO = "no", _("No recording")
    MEMBERS = "members", _("For members only")
    PUBLIC = "public", _("For everyone")


class Speaker(models.Model):
    """A person presented at an event."""

    Sector, Step, RecordingConsent = Sector, Way, RecordingConsent
    CONFIRMED = frozenset({Way.CONFIRMED, Way.BRIEFED, Way.THANKED})
    # What a speaker can say herself.
    SAYABLE = (RecordingConsent.MEMBERS, RecordingConsent.PUBLIC, RecordingConsent.NO)

    event = models.ForeignKey(Event, models.CASCADE, related_name="speakers")
    name = models.CharField(_("name"), max_length=120)
    about = models.CharField(_("function and institution"), max_length=200, blank=True)
    sector = models.CharField(_("sector"), max_length=16, choices=Sector)
    address = models.EmailField(_("email address"), max_length=254, blank=True)  # organisers' eyes
    language = models.CharField(_("language of our letters"), max_length=8, default="en")
    way = models.CharField(_("how far it is"), max_length=16, choices=Way, default=Way.IDEA)
    recording_consent = models.CharField(
        _("recording"), max_length=16, choices=RecordingConsent, blank=True, default=""
    )
    recording_consent_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)  # when she said no; null again once she said yes
    written_at = models.DateTimeField(null=True)  # when our latest letter to her was written

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def initials(self) -> str:
        """One or two letters that stand beside the name."""
        words = [word for word in self.name.split() if word[0].isalpha()]
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()

    @property
    def has_declined(self) -> bool:
        """Whether she said no to the invitation."""
        return self.declined_at is not None

    @property
    def has_confirmed(self) -> bool:
        """Whether she comes."""
        return self.way in self.CONFIRMED and not self.has_declined

    @property
    def steps(self) -> list[dict[str, object]]:
        """Her way as the list of steps shows it."""
        here = list(Way).index(Way(self.way))
        return [
            {"words": step.label, "is_done": place <= here, "is_current": place == here + 1}
            for place, step in enumerate(Way)
        ]

    @property
    def next_step(self) -> Way | None:
        """The step of her way that comes next; None after the thanks."""
        steps = list(Way)
        place = steps.index(Way(self.way)) + 1
        return steps[place] if place < len(steps) else None


class ToDo(models.Model):
    """Something an organiser has to do for an event, with a date and an owner."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="to_dos")
    words = models.CharField(_("what"), max_length=200)
    due_on = models.DateField(_("until"))
    owner = models.ForeignKey(
        Member, models.SET_NULL, null=True, blank=True, related_name="event_to_dos"
    )
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["done_at", "due_on"])]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_done(self) -> bool:
        """Whether somebody ticked it."""
        return self.done_at is not None

    @property
    def is_late(self) -> bool:
        """Whether its date has passed."""
        return not self.is_done and self.due_on < time.today()
