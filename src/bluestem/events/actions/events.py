"""Write, propose, approve, change, call off: an event from the idea on."""

import datetime as dt
from collections.abc import Container, Iterable, Mapping
from copy import copy
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from bluestem.announcements import actions as announcements
from bluestem.announcements.models import Announcement
from bluestem.audit.actions import note
from bluestem.audit.actors import Actor
from bluestem.community.queries import the_community
from bluestem.events import letters
from bluestem.events.actions.asking import give_usual_questions
from bluestem.events.actions.holding import (
    end_all,
    held,
    shorten_offers,
    to_way_that_is_left,
)
from bluestem.events.actions.search import keep_words
from bluestem.events.errors import (
    AlreadyAnnounced,
    ChangedMeanwhile,
    MayNotManage,
    NotAnnounced,
    NotProposed,
    NotReady,
    OnlyWordsNow,
    OwnApproval,
    StillNeeded,
)
from bluestem.events.models import STATES, Event, QuestionMode, Registration, Series, ToDo
from bluestem.events.queries.events import organisers_of
from bluestem.events.rules import can_edit, can_manage, can_propose, is_second_person
from bluestem.kit import time
from bluestem.members.models import MailingList, Member

KIND = "event"
SMALLEST_STEP = dt.timedelta(microseconds=1)
WORDS = (
    "title_en",
    "title_fr",
    "summary_en",
    "summary_fr",
    "text_en",
    "text_fr",
    "access",
    "spoken_language",
    "has_companions",
    "audience",
    "group_name",
    "handover",
)
# What stands in people's calendars: changing it raises the sequence.
IN_CALENDARS = ("title_en", "title_fr", "starts_at", "ends_at", "place", "link")
EDITABLE = frozenset({*WORDS, *IN_CALENDARS, "capacity_people", "online_capacity_people"})
WITHOUT_QUESTIONS = (Series.Kind.DRINKS, Series.Kind.COFFEE, Series.Kind.LUNCH)  # no one speaks
SLUG_LENGTH = 80
OUR_PAGES = frozenset({"new", "series", "mine", "import"})
ANNOUNCED_ON = "announcements"


@transaction.atomic
def draft(*, actor: Actor, series: Series, **values: Any) -> Event:
    """Begin an event with what its series usually has; nobody sees it yet.

    `values` are fields of EDITABLE, `starts_at` and `ends_at` among them; `slug` may be given.
    Together: event, to-dos and questions of its series, audit line.
    Raises: MayNotManage.
    """
    if not can_propose(actor):
        raise MayNotManage
    slug = values.pop("slug", "")
    usual = {"place": series.place, "audience": series.audience}
    event = Event(
        series=series,
        author=_member(actor),
        changed_at=time.now(),
        asks_access=series.asks_access,
        asks_diet=series.asks_diet,
    )
    event.question_mode = (
        QuestionMode.NONE if series.kind in WITHOUT_QUESTIONS else QuestionMode.MODERATED
    )
    _take(event, {**usual, "capacity_people": series.capacity_people, **values})
    event.slug = _free_slug(
        slug or f"{event.starts_at:%Y-%m-%d}-{event.title_en or event.title_fr}"
    )
    event.save(force_insert=True)
    ToDo.objects.bulk_create(usual_to_dos(event=event, language=the_community().language))
    give_usual_questions(event=event)
    keep_words(event=event)
    _note(actor, "drafted event", event, series=series.slug)
    return event


def usual_to_dos(*, event: Event, language: str) -> list[ToDo]:
    """Return what its series has to be done for an event, unsaved."""
    return [
        ToDo(
            event=event,
            words=french if language == "fr" else english,
            due_on=timezone.localdate(event.starts_at) - dt.timedelta(days=days),
        )
        for days, english, french in event.series.usual_to_dos
    ]


