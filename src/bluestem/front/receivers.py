"""What the rooms below ask, answered from all rooms."""

from typing import Any

from django.dispatch import receiver

from bluestem.community.signals import approvers_asked
from bluestem.members.queries.people import steering_member_count


@receiver(approvers_asked, dispatch_uid="front.count_approvers")
def count_approvers(**_: Any) -> int:
    """Answer how many people may release an announcement: the steering committee of today."""
    return steering_member_count()
