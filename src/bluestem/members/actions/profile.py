"""A member says who she is, who may read it, and what may be counted."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from bluestem.audit.actions import note
from bluestem.audit.actors import Actor
from bluestem.members import rules
from bluestem.members.errors import AffiliationIsFixed, ConsentNeedsGroup, NotActive
from bluestem.members.models import (
    AFFILIATIONS,
    Consent,
    Department,
    Institution,
    Interest,
    Member,
    Purpose,
)
from bluestem.members.queries.people import institution_spelled

# Raised with every change of the words beside the two questions about gender.
GENDER_TEXT_VERSION = "2026-11"
GENDER_PURPOSES = (Purpose.GENDER_STATISTICS, Purpose.GENDER_MENTORING)


@dataclass(frozen=True)
class ProfileChange:
    """Everything the page for one's profile holds, as it shall be."""

    name: str
    pronouns: str = ""
    about: str = ""
    department: Department | None = None
    institution_name: str = ""
    affiliation: str = ""
    spoken_languages: list[str] = field(default_factory=list)
    interests: Iterable[Interest] = ()
    gender_group: str = ""
    gender_words: str = ""
    gender_purposes: frozenset[str] = frozenset()
    visibilities: dict[str, int] = field(default_factory=dict)  # of rules.FIELDS; others stay


@transaction.atomic
def change_profile(*, actor: Actor, member: Member, change: ProfileChange) -> Member:
    """Write a member's profile, who sees each field, and what her gender may be used for.

    Together: profile, institution, consents made or withdrawn, and an audit line each. Without
    a group no consent stands.
    Raises: NotActive, AffiliationIsFixed, ConsentNeedsGroup.
    """
    if not rules.can_edit_profile(actor, member):
        raise NotActive
    if AFFILIATIONS.PARTNER in {member.affiliation, change.affiliation} and (
        change.affiliation != member.affiliation
    ):
        raise AffiliationIsFixed
    if change.gender_purposes and not change.gender_group:
        raise ConsentNeedsGroup
    before = Member.objects.select_for_update().get(pk=member.pk)
    fields = _write(member, change)
    member.save(update_fields=fields)
    changed = [name for name in fields if getattr(before, name) != getattr(member, name)]
    if before.institution_id != member.institution_id:
        forget_unused_institutions()
    interests = list(change.interests)
    if set(before.interests.all()) != set(interests):
        member.interests.set(interests)
        changed.append("interests")
    if changed:
        note(
            actor=actor,
            deed="changed profile",
            kind="member",
            key=member.pk,
            facts={"fields": sorted(changed)},
        )
    _set_consents(actor, member, change.gender_purposes)
    return member


def _write(member: Member, change: ProfileChange) -> list[str]:
    """Put the change on the object and return the fields to save."""
    member.name = " ".join(change.name.split())
    member.pronouns = " ".join(change.pronouns.split())
    member.about = change.about.strip()
    member.department = change.department
    named = " ".join(change.institution_name.split())
    member.institution = name_institution(name=named) if named else None
    member.affiliation = change.affiliation
    member.spoken_languages = sorted(set(change.spoken_languages))
    member.gender_group = change.gender_group
    member.gender_words = " ".join(change.gender_words.split())
    shown = [f"{name}_visibility" for name in rules.FIELDS if name in change.visibilities]
    for name in shown:
        setattr(member, name, change.visibilities[name.removesuffix("_visibility")])
    own = ("name", "pronouns", "about", "department", "institution", "affiliation")
    return [*own, "spoken_languages", "gender_group", "gender_words", *shown]


def name_institution(*, name: str) -> Institution:
    """Return the institution with this name in any spelling, or a new one, not yet offered."""
    known = institution_spelled(name)
    return known or Institution.objects.create(name=name, is_offered=False)


def forget_unused_institutions() -> None:
    """Remove what somebody typed once and nobody has any more."""
    Institution.objects.filter(is_offered=False, members__isnull=True).delete()


def _set_consents(actor: Actor, member: Member, wanted: frozenset[str]) -> None:
    standing = {
        consent.purpose: consent
        for consent in member.consents.given().filter(purpose__in=GENDER_PURPOSES)
    }
    for purpose in GENDER_PURPOSES:
        consent = standing.get(purpose)
        if purpose in wanted and consent is None:
            consent = Consent.objects.create(
                member=member,
                purpose=purpose,
                text_version=GENDER_TEXT_VERSION,
                way="in the profile",
                given_at=timezone.now(),
            )
            _note_consent(actor, member, "gave consent", consent)
        elif purpose not in wanted and consent is not None:
            consent.withdrawn_at = timezone.now()
            consent.save(update_fields=["withdrawn_at"])
            _note_consent(actor, member, "withdrew consent", consent)


def _note_consent(actor: Actor, member: Member, deed: str, consent: Consent) -> None:
    facts = {"purpose": str(consent.purpose), "text": consent.text_version}
    note(actor=actor, deed=deed, kind="member", key=member.pk, facts=facts)
