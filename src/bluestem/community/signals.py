"""What the community asks of the floors above."""

from django.dispatch import Signal

# Somebody switches approval on: receivers answer how many people may release an announcement.
approvers_asked = Signal()
