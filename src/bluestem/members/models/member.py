import datetime as dt
import unicodedata
import uuid
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from bluestem.kit import audience, time
from bluestem.kit.fields import EncryptedTextField
from bluestem.members.folding import folded
from bluestem.members.models.organisation import Department, Institution, Interest

NEWCOMER_DAYS = 365
SORT_NAME_LENGTH = 160  # some letters fold to several


def normal_address(address: str) -> str:
    """Return the one spelling under which an address is stored and compared.

    Without outer space, composed (NFC) and in small letters: no mail server in use tells
    Ada@example.org from ada@example.org, and a list that holds both writes to her twice.
    """
    return unicodedata.normalize("NFC", address.strip()).lower()


class Affiliation(models.TextChoices):
    STAFF = "staff", _("Staff")
    FELLOW = "fellow", _("Fellow")
    STUDENT = "student", _("Student")
    USER = "user", _("User")
    ASSOCIATE = "associate", _("Associate")
    CONTRACTOR = "contractor", _("Contractor")
    ALUMNI = "alumni", _("Alumni")
    PARTNER = "partner", _("Partner institution")
    EXTERNAL = "external", _("External")


AFFILIATIONS = Affiliation


class Visibility(models.IntegerChoices):
    """Who is shown a field of a profile; each circle holds the ones before it."""

    NOBODY = 0, _("Nobody")
    ORGANISERS = 1, _("Organisers")
    MEMBERS = 2, _("Members")
    EVERYONE = 3, _("Everyone")


class GenderGroup(models.TextChoices):
    WOMAN = "woman", _("Woman")
    MAN = "man", _("Man")
    NON_BINARY = "non-binary", _("Non-binary or another gender")


def _visibility(default: Visibility) -> "models.PositiveSmallIntegerField[int, int]":
    return models.PositiveSmallIntegerField(choices=Visibility, default=default)


class MemberQuerySet(models.QuerySet["Member"]):
    def get_by_natural_key(self, username: str | None) -> "Member":
        """Find by address; Django's sign-in machinery asks under this name."""
        return self.get(address=normal_address(username or ""))

    # A name is written in four ways; its folded spelling goes along with each of them, so that
    # a changed or erased name is neither found nor sorted under what it was before.
    def bulk_create(self, objs: Iterable["Member"], *args: Any, **kwargs: Any) -> list["Member"]:
        people = list(objs)
        for member in people:
            member.sort_name = folded(member.name)[:SORT_NAME_LENGTH]
        return super().bulk_create(people, *args, **kwargs)

    def bulk_update(
        self, objs: Iterable["Member"], fields: Iterable[str], *args: Any, **kwargs: Any
    ) -> int:
        people, names = list(objs), list(fields)
        if "name" in names:
            names.append("sort_name")
            for member in people:
                member.sort_name = folded(member.name)[:SORT_NAME_LENGTH]
        return super().bulk_update(people, names, *args, **kwargs)

    def update(self, **changes: Any) -> int:
        if isinstance(changes.get("name"), str):
            changes["sort_name"] = folded(changes["name"])[:SORT_NAME_LENGTH]
        return super().update(**changes)

    def active(self) -> "MemberQuerySet":
        return self.filter(state=Member.State.ACTIVE)

    def waiting(self) -> "MemberQuerySet":
        """People who confirmed and wait for steering's yes."""
        return self.filter(state=Member.State.WAITING)

    def on(self, day: dt.date) -> "MemberQuerySet":
        """Who was a member at the end of `day`: joined by then and not yet left."""
        return self.filter(joined_on__lte=day, state__in=Member.COUNTED).exclude(left_on__lte=day)

    def newcomers(self) -> "MemberQuerySet":
        """Active members who joined in the last twelve months."""
        return self.active().filter(joined_on__gt=time.today() - dt.timedelta(days=NEWCOMER_DAYS))

    def organisers(self) -> "MemberQuerySet":
        """Active members who hold a role today."""
        today = time.today()
        return (
            self.active()
            .filter(roles__starts_on__lte=today)
            .filter(models.Q(roles__ends_on__isnull=True) | models.Q(roles__ends_on__gt=today))
            .distinct()
        )


