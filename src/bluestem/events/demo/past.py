import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

import bluestem_matching
from bluestem.audit.actors import SYSTEM
from bluestem.community.queries import the_community
from bluestem.events.actions import make_default_series
from bluestem.events.demo.titles import COFFEES, DIVERSITY, PLACES, TALKS
from bluestem.events.models import STATES, CoffeeGroup, Event, Registration, Series, Speaker
from bluestem.events.queries.coffees import members_with_place, met_before
from bluestem.members.demo.names import FIRST, LAST
from bluestem.members.models import Member

SEED = 2016
SECTORS = ("lab",) * 22 + ("industry",) * 7 + ("academia",) * 5
ROOM, ONLINE = "Council Chamber", "https://meet.example.org/wit"
AWAY_FROM, AWAY_UNTIL = dt.date(2020, 3, 13), dt.date(2022, 3, 1)  # everything was online
LAST_SPEAKERS_OF_MEN = ("Andreas", "Bastien", "Carlos", "Henrik", "Marco", "Tomasz")


@dataclass(frozen=True)
class Was:
    """One event of the past, before it is a row."""

    series: str
    day: dt.date
    title_en: str
    title_fr: str
    place: str
    speaker: str = ""
    sector: str = ""


def make_past() -> None:
    """Make what was from 2016 to March 2022, with who was there."""
    luck = Random(SEED)  # noqa: S311  # an invented community, the same one every time
    make_default_series(actor=SYSTEM)
    series = {each.slug: each for each in Series.objects.all()}
    people = list(Member.objects.order_by("joined_on", "pk"))
    for was in (*_talks(luck), *_diversity_talks(luck), *_drinks(), *_coffees()):
        _make(was, series[was.series], people, luck)
    for coffee in Event.objects.filter(series=series["coffees"]).order_by("starts_at"):
        _seat(coffee)


def _talks(luck: Random) -> Iterator[Was]:
    first, step = dt.date(2016, 3, 10), dt.timedelta(days=66)
    sectors = list(SECTORS)
    luck.shuffle(sectors)
    # Titles stand in the order of their sectors: laboratory, industry, academia.
    titles = {
        sector: iter([title for title, of in zip(TALKS, SECTORS, strict=True) if of == sector])
        for sector in set(SECTORS)
    }
    for number, sector in enumerate(sectors):
        english, french = next(titles[sector])
        day = _thursday(first + number * step)
        yield Was("wit-talks", day, english, french, _room(day), _name(luck, number), sector)


def _diversity_talks(luck: Random) -> Iterator[Was]:
    first, step = dt.date(2017, 10, 5), dt.timedelta(days=290)
    for number, (english, french) in enumerate(DIVERSITY):
        day = _thursday(first + number * step)
        name = f"{LAST_SPEAKERS_OF_MEN[number]} {LAST[(number * 23 + 7) % len(LAST)]}"
        yield Was("diversity-talks", day, english, french, _room(day), name, "lab")


def _drinks() -> Iterator[Was]:
    first, step = dt.date(2016, 5, 12), dt.timedelta(days=105)
    for number, (english, french) in enumerate(PLACES):
        day = _thursday(first + number * step)
        title = f"Drinks at {english}", f"Drinks : {french}"
        yield Was("drinks", day, *title, english[0].upper() + english[1:])


def _coffees() -> Iterator[Was]:
    for (english, french), month in zip(COFFEES, (3, 6, 10), strict=True):
        yield Was("coffees", _thursday(dt.date(2021, month, 8)), english, french, "")


def _thursday(day: dt.date) -> dt.date:
    return day + dt.timedelta(days=(3 - day.weekday()) % 7)


def _room(day: dt.date) -> str:
    return "" if AWAY_FROM < day < AWAY_UNTIL else ROOM


def _name(luck: Random, number: int) -> str:
    return f"{FIRST[(number * 7) % 180]} {LAST[luck.randrange(len(LAST))]}"


def _make(was: Was, series: Series, people: Sequence[Member], luck: Random) -> None:
    hour, minute = {"drinks": (17, 30), "coffees": (10, 0)}.get(was.series, (12, 30))
    zone = the_community().zone
    starts_at = dt.datetime.combine(was.day, dt.time(hour, minute), tzinfo=zone)
    ends_at = starts_at + dt.timedelta(minutes=series.duration_minutes)
    event = Event.objects.create(
        slug=f"{was.day:%Y-%m-%d}-{series.slug}",
        series=series,
        title_en=was.title_en,
        title_fr=was.title_fr,
        starts_at=starts_at,
        ends_at=ends_at,
        place=was.place,
        link="" if was.place else ONLINE,
        audience=series.audience,
        capacity_people=series.capacity_people if was.series == "drinks" else None,
        state=STATES.OVER,
        published_at=starts_at - dt.timedelta(days=28),
        changed_at=starts_at - dt.timedelta(days=28),
    )
    if was.speaker:
        Speaker.objects.create(
            event=event,
            name=was.speaker,
            sector=was.sector,
            way=Speaker.Step.THANKED,
            recording_consent=Speaker.RecordingConsent.MEMBERS,
            recording_consent_at=starts_at,
        )
    _fill(event, [each for each in people if each.joined_on <= was.day], luck)


def _fill(event: Event, people: Sequence[Member], luck: Random) -> None:
    most = event.capacity_people or max(12, len(people) // 6)
    going = luck.sample(people, min(len(people), most, luck.randrange(14, 15 + most)))
    state = Registration.State
    Registration.objects.bulk_create(
        Registration(
            event=event,
            member=member,
            language=member.language,
            is_online=not event.place,
            state=state.ATTENDED if luck.random() < 0.85 else state.ABSENT,
            order=order,
            registered_at=event.starts_at - dt.timedelta(days=luck.randrange(1, 20)),
            changed_at=event.starts_at,
        )
        for order, member in enumerate(going, start=1)
    )
    Event.objects.filter(pk=event.pk).update(last_order=len(going))


def _seat(coffee: Event) -> None:
    """Make the groups in which people sat, each coffee after those before it."""
    people = {str(member.pk): member for member in members_with_place(coffee)}
    told_at = coffee.starts_at - dt.timedelta(days=1)
    found = bluestem_matching.form_round(list(people), met_before(coffee, people.values()))
    for number, ids in enumerate(found.groups, start=1):
        group = CoffeeGroup.objects.create(
            event=coffee, number=number, made_at=told_at, told_at=told_at
        )
        group.members.set([people[each] for each in ids])