@transaction.atomic
def edit(
    *, actor: Actor, event: Event, seen_at: dt.datetime | None = None, values: Mapping[str, Any]
) -> Event:
    """Put new values in place of those that were seen.

    After publication, what stands in calendars raises the sequence; a new time makes the event
    a moved one, and those who registered are written to. A proposal stays one only for its
    manager: the author's change makes it a draft again.
    Together: event, letters, audit line. The same values again change nothing.
    Raises: MayNotManage, ChangedMeanwhile, OnlyWordsNow, StillNeeded.
    """
    current = _current(actor, event)
    if seen_at is not None and current.changed_at != seen_at:
        raise ChangedMeanwhile(current)
    before = copy(current)
    _take(current, values)
    changed = [name for name in EDITABLE if getattr(current, name) != getattr(before, name)]
    if not changed:
        return current
    if (current.is_cancelled or current.state == STATES.OVER) and not set(changed) <= set(WORDS):
        raise OnlyWordsNow
    if current.is_taking_place and (gaps := _gaps(current)):
        raise StillNeeded(gaps)
    is_told = current.is_taking_place and any(name in IN_CALENDARS for name in changed)
    if is_told:
        current.sequence += 1
    if current.is_taking_place and "starts_at" in changed:
        current.state = STATES.MOVED
    if current.is_proposed and not can_manage(actor, current):
        current.state = STATES.DRAFT
    _save(current)
    keep_words(event=current)
    _note(actor, "changed event", current, fields=sorted(changed))
    if current.is_open and current.is_taking_place:
        shorten_offers(event=current)
        is_other_way = to_way_that_is_left(event=current)
        if is_told:
            # Who comes to the place need not hear of another link.
            is_online_only = not is_other_way and {*changed} & {*IN_CALENDARS} == {"link"}
            _tell_of_change(current, before, is_online_only=is_online_only)
    return current


@transaction.atomic
def move(
    *,
    actor: Actor,
    event: Event,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    place: str | None = None,
) -> Event:
    """Give an event another time, and perhaps another place; as `edit`.

    Raises: MayNotManage.
    """
    values: dict[str, Any] = {"starts_at": starts_at, "ends_at": ends_at}
    if place is not None:
        values["place"] = place
    return edit(actor=actor, event=event, values=values)


@transaction.atomic
def propose(*, actor: Actor, event: Event) -> Event:
    """Ask an organiser to publish it; proposing twice changes nothing.

    Together: event, audit line, and a letter to each whose yes counts.
    Raises: MayNotManage, AlreadyAnnounced, NotReady.
    """
    current = _current(actor, event)
    if current.is_announced:
        raise AlreadyAnnounced
    _refuse_gaps(current)
    if current.is_proposed:
        return current
    current.state = STATES.PROPOSED
    current.proposed_by = _member(actor)
    current.proposed_at = time.now()
    _save(current)
    _note(actor, "proposed event", current)
    for organiser in organisers_of(current):
        if is_second_person(organiser, current):
            letters.tell_approver(current, organiser)
    return current


@transaction.atomic
def withdraw(*, actor: Actor, event: Event) -> Event:
    """Make a proposal a draft again.

    Raises: MayNotManage, AlreadyAnnounced.
    """
    current = _current(actor, event)
    if current.is_announced:
        raise AlreadyAnnounced
    if current.is_proposed:
        current.state, current.proposed_by, current.proposed_at = STATES.DRAFT, None, None
        _save(current)
        _note(actor, "withdrew proposal", current)
    return current


@transaction.atomic
def approve(*, actor: Actor, event: Event) -> Event:
    """Publish it: on one manager's word, or with approval on, on a second person's.

    Together: event, audit line. Approving twice changes nothing.
    Raises: MayNotManage, OwnApproval, NotProposed, NotReady.
    """
    if not can_manage(actor, event):
        raise MayNotManage
    current = held(event=event)
    if current.is_announced:
        return current
    if the_community().needs_approval:
        if not current.is_proposed:
            raise NotProposed
        if not is_second_person(actor, current):
            raise OwnApproval
    _refuse_gaps(current)
    current.state = STATES.PUBLISHED
    current.approved_by = _member(actor)
    current.published_at = time.now()
    _save(current)
    _note(actor, "published event", current)
    return current


@transaction.atomic
def call_off(*, actor: Actor, event: Event, reason_en: str = "", reason_fr: str = "") -> Event:
    """Say that it does not take place; calling off twice changes nothing.

    Together: event, all registrations and offers, a letter to each, audit line.
    Raises: MayNotManage, NotAnnounced.
    """
    if not can_manage(actor, event):
        raise MayNotManage
    current = held(event=event)
    if current.is_cancelled:
        return current
    if not current.is_taking_place:
        raise NotAnnounced
    current.state = STATES.CANCELLED
    current.sequence += 1
    current.reason_en, current.reason_fr = _line(reason_en)[:300], _line(reason_fr)[:300]
    _save(current)
    ended = end_all(event=current)
    _note(actor, "called off event", current, registrations=len(ended))
    # Who had a place is said by the rows as they were fetched, before they were ended.
    letters.tell_all(
        current,
        [
            letters.Told(each, letters.CALLED_OFF, letters.CANCEL if each.is_registered else "")
            for each in ended
        ],
    )
    return current


