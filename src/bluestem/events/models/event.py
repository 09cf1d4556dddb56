import datetime as dt
import uuid

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bluestem.audit.actors import Actor
from bluestem.events.models.series import Series
from bluestem.kit import audience, time
from bluestem.members.models import Member

TITLE_LENGTH = 150
PLACE_LENGTH = 200
QUESTIONS_STAY_OPEN = dt.timedelta(hours=1)  # after the end
FEEDBACK_STAYS_OPEN = dt.timedelta(days=30)
LINK_OPENS = dt.timedelta(minutes=15)  # for visitors; members have it with their registration
WITHOUT_LIMIT = None


class State(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PROPOSED = "proposed", _("Proposed")
    PUBLISHED = "published", _("Published")
    MOVED = "moved", _("Moved")
    CANCELLED = "cancelled", _("Called off")
    OVER = "over", _("Over")


class Audience(models.TextChoices):
    PUBLIC = "public", _("Everyone")
    MEMBERS = "members", _("Members")
    NEWCOMERS = "newcomers", _("Newcomers")
    GROUP = "group", _("A named group")
    INVITED = "invited", _("People who are invited")


class QuestionMode(models.TextChoices):
    NONE = "", _("None")
    MODERATED = "moderated", _("Shown once an organiser lets them through")
    OPEN = "open", _("Shown at once")


STATES, AUDIENCES = State, Audience


class EventQuerySet(models.QuerySet["Event"]):
    def announced(self) -> "EventQuerySet":
        """Events whose page can be read by their audience: published, and what became of them."""
        return self.filter(state__in=Event.ANNOUNCED)

    def taking_place(self) -> "EventQuerySet":
        """Events that are published and not called off."""
        return self.filter(state__in=Event.OPEN)

    def upcoming(self) -> "EventQuerySet":
        """Announced events that have not ended."""
        return self.announced().filter(ends_at__gt=time.now()).order_by("starts_at", "id")

    def past(self) -> "EventQuerySet":
        """Announced events that have ended, the latest first."""
        return self.announced().filter(ends_at__lte=time.now()).order_by("-starts_at", "-id")

    def open_to(self, actor: Actor) -> "EventQuerySet":
        """Events that the actor may read of: public ones, members' ones, those she is invited to.

        Also those she registered for before they became somebody else's, and those she runs. An
        affiliation partner reads like a visitor. Newcomers' events are read by all members.
        """
        is_member = actor.is_one_of(audience.MEMBER)
        if not isinstance(actor, Member):  # the console and the schedule read everything
            return self if is_member else self.filter(audience=Audience.PUBLIC)
        if actor.is_one_of(audience.STEERING):
            return self
        from bluestem.events.models.registration import Registration  # which needs Event

        registered = Registration.objects.in_force().filter(
            event=models.OuterRef("pk"), member=actor
        )
        hers = models.Q(audience=Audience.PUBLIC)
        hers |= models.Q(models.Exists(registered))
        if is_member:
            invited = Event.invited.through.objects.filter(
                event=models.OuterRef("pk"), member=actor
            )
            hers |= models.Q(audience__in=Event.READ_BY_MEMBERS) | models.Q(models.Exists(invited))
        if actor.is_one_of(audience.MENTORING):
            hers |= models.Q(series__kind__in=Series.KINDS_OF_MENTORING)
        return self.filter(hers)

    def feed_of(self, member: Member) -> "EventQuerySet":
        """Events this member has a place at, for her calendar."""
        return self.filter(registrations__member=member).distinct()


class Event(models.Model):
    """Something with a start, an end, a place or a link, and an audience."""

    ANNOUNCED = (State.PUBLISHED, State.MOVED, State.CANCELLED, State.OVER)
    OPEN = (State.PUBLISHED, State.MOVED)
    READ_BY_MEMBERS = (Audience.MEMBERS, Audience.NEWCOMERS)
    BY_INVITATION = (Audience.GROUP, Audience.INVITED)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(max_length=120, unique=True)
    series = models.ForeignKey(Series, models.PROTECT, related_name="events")
    title_en = models.CharField(_("title in English"), max_length=TITLE_LENGTH, blank=True)
    title_fr = models.CharField(_("title in French"), max_length=TITLE_LENGTH, blank=True)
    summary_en = models.CharField(_("one sentence in English"), max_length=300, blank=True)
    summary_fr = models.CharField(_("one sentence in French"), max_length=300, blank=True)
    text_en = models.TextField(_("text in English"), blank=True)
    text_fr = models.TextField(_("text in French"), blank=True)
    starts_at = models.DateTimeField(_("start"))
    ends_at = models.DateTimeField(_("end"))
    place = models.CharField(_("place"), max_length=PLACE_LENGTH, blank=True)
    link = models.URLField(_("link for taking part online"), max_length=500, blank=True)
    access = models.TextField(_("how to get in"), max_length=2000, blank=True)
    spoken_language = models.CharField(_("language spoken"), max_length=80, blank=True)
    # Null: no limit. People on site and online are counted apart.
    capacity_people = models.PositiveIntegerField(_("places on site"), null=True, blank=True)
    online_capacity_people = models.PositiveIntegerField(_("places online"), null=True, blank=True)
    has_companions = models.BooleanField(_("people may bring somebody"), default=False)
    audience = models.CharField(
        _("for whom"), max_length=16, choices=Audience, default=Audience.MEMBERS
    )
    group_name = models.CharField(_("name of the group"), max_length=120, blank=True)
    invited = models.ManyToManyField(Member, related_name="invitations", blank=True)
    state = models.CharField(max_length=16, choices=State, default=State.DRAFT)
    reason_en = models.CharField(max_length=300, blank=True)  # why it was called off
    reason_fr = models.CharField(max_length=300, blank=True)
    handover = models.TextField(_("note for the next organiser"), blank=True)
    asks_access = models.BooleanField(_("ask what people need to take part"), default=False)
    asks_diet = models.BooleanField(_("ask what people eat"), default=False)
    question_mode = models.CharField(
        _("questions to the speaker"),
        max_length=10,
        choices=QuestionMode,
        blank=True,
        default="",
    )
    notes_en = models.TextField(_("notes in English"), blank=True)  # what was said, afterwards
    notes_fr = models.TextField(_("notes in French"), blank=True)
    helpers_thanked_at = models.DateTimeField(null=True)
    feedback_closed_at = models.DateTimeField(null=True)  # answers were rewritten in key order
    # The entry it was imported from: its UID, or how its line of a list is known again.
    source_uid = models.CharField(max_length=255, blank=True)
    imported_at = models.DateTimeField(null=True)  # when an import wrote it last
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # of its calendar entry
    sequence = models.PositiveIntegerField(default=0)  # raised by what a calendar has to know
    last_order = models.PositiveIntegerField(default=0)  # of its registrations, given under lock
    followed_by = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="follows"
    )
    copied_from = models.ForeignKey("self", models.SET_NULL, null=True, related_name="copies")
    # Null: the console, or a person who has been erased since.
    author = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    proposed_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    approved_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    proposed_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()  # never twice the same: two editors are told apart by it

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "id"]
        indexes = [
            models.Index(fields=["state", "starts_at"]),
            models.Index(fields=["state", "ends_at"]),
            models.Index(fields=["series", "starts_at"]),
            models.Index(fields=["source_uid"], name="event_source_uid"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="event_ends_after_its_start",
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    @property
    def title(self) -> str:
        """Its title in the reader's language, or in the one that is written."""
        return self._in_readers_language(self.title_en, self.title_fr)

    @property
    def summary(self) -> str:
        """One sentence about it."""
        return self._in_readers_language(self.summary_en, self.summary_fr)

    @property
    def text(self) -> str:
        """Its Markdown."""
        return self._in_readers_language(self.text_en, self.text_fr)

    @property
    def notes(self) -> str:
        """What was said, as Markdown."""
        return self._in_readers_language(self.notes_en, self.notes_fr)

    @property
    def reason(self) -> str:
        """Why it was called off."""
        return self._in_readers_language(self.reason_en, self.reason_fr)

    @staticmethod
    def _in_readers_language(english: str, french: str) -> str:
        return (french or english) if get_language() == "fr" else (english or french)

    @property
    def is_online(self) -> bool:
        """Whether one can take part from elsewhere."""
        return bool(self.link)

    @property
    def is_on_site(self) -> bool:
        """Whether one can take part on site: everything without a link is somewhere."""
        return bool(self.place) or not self.link

    @property
    def is_both(self) -> bool:
        """Whether people choose between on site and online."""
        return self.is_online and bool(self.place)

    @property
    def is_announced(self) -> bool:
        """Whether its audience can read its page."""
        return self.state in self.ANNOUNCED

    @property
    def is_draft(self) -> bool:
        """Whether it is still being written."""
        return self.state == State.DRAFT

    @property
    def is_proposed(self) -> bool:
        """Whether it waits for a yes."""
        return self.state == State.PROPOSED

    @property
    def is_moved(self) -> bool:
        """Whether its time was changed after publication."""
        return self.state == State.MOVED

    @property
    def is_cancelled(self) -> bool:
        """Whether it was called off."""
        return self.state == State.CANCELLED

    @property
    def is_taking_place(self) -> bool:
        """Whether it is published and not called off."""
        return self.state in self.OPEN

    @property
    def is_past(self) -> bool:
        """Whether it has ended."""
        return self.ends_at <= time.now()

    @property
    def is_open(self) -> bool:
        """Whether one can still register: until it ends."""
        return self.is_taking_place and not self.is_past

    @property
    def is_link_open_to_visitors(self) -> bool:
        """Whether visitors who registered see the link now."""
        return self.starts_at - LINK_OPENS <= time.now() < self.ends_at

    @property
    def has_questions(self) -> bool:
        """Whether people may ask the speaker on its page."""
        return self.question_mode != QuestionMode.NONE

    @property
    def takes_questions(self) -> bool:
        """Whether questions and votes come in: from publication until a while after the end."""
        return (
            self.has_questions
            and self.is_taking_place
            and time.now() < self.ends_at + QUESTIONS_STAY_OPEN
        )

    @property
    def takes_feedback(self) -> bool:
        """Whether people say what they thought: for a month after the end."""
        return (
            self.state in (*self.OPEN, State.OVER)
            and self.feedback_closed_at is None
            and self.ends_at <= time.now() < self.ends_at + FEEDBACK_STAYS_OPEN
        )

    def has_way(self, is_online: bool) -> bool:
        """Whether one can take part in this way."""
        return self.is_online if is_online else self.is_on_site

    def capacity(self, is_online: bool) -> int | None:
        """How many people have a place in one of the two ways; None: as many as come."""
        return self.online_capacity_people if is_online else self.capacity_people

    @property
    def reference(self) -> str:
        """How its mailings and letters name it."""
        return f"event:{self.pk}"
