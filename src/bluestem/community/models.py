from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bluestem.kit.by_key import ByKey


class CommunityManager(models.Manager["Community"]):
    def here(self) -> "Community | None":
        """Return the community of this installation, None before `bluestem init`."""
        return _BY_ID.first(1)


class Community(models.Model):
    """The network that this installation runs: one row, with id 1.

    What a volunteer may change is a column here and a key of `bluestem set`.
    """

    name = models.CharField(_("name"), max_length=120)
    tagline_en = models.CharField(max_length=200, blank=True)
    tagline_fr = models.CharField(max_length=200, blank=True)
    organisation = models.CharField(max_length=120, blank=True)
    founded_on = models.DateField(null=True, blank=True)
    languages = models.JSONField(default=list)  # codes, the community's own first: ["en", "fr"]
    time_zone = models.CharField(max_length=64, default="Europe/Zurich")
    contact_address = models.EmailField(blank=True)
    address_domains = models.JSONField(default=list)  # empty: every domain may join
    is_joining_approved = models.BooleanField(default=False)  # steering says yes to each joining
    needs_approval = models.BooleanField(default=False)  # a second person's yes before a release
    small_cell_threshold = models.PositiveSmallIntegerField(default=5)
    mails_per_minute = models.PositiveIntegerField(null=True, blank=True)  # null: the environment's
    brand_colour = models.CharField(max_length=7, blank=True)  # "#134d50"; empty: the design's own
    accent_colour = models.CharField(max_length=7, blank=True)

    objects = CommunityManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="community_is_one_row"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        """The community's time zone."""
        return ZoneInfo(self.time_zone)

    @property
    def language(self) -> str:
        """The community's own language, used where a reader has said none."""
        return self.languages[0] if self.languages else "en"

    @property
    def tagline(self) -> str:
        """The line under the name, in the reader's language."""
        return self.tagline_fr if get_language() == "fr" else self.tagline_en


_BY_ID = ByKey(Community, "id")


class Page(models.Model):
    """A text page that steering edits in both languages: Markdown, with its last change."""

    class Slug(models.TextChoices):
        HOME = "home", _("Home")
        TEAM = "team", _("The team")
        CONDUCT = "conduct", _("Code of conduct")
        PRIVACY = "privacy", _("Privacy")
        ACCESSIBILITY = "accessibility", _("Accessibility")

    slug = models.CharField(max_length=32, choices=Slug, unique=True)
    title_en = models.CharField(max_length=120)
    title_fr = models.CharField(max_length=120)
    text_en = models.TextField()
    text_fr = models.TextField()
    # 1: the words the program brought. Raised by each change; who wrote on an older one is told.
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.slug

    @property
    def is_as_brought(self) -> bool:
        """Whether nobody has looked after this text since the community was founded."""
        return self.version == 1

    @property
    def title(self) -> str:
        """The heading, in the reader's language."""
        return self.title_fr if get_language() == "fr" else self.title_en

    @property
    def text(self) -> str:
        """The Markdown, in the reader's language."""
        return self.text_fr if get_language() == "fr" else self.text_en