@transaction.atomic
def draft_announcement(*, actor: Actor, event: Event) -> Announcement:
    """Write an announcement of a published event as a draft; nothing is sent.

    Raises: MayNotManage, NotAnnounced, announcements.errors.MayNotWrite.
    """
    if not can_manage(actor, event):
        raise MayNotManage
    if not event.is_taking_place:
        raise NotAnnounced
    words: dict[str, str] = {}
    for code, words_of_it in letters.announcement_words(event).items():
        words[f"subject_{code}"], words[f"text_{code}"] = words_of_it
    mailing_list = MailingList.objects.get(slug=ANNOUNCED_ON)
    written = announcements.draft(actor=actor, mailing_list=mailing_list, **words)
    _note(actor, "drafted announcement", event, announcement=str(written.pk))
    return written


@transaction.atomic
def invite(*, actor: Actor, event: Event, members: Iterable[Member], group_name: str = "") -> Event:
    """Say whom an event for a group or for invited people is for, in place of who it was for.

    Raises: MayNotManage.
    """
    if not can_manage(actor, event):
        raise MayNotManage
    current = held(event=event)
    current.invited.set(members)
    if group_name:
        current.group_name = _line(group_name)[:120]
        current.save(update_fields=["group_name"])
    _note(actor, "invited to event", current, people=current.invited.count())
    return current


@transaction.atomic
def discard(*, actor: Actor, event: Event) -> Event:
    """Delete what was never published; returns what it was.

    Raises: MayNotManage, AlreadyAnnounced.
    """
    current = _current(actor, event)
    if current.is_announced:
        raise AlreadyAnnounced
    _note(actor, "discarded event", current)
    Event.objects.filter(pk=current.pk).delete()
    return current


def _current(actor: Actor, event: Event) -> Event:
    """Fetch it as it is now, held until the transaction ends, if the actor may change it."""
    current = held(event=event)
    if not can_edit(actor, current):
        raise MayNotManage
    return current


def _take(event: Event, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        if name not in EDITABLE:
            raise TypeError(f"An event has no {name} to edit.")
        setattr(event, name, _tidy(name, value))


def _tidy(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if name.startswith("text") or name in {"access", "handover"}:
        return value.replace("\r\n", "\n").replace("\r", "\n").strip()
    return _line(value)


def _line(value: str) -> str:
    return " ".join(value.split())


def _save(current: Event) -> None:
    # A clock that stands still or was put back must not make two versions look like one.
    current.changed_at = max(time.now(), current.changed_at + SMALLEST_STEP)
    current.save()


def _refuse_gaps(event: Event) -> None:
    if gaps := _gaps(event):
        raise NotReady(gaps)


def _gaps(event: Event) -> str:
    """Return what nobody could come without, in words; "" where nothing is missing."""
    gaps = []
    if not (event.title_en or event.title_fr):
        gaps.append(_("a title"))
    if not (event.place or event.link):
        gaps.append(_("a place or a link"))
    return ", ".join(gaps)


def _free_slug(wish: str) -> str:
    """Return an address made of words that no other event has."""
    base = slug_base(wish=wish)
    taken = set(Event.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return free_slug(base=base, taken=taken)


def slug_base(*, wish: str) -> str:
    """Return words as the beginning of an event's address."""
    return slugify(wish)[:SLUG_LENGTH].strip("-") or "event"


def free_slug(*, base: str, taken: Container[str]) -> str:
    """Return an address with this beginning that is not taken, by pages of ours neither."""
    slug, number = base, 2
    while slug in taken or slug in OUR_PAGES:
        slug, number = f"{base}-{number}", number + 1
    return slug


def _tell_of_change(event: Event, before: Event, *, is_online_only: bool) -> None:
    coming = event.registrations.filter(
        state__in=(Registration.State.REGISTERED, Registration.State.OFFERED)
    ).select_related("member")
    if is_online_only:
        coming = coming.filter(is_online=True)
    told, words = [], letters.before_words(event, before)
    for registration in coming:
        registration.event = event
        calendar = letters.REQUEST if registration.is_registered else ""
        more = {**words, "is_offered": registration.is_offered}
        told.append(letters.Told(registration, letters.MOVED, calendar, more))
    letters.tell_all(event, told)


def _member(actor: Actor) -> Member | None:
    return actor if isinstance(actor, Member) else None


def _note(actor: Actor, deed: str, event: Event, **facts: object) -> None:
    note(actor=actor, deed=deed, kind=KIND, key=event.pk, facts=facts)
