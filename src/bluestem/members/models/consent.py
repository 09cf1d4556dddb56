from django.db import models
from django.utils.translation import gettext_lazy as _

from bluestem.members.models.member import Member


class Purpose(models.TextChoices):
    MEMBERSHIP = "membership", _("Being a member and receiving the mail she chose")
    GENDER_STATISTICS = "gender-statistics", _("Counting gender in the community's figures")
    GENDER_MENTORING = "gender-mentoring", _("Using gender for wishes in mentoring")


class ConsentQuerySet(models.QuerySet["Consent"]):
    def given(self) -> "ConsentQuerySet":
        """Consents that stand."""
        return self.filter(withdrawn_at__isnull=True)


class Consent(models.Model):
    """Yes to one purpose, with text version, time and way; withdrawn as easily."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=32, choices=Purpose)
    text_version = models.CharField(max_length=32)
    way = models.CharField(max_length=120)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "purpose"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="consent_once_per_purpose",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.purpose}"
