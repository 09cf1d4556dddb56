"""509 invented members on 30 September 2021, in a growth that could have been."""

import datetime as dt
import random
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise

from bluestem.kit import time
from bluestem.members.demo.cast import SOURCE, make_cast
from bluestem.members.demo.names import ABOUT, FIRST, LAST
from bluestem.members.demo.profiles import bring_to_life
from bluestem.members.models import (
    Department,
    Interest,
    MailingList,
    Member,
    Role,
    Subscription,
    Visibility,
)

SEED = 2016
HEADCOUNT_SOURCE = "fiction"  # the same word in both languages

# Members at the end of a day. That of 30 September 2021 is the community's own count (its paper);
# the others draw a believable way there and on from there.
GROWTH = (
    (dt.date(2016, 1, 1), 0),
    (dt.date(2016, 3, 31), 38),
    (dt.date(2016, 12, 31), 104),
    (dt.date(2017, 12, 31), 187),
    (dt.date(2018, 12, 31), 271),
    (dt.date(2019, 12, 31), 362),
    (dt.date(2020, 12, 31), 455),
    (dt.date(2021, 9, 30), 509),
    (dt.date(2022, 3, 28), 536),
    (dt.date(2022, 4, 4), 541),
)
LEAVERS_PER_STEP = (0, 1, 4, 8, 11, 14, 12, 9, 5, 1)

# code, group, invented headcount, share of members
DEPARTMENTS = (
    ("EP", "physicists", 1120, 118),
    ("TH", "physicists", 170, 17),
    ("IT", "engineers", 410, 92),
    ("EN", "engineers", 560, 44),
    ("SY", "engineers", 480, 36),
    ("BE", "engineers", 640, 52),
    ("TE", "engineers", 530, 47),
    ("ATS", "engineers", 60, 8),
    ("HSE", "engineers", 240, 21),
    ("RCS", "engineers", 40, 3),
    ("FAP", "administration", 190, 19),
    ("DG", "administration", 160, 17),
    ("IPT", "administration", 150, 13),
    ("HR", "administration", 180, 24),
    ("IR", "administration", 120, 12),
)
AFFILIATIONS = {
    "staff": 52,
    "fellow": 17,
    "student": 9,
    "user": 11,
    "associate": 4,
    "contractor": 3,
    "alumni": 4,
}
LIST_SHARES = {
    "announcements": 0.97,
    "friday-links": 0.88,
    "mentoring-calls": 0.3,
    "outreach-calls": 0.25,
}
STEERING_DEPARTMENTS = ("IT", "TE", "HR", "BE")  # with Ben of EP: five people, five departments
LANGUAGES = ("en", "fr", "de", "it", "es", "pt", "pl", "el", "sv", "tr", "ja", "hi", "ar", "uk")


def make_people() -> dict[str, Member]:
    """Make departments, the cast and everyone around it; return the cast.

    Needs the default lists, in an otherwise empty community.
    """
    chance = random.Random(SEED)  # noqa: S311  # the same people every time
    departments = _make_departments()
    cast = make_cast()
    members = list(_invented(chance, departments, already=[*cast.values()]))
    Member.objects.bulk_create(members, batch_size=500)
    _give_interests(chance, members)
    _subscribe(chance, members)
    _make_steering(members)
    bring_to_life(cast)
    return cast


def _make_departments() -> list[Department]:
    Department.objects.bulk_create(
        Department(
            code=code,
            group=group,
            headcount_people=headcount,
            headcount_on=dt.date(2021, 12, 31),
            headcount_source=HEADCOUNT_SOURCE,
        )
        for code, group, headcount, _ in DEPARTMENTS
    )
    by_code = {department.code: department for department in Department.objects.all()}
    return [by_code[code] for code, *_ in DEPARTMENTS]


