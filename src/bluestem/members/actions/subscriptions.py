"""An address goes on a mailing list, and leaves it as easily."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from bluestem.audit.actions import note
from bluestem.audit.actors import Actor
from bluestem.mailroom.actions import withdraw
from bluestem.members.models import MailingList, Member, Subscription
from bluestem.members.queries.account import lists_of


@transaction.atomic
def subscribe(
    *,
    actor: Actor,
    mailing_list: MailingList,
    address: str,
    way: str,
    member: Member | None = None,
    language: str = "en",
    is_confirmed: bool = True,
) -> Subscription:
    """Put an address on a list, or back on it; asking twice changes nothing.

    Together: the subscription and the audit line. `is_confirmed=False` keeps it asleep until
    somebody says yes (`confirm_subscriptions`).
    """
    now = timezone.now()
    subscription, _ = Subscription.objects.get_or_create(
        mailing_list=mailing_list,
        address=address,
        defaults={"started_way": way, "started_at": now, "ended_at": now},
    )
    if subscription.ended_at is None and (subscription.confirmed_at or not is_confirmed):
        if member is not None and subscription.member_id is None:  # a visitor's, now hers
            subscription.member = member
            subscription.save(update_fields=["member"])
        return subscription
    subscription.member = member or subscription.member
    subscription.language = language
    subscription.started_way = way
    subscription.started_at = now
    subscription.confirmed_at = now if is_confirmed else None
    subscription.ended_at = None
    subscription.ended_way = ""
    subscription.save()
    note(
        actor=actor,
        deed="subscribed",
        kind="subscription",
        key=subscription.pk,
        facts={"list": mailing_list.slug, "way": str(way)},
    )
    return subscription


@transaction.atomic
def unsubscribe(*, actor: Actor, subscription: Subscription, way: str) -> Subscription:
    """End a subscription; waiting mails of that list to its address are not sent any more.

    Together: the end of the subscription, the waiting deliveries and the audit line. Twice
    changes nothing. Ended ones are kept: an import must not bring back what a person stopped.
    """
    subscription = (
        Subscription.objects.select_for_update(of=("self",))
        .select_related("mailing_list")
        .get(pk=subscription.pk)
    )
    if subscription.ended_at is not None:
        return subscription
    subscription.ended_at = timezone.now()
    subscription.ended_way = way
    subscription.save(update_fields=["ended_at", "ended_way"])
    slug = subscription.mailing_list.slug
    withdraw(address=subscription.address, list_key=slug)
    note(
        actor=actor,
        deed="unsubscribed",
        kind="subscription",
        key=subscription.pk,
        facts={"list": slug, "way": str(way)},
    )
    return subscription


@transaction.atomic
def choose_lists(*, actor: Actor, member: Member, slugs: Collection[str]) -> Member:
    """Set which of the lists that are hers to choose a member is on.

    Together: each change with its audit line. Lists that are not hers to choose stay as they are.
    """
    for mailing_list, is_on in lists_of(member):
        wanted = mailing_list.slug in slugs
        if wanted and not is_on:
            subscribe(
                actor=actor,
                mailing_list=mailing_list,
                address=member.address or "",
                way=Subscription.Way.SETTINGS,
                member=member,
                language=member.language,
            )
        elif is_on and not wanted:
            unsubscribe(
                actor=actor,
                subscription=mailing_list.subscriptions.get(address=member.address or ""),
                way=Subscription.Way.SETTINGS,
            )
    return member


def confirm_subscriptions(*, member: Member) -> None:
    """Wake the subscriptions that slept while a member waited for approval."""
    member.subscriptions.filter(confirmed_at__isnull=True, ended_at__isnull=True).update(
        confirmed_at=timezone.now()
    )
