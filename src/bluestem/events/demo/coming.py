import datetime as dt
from random import Random
from typing import Any

from bluestem.community.queries import the_community
from bluestem.events import actions
from bluestem.events.demo.asking import answers_of, ask
from bluestem.events.models import Event, Series
from bluestem.kit import time
from bluestem.members.models import Member

SEED = 5
MEET = "https://meet.example.org/wit"
RUN_SHEET = """\
- **12:15** Sound check, water, the first slide
- **12:30** Welcome, and how to ask a question
- **12:33** From a six-month contract to section leader
- **12:45** The night it all warmed up
- **12:55** Asking for the job before feeling ready
- **13:00** Questions from the room and from online, in turns
- **13:28** Thanks, and the way to lunch"""
# series, day, hour, minute, minutes, titles, sentences, and what is different from the series
COMING: tuple[tuple[str, dt.date, int, int, int, str, str, str, str, dict[str, Any]], ...] = (
    ("drinks", dt.date(2022, 4, 7), 17, 30, 120,
     "Drinks at the antimatter hall, with a guided visit",
     "Drinks au hall de l’antimatière, avec visite guidée",
     "Where antihydrogen is kept for longer than a cup of tea stays warm.",
     "Là où l’antihydrogène se garde plus longtemps qu’une tasse de thé ne reste chaude.",
     {"place": "Building 193", "capacity_people": 24,
      "text_en": "A physicist who works there shows the traps, answers every question, and then "
                 "we sit down together. No knowledge is needed.",
      "text_fr": "Une physicienne qui y travaille montre les pièges et répond à toutes les "
                 "questions, puis nous prenons un verre ensemble. Aucune connaissance requise.",
      "access": "The visit begins at 17:30 sharp; the drinks are in the hall behind.",
      "details": {"guide": "Rosa Lindqvist", "group_people": 12,
                  "meeting_point": "Entrance of building 193, 17:20", "needs_badge": True,
                  "needs_closed_shoes": True, "names_due_on": dt.date(2022, 4, 6)}}),
    ("wit-talks", dt.date(2022, 4, 14), 12, 30, 60,
     "Keeping 1,232 magnets cold", "Garder 1 232 aimants au froid",
     "Twenty years in cryogenics, and asking for the job before you feel ready.",
     "Vingt ans de cryogénie, et demander le poste avant de se sentir prête.",
     {"place": "Council Chamber", "capacity_people": 90, "link": MEET, "has_speaker": "lab",
      "text_en": "Half an hour of conversation, then your questions. A lunch follows.",
      "text_fr": "Une demi-heure de conversation, puis vos questions. Un déjeuner suit.",
      "spoken_language": "English",
      "details": {"interviewer": "ada@example.org", "run_sheet": RUN_SHEET}}),
    ("coffees", dt.date(2022, 4, 21), 10, 0, 45,
     "Coffee for newcomers: the first hundred days",
     "Café des nouveaux : les cent premiers jours",
     "Four people, one table, no agenda.", "Quatre personnes, une table, pas d’ordre du jour.",
     {"place": "Restaurant 1", "capacity_people": 32}),
    ("lectures", dt.date(2022, 4, 28), 18, 30, 75,
     "Women who computed the orbits by hand", "Celles qui calculaient les orbites à la main",
     "A public lecture on the human computers of astronomy.",
     "Une conférence publique sur les calculatrices de l’astronomie.",
     {"place": "Main Auditorium", "capacity_people": 200, "spoken_language": "English"}),
    ("diversity-talks", dt.date(2022, 5, 5), 12, 30, 60,
     "What I would do differently as a head of department",
     "Ce que je ferais autrement comme chef de département",
     "An honest hour, then your questions.", "Une heure franche, puis vos questions.",
     {"place": "", "link": MEET, "has_speaker": "lab",
      "details": {"interviewer": "eve@example.org",
                  "run_sheet": "- 12:30 Welcome\n- 12:35 The conversation\n- 13:05 Questions"}}),
    ("screenings", dt.date(2022, 5, 12), 18, 0, 120,
     "Screening: the women of the first control room",
     "Projection : les femmes de la première salle de contrôle",
     "A film of 52 minutes, and two of those it shows.",
     "Un film de 52 minutes, et deux de celles qu’il montre.",
     {"place": "Council Chamber", "capacity_people": 112,
      "spoken_language": "French, with English subtitles",
      "details": {"title": "The First Control Room", "made_in": 1998, "spoken_language": "French",
                  "subtitles": "English", "rights_holder": "Nightjar Films",
                  "licence": "One public showing, until 30 June 2022", "cost": "250 CHF"}}),
    ("information-sessions", dt.date(2022, 5, 19), 11, 0, 60,
     "What mentoring gives, and what it asks", "Ce que le mentorat donne, et ce qu’il demande",
     "For mentors and mentees of this year and the next.",
     "Pour les mentors et les mentees de cette année et de la prochaine.",
     {"place": "", "link": MEET}),
    ("drinks", dt.date(2022, 6, 2), 17, 30, 120,
     "Drinks at the control centre", "Drinks au centre de contrôle",
     "One room from which everything is steered.", "Une salle d’où tout se pilote.",
     {"place": "Control centre, gate C", "capacity_people": 20, "has_companions": True,
      "details": {"guide": "Milan Horvat", "group_people": 10, "meeting_point": "Gate C, 17:15",
                  "needs_badge": True, "names_due_on": dt.date(2022, 5, 30)}}),
)  # fmt: skip
NEWCOMERS = 14
FULL = "Drinks at the antimatter hall, with a guided visit"


