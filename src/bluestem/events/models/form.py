"""What an event asks of those who register, and what they said."""

import uuid

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bluestem.events.models.event import Event
from bluestem.events.models.registration import Registration
from bluestem.kit.fields import EncryptedTextField


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
    words_en = models.CharField(_("question in English"), max_length=200, blank=True)
    words_fr = models.CharField(_("question in French"), max_length=200, blank=True)
    # [[English, French], ...], for "one of" and "any of"; an answer keeps the places, from 0.
    choices = models.JSONField(default=list, blank=True)
    is_required = models.BooleanField(_("must be answered"), default=False)

    class Meta:
        ordering = ["place", "id"]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def words(self) -> str:
        """The question in the reader's language, or in the one that is written."""
        both = self.words_en, self.words_fr
        return (both[1] or both[0]) if get_language() == "fr" else (both[0] or both[1])


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
