"""The talk itself and what people thought of it: questions, votes, feedback.

Anonymous by construction: a question or a feedback has a random key and no time. That somebody
gave feedback is a flag on her registration, a row made long before. See decision 13.
"""

import datetime as dt
import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from bluestem.events.models.event import Event
from bluestem.kit.fields import EncryptedTextField
from bluestem.members.models import Member

QUESTION_LENGTH = 500
FEEDBACK_LENGTH = 2000
TALK_KEPT_FOR = dt.timedelta(days=30)  # then names, votes and what was not shown go


class QuestionState(models.TextChoices):
    WAITING = "waiting", _("Waits to be let through")
    SHOWN = "shown", _("Shown")
    ASKED = "asked", _("On the stage")
    ANSWERED = "answered", _("Answered")
    HIDDEN = "hidden", _("Hidden")


class QuestionQuerySet(models.QuerySet["Question"]):
    def readable(self) -> "QuestionQuerySet":
        """Questions that everybody who reads the event's page sees."""
        return self.filter(state__in=Question.READABLE)

    def counted(self, member: Member | None = None) -> "QuestionQuerySet":
        """With `vote_count`, and `has_vote` of a member; most votes first."""
        hers = QuestionVote.objects.filter(question=models.OuterRef("pk"), member=member)
        found = self.annotate(
            vote_count=models.F("kept_votes") + models.Count("votes"),
            has_vote=models.Exists(hers) if member else models.Value(False),
        )
        return found.prefetch_related("member").order_by("-vote_count", "id")


class Question(models.Model):
    """What somebody wants to know from the speaker, before or during the talk."""

    State = QuestionState
    READABLE = (QuestionState.SHOWN, QuestionState.ASKED, QuestionState.ANSWERED)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    event = models.ForeignKey(Event, models.CASCADE, related_name="questions")
    text = models.TextField(_("question"), max_length=QUESTION_LENGTH)
    # Null: anonymous, a visitor's, or of a person erased since. No time: it would tell who.
    member = models.ForeignKey(
        Member, models.SET_NULL, null=True, blank=True, related_name="questions"
    )
    state = models.CharField(max_length=8, choices=QuestionState, default=QuestionState.WAITING)
    kept_votes = models.PositiveIntegerField(default=0)  # of votes whose rows are gone

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["event", "state"], name="question_of_event")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def asker(self) -> str:
        """First name and initial of who asked with her name, "" for everybody else."""
        words = self.member.name.split() if self.member else []
        return " ".join([*words[:1], *(f"{word[0]}." for word in words[1:][-1:])])

    @property
    def is_waiting(self) -> bool:
        """Whether an organiser has to let it through first."""
        return self.state == QuestionState.WAITING

    @property
    def is_asked(self) -> bool:
        """Whether it is the one on the stage."""
        return self.state == QuestionState.ASKED

    @property
    def is_answered(self) -> bool:
        """Whether it was answered."""
        return self.state == QuestionState.ANSWERED

    @property
    def is_open(self) -> bool:
        """Whether one can still vote for it."""
        return self.state in {QuestionState.SHOWN, QuestionState.ASKED}


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
