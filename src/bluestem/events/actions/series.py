"""Series: made, changed."""

from typing import Any

from django.db import transaction

from bluestem.audit.actions import note
from bluestem.audit.actors import Actor
from bluestem.events.errors import MayNotManage
from bluestem.events.models import Series
from bluestem.events.rules import kinds_of

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
type Usual = tuple[str, str, str, str, str, int, int | None, str, Any]
DEFAULTS: tuple[Usual, ...] = (
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


def default_series(*, usual: Usual) -> Series:
    """Return one of the usual series, unsaved."""
    slug, kind, name_en, name_fr, mark, minutes, places, audience, to_dos = usual
    return Series(
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


@transaction.atomic
def make_default_series(*, actor: Actor) -> list[Series]:
    """Make the series that a community usually has, where they are missing; returns the new ones.

    Together: series, audit line.
    """
    known = set(Series.objects.values_list("slug", flat=True))
    usual = [default_series(usual=each) for each in DEFAULTS]
    made = [each for each in usual if each.slug not in known]
    for series in made:
        series.save(force_insert=True)
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

    Together: series, audit line.
    Raises: MayNotManage.
    """
    if not {series.kind, values.get("kind", series.kind)} <= kinds_of(actor):
        raise MayNotManage
    for name, value in values.items():
        setattr(series, name, value)
    series.save()
    facts = {"fields": sorted(values)}
    note(actor=actor, deed="changed series", kind="series", key=series.slug, facts=facts)
    return series
