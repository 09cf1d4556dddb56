"""From a typed address to a member: asking, the letter, confirming, steering's yes."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from bluestem.audit.actions import note
from bluestem.audit.actors import Actor
from bluestem.community.queries import the_community
from bluestem.kit import time
from bluestem.kit.tasks import later
from bluestem.mailroom.actions import post, readmit
from bluestem.members import letters
from bluestem.members.actions.founding import MEMBERSHIP_TEXT_VERSION
from bluestem.members.actions.subscriptions import confirm_subscriptions, subscribe
from bluestem.members.errors import JoiningExpired, MembershipDeactivated
from bluestem.members.models import (
    Consent,
    Department,
    Joining,
    MailingList,
    Member,
    Purpose,
    Subscription,
    normal_address,
)
from bluestem.members.queries.account import joining_letters
from bluestem.members.tasks import answer_joining as answer_joining_task

# Kept in English, shown in the reader's language.
WAY = gettext_noop("on the page for joining, confirmed from the mail")
FOUNDERS_WAY = gettext_noop("by founding the community")


@transaction.atomic
def ask_to_join(
    *,
    actor: Actor,
    address: str,
    name: str,
    language: str,
    department_code: str = "",
    lists: Sequence[str] = (),
) -> Joining:
    """Write down that somebody wants to join, and grant a letter where one is due.

    Does the same for a member, a stranger and everybody between: one row, one task. A letter is
    due once a day, and once more after an hour. No audit line: a visitor did nothing yet.
    After commit: the letter, by a task.
    """
    now = timezone.now()
    address = normal_address(address)
    is_due = joining_letters(address).is_due(now)
    joining = Joining.objects.create(
        address=address,
        name=name,
        language=language,
        department_code=department_code,
        lists=list(lists),
        asked_at=now,
        letter_count=int(is_due),
        last_letter_at=now if is_due else None,
    )
    later(answer_joining_task, joining_id=str(joining.pk))
    return joining


@transaction.atomic
def ask_to_join_again(*, actor: Actor, joining: Joining) -> bool:
    """Grant the letter of a joining once more, if one is due; say whether it was.

    After commit: the letter, by a task.
    """
    now = timezone.now()
    is_due = joining.confirmed_at is None and joining_letters(joining.address).is_due(now)
    if is_due:
        joining.letter_count += 1
        joining.last_letter_at = now
        joining.answered_at = None
    joining.save(update_fields=["letter_count", "last_letter_at", "answered_at"])
    later(answer_joining_task, joining_id=str(joining.pk))
    return is_due


@transaction.atomic
def answer_joining(*, actor: Actor, joining: Joining) -> Joining:
    """Write the letter a joining was granted: what it says depends on who the address is.

    Together: the letter and the mark that it was written, so that a second run writes nothing.
    """
    joining = Joining.objects.select_for_update().get(pk=joining.pk)
    if joining.answered_at is not None:
        return joining
    if joining.letter_count:
        _write_letter(joining)
    joining.answered_at = timezone.now()
    joining.save(update_fields=["answered_at"])
    return joining


def _write_letter(joining: Joining) -> None:
    member = Member.objects.filter(address=joining.address).first()
    if member is None or member.state in {Member.State.LEFT, Member.State.ERASED}:
        post(
            letter=letters.CONFIRM_JOINING.name,
            to=letters.to_stranger(joining.address, joining.language),
            context=letters.button("members:join_confirm", joining.language, joining.pk),
        )
        return
    letter, view = {
        Member.State.ACTIVE: (letters.ALREADY_MEMBER, "members:sign_in"),
        Member.State.WAITING: (letters.JOINING_RECEIVED, ""),
        Member.State.DEACTIVATED: (letters.DEACTIVATED, ""),
    }[Member.State(member.state)]
    context = letters.button(view, member.language) if view else {}
    post(letter=letter.name, to=letters.to_member(member), context=context)


@transaction.atomic
def confirm_joining(*, actor: Actor, joining: Joining) -> Member:
    """Make the person behind a joining a member, or put her before steering; twice changes nothing.

    Together: member, consent, subscriptions and audit line. After commit: the letter that
    welcomes her, or says that she waits.
    Raises: JoiningExpired, MembershipDeactivated.
    """
    # Every joining of the address, in one order: of two confirmed at once, one waits for the other.
    of_address = Joining.objects.filter(address=joining.address).order_by("pk")
    joining = {each.pk: each for each in of_address.select_for_update()}[joining.pk]
    if joining.is_expired and joining.confirmed_at is None:
        raise JoiningExpired
    member = Member.objects.filter(address=joining.address).first()
    if member is not None and member.state == Member.State.DEACTIVATED:
        raise MembershipDeactivated
    if member is not None and member.state != Member.State.LEFT:
        return member
    is_approved_first = the_community().is_joining_approved
    member = _admitted(joining, member, is_waiting=is_approved_first)
    _subscribe(actor, joining, member, is_confirmed=not is_approved_first)
    joining.confirmed_at = timezone.now()
    joining.save(update_fields=["confirmed_at"])
    readmit(address=joining.address)
    note(
        actor=actor, deed="joined", kind="member", key=member.pk, facts={"state": str(member.state)}
    )
    if is_approved_first:
        post(letter=letters.JOINING_RECEIVED.name, to=letters.to_member(member))
    else:
        _post_welcome(member)
    return member


def _admitted(joining: Joining, member: Member | None, *, is_waiting: bool) -> Member:
    """Return a new member, or one who left and comes back to what she had."""
    member = member or Member(address=joining.address, joined_on=time.today())
    member.name = joining.name
    member.language = joining.language
    department = Department.objects.filter(code=joining.department_code).first()
    member.department = department or member.department
    member.state = Member.State.WAITING if is_waiting else Member.State.ACTIVE
    member.left_on = None
    member.consent_source = "joined on the site"
    member.save()
    Consent.objects.get_or_create(
        member=member,
        purpose=Purpose.MEMBERSHIP,
        withdrawn_at=None,
        defaults={
            "text_version": MEMBERSHIP_TEXT_VERSION,
            "way": WAY,
            "given_at": timezone.now(),
        },
    )
    return member


def _subscribe(actor: Actor, joining: Joining, member: Member, *, is_confirmed: bool) -> None:
    for mailing_list in MailingList.objects.filter(slug__in=joining.lists):
        subscribe(
            actor=actor,
            mailing_list=mailing_list,
            address=joining.address,
            way=Subscription.Way.JOINING,
            member=member,
            language=member.language,
            is_confirmed=is_confirmed,
        )


def _post_welcome(member: Member) -> None:
    post(
        letter=letters.WELCOME.name,
        to=letters.to_member(member),
        context=letters.button("members:sign_in", member.language),
    )


@transaction.atomic
def welcome(*, actor: Actor, member: Member) -> Member:
    """What follows when steering said yes: the lists she chose begin, and the letter is written.

    Called by `approve_joining` inside its transaction, after the state is active.
    """
    confirm_subscriptions(member=member)
    _post_welcome(member)
    return member
