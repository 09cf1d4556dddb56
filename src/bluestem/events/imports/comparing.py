"""Compare the entries of a file with the community's events: what is new, what changed.

An event is known again by the UID of its calendar entry; an event of a table by series, start and
title as they stood in the file. Where neither finds it, an event of the same series, start and
title is taken for it, so that what somebody wrote down here is not there twice.
"""

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from bluestem.events.actions.events import IN_CALENDARS
from bluestem.events.imports.known import Known
from bluestem.events.imports.reading import Entry, Reading
from bluestem.events.imports.result import MOST_SHOWN, Result
from bluestem.events.models import AUDIENCES, STATES, Event, Registration, Series, Speaker
from bluestem.kit.faults import Fault
from bluestem.kit.folding import folded
from bluestem.kit.templatetags.kit import moment

BATCH_ENTRIES = 1000
PLAIN = ("title_en", "title_fr", "place", "link", "capacity_people", "audience")
# What people with a place have to be told of, so that only the event's own page changes it.
TOLD = frozenset({*IN_CALENDARS, "capacity_people", "state"})
OF_A_TABLE = "list:"
LABELLED = {"state": STATES, "audience": AUDIENCES}


@dataclass
class Change:
    """What becomes of one event; nothing is written yet."""

    entry: Entry
    event: Event
    is_new: bool
    fields: dict[str, tuple[Any, Any]] = field(default_factory=dict)  # name: before, after
    speakers_new: list[tuple[str, str]] = field(default_factory=list)
    speakers_changed: list[Speaker] = field(default_factory=list)
    speakers_gone: list[Speaker] = field(default_factory=list)
    is_told_source: bool = False  # its source is kept now, which nobody sees

    @property
    def has_speaker_changes(self) -> bool:
        """Whether its speakers become others."""
        return bool(self.speakers_new or self.speakers_changed or self.speakers_gone)

    @property
    def is_changed(self) -> bool:
        """Whether anything of it is other than before."""
        return bool(self.fields) or self.has_speaker_changes


@dataclass(frozen=True)
class Terms:
    """What holds for a whole import."""

    known: Known
    made: Mapping[str, Series]  # by key: series that are not there yet, unsaved in a check
    now: dt.datetime
    is_publishing: bool
    needs_approval: bool

    def series_of(self, entry: Entry) -> Series:
        """Return the series of an entry."""
        return self.known.series.get(entry.series) or self.made[entry.series]

    def source_of(self, entry: Entry) -> str:
        """Return the name under which an entry is known again."""
        if entry.uid:
            return entry.uid
        key = (self.series_of(entry).slug, entry.starts_at.isoformat(), entry.folded_title)
        return OF_A_TABLE + hashlib.sha256("\0".join(key).encode()).hexdigest()


def compare(reading: Reading, terms: Terms, result: Result) -> list[Change]:
    """Return what every entry changes, and count it; what must not be changed so is refused."""
    changes = []
    for start in range(0, len(reading.entries), BATCH_ENTRIES):
        entries = reading.entries[start : start + BATCH_ENTRIES]
        changes += _Comparison(reading.file, entries, terms, result).changes()
    return changes


