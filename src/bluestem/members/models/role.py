from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bluestem.kit import audience, time
from bluestem.members.models.member import Member


class RoleQuerySet(models.QuerySet["Role"]):
    def current(self) -> "RoleQuerySet":
        """Roles whose term holds today."""
        today = time.today()
        return self.filter(starts_on__lte=today).filter(
            Q(ends_on__isnull=True) | Q(ends_on__gt=today)
        )

    def of_active_members(self) -> "RoleQuerySet":
        """Roles of people who may sign in.

        Said the long way round: no index fits "none of these states", so the database begins with
        the few roles and not with all active members.
        """
        others = [state for state in Member.State.values if state != Member.State.ACTIVE]
        return self.exclude(member__state__in=others)

    def ended(self) -> "RoleQuerySet":
        return self.filter(ends_on__lte=time.today())


class Role(models.Model):
    """What a member is trusted with, from `starts_on` until the day before `ends_on`."""

    class Kind(models.TextChoices):
        STEERING = audience.STEERING, _("Steering committee")
        MENTORING = audience.MENTORING, _("Mentoring committee")
        OUTREACH = audience.OUTREACH, _("Outreach team")
        EDITOR = audience.EDITOR, _("Newsletter editor")
        DIVERSITY = audience.DIVERSITY, _("D&I officer")

    member = models.ForeignKey(Member, models.CASCADE, related_name="roles")
    kind = models.CharField(max_length=16, choices=Kind)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    objects = RoleQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "starts_on"]
        indexes = [models.Index(fields=["kind", "ends_on"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="role_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.kind}"

    @property
    def is_current(self) -> bool:
        """Whether its term holds today."""
        today = time.today()
        return self.starts_on <= today and (self.ends_on is None or self.ends_on > today)
