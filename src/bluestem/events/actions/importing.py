"""Bring in the events of a file: all of them or, where anything is wrong, none.

Nobody is written to: no announcement, no letter, and of what is over no reminder.
"""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils import timezone

from bluestem.audit.actions import note
from bluestem.audit.actors import Actor
from bluestem.community.queries import the_community
from bluestem.events.actions.events import SMALLEST_STEP, free_slug, slug_base, usual_to_dos
from bluestem.events.actions.search import keep_words_of
from bluestem.events.errors import MayNotImport
from bluestem.events.imports.comparing import Change, Terms, compare
from bluestem.events.imports.known import new_series, what_is_known
from bluestem.events.imports.reading import Reading
from bluestem.events.imports.result import Result
from bluestem.events.models import STATES, Event, Series, Speaker, ToDo
from bluestem.events.rules import can_import
from bluestem.kit import time
from bluestem.kit.imports.reading import Progress, no_progress
from bluestem.kit.imports.result import CHECKED, IMPORTED, REFUSED
from bluestem.members.models import Member

BATCH_EVENTS = 1000
WRITTEN = (
    "series", "title_en", "title_fr", "starts_at", "ends_at", "place", "link", "capacity_people",
    "audience", "state", "source_uid", "imported_at", "changed_at", "published_at", "proposed_at",
    "proposed_by", "sequence",
)  # fmt: skip
Step = Speaker.Step


def check_events(*, actor: Actor, reading: Reading, is_publishing: bool = False) -> Result:
    """Say what an import would do, and write nothing.

    Raises: MayNotImport.
    """
    result, _changes, _terms = _compared(actor, reading, CHECKED, is_publishing)
    return result


@transaction.atomic
def import_events(
    *,
    actor: Actor,
    reading: Reading,
    is_publishing: bool = False,
    progress: Progress = no_progress,
) -> Result:
    """Write the events of a file, unless anything in it is at fault; repeating changes nothing.

    Without `is_publishing` new events are drafts. With it they are published, those that are over
    into the archive; where a second person has to say yes, coming ones are proposed.
    Together: series, events, speakers, to-dos of coming events, words of the search, one audit
    line. No mail. A status of "refused" says that nothing was written.
    Raises: MayNotImport.
    """
    list(Series.objects.select_for_update().order_by("id").values_list("id"))  # one at a time
    result, changes, terms = _compared(actor, reading, IMPORTED, is_publishing)
    if result.refused:
        return result
    for series in _once(terms.made.values()):
        series.save(force_insert=True)
    slugs = set(Event.objects.values_list("slug", flat=True))
    for start in range(0, len(changes), BATCH_EVENTS):
        _write(changes[start : start + BATCH_EVENTS], terms, actor, slugs)
        progress("writing", start + BATCH_EVENTS)
    note(actor=actor, deed="imported events", kind="import", key="", facts=result.audit_facts)
    return result


def _compared(
    actor: Actor, reading: Reading, status: str, is_publishing: bool
) -> tuple[Result, list[Change], Terms]:
    """Return what would become of a file; where anything is wrong, the faults and no change."""
    if not can_import(actor):
        raise MayNotImport
    known = what_is_known()  # anew: time may have passed since the file was read
    terms = Terms(
        known=known,
        made=new_series(reading.series, reading.with_speakers, known),
        now=time.now(),
        is_publishing=is_publishing,
        needs_approval=the_community().needs_approval,
    )
    result = Result(
        status=status,
        read=reading.read,
        private=reading.private,
        series_new=[series.name for series in _once(terms.made.values())],
        columns_ignored=list(reading.columns.ignored),
    )
    changes = [] if reading.faults else compare(reading, terms, result)
    faults = sorted(reading.faults or result.refused, key=lambda fault: fault.line)
    if not faults:
        return result, changes, terms
    refused = Result(
        status=REFUSED,
        read=reading.read,
        duplicates=list(reading.duplicates),
        refused=faults,
        columns_ignored=result.columns_ignored,
    )
    return refused, [], terms


def _once(series: Iterable[Series]) -> list[Series]:
    """Return each series once: a file may name one in both languages."""
    return list({each.slug: each for each in series}.values())


def _write(changes: Sequence[Change], terms: Terms, actor: Actor, slugs: set[str]) -> None:
    """Write one batch with a handful of statements."""
    for change in changes:
        _settle(change, terms, actor, slugs)
    new = [change for change in changes if change.is_new]
    Event.objects.bulk_create(change.event for change in new)
    # An upsert writes each row as it is; Django's bulk_update builds a CASE for each value.
    Event.objects.bulk_create(
        [change.event for change in changes if not change.is_new],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=WRITTEN,
    )
    _write_speakers(changes, terms.now)
    language = the_community().language
    today = time.today()
    ToDo.objects.bulk_create(
        to_do
        for change in new
        if change.event.ends_at > terms.now
        for to_do in usual_to_dos(event=change.event, language=language)
        if to_do.due_on >= today
    )
    keep_words_of(events=[change.event for change in changes if change.is_changed or change.is_new])


def _settle(change: Change, terms: Terms, actor: Actor, slugs: set[str]) -> None:
    """Give an event what only the writing knows: its series' key, its address, its moments."""
    event = change.event
    event.series = event.series  # it may have been saved since
    if change.is_new:
        day = timezone.localtime(event.starts_at)
        wish = f"{day:%Y-%m-%d}-{event.title_en or event.title_fr}"
        event.slug = free_slug(base=slug_base(wish=wish), taken=slugs)
        slugs.add(event.slug)
        event.author = _member(actor)
        event.changed_at = terms.now
    elif change.is_changed:
        # Never twice the same moment: two editors are told apart by it.
        event.changed_at = max(terms.now, event.changed_at + SMALLEST_STEP)
    if change.is_new or change.is_changed:
        event.imported_at = event.changed_at
    if event.state == STATES.PROPOSED and event.proposed_at is None:
        event.proposed_at, event.proposed_by = terms.now, _member(actor)
    if event.is_announced and event.published_at is None:
        event.published_at = terms.now


def _write_speakers(changes: Sequence[Change], now: dt.datetime) -> None:
    gone = [speaker.pk for change in changes for speaker in change.speakers_gone]
    Speaker.objects.filter(pk__in=gone).delete()
    Speaker.objects.bulk_update(
        [speaker for change in changes for speaker in change.speakers_changed], ["sector"]
    )
    Speaker.objects.bulk_create(
        Speaker(event=change.event, name=name, sector=sector, way=_way(change.event, now))
        for change in changes
        for name, sector in change.speakers_new
    )


def _way(event: Event, now: dt.datetime) -> str:
    """Return how far it is with a speaker of a list: who spoke was thanked, who is to was asked."""
    if event.ends_at <= now:
        return Step.THANKED
    return Step.CONFIRMED if event.is_announced else Step.IDEA


def _member(actor: Actor) -> Member | None:
    return actor if isinstance(actor, Member) else None
