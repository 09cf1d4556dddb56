from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Department(models.Model):
    """A unit of the organisation, in a group, with its headcount and the date of it."""

    class Group(models.TextChoices):
        PHYSICISTS = "physicists", _("Physicists")
        ENGINEERS = "engineers", _("Engineers")
        ADMINISTRATION = "administration", _("Administration")
        OTHER = "other", _("Other")

    code = models.CharField(max_length=32, unique=True)
    name_en = models.CharField(max_length=120, blank=True)
    name_fr = models.CharField(max_length=120, blank=True)
    group = models.CharField(max_length=16, choices=Group, default=Group.OTHER)
    headcount_people = models.PositiveIntegerField(null=True, blank=True)
    headcount_on = models.DateField(null=True, blank=True)
    headcount_source = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> str:
        """The department's name in the reader's language, or its code."""
        return (self.name_fr if get_language() == "fr" else self.name_en) or self.code


class Institution(models.Model):
    """A body outside whose people take part: partner laboratory, university, school."""

    name = models.CharField(max_length=160, unique=True)
    country_code = models.CharField(max_length=2, blank=True)
    # One that a member typed is offered to others once steering says so: its name alone could
    # give away where she comes from.
    is_offered = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Interest(models.Model):
    """Something a member cares about, chosen from the community's list."""

    slug = models.SlugField(max_length=64, unique=True)
    name_en = models.CharField(max_length=80)
    name_fr = models.CharField(max_length=80)

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The interest in the reader's language."""
        return self.name_fr if get_language() == "fr" else self.name_en
