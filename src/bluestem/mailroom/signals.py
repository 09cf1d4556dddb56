"""What the mailroom tells the rooms above, and asks of them."""

from django.dispatch import Signal

# Somebody stopped a list from a mail: address, list_key, recipient_key ("" where the delivery is
# gone), way ("one-click" or "stop-page"). Receivers end the subscription, in the same transaction.
address_stopped = Signal()

# The stop page and the List-Id header ask what a list is called: list_key. A receiver that knows
# the list answers its name in the active language; the others answer None.
list_named = Signal()
