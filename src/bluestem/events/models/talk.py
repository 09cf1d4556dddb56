"""The talk itself and what people thought of it: questions, votes, feedback.

Anonymous by construction: a question or a feedback has a random key and no time. That somebody
gave feedback is a flag on her registration, a row made long before.
"""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from bluestem.events.models.event import Event
from bluestem.kit.fields import EncryptedTextField
from bluestem.members.models import Member


class QuestionState(models.TextChoices):
    WAITING = "waiting", _("Waits to be let through")
    SHOWN = "shown", _("Shown")
    ASKED = "asked", _("On the stage")
    ANSWERED = "answered", _("Answered")
    HIDDEN = "hidden", _("Hidden")


class Question(models.Model):
    """What somebody wants to know from the speaker, before or during the talk."""

    State = QuestionState
    READABLE = (QuestionState.SHOWN, QuestionState.ASKED, QuestionState.ANSWERED)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    event = models.ForeignKey(Event, models.CASCADE, related_name="questions")
    text = models.TextField(_("question"), max_length=500)
    # Null: anonymous, a visitor's, or of a person erased since. No time: it would tell who.
    member = models.ForeignKey(
        Member, models.SET_NULL, null=True, blank=True, related_name="questions"
    )
    state = models.CharField(max_length=8, choices=QuestionState, default=QuestionState.WAITING)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["event", "state"], name="question_of_event")]

    def __str__(self) -> str:
        return str(self.pk)


class QuestionVote(models.Model):
    """That a member wants to hear the answer too; the asker's own is never made for her."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="votes")
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question", "member"], name="question_vote_once"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Feedback(models.Model):
    """What one person thought of an event; nobody can say who."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    event = models.ForeignKey(Event, models.CASCADE, related_name="feedback")
    rating = models.PositiveSmallIntegerField(_("how was it"), null=True)  # 1 to 5
    good = EncryptedTextField(_("what was good"), blank=True)
    better = EncryptedTextField(_("what could be better"), blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "feedback"

    def __str__(self) -> str:
        return str(self.pk)
