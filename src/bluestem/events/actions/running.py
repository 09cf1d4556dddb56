"""What runs an event: its series, its speakers on their way, its to-dos."""

import datetime as dt
from typing import Any

from django.db import transaction

from bluestem.audit.actions import note
from bluestem.audit.actors import Actor
from bluestem.events.errors import MayNotManage, WrongStep
from bluestem.events.models import Event, Series, Speaker, ToDo
from bluestem.events.rules import can_manage, kinds_of
from bluestem.kit import time
from bluestem.members.models import Member

K = Series.Kind
INTERVIEW = [
    [42, "Invite the speaker", "Inviter l’intervenant·e"],
    [28, "Announce the event", "Annoncer l’événement"],
    [14, "Brief the speaker and the interviewer", "Préparer l’entretien"],
    [-3, "Thank the speaker and the helpers", "Remercier l’intervenant·e et les bénévoles"],
]
VISIT = [
    [28, "Ask the guide and the place", "Demander au guide et au lieu"],
    [14, "Announce the event", "Annoncer l’événement"],
    [3, "Send the names to the entrance", "Envoyer les noms à l’entrée"],
]
PLAIN = [[14, "Announce the event", "Annoncer l’événement"]]
DAY_BEFORE, QUARTER_BEFORE = "1d", "15m"
# slug, kind, names, mark, minutes, places, audience, to-dos
DEFAULTS: tuple[tuple[str, str, str, str, str, int, int | None, str, Any], ...] = (
    ("wit-talks", K.TALK, "WIT Talks", "WIT Talks", "talk", 60, None, "members", INTERVIEW),
    ("diversity-talks", K.DIVERSITY, "Diversity Talks", "Diversity Talks", "div", 60, None,
     "members", INTERVIEW),
    ("drinks", K.DRINKS, "Drinks", "Drinks", "drink", 120, 24, "members", VISIT),
    ("coffees", K.COFFEE, "Coffees", "Cafés", "coffee", 45, 24, "newcomers", PLAIN),
    ("lectures", K.LECTURE, "Lectures", "Conférences", "lect", 75, None, "public", PLAIN),
    ("screenings", K.SCREENING, "Screenings", "Projections", "lect", 120, None, "public", PLAIN),
    ("trainings", K.TRAINING, "Trainings", "Formations", "mentor", 120, 30, "group", PLAIN),
    ("information-sessions", K.INFORMATION, "Information sessions", "Séances d’information",
     "mentor", 60, None, "members", PLAIN),
    ("lunches", K.LUNCH, "Networking lunches", "Déjeuners de réseautage", "coffee", 60, 20,
     "members", PLAIN),
)  # fmt: skip


@transaction.atomic
def make_default_series(*, actor: Actor) -> list[Series]:
    """Make the series that a community usually has, where they are missing; returns the new ones.

    Together: series, audit line.
    """
    known = set(Series.objects.values_list("slug", flat=True))
    made = [
        Series.objects.create(
            slug=slug,
            kind=kind,
            name_en=name_en,
            name_fr=name_fr,
            mark=mark,
            duration_minutes=minutes,
            capacity_people=places,
            audience=audience,
            reminder_times=[DAY_BEFORE, QUARTER_BEFORE],
            usual_to_dos=to_dos,
        )
        for slug, kind, name_en, name_fr, mark, minutes, places, audience, to_dos in DEFAULTS
        if slug not in known
    ]
    if made:
        note(
            actor=actor,
            deed="made series",
            kind="series",
            key="default",
            facts={"count": len(made)},
        )
    return made


@transaction.atomic
def make_series(*, actor: Actor, slug: str, **values: Any) -> Series:
    """Make a series of the community's own.

    Raises: MayNotManage.
    """
    if values.get("kind") not in kinds_of(actor):
        raise MayNotManage
    series = Series.objects.create(slug=slug, **values)
    note(
        actor=actor, deed="made series", kind="series", key=series.slug, facts={"kind": series.kind}
    )
    return series