class _Comparison:
    def __init__(self, file: str, entries: Sequence[Entry], terms: Terms, result: Result) -> None:
        self.file, self.entries, self.terms, self.result = file, entries, terms, result
        self.sources = [terms.source_of(entry) for entry in entries]
        self.known = _KnownEvents(entries, self.sources)
        self.claimed: set[Any] = set()

    def changes(self) -> list[Change]:
        """Return what each entry changes, the unchanged left out."""
        found = []
        taken = {event.pk for event in self.known.by_source.values()}
        for entry, source in zip(self.entries, self.sources, strict=True):
            event = self.known.by_source.get(source)
            if event is None:
                event = self._alike(entry, taken)
            change = self._of(entry, source, event)
            if change is not None:
                found.append(change)
        return found

    def _alike(self, entry: Entry, taken: set[Any]) -> Event | None:
        """Return an event of the same series, start and title that is no other entry's."""
        series = self.terms.series_of(entry)
        key = (series.pk, entry.starts_at, entry.folded_title)
        for event in self.known.by_words.get(key, ()):
            if event.pk not in taken:
                taken.add(event.pk)
                return event
        return None

    def _of(self, entry: Entry, source: str, event: Event | None) -> Change | None:
        if entry.is_called_off and (event is None or not self._may_end(event)):
            if event is None or not event.is_cancelled:
                self.result.called_off.append(entry.title)
            self.result.unchanged += event is not None
            return None
        if event is None:
            return self._new(entry, source)
        change = Change(entry, event, is_new=False)
        if entry.is_called_off:
            self._set(change, "state", STATES.CANCELLED)
        else:
            self._take_over(change)
            self._publish(change)
        if not event.source_uid:
            event.source_uid, change.is_told_source = source, True
        return self._counted(change)

    def _may_end(self, event: Event) -> bool:
        """Whether a calendar's word that it was called off is followed here."""
        if event.state == STATES.OVER:
            return not self.known.registered.get(event.pk)
        return event.is_taking_place

    def _counted(self, change: Change) -> Change | None:
        event = change.event
        if not change.is_changed:
            self.result.unchanged += 1
            self.result.drafts += event.is_draft
            return change if change.is_told_source else None
        if self._refuse_untold(change) or self._refuse_gap(change):
            return None
        self.result.changed += 1
        self.result.drafts += event.is_draft
        is_edited = bool(event.imported_at and event.changed_at > event.imported_at)
        self.result.edited += is_edited
        self._show(change, is_edited=is_edited)
        return change

    def _new(self, entry: Entry, source: str) -> Change | None:
        terms, series = self.terms, self.terms.series_of(entry)
        length = dt.timedelta(minutes=series.duration_minutes)
        event = Event(
            series=series,
            title_en=entry.title_en or "",
            title_fr=entry.title_fr or "",
            starts_at=entry.starts_at,
            ends_at=entry.ends_at or entry.starts_at + length,
            place=entry.place or "",
            link=entry.link or "",
            capacity_people=entry.capacity_people,
            audience=entry.audience or series.audience,
            source_uid=source,
        )
        if event.ends_at > terms.now:  # of what is over nothing is made up
            event.place = event.place or ("" if event.link else series.place)
            if event.capacity_people is None:
                event.capacity_people = series.capacity_people
        change = Change(entry, event, is_new=True, speakers_new=list(entry.speakers or ()))
        self._publish(change)
        change.fields.clear()
        if self._refuse_gap(change):
            return None
        self.result.new += 1
        self._show(change, is_edited=False)
        return change

    def _take_over(self, change: Change) -> None:
        """Take over what the file says otherwise; what it does not say stays as it is."""
        entry, event = change.entry, change.event
        series = self.terms.series_of(entry)
        if event.series_id != series.pk or series.pk is None:
            change.fields["series"] = (event.series, series)
            event.series = series
        for name in PLAIN:
            value = getattr(entry, name)
            if value is not None:
                self._set(change, name, value)
        length = event.ends_at - event.starts_at
        self._set(change, "starts_at", entry.starts_at)
        self._set(change, "ends_at", entry.ends_at or entry.starts_at + length)
        if entry.speakers is not None:
            self._take_over_speakers(change, entry.speakers)
        if event.is_taking_place and "starts_at" in change.fields:
            event.state = STATES.MOVED
        if event.state == STATES.OVER and event.ends_at > self.terms.now:
            event.state = STATES.PUBLISHED
        if event.is_announced and set(change.fields) & set(IN_CALENDARS):
            event.sequence += 1

    def _take_over_speakers(self, change: Change, wanted: Iterable[tuple[str, str]]) -> None:
        """Add who is new and correct sectors; who is named no longer goes only as long as nothing
        but her name and sector is known here."""
        held = {folded(each.name): each for each in self.known.speakers[change.event.pk]}
        named = set()
        for name, sector in wanted:
            named.add(folded(name))
            speaker = held.get(folded(name))
            if speaker is None:
                change.speakers_new.append((name, sector))
            elif speaker.sector != sector:
                speaker.sector = sector
                change.speakers_changed.append(speaker)
        change.speakers_gone = [
            speaker for key, speaker in held.items() if key not in named and _is_untouched(speaker)
        ]

    def _set(self, change: Change, name: str, value: Any) -> None:
        before = getattr(change.event, name)
        if before != value:
            change.fields[name] = (before, value)
            setattr(change.event, name, value)

    def _publish(self, change: Change) -> None:
        """Publish a draft where that is asked; what is over goes straight to the archive."""
        event, terms = change.event, self.terms
        if not terms.is_publishing or event.state not in {STATES.DRAFT, STATES.PROPOSED}:
            return
        if event.ends_at <= terms.now:
            self._set(change, "state", STATES.OVER)
        elif terms.needs_approval:
            self._set(change, "state", STATES.PROPOSED)
        else:
            self._set(change, "state", STATES.PUBLISHED)
        if "state" not in change.fields:
            return
        is_waiting = event.state == STATES.PROPOSED
        self.result.waiting_for_approval += is_waiting
        self.result.published += not is_waiting

    def _refuse_untold(self, change: Change) -> bool:
        """Refuse what would move people who have a place without telling them."""
        event = change.event
        is_coming = event.state in (*Event.OPEN, STATES.CANCELLED) and (
            change.fields.get("ends_at", (event.ends_at,))[0] > self.terms.now
        )
        people = self.known.registered.get(event.pk, 0)
        names = [name for name in change.fields if name in TOLD]
        if not (is_coming and people and names):
            return False
        before, after = change.fields[names[0]]
        self._refuse(
            change.entry,
            _("another value of an event with %(count)d registrations: %(before)s, now %(after)s")
            % {
                "count": people,
                "before": _shown(names[0], before),
                "after": _shown(names[0], after),
            },
            _("what people who have a place were told"),
            _("change it on the event’s page, so that they are written to, or correct the line"),
            change.entry.column_of(names[0]),
        )
        return True

    def _refuse_gap(self, change: Change) -> bool:
        """Refuse to publish a coming event that nobody could find."""
        event = change.event
        is_out = event.state in (STATES.PUBLISHED, STATES.PROPOSED)
        if not is_out or event.place or event.link or event.ends_at <= self.terms.now:
            return False
        self._refuse(
            change.entry,
            _("a coming event without a place and without a link"),
            _("a place or a link, before it is published"),
            _("write one of them, or import it as a draft"),
            change.entry.column_of("place"),
        )
        return True

    def _refuse(self, entry: Entry, found: str, expected: str, cure: str, column: str) -> None:
        self.result.refused.append(Fault(self.file, entry.line, column, found, expected, cure))

    def _show(self, change: Change, *, is_edited: bool) -> None:
        if len(self.result.shown) >= MOST_SHOWN:
            return
        event = change.event
        words = [
            {"field": name, "before": _shown(name, before), "after": _shown(name, after)}
            for name, (before, after) in change.fields.items()
        ]
        if change.has_speaker_changes and not change.is_new:
            held = [each.name for each in self.known.speakers[event.pk]]
            gone = {each.name for each in change.speakers_gone}
            stays = [name for name in held if name not in gone]
            after = [*stays, *(name for name, _sector in change.speakers_new)]
            words.append({"field": "speaker", "before": ", ".join(held), "after": ", ".join(after)})
        self.result.shown.append(
            {
                "line": change.entry.line,
                "series": event.series.name,
                "title": event.title,
                "starts_at": event.starts_at.isoformat(),
                "ends_at": event.ends_at.isoformat(),
                "slug": event.slug,
                "is_new": change.is_new,
                "is_edited": is_edited,
                "fields": words,
            }
        )


