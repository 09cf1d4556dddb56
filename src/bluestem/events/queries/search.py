"""Find events by their words: one query for both databases, each with its own index.

The words of events and of readers are folded alike, and only letters and digits are left: nothing
a reader types means anything to a query language.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, F, Func
from django.db.models.sql.compiler import SQLCompiler

from bluestem.events.models import Event, EventQuerySet, SearchText
from bluestem.kit.folding import words_in
from bluestem.kit.markdown import as_text

MOST_WORDS = 8
LONGEST_WORD = 60
LONGEST_TEXT = 200_000  # PostgreSQL keeps a megabyte of words at most


def found_by(events: EventQuerySet, said: str) -> EventQuerySet:
    """Return those of the events that hold every word, or its beginning.

    First those whose title holds them all, then the others; among equals the latest first. No
    word at all: no event.
    """
    words = [word[:LONGEST_WORD] for word in words_in(said)[:MOST_WORDS]]
    if not words:
        return events.none()
    key = F("search_text__id")
    holding = events.filter(Holds(key, words=words))
    return holding.order_by(Holds(key, words=words, is_in_title=True).desc(), "-starts_at", "id")


class Holds(Func):
    """Whether the words of an event, or those of its title, hold all that a reader looks for."""

    output_field = BooleanField()
    template = "%(expressions)s IN (%(found)s)"
    on_sqlite = "SELECT rowid FROM events_searchindex WHERE events_searchindex MATCH %s"
    on_postgresql = (
        "SELECT id FROM events_searchtext WHERE vector @@ to_tsquery('simple'::regconfig, %s)"
    )

    def __init__(
        self, *expressions: Any, words: Sequence[str] = (), is_in_title: bool = False, **extra: Any
    ) -> None:
        super().__init__(*expressions, **extra)
        self.words, self.is_in_title = tuple(words), is_in_title

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any
    ) -> tuple[str, Any]:
        where = "title : " if self.is_in_title else ""
        query = " AND ".join(f'{where}"{word}" *' for word in self.words)
        return self._with(query, self.on_sqlite, compiler, connection)

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any
    ) -> tuple[str, Any]:
        where = "A" if self.is_in_title else ""
        query = " & ".join(f"'{word}':*{where}" for word in self.words)
        return self._with(query, self.on_postgresql, compiler, connection)

    def _with(
        self, query: str, found: str, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, Any]:
        sql, params = super().as_sql(compiler, connection, found=found)
        return sql, (*params, query)


def wanted_texts(events: Iterable[Event]) -> list[SearchText]:
    """Return the words of events as they should stand in the search, unsaved.

    What only some readers of an event may see is not among them: no link, no way in, no run
    sheet, no subtitles of a recording that may be for members alone.
    """
    return [SearchText(event=event, **_texts_of(event)) for event in events]


def _texts_of(event: Event) -> dict[str, str]:
    series = event.series
    spoken = [
        *(event.summary_en, event.summary_fr, event.place, event.spoken_language),
        *(series.name_en, series.name_fr),
        *(f"{speaker.name} {speaker.about}" for speaker in event.speakers.all()),
        *(f"{part.title_en} {part.title_fr}" for part in event.parts.all()),
        *(as_text(text) for text in (event.text_en, event.text_fr)),
        *(as_text(text) for text in (event.notes_en, event.notes_fr)),
    ]
    film = getattr(event, "film", None)
    title = f"{event.title_en} {event.title_fr} {film.title if film else ''}"
    return {"title": " ".join(words_in(title)), "words": _joined(spoken)}


def _joined(texts: Iterable[str]) -> str:
    return " ".join(words_in(" ".join(texts)))[:LONGEST_TEXT]


def with_words(events: EventQuerySet) -> EventQuerySet:
    """Return events with everything that `wanted_texts` reads: three queries, however many."""
    return events.select_related("series", "film", "search_text").prefetch_related(
        "speakers", "parts"
    )