@transaction.atomic
def change_series(*, actor: Actor, series: Series, **values: Any) -> Series:
    """Change what a series is called and what its new events begin with.

    Raises: MayNotManage.
    """
    if series.kind not in kinds_of(actor):
        raise MayNotManage
    for name, value in values.items():
        setattr(series, name, value)
    series.save()
    facts = {"fields": sorted(values)}
    note(actor=actor, deed="changed series", kind="series", key=series.slug, facts=facts)
    return series


@transaction.atomic
def add_speaker(
    *,
    actor: Actor,
    event: Event,
    name: str,
    sector: str,
    about: str = "",
    address: str = "",
) -> Speaker:
    """Add a speaker, as an idea.

    Raises: MayNotManage.
    """
    _must_manage(actor, event)
    speaker = Speaker.objects.create(
        event=event, name=name, sector=sector, about=about, address=address
    )
    _note_speaker(actor, "added speaker", speaker, sector=sector)
    return speaker


@transaction.atomic
def move_speaker_on(*, actor: Actor, speaker: Speaker, step: str) -> Speaker:
    """Take the next step with a speaker; a step that was taken already changes nothing.

    Raises: MayNotManage, WrongStep.
    """
    _must_manage(actor, speaker.event)
    current = Speaker.objects.select_for_update(of=("self",)).get(pk=speaker.pk)
    if current.way == step:
        return current
    if current.next_step != step:
        raise WrongStep
    current.way = step
    current.save(update_fields=["way"])
    _note_speaker(actor, "moved speaker on", current, way=step)
    return current


@transaction.atomic
def set_recording_consent(*, actor: Actor, speaker: Speaker, consent: str) -> Speaker:
    """Keep what a speaker said to a recording, with its moment.

    Raises: MayNotManage.
    """
    _must_manage(actor, speaker.event)
    if consent not in Speaker.RecordingConsent.values:
        raise WrongStep
    if speaker.recording_consent == consent:
        return speaker
    speaker.recording_consent = consent
    speaker.recording_consent_at = time.now() if consent else None
    speaker.save(update_fields=["recording_consent", "recording_consent_at"])
    _note_speaker(actor, "kept recording consent", speaker, consent=consent)
    return speaker


@transaction.atomic
def remove_speaker(*, actor: Actor, speaker: Speaker) -> Speaker:
    """Take a speaker from an event; returns who it was.

    Raises: MayNotManage.
    """
    _must_manage(actor, speaker.event)
    _note_speaker(actor, "removed speaker", speaker)
    Speaker.objects.filter(pk=speaker.pk).delete()
    return speaker


@transaction.atomic
def add_to_do(
    *, actor: Actor, event: Event, words: str, due_on: dt.date, owner: Member | None = None
) -> ToDo:
    """Add something that has to be done.

    Raises: MayNotManage.
    """
    _must_manage(actor, event)
    to_do = ToDo.objects.create(event=event, words=words, due_on=due_on, owner=owner)
    note(
        actor=actor, deed="added to-do", kind="to-do", key=to_do.pk, facts={"event": str(event.pk)}
    )
    return to_do


@transaction.atomic
def tick_to_do(*, actor: Actor, to_do: ToDo, is_done: bool = True) -> ToDo:
    """Tick it, or take the tick back; whoever ticks what nobody owned owns it.

    Raises: MayNotManage.
    """
    _must_manage(actor, to_do.event)
    if to_do.is_done == is_done:
        return to_do
    to_do.done_at = time.now() if is_done else None
    if is_done and to_do.owner is None and isinstance(actor, Member):
        to_do.owner = actor
    to_do.save(update_fields=["done_at", "owner"])
    deed = "ticked to-do" if is_done else "took tick back"
    note(actor=actor, deed=deed, kind="to-do", key=to_do.pk, facts={})
    return to_do


def _must_manage(actor: Actor, event: Event) -> None:
    if not can_manage(actor, event):
        raise MayNotManage


def _note_speaker(actor: Actor, deed: str, speaker: Speaker, **facts: object) -> None:
    facts["event"] = str(speaker.event_id)
    note(actor=actor, deed=deed, kind="speaker", key=speaker.pk, facts=facts)
