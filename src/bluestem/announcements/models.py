import uuid

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bluestem.mailroom.models import Mailing
from bluestem.members.models import MailingList, Member


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    def waiting(self) -> "AnnouncementQuerySet":
        """Announcements that wait for a second person's yes."""
        return self.filter(state=Announcement.State.WAITING)


class Announcement(models.Model):
    """What organisers write to a mailing list, in the community's languages."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        WAITING = "waiting for approval", _("Waiting for approval")
        RELEASED = "released", _("Released")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mailing_list = models.ForeignKey(MailingList, models.PROTECT, related_name="announcements")
    subject_en = models.CharField(_("subject in English"), max_length=150, blank=True)
    subject_fr = models.CharField(_("subject in French"), max_length=150, blank=True)
    text_en = models.TextField(_("text in English"), blank=True)
    text_fr = models.TextField(_("text in French"), blank=True)
    state = models.CharField(max_length=24, choices=State, default=State.DRAFT)
    # Null: the console, or a person who has been erased since.
    author = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="announcements")
    asked_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    approved_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)
    mailing = models.OneToOneField(Mailing, models.SET_NULL, null=True, related_name="+")

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        ordering = ["-changed_at"]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def subject(self) -> str:
        """The subject in the reader's language, or in the one that is written."""
        both = self.subject_en, self.subject_fr
        return (both[1] or both[0]) if get_language() == "fr" else (both[0] or both[1])
