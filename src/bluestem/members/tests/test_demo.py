import datetime as dt

import pytest

from bluestem.community.models import Community
from bluestem.members.demo import make_people
from bluestem.members.demo.people import GROWTH
from bluestem.members.models import Department, Member, Role


@pytest.fixture
def people(community: Community) -> dict[str, Member]:
    return make_people()


def test_demonstration_counts_the_members_its_sources_name(people: dict[str, Member]) -> None:
    counted = [Member.objects.on(day).count() for day, _ in GROWTH]

    assert counted == [wanted for _, wanted in GROWTH]
    assert Member.objects.on(dt.date(2021, 9, 30)).count() == 509


def test_demonstration_has_fifteen_departments_and_five_steering_members_apart(
    people: dict[str, Member],
) -> None:
    steering = Role.objects.current().filter(kind=Role.Kind.STEERING)

    assert Department.objects.filter(members__isnull=False).distinct().count() == 15
    assert steering.count() == 5
    assert steering.values("member__department").distinct().count() == 5


def test_demonstration_is_the_same_each_time(people: dict[str, Member]) -> None:
    first = sorted(Member.objects.values_list("name", "joined_on", "left_on"))
    Member.objects.all().delete()
    Department.objects.all().delete()
    make_people()

    assert sorted(Member.objects.values_list("name", "joined_on", "left_on")) == first
