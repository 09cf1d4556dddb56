"""What the room hears from below: somebody stopped a list from a mail."""

from typing import Any
from uuid import UUID

from django.dispatch import receiver

from bluestem.audit.actors import VISITOR
from bluestem.mailroom.signals import address_stopped, list_named
from bluestem.members.actions import unsubscribe
from bluestem.members.models import MailingList, Member, Subscription


@receiver(address_stopped)
def end_subscription(
    sender: Any, address: str, list_key: str, recipient_key: str, way: str, **_: Any
) -> None:
    """End the subscription behind a mail; a member who changed her address since is meant too."""
    for subscription in Subscription.objects.filter(
        mailing_list__slug=list_key, address__in={address, *_present_address(recipient_key)}
    ):
        unsubscribe(actor=VISITOR, subscription=subscription, way=way)


def _present_address(recipient_key: str) -> list[str]:
    try:
        member = Member.objects.filter(pk=UUID(recipient_key)).first()
    except ValueError:
        return []  # another room's recipient
    return [member.address] if member is not None and member.address else []


@receiver(list_named)
def name_of_list(sender: Any, list_key: str, **_: Any) -> str | None:
    """Say what a list is called, in the active language."""
    mailing_list = MailingList.objects.filter(slug=list_key).first()
    return mailing_list.name if mailing_list else None
