"""The exact limit of mails a minute, kept between all senders by one row."""

import datetime as dt

from django.conf import settings
from django.utils import timezone

from bluestem.community.models import Community
from bluestem.mailroom.models import Counter

# One per cent under the limit, and at most half of one per cent caught up after a stall: no
# minute, wherever it begins, holds more than the limit.
CAUTION = 0.99
CATCH_UP = dt.timedelta(seconds=0.3)
AHEAD = dt.timedelta(seconds=0.5)


def limit_of(community: Community | None) -> int:
    """Return how many mails a minute may leave; 0 means as many as the server takes."""
    own = getattr(community, "mails_per_minute", None)
    return settings.MAILS_PER_MINUTE if own is None else int(own)


def interval(limit: int) -> dt.timedelta:
    """Return the time between two mails."""
    return dt.timedelta(seconds=60 / (CAUTION * limit))


def free_slots(limit: int) -> int:
    """Return how many mails may be taken in hand now: those whose time is near."""
    step = interval(limit)
    counter = Counter.objects.filter(id=1).first()
    wait = _first_slot(counter, step) - timezone.now()
    if wait > AHEAD:
        return 0
    return 1 + int((AHEAD - max(wait, dt.timedelta())) / step)


def reserve(limit: int, count: int) -> list[dt.datetime]:
    """Take the next `count` slots, inside the transaction of the claim."""
    step = interval(limit)
    Counter.objects.get_or_create(id=1)
    counter = Counter.objects.select_for_update().get(id=1)
    first = _first_slot(counter, step)
    counter.next_slot_at = first + count * step
    counter.save(update_fields=["next_slot_at"])
    return [first + n * step for n in range(count)]


def _first_slot(counter: Counter | None, step: dt.timedelta) -> dt.datetime:
    now = timezone.now()
    if counter is None or counter.next_slot_at is None:
        return now
    if counter.next_slot_at > now + AHEAD + 2 * step:
        # Reserved under a lower limit, or before the clock was set back.
        return now + min(step, AHEAD)
    return max(counter.next_slot_at, now - CATCH_UP)
