from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bluestem.members.models.member import Member


class MailingList(models.Model):
    """Something an address receives and can leave with one click."""

    class Audience(models.TextChoices):
        MEMBERS = "members", _("Members")
        EVERYONE = "everyone", _("Members and visitors")
        TEACHERS = "teachers", _("Teachers")

    slug = models.SlugField(max_length=40, unique=True)
    name_en = models.CharField(max_length=80)
    name_fr = models.CharField(max_length=80)
    about_en = models.CharField(max_length=200, blank=True)
    about_fr = models.CharField(max_length=200, blank=True)
    audience = models.CharField(max_length=16, choices=Audience, default=Audience.MEMBERS)
    is_default = models.BooleanField(default=False)  # new and imported members are put on it
    rank = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["rank", "slug"]

    def __str__(self) -> str:
        return self.slug

    @property
    def name(self) -> str:
        """The list's name in the reader's language."""
        return self.name_fr if get_language() == "fr" else self.name_en

    @property
    def about(self) -> str:
        """What one receives, in the reader's language."""
        return self.about_fr if get_language() == "fr" else self.about_en


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def active(self) -> "SubscriptionQuerySet":
        """Confirmed, not ended: what a mailing reaches."""
        return self.filter(confirmed_at__isnull=False, ended_at__isnull=True)

    def of(self, address: str) -> "SubscriptionQuerySet":
        return self.filter(address=address)


class Subscription(models.Model):
    """An address on a mailing list, confirmed, perhaps a member's. Ended, it is kept: a later
    import must not bring back what a person stopped."""

    class Way(models.TextChoices):
        JOINING = "joining", _("on joining")
        SETTINGS = "settings", _("in the settings")
        IMPORT = "import", _("by an import")
        FORM = "form", _("on the public form")
        ONE_CLICK = "one-click", _("with the mail client's button")
        STOP_PAGE = "stop-page", _("on the page behind a mail's link")
        LEAVING = "leaving", _("by leaving the community")
        BOUNCE = "bounce", _("because mail came back")

    mailing_list = models.ForeignKey(MailingList, models.CASCADE, related_name="subscriptions")
    address = models.EmailField(max_length=254)
    member = models.ForeignKey(
        Member, models.CASCADE, null=True, blank=True, related_name="subscriptions"
    )
    language = models.CharField(max_length=8, default="en")  # of an address without a member
    started_way = models.CharField(max_length=16, choices=Way)
    started_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_way = models.CharField(max_length=16, choices=Way, blank=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mailing_list", "address"], name="subscription_once_per_list_and_address"
            ),
        ]
        indexes = [models.Index(fields=["address"])]

    def __str__(self) -> str:
        return f"{self.mailing_list_id} {self.id}"
