"""Who may: the table of rights of the community, as far as people are concerned.

Everything that is not said here is refused.
"""

from bluestem.audit.actors import Actor
from bluestem.kit import audience
from bluestem.members.models import Member, Visibility

# Fields of a profile, each with a `<field>_visibility` that its owner sets.
FIELDS = (
    "name",
    "address",
    "pronouns",
    "about",
    "department",
    "institution",
    "affiliation",
    "spoken_languages",
    "interests",
    "joined_on",
)


def circle_of(reader: Actor) -> Visibility:
    """Return the circle a reader stands in: she sees fields shown to it and to wider ones.

    Fields shown to organisers are read by the steering committee; of the other organisers
    each has what her role needs, which is not this. An affiliation partner reads like a visitor.
    """
    if audience.STEERING in reader.audiences:
        return Visibility.ORGANISERS
    if audience.MEMBER in reader.audiences:
        return Visibility.MEMBERS
    return Visibility.EVERYONE


def is_shown(field: str, owner: Member, circle: Visibility) -> bool:
    """Whether `owner` shows a field to a circle. Nobody's circle is her own."""
    shown_to: int = getattr(owner, f"{field}_visibility")
    return shown_to >= circle > Visibility.NOBODY


def may_see(field: str, reader: Actor, owner: Member) -> bool:
    """Whether `reader` may read a field of `owner`; everyone may read what is her own."""
    return reader.audit_key == owner.audit_key or is_shown(field, owner, circle_of(reader))


def _is_steering(actor: Actor) -> bool:
    return audience.STEERING in actor.audiences


can_manage_members = _is_steering  # the list with all states, deactivating and reactivating
can_approve_joining = _is_steering
can_export = _is_steering
can_give_role = _is_steering
can_end_role = _is_steering
can_edit_departments = _is_steering


def can_edit_profile(actor: Actor, owner: Member) -> bool:
    """Whether `actor` may change a profile: only her own, whatever her role."""
    return owner.is_active and actor.audit_key == owner.audit_key