class _KnownEvents:
    """What is there of a batch: four queries, however many entries."""

    def __init__(self, entries: Sequence[Entry], sources: Sequence[str]) -> None:
        events = Event.objects.select_related("series")
        by_source = events.filter(source_uid__in=sources).order_by("-id")
        self.by_source = {event.source_uid: event for event in by_source}
        same = {event.pk: event for event in self.by_source.values()}
        starts = {entry.starts_at for entry in entries}
        self.by_words: dict[tuple[Any, dt.datetime, str], list[Event]] = defaultdict(list)
        for found in events.filter(starts_at__in=starts).order_by("id"):
            event = same.get(found.pk, found)
            for title in {folded(event.title_en), folded(event.title_fr)} - {""}:
                self.by_words[event.series_id, event.starts_at, title].append(event)
        keys = {*same, *(each.pk for many in self.by_words.values() for each in many)}
        self.speakers: dict[Any, list[Speaker]] = defaultdict(list)
        for speaker in Speaker.objects.filter(event__in=keys).order_by("id"):
            self.speakers[speaker.event_id].append(speaker)
        in_force = Registration.objects.in_force().filter(event__in=keys).order_by()
        counted = in_force.values_list("event").annotate(people=Count("id"))
        self.registered: dict[Any, int] = dict(counted)


def _is_untouched(speaker: Speaker) -> bool:
    known = (speaker.address, speaker.about, speaker.recording_consent)
    return not any(known) and speaker.written_at is None and speaker.declined_at is None


def _shown(name: str, value: Any) -> str:
    """Return a value as people read it."""
    if isinstance(value, dt.datetime):
        return moment(timezone.localtime(value))
    if isinstance(value, Series):
        return value.name
    if name in LABELLED:
        return str(LABELLED[name](value).label)
    return "–" if value in (None, "") else str(value)