def make_coming() -> None:
    """Make the eight events after 5 April 2022 as organisers would, with who registered."""
    luck = Random(SEED)  # noqa: S311  # an invented community, the same one every time
    writer, approver = _two_of_steering()
    people = list(Member.objects.active().filter(affiliation="staff").order_by("pk"))
    with time.clock_at(dt.datetime(2022, 3, 21, 9, 0, tzinfo=dt.UTC)):
        made = [_published(writer, approver, row) for row in COMING]
        for event in made:
            if event.series.kind == Series.Kind.DRINKS:
                ask(writer, event)
    _propose_one(writer)
    with time.clock_at(dt.datetime(2022, 4, 4, 9, 0, tzinfo=dt.UTC)):
        for event in made:
            count = 31 if event.title_en == FULL else luck.randrange(3, 15)
            _register(event, luck.sample(people, count), luck)
            if event.series.kind == Series.Kind.COFFEE:
                _seat_newcomers(writer, event)


def _two_of_steering() -> tuple[Member, Member]:
    steering = [each for each in Member.objects.organisers() if "steering" in each.role_kinds]
    ben = next(each for each in steering if each.address == "ben@example.org")
    return ben, next(each for each in steering if each.pk != ben.pk)


def _published(writer: Member, approver: Member, row: Any) -> Event:
    slug, day, hour, minute, minutes, title_en, title_fr, summary_en, summary_fr, more = row
    start = dt.datetime.combine(day, dt.time(hour, minute), tzinfo=the_community().zone)
    values = {"place": "", **more}
    sector, details = values.pop("has_speaker", ""), dict(values.pop("details", {}))
    event = actions.draft(
        actor=writer,
        series=Series.objects.get(slug=slug),
        starts_at=start,
        ends_at=start + dt.timedelta(minutes=minutes),
        title_en=title_en,
        title_fr=title_fr,
        summary_en=summary_en,
        summary_fr=summary_fr,
        **values,
    )
    for to_do in event.to_dos.filter(due_on__lt=dt.date(2022, 4, 4)):
        actions.tick_to_do(actor=writer, to_do=to_do)
    if sector:
        name = "Ilse Brandt-Okafor" if slug == "wit-talks" else "Tomasz Świderski"
        speaker = actions.add_speaker(
            actor=writer, event=event, name=name, sector=sector, address="speaker@example.net"
        )
        actions.move_speaker_on(actor=writer, speaker=speaker, step="invited")
        speaker.refresh_from_db()
        actions.move_speaker_on(actor=writer, speaker=speaker, step="confirmed")
        actions.set_recording_consent(actor=writer, speaker=speaker, consent="members")
    if details:
        if "interviewer" in details:
            details["interviewer"] = Member.objects.get(address=details["interviewer"])
        actions.set_details(actor=writer, event=event, **details)
    proposed = actions.propose(actor=writer, event=event)
    return actions.approve(actor=approver, event=proposed)


def _propose_one(writer: Member) -> None:
    """Leave one proposal for Ben's yes on the desk."""
    ada = Member.objects.get(address="ada@example.org")
    start = dt.datetime(2022, 6, 16, 12, 0, tzinfo=the_community().zone)
    with time.clock_at(dt.datetime(2022, 4, 1, 9, 0, tzinfo=dt.UTC)):
        event = actions.draft(
            actor=ada,
            series=Series.objects.get(slug="lunches"),
            starts_at=start,
            ends_at=start + dt.timedelta(hours=1),
            title_en="Lunch with those who came back after a break",
            title_fr="Déjeuner avec celles et ceux qui sont revenus après une pause",
            place="Restaurant 2",
        )
        actions.propose(actor=ada, event=event)


def _register(event: Event, people: list[Member], luck: Random) -> None:
    for member in people:
        is_online = luck.random() < 0.4 if event.is_both else None
        if event.audience == "newcomers":
            continue
        brings, said = answers_of(event)
        actions.register(
            actor=member, event=event, is_online=is_online, has_companion=brings, said=said
        )


def _seat_newcomers(writer: Member, coffee: Event) -> None:
    """Register newcomers for a coffee, form their groups, and leave the telling to the desk."""
    newcomers = Member.objects.active().newcomers().exclude(affiliation="partner")
    for member in newcomers.order_by("pk")[:NEWCOMERS]:
        actions.register(actor=member, event=coffee)
    actions.form_coffee_groups(actor=writer, event=coffee)
