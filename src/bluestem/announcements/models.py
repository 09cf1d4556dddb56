import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bluestem.mailroom.models import Mailing
from bluestem.members.models import MailingList, Member

LANGUAGES = ("en", "fr")
SUBJECT_LENGTH = 150
TEXT_LENGTH = 50_000


@dataclass(frozen=True)
class Words:
    """What an announcement says: subject and Markdown text in both languages."""

    subject_en: str = ""
    subject_fr: str = ""
    text_en: str = ""
    text_fr: str = ""

    @property
    def languages(self) -> list[str]:
        """The languages in which both subject and text are written."""
        return [
            code for code in LANGUAGES if self._has("subject", code) and self._has("text", code)
        ]

    @property
    def gaps(self) -> list[str]:
        """Fields that a half-written language still lacks; of both where nothing is written."""
        begun = [c for c in LANGUAGES if self._has("subject", c) or self._has("text", c)]
        return [
            f"{part}_{code}"
            for code in begun or LANGUAGES[:1]
            for part in ("subject", "text")
            if not self._has(part, code)
        ]

    @property
    def is_ready(self) -> bool:
        """Whether it could be sent: no language is half-written."""
        return not self.gaps

    def read_in(self, language: str) -> str:
        """Return the language in which a reader of `language` gets it."""
        written = self.languages
        return language if language in written or not written else written[0]

    def subject(self, language: str) -> str:
        """Return the subject for a reader of `language`."""
        return str(getattr(self, f"subject_{self.read_in(language)}"))

    def text(self, language: str) -> str:
        """Return the Markdown for a reader of `language`."""
        return str(getattr(self, f"text_{self.read_in(language)}"))

    def _has(self, part: str, language: str) -> bool:
        return bool(getattr(self, f"{part}_{language}").strip())


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    def waiting(self) -> "AnnouncementQuerySet":
        """Announcements that wait for a second person's yes."""
        return self.filter(state=Announcement.State.WAITING)

    def on_lists(self, slugs: Iterable[str]) -> "AnnouncementQuerySet":
        """Announcements to one of these mailing lists."""
        return self.filter(mailing_list__slug__in=list(slugs))


class Announcement(models.Model):
    """What organisers write to a mailing list, in the community's languages."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        WAITING = "waiting for approval", _("Waiting for approval")
        RELEASED = "released", _("Released")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mailing_list = models.ForeignKey(MailingList, models.PROTECT, related_name="announcements")
    subject_en = models.CharField(_("subject in English"), max_length=SUBJECT_LENGTH, blank=True)
    subject_fr = models.CharField(_("subject in French"), max_length=SUBJECT_LENGTH, blank=True)
    text_en = models.TextField(_("text in English"), blank=True)
    text_fr = models.TextField(_("text in French"), blank=True)
    state = models.CharField(max_length=24, choices=State, default=State.DRAFT)
    # Null: the console, or a person who has been erased since.
    author = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="announcements")
    changed_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    asked_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    approved_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField()
    changed_at = models.DateTimeField()  # never twice the same: two editors are told apart by it
    asked_at = models.DateTimeField(null=True)
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

    @property
    def words(self) -> Words:
        """What it says."""
        return Words(self.subject_en, self.subject_fr, self.text_en, self.text_fr)

    @property
    def reference(self) -> str:
        """How its mailing and letters name it."""
        return f"announcement:{self.pk}"

    @property
    def is_draft(self) -> bool:
        """Whether it is still being written."""
        return self.state == self.State.DRAFT

    @property
    def is_waiting(self) -> bool:
        """Whether it waits for a second person's yes."""
        return self.state == self.State.WAITING

    @property
    def is_released(self) -> bool:
        """Whether it went out."""
        return self.state == self.State.RELEASED
