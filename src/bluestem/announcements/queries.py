"""Read announcements, each together with the permission to, and who a list reaches."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.db.models import Count, Q
from django.db.models.functions import Coalesce

from bluestem.announcements.models import LANGUAGES, Announcement, AnnouncementQuerySet
from bluestem.announcements.rules import can_release, lists_of
from bluestem.audit.actors import Actor
from bluestem.mailroom.actions import Recipient
from bluestem.mailroom.models import Suppression
from bluestem.mailroom.queries import suppressed_among
from bluestem.members.models import (
    MailingList,
    Member,
    Role,
    Subscription,
    SubscriptionQuerySet,
)

PORTION = 2000


def announcements_for(actor: Actor) -> AnnouncementQuerySet:
    """Return the announcements that the actor may read: those to the lists she writes to."""
    slugs = lists_of(actor)
    found = Announcement.objects.select_related(
        "mailing_list", "mailing", "author", "changed_by", "asked_by", "approved_by"
    )
    return found if slugs is None else found.on_lists(slugs)


def announcement_for(actor: Actor, announcement_id: UUID | str, to: str = "read") -> Announcement:
    """Return one announcement to "read", "edit" or "approve".

    Raises: Announcement.DoesNotExist for a stranger just as for an id that nobody has.
    """
    found = announcements_for(actor)
    if to == "edit":
        found = found.exclude(state=Announcement.State.RELEASED)
    announcement = found.get(pk=announcement_id)
    if to == "approve" and not can_release(actor, announcement):
        raise Announcement.DoesNotExist
    return announcement


def lists_for(actor: Actor) -> list[MailingList]:
    """Return the mailing lists that the actor writes to."""
    slugs = lists_of(actor)
    lists = MailingList.objects.all()
    return list(lists if slugs is None else lists.filter(slug__in=slugs))


def subscribers() -> SubscriptionQuerySet:
    """Return what mailings reach: active subscriptions of visitors and of active members."""
    return Subscription.objects.active().filter(
        Q(member__isnull=True) | Q(member__state=Member.State.ACTIVE)
    )


def count_by_list() -> dict[int, int]:
    """Return for each mailing list, by id, how many addresses a mailing reaches."""
    rows = subscribers().values("mailing_list").order_by().annotate(people=Count("id"))
    return {row["mailing_list"]: row["people"] for row in rows}


def count_by_language(mailing_list: MailingList) -> dict[str, int]:
    """Return how many of a list's recipients read each language; suppressed addresses left out."""
    rows = (
        subscribers()
        .filter(mailing_list=mailing_list)
        .values(reads=Coalesce("member__language", "language"))
        .order_by()
        .annotate(people=Count("id"))
    )
    counts = dict.fromkeys(LANGUAGES, 0)
    for row in rows:
        counts[_known(row["reads"])] += row["people"]
    for language in _suppressed_languages(mailing_list):
        counts[language] -= 1
    return counts


def recipients_of(mailing_list: MailingList) -> Iterator[Recipient]:
    """Stream whom a mailing on this list reaches, each in her own language."""
    rows = (
        subscribers()
        .filter(mailing_list=mailing_list)
        .order_by("id")
        .values_list("address", "language", "member_id", "member__name", "member__language")
    )
    for address, language, member_id, name, member_language in rows.iterator(chunk_size=PORTION):
        yield Recipient(
            address=address,
            language=_known(member_language or language),
            name=name or "",
            key=str(member_id or ""),
        )


def approvers_of(announcement: Announcement) -> list[Member]:
    """Return the steering members whose yes would count as a second person's."""
    steering = Role.objects.current().filter(kind=Role.Kind.STEERING)
    concerned = [key for key in (announcement.author_id, announcement.asked_by_id) if key]
    return list(
        Member.objects.active()
        .filter(pk__in=steering.values("member"))
        .exclude(pk__in=concerned)
        .order_by("name", "id")
    )


def _suppressed_languages(mailing_list: MailingList) -> list[str]:
    """Return the language of each subscriber that nobody may write to; mostly there are none."""
    if not Suppression.objects.exists():
        return []
    reads = {each.address: each.language for each in recipients_of(mailing_list)}
    return [reads[address] for address in suppressed_among(reads)]


def _known(language: str) -> str:
    return language if language in LANGUAGES else LANGUAGES[0]


def announcements_by_reference(references: Iterable[str]) -> dict[str, Announcement]:
    """Return the announcements that mailings name, by that name; others are left out."""
    keys = {}
    for reference in references:
        kind, _, key = reference.partition(":")
        if kind == "announcement":
            keys[key] = reference
    found = Announcement.objects.filter(pk__in=keys).select_related("mailing_list")
    return {keys[str(announcement.pk)]: announcement for announcement in found}
