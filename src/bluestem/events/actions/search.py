"""Keep the words of events where the search finds them.

Called by whatever changes words, in the same transaction; the sweep finds what was missed.
"""

import uuid
from collections.abc import Sequence

from django.db import connection, transaction

from bluestem.events.models import Event, EventQuerySet, SearchText
from bluestem.events.queries.search import wanted_texts, with_words

AT_ONCE = 200


@transaction.atomic
def keep_words(*, event: Event) -> SearchText:
    """Write the words of an event anew; no audit line, they say nothing that it does not."""
    (wanted,) = wanted_texts(with_words(Event.objects.filter(pk=event.pk)))
    text, _ = SearchText.objects.update_or_create(
        event=wanted.event, defaults={"title": wanted.title, "words": wanted.words}
    )
    return text


def rebuild_search(*, events: EventQuerySet | None = None) -> int:
    """Write the words of all events anew where they are not what they should be.

    Returns how many were put right. Afterwards nothing of removed words is left in the index.
    """
    keys = list((Event.objects.all() if events is None else events).values_list("pk", flat=True))
    count = sum(_put_right(keys[start : start + AT_ONCE]) for start in range(0, len(keys), AT_ONCE))
    if count and connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO events_searchindex (events_searchindex) VALUES ('optimize')"
            )
    return count


@transaction.atomic
def keep_words_of(*, events: Sequence[Event]) -> int:
    """Write the words of many events anew: a few queries, however many; returns how many changed.

    No audit line, as for one.
    """
    return _put_right([event.pk for event in events])


@transaction.atomic
def _put_right(keys: list[uuid.UUID]) -> int:
    events = with_words(Event.objects.filter(pk__in=keys))
    wanted = {text.event.pk: text for text in wanted_texts(events)}
    known = {text.event_id: text for text in SearchText.objects.filter(event__in=keys)}
    new = [text for key, text in wanted.items() if key not in known]
    changed = []
    for key, text in known.items():
        should = wanted.get(key)
        if should and (text.title, text.words) != (should.title, should.words):
            text.title, text.words = should.title, should.words
            changed.append(text)
    SearchText.objects.bulk_create(new, ignore_conflicts=True)
    # An upsert is one statement; Django's bulk_update builds a CASE for each row.
    SearchText.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["id"], update_fields=["title", "words"]
    )
    return len(new) + len(changed)