def _invented(
    chance: random.Random, departments: Sequence[Department], already: Sequence[Member]
) -> Iterator[Member]:
    """Yield people whose joining and leaving dates meet GROWTH to the person."""
    names = _names(chance, taken={member.name for member in already})
    staying: list[Member] = []
    for leaving, ((start, _), (end, wanted)) in zip(
        LEAVERS_PER_STEP, [((dt.date(2015, 12, 31), 0), GROWTH[0]), *pairwise(GROWTH)], strict=True
    ):
        for member in chance.sample(staying, min(leaving, len(staying))):
            staying.remove(member)
            _leave(member, _day_between(chance, max(start, member.joined_on), end))
            yield member
        present = len(staying) + sum(member.joined_on <= end for member in already)
        staying.extend(
            _person(chance, next(names), departments, _day_between(chance, start, end))
            for _ in range(wanted - present)
        )
    yield from staying


def _leave(member: Member, on: dt.date) -> None:
    """Let a member leave; what is older than the year that names are kept is erased already."""
    member.left_on = on
    member.state = Member.State.LEFT
    if on < time.today() - dt.timedelta(days=366):
        member.state = Member.State.ERASED
        member.name = member.about = member.consent_source = ""
        member.address = None


def _day_between(chance: random.Random, after: dt.date, until: dt.date) -> dt.date:
    """Return a day after `after`, up to `until`."""
    return after + dt.timedelta(days=chance.randint(1, max(1, (until - after).days)))


def _names(chance: random.Random, taken: set[str]) -> Iterator[str]:
    while True:
        name = f"{chance.choice(FIRST)} {chance.choice(LAST)}"
        if name not in taken:
            taken.add(name)
            yield name


def _person(
    chance: random.Random, name: str, departments: Sequence[Department], joined_on: dt.date
) -> Member:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    spoken = chance.sample(LANGUAGES[2:], chance.choice((0, 1, 1, 2)))
    shown = chance.random()
    return Member(
        name=name,
        address=f"{plain.replace(' ', '.')}@example.org",
        language="fr" if chance.random() < 0.35 else "en",
        department=chance.choices(departments, [share for *_, share in DEPARTMENTS])[0],
        affiliation=chance.choices([*AFFILIATIONS], [*AFFILIATIONS.values()])[0],
        spoken_languages=sorted({"en", *(["fr"] if chance.random() < 0.7 else []), *spoken}),
        about=chance.choice(ABOUT) if shown < 0.3 else "",
        department_visibility=Visibility.ORGANISERS if shown > 0.96 else Visibility.MEMBERS,
        joined_on=joined_on,
        consent_source=SOURCE,
    )


def _give_interests(chance: random.Random, members: Sequence[Member]) -> None:
    interests = list(Interest.objects.all())
    links = Member.interests.through
    links.objects.bulk_create(
        (
            links(member_id=member.pk, interest_id=interest.pk)
            for member in members
            if member.state == Member.State.ACTIVE
            for interest in chance.sample(interests, chance.choice((0, 1, 2, 2, 3, 4)))
        ),
        batch_size=500,
    )


def _subscribe(chance: random.Random, members: Sequence[Member]) -> None:
    now = time.now()
    subscriptions = []
    for mailing_list in MailingList.objects.filter(slug__in=LIST_SHARES):
        for member in members:
            has_left = member.left_on is not None
            if member.address and chance.random() < LIST_SHARES[mailing_list.slug]:
                subscriptions.append(
                    Subscription(
                        mailing_list=mailing_list,
                        address=member.address,
                        member=member,
                        language=member.language,
                        started_way=Subscription.Way.JOINING,
                        started_at=time.midnight(member.joined_on),
                        confirmed_at=time.midnight(member.joined_on),
                        ended_at=now if has_left else None,
                        ended_way=Subscription.Way.LEAVING if has_left else "",
                    )
                )
    Subscription.objects.bulk_create(subscriptions, batch_size=500)


def _make_steering(members: Sequence[Member]) -> None:
    for code in STEERING_DEPARTMENTS:
        member = next(
            member
            for member in members
            if member.state == Member.State.ACTIVE
            and member.affiliation == "staff"
            and member.department is not None
            and member.department.code == code
            and member.joined_on < dt.date(2020, 1, 1)
        )
        _show_on_the_team_page(member)
        Role.objects.create(member=member, kind=Role.Kind.STEERING, starts_on=dt.date(2020, 1, 1))


def _show_on_the_team_page(member: Member) -> None:
    member.name_visibility = member.department_visibility = Visibility.EVERYONE
    member.save()
