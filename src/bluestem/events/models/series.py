from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    TALK = "talk", _("Talk")
    DIVERSITY = "diversity", _("Diversity Talk")
    DRINKS = "drinks", _("Drinks")
    COFFEE = "coffee", _("Coffee")
    LECTURE = "lecture", _("Lecture")
    SCREENING = "screening", _("Screening")
    TRAINING = "training", _("Training")
    INFORMATION = "information", _("Information session")
    LUNCH = "lunch", _("Networking lunch")


class Mark(models.TextChoices):
    """The sign and the colour of a series; they go together on every page."""

    TALK = "talk", _("Disc")
    DIVERSITY = "div", _("Half disc")
    DRINKS = "drink", _("Triangle")
    COFFEE = "coffee", _("Ring")
    MENTORING = "mentor", _("Pair")
    OUTREACH = "out", _("Star")
    LECTURE = "lect", _("Square")


MARKS = Mark


class Series(models.Model):
    """A kind of event with its own rules, texts and what a new event begins with."""

    Kind = Kind
    # The mentoring committee runs its own trainings and information sessions.
    KINDS_OF_MENTORING = frozenset({Kind.TRAINING, Kind.INFORMATION})

    slug = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    name_en = models.CharField(_("name in English"), max_length=80)
    name_fr = models.CharField(_("name in French"), max_length=80)
    mark = models.CharField(_("mark and colour"), max_length=8, choices=Mark, default=Mark.TALK)
    text_en = models.TextField(_("about it, in English"), blank=True)
    text_fr = models.TextField(_("about it, in French"), blank=True)
    # What a new event of the series begins with.
    place = models.CharField(_("usual place"), max_length=200, blank=True)
    duration_minutes = models.PositiveSmallIntegerField(_("minutes it takes"), default=60)
    capacity_people = models.PositiveIntegerField(_("places on site"), null=True, blank=True)
    audience = models.CharField(max_length=16, default="members")
    # "1d": a day before at the same time of day; "15m": exactly 15 minutes before.
    reminder_times = models.JSONField(_("reminders"), default=list, blank=True)
    offer_hours = models.PositiveSmallIntegerField(_("hours an offered place is held"), default=24)
    # [[days before the event, words in English, words in French], ...]
    usual_to_dos = models.JSONField(default=list, blank=True)
    is_offered = models.BooleanField(_("offered for new events"), default=True)
    asks_access = models.BooleanField(_("ask what people need to take part"), default=False)
    asks_diet = models.BooleanField(_("ask what people eat"), default=False)
    # What new events ask: [{"kind", "words_en", "words_fr", "choices", "is_required"}, ...]
    usual_questions = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.slug

    @property
    def name(self) -> str:
        """Its name, in the reader's language."""
        return self.name_fr if get_language() == "fr" else self.name_en

    @property
    def text(self) -> str:
        """What it is about, in the reader's language."""
        return (self.text_fr or self.text_en) if get_language() == "fr" else self.text_en

    @property
    def is_interview(self) -> bool:
        """Whether its events have a speaker with a sector."""
        return self.kind in {self.Kind.TALK, self.Kind.DIVERSITY}