class Member(AbstractBaseUser):
    """A person who joined and confirmed; has one address."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for approval")
        ACTIVE = "active", _("Member")
        DEACTIVATED = "deactivated", _("Deactivated")
        LEFT = "left", _("Left")
        ERASED = "erased", _("Erased")

    # Erased people still count in the figures of the years they were here.
    COUNTED = (State.ACTIVE, State.DEACTIVATED, State.LEFT, State.ERASED)

    password = None  # type: ignore[assignment]  # nobody has one: codes, passkeys, OpenID
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    state = models.CharField(max_length=16, choices=State, default=State.ACTIVE)
    address = models.EmailField(_("email address"), max_length=254, unique=True, null=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    sort_name = models.CharField(max_length=SORT_NAME_LENGTH, blank=True, editable=False)
    language = models.CharField(_("language"), max_length=8, default="en")

    pronouns = models.CharField(_("pronouns"), max_length=40, blank=True)
    about = models.TextField(_("about you"), max_length=2000, blank=True)
    department = models.ForeignKey(
        Department, models.SET_NULL, null=True, blank=True, related_name="members"
    )
    institution = models.ForeignKey(
        Institution, models.SET_NULL, null=True, blank=True, related_name="members"
    )
    affiliation = models.CharField(_("affiliation"), max_length=16, choices=Affiliation, blank=True)
    spoken_languages = models.JSONField(_("languages"), default=list, blank=True)  # ISO 639-1
    interests = models.ManyToManyField(Interest, blank=True, related_name="members")
    gender_group = EncryptedTextField(blank=True, default="")  # a GenderGroup, with consent per use
    gender_words = EncryptedTextField(blank=True, default="")

    name_visibility = _visibility(Visibility.MEMBERS)
    address_visibility = _visibility(Visibility.ORGANISERS)
    pronouns_visibility = _visibility(Visibility.MEMBERS)
    about_visibility = _visibility(Visibility.MEMBERS)
    department_visibility = _visibility(Visibility.MEMBERS)
    institution_visibility = _visibility(Visibility.MEMBERS)
    affiliation_visibility = _visibility(Visibility.MEMBERS)
    spoken_languages_visibility = _visibility(Visibility.MEMBERS)
    interests_visibility = _visibility(Visibility.MEMBERS)
    joined_on_visibility = _visibility(Visibility.MEMBERS)

    joined_on = models.DateField(_("joined on"))
    is_joining_estimated = models.BooleanField(default=False)
    left_on = models.DateField(_("left on"), null=True, blank=True)
    consent_source = models.CharField(max_length=120, blank=True)  # "imported by … on …"
    session_epoch = models.PositiveIntegerField(default=0)  # raised: every session ends

    objects = MemberQuerySet.as_manager()

    USERNAME_FIELD = "address"
    EMAIL_FIELD = "address"
    REQUIRED_FIELDS = []

    class Meta:
        indexes = [
            models.Index(fields=["state", "sort_name", "id"]),
            models.Index(fields=["joined_on"]),
            models.Index(fields=["department", "state"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(left_on__isnull=True)
                | models.Q(left_on__gte=models.F("joined_on")),
                name="member_leaves_after_joining",
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(self.id)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort_name = folded(self.name)[:SORT_NAME_LENGTH]
        fields = kwargs.get("update_fields")
        if fields is not None and "name" in fields:
            kwargs["update_fields"] = {*fields, "sort_name"}
        super().save(*args, **kwargs)

    @property
    def is_active(self) -> bool:  # type: ignore[override]  # a state here, a column in Django
        """Whether she may sign in."""
        return self.state == self.State.ACTIVE

    @property
    def is_newcomer(self) -> bool:
        """Whether she joined in the last twelve months."""
        return self.joined_on > time.today() - dt.timedelta(days=NEWCOMER_DAYS)

    @property
    def initials(self) -> str:
        """One or two letters that stand beside the name."""
        words = [word for word in self.name.split() if word[0].isalpha()]
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()

    @cached_property
    def role_kinds(self) -> frozenset[str]:
        """The kinds of role she holds today."""
        return frozenset(role.kind for role in self.roles.current())

    @property
    def is_organiser(self) -> bool:
        """Whether she holds a role today."""
        return bool(self.role_kinds)

    @property
    def audit_key(self) -> str:
        """How the audit names her."""
        return str(self.pk)

    @property
    def audiences(self) -> frozenset[str]:
        """The columns of the table of rights that are hers."""
        if not self.is_active or not self.role_kinds:
            return self._audiences_without_roles
        return self._audiences_without_roles | self.role_kinds | {audience.ORGANISER}

    @property
    def _audiences_without_roles(self) -> frozenset[str]:
        hers = {audience.EVERYONE}
        if self.is_active:
            hers.add(audience.SIGNED_IN)
            if self.affiliation != Affiliation.PARTNER:
                hers.add(audience.MEMBER)
        return frozenset(hers)

    def is_one_of(self, *names: str) -> bool:
        """Whether one of these audiences is hers; her roles are asked only where they decide."""
        wanted = frozenset(names)
        return bool(wanted & self._audiences_without_roles or wanted & self.audiences)

    def get_session_auth_hash(self) -> str:
        """A word that every session carries; raising `session_epoch` ends them all."""
        from django.utils.crypto import salted_hmac

        content = f"{self.pk}:{self.session_epoch}:{self.state}:{self.address}"
        return salted_hmac("bluestem.members.session", content, algorithm="sha256").hexdigest()

    def get_session_auth_fallback_hash(self):  # type: ignore[no-untyped-def]
        """No older secret is accepted for sessions."""
        return iter(())
