"""What an event asks of those who register, and what they said."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.db import models
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from bluestem.events.models.event import Event
from bluestem.events.models.registration import Registration
from bluestem.kit.fields import EncryptedTextField

WORDS_LENGTH = 200
LINE_LENGTH = 300
NAME_LENGTH = 120
TEXT_LENGTH = 2000
MOST_QUESTIONS = 12
MOST_CHOICES = 20
CHOICE_LENGTH = 100
YES, NO = "yes", "no"


class FieldKind(models.TextChoices):
    LINE = "line", _("One line")
    TEXT = "text", _("Several lines")
    CHOICE = "choice", _("One of several")
    CHOICES = "choices", _("Any of several")
    YES = "yes", _("Yes or no")


class FormField(models.Model):
    """One question of an event's own in its registration form."""

    Kind = FieldKind

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    event = models.ForeignKey(Event, models.CASCADE, related_name="form_fields")
    place = models.PositiveSmallIntegerField(default=0)  # order in the form
    kind = models.CharField(_("kind"), max_length=8, choices=FieldKind, default=FieldKind.LINE)
    words_en = models.CharField(_("question in English"), max_length=WORDS_LENGTH, blank=True)
    words_fr = models.CharField(_("question in French"), max_length=WORDS_LENGTH, blank=True)
    # [[English, French], ...], for "one of" and "any of"; an answer keeps the places, from 0.
    choices = models.JSONField(default=list, blank=True)
    is_required = models.BooleanField(_("must be answered"), default=False)
    # How often each choice was taken, once the answers are deleted; null: too few to be shown.
    counts = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["place", "id"]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def words(self) -> str:
        """The question in the reader's language, or in the one that is written."""
        both = self.words_en, self.words_fr
        return (both[1] or both[0]) if get_language() == "fr" else (both[0] or both[1])

    @property
    def has_choices(self) -> bool:
        """Whether one chooses from a list of the organiser's."""
        return self.kind in {FieldKind.CHOICE, FieldKind.CHOICES}

    @property
    def is_counted(self) -> bool:
        """Whether its answers are counted rather than read one by one."""
        return self.has_choices or self.kind == FieldKind.YES

    @property
    def options(self) -> list[tuple[str, str]]:
        """What can be chosen: as an answer keeps it, and in the reader's language."""
        if self.kind == FieldKind.YES:
            return [(YES, gettext("Yes")), (NO, gettext("No"))]
        if not self.has_choices:
            return []
        is_french = get_language() == "fr"
        return [
            (str(place), (french or english) if is_french else (english or french))
            for place, (english, french) in enumerate(self.choices)
        ]

    def chosen_in(self, text: str) -> list[str]:
        """Return what an answer chose, as it keeps it."""
        return text.split(",") if text else []

    def readable(self, text: str) -> str:
        """Return an answer in the reader's language."""
        if not self.is_counted:
            return text
        words = dict(self.options)
        return ", ".join(words[each] for each in self.chosen_in(text) if each in words)


class FormAnswer(models.Model):
    """What one registration answered to one question; deleted some time after the event."""

    field = models.ForeignKey(FormField, models.CASCADE, related_name="answers")
    registration = models.ForeignKey(Registration, models.CASCADE, related_name="answers")
    text = EncryptedTextField()  # of choices: their places, with commas between

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["field", "registration"], name="form_answer_once_per_registration"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Needs(models.Model):
    """What somebody needs in order to take part or to eat; deleted soon after the event."""

    registration = models.OneToOneField(Registration, models.CASCADE, related_name="needs")
    access = EncryptedTextField(blank=True)
    diet = EncryptedTextField(blank=True)

    def __str__(self) -> str:
        return str(self.pk)


@dataclass(frozen=True)
class Said:
    """What somebody answered while she registered; empty answers are left out."""

    answers: Mapping[str, str] = field(default_factory=dict)  # by the key of the question
    access: str = ""
    diet: str = ""
    companion: str = ""  # the name of whom she brings

    @property
    def as_text(self) -> str:
        """How a wish keeps it until the address is confirmed; nothing said is no text."""
        kept = {"answers": dict(self.answers), "access": self.access, "diet": self.diet}
        return json.dumps(kept) if any(kept.values()) else ""

    @classmethod
    def in_text(cls, text: str) -> "Said":
        """Read what `as_text` wrote."""
        return cls(**json.loads(text)) if text else cls()

    @property
    def is_something(self) -> bool:
        """Whether there is anything to write beside the registration."""
        return bool(self.answers or self.access or self.diet)

    def without_companion(self) -> "Said":
        """Return the same of somebody who comes alone."""
        return replace(self, companion="")
