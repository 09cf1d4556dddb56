"""Who may write to which list, and whose yes sends it."""

from bluestem.announcements.models import Announcement
from bluestem.audit.actors import Actor
from bluestem.community.queries import the_community
from bluestem.kit.audience import EDITOR, MENTORING, OUTREACH, STEERING
from bluestem.members.models import MailingList, Member

# Steering writes to every list; of the others each team writes to its own.
TEAMS = {"mentoring-calls": MENTORING, "outreach-calls": OUTREACH}
# Who sees what became of a mailing on a list, beside steering.
WATCHERS = {**TEAMS, "friday-links": EDITOR}


def lists_of(actor: Actor) -> list[str] | None:
    """Return the slugs of the lists that the actor writes to; None stands for all."""
    if STEERING in actor.audiences:
        return None
    return [slug for slug, team in TEAMS.items() if team in actor.audiences]


def can_write(actor: Actor, mailing_list: MailingList) -> bool:
    """Whether the actor writes to this list."""
    slugs = lists_of(actor)
    return slugs is None or mailing_list.slug in slugs


def can_release(actor: Actor, announcement: Announcement) -> bool:
    """Whether the actor's yes sends it; with approval on, never of who wrote or asked."""
    if STEERING not in actor.audiences:
        return False
    return not the_community().needs_approval or is_second_person(actor, announcement)


def is_second_person(actor: Actor, announcement: Announcement) -> bool:
    """Whether the actor is a member who neither wrote it nor asked for its release."""
    return isinstance(actor, Member) and actor.pk not in {
        announcement.author_id,
        announcement.asked_by_id,
    }


def watchers_of(mailing_list: MailingList) -> str:
    """Return the audience that sees what became of mailings on this list."""
    return WATCHERS.get(mailing_list.slug, STEERING)
