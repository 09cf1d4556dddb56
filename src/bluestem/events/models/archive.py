"""What stays of an event: recordings, their subtitles, pictures, and the words to search in."""

import datetime as dt
import uuid

from django.conf.locale import LANG_INFO
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bluestem.events.models.event import Event
from bluestem.kit.webvtt import spoken_words

UNPUBLISHED_KEPT_FOR = dt.timedelta(days=180)
REFUSED_KEPT_FOR = dt.timedelta(days=30)  # pictures whose people said no


class RecordingAudience(models.TextChoices):
    MEMBERS = "members", _("Members")
    PUBLIC = "public", _("Everyone")


class Recording(models.Model):
    """A stored file of a talk; published only with every speaker's consent."""

    Audience = RecordingAudience

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    event = models.ForeignKey(Event, models.CASCADE, related_name="recordings")
    title = models.CharField(_("title"), max_length=150, blank=True)
    file = models.FileField(max_length=200)  # below the folder of uploads, never served by path
    media_type = models.CharField(max_length=40)
    size_bytes = models.PositiveBigIntegerField()
    audience = models.CharField(
        _("for whom"), max_length=8, choices=RecordingAudience, default=RecordingAudience.MEMBERS
    )
    added_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)  # null: organisers' eyes
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["added_at", "id"]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_published(self) -> bool:
        """Whether its audience can see it."""
        return self.published_at is not None

    @property
    def is_sound(self) -> bool:
        """Whether there is nothing to see in it."""
        return self.media_type.startswith("audio/")

    @property
    def expires_at(self) -> dt.datetime | None:
        """When it is deleted: unpublished ones are not kept for ever, published ones stay."""
        if self.is_published:
            return None
        return (self.withdrawn_at or self.added_at) + UNPUBLISHED_KEPT_FOR


class Subtitles(models.Model):
    """The words of a recording in one language, as WebVTT."""

    recording = models.ForeignKey(Recording, models.CASCADE, related_name="subtitles")
    language = models.CharField(_("language"), max_length=8)
    text = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recording", "language"], name="subtitles_once_per_language"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def language_name(self) -> str:
        """Its language, called as those who speak it do."""
        known: dict[str, dict[str, str]] = LANG_INFO
        return known.get(self.language, {}).get("name_local", self.language).capitalize()

    @property
    def paragraphs(self) -> list[str]:
        """The words alone, for whoever reads them instead of listening."""
        return spoken_words(self.text)


class PictureConsent(models.TextChoices):
    """What the people in a picture said; without their yes it is not shown."""

    NOT_ASKED = "", _("Not asked yet")
    NO = "no", _("No")
    YES = "yes", _("Yes")


class Picture(models.Model):
    """A picture of an event, re-encoded and without the metadata of its camera."""

    Consent = PictureConsent

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    event = models.ForeignKey(Event, models.CASCADE, related_name="pictures")
    file = models.FileField(max_length=200)
    width_px = models.PositiveIntegerField()
    height_px = models.PositiveIntegerField()
    description_en = models.CharField(_("description in English"), max_length=300, blank=True)
    description_fr = models.CharField(_("description in French"), max_length=300, blank=True)
    consent = models.CharField(
        _("consent of the people shown"),
        max_length=4,
        choices=PictureConsent,
        blank=True,
        default="",
    )
    consent_at = models.DateTimeField(null=True)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(description_en="", description_fr=""),
                name="picture_has_a_description",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def description(self) -> str:
        """What it shows, in the reader's language or in the one that is written."""
        both = self.description_en, self.description_fr
        return (both[1] or both[0]) if get_language() == "fr" else (both[0] or both[1])


class SearchText(models.Model):
    """All words of an event in one place, for the search; written again when one changes.

    They are folded (`kit.folding`), so that both databases find the same. The index over them is
    the database's own: a table of FTS5 that triggers keep, or a generated column (migration 0004).
    """

    event = models.OneToOneField(Event, models.CASCADE, related_name="search_text")
    title = models.TextField(default="")
    words = models.TextField()

    def __str__(self) -> str:
        return str(self.pk)
