"""The groups of a coffee: formed, told, and seen by nobody else."""

import datetime as dt
import json
from itertools import combinations

import pytest
from django.urls import reverse

from bluestem.events import actions, errors
from bluestem.events.models import CoffeeGroup, Event
from bluestem.events.queries.coffees import met_before, neighbours_of, tables_of
from bluestem.events.sweeps import forget_coffee_groups
from bluestem.kit import time
from bluestem.mailroom.models import Delivery
from bluestem.members.models import Department, Member, Visibility

from .kit import HOUR, START, make_members, published

JOINED_ON = dt.date(2022, 2, 1)

pytestmark = pytest.mark.django_db


def at(name, *args):
    return reverse(f"events:{name}", args=args)


def coffee(people=(), **values):
    event = published(series="coffees", **{"title_en": "Coffee", **values})
    for member in people:
        actions.register(actor=member, event=event)
    return event


def formed(ben, people, size=4, **values):
    event = coffee(people, **values)
    actions.form_coffee_groups(actor=ben, event=event, size=size)
    return event


def seats(event):
    return [
        set(group.members.values_list("name", flat=True)) for group in event.coffee_groups.all()
    ]


def move(ben, event, member, number):
    group = event.coffee_groups.get(number=number)
    return actions.move_to_coffee_group(actor=ben, event=event, member=member, group=group)


def letters_to(member):
    return Delivery.objects.filter(address=member.address, mailing__letter="events.coffee_group")


def test_three_coffees_of_sixteen_bring_no_pair_together_twice(cast):
    people = make_members(16)
    pairs = []
    for number in range(3):
        event = formed(cast["ben"], people, slug=f"c{number}", starts_at=START + number * 24 * HOUR)
        for names in seats(event):
            assert len(names) == 4
            pairs += combinations(sorted(names), 2)
        tables = tables_of(event)
        assert (tables.repeats, tables.bound, tables.people) == (0, 0, 16)
    assert len(pairs) == len(set(pairs)) == 72


def test_who_gave_her_place_back_or_waits_sits_nowhere_and_met_nobody(cast):
    people = make_members(9)
    event = coffee(people, slug="first", capacity_people=8)  # the ninth waits
    actions.form_coffee_groups(actor=cast["ben"], event=event)
    assert sum(len(names) for names in seats(event)) == 8
    gone = event.coffee_groups.get(number=1).members.first()
    actions.cancel(actor=gone, registration=event.registrations.get(member=gone))
    tables = tables_of(event)
    assert tables.people == 7
    later = coffee(people, slug="later", starts_at=START + 24 * HOUR)
    met = met_before(later, people)
    assert len(met) == 3 + 6  # a table of three and one of four
    assert not any(str(gone.pk) in pair for pair in met)


def test_forming_anew_gives_other_groups_until_they_are_told(cast):
    event = formed(cast["ben"], make_members(16))
    first = seats(event)
    actions.form_coffee_groups(actor=cast["ben"], event=event)
    assert seats(event) != first
    assert actions.tell_coffee_groups(actor=cast["ben"], event=event) == 16
    with pytest.raises(errors.GroupsTold):
        actions.form_coffee_groups(actor=cast["ben"], event=event)
    with pytest.raises(errors.NobodyToTell):
        actions.tell_coffee_groups(actor=cast["ben"], event=event)


def test_only_groups_that_changed_are_told_once_more(cast):
    people = make_members(12)
    event = formed(cast["ben"], people)
    actions.tell_coffee_groups(actor=cast["ben"], event=event)
    moved = event.coffee_groups.get(number=1).members.first()
    move(cast["ben"], event, moved, 2)
    assert actions.tell_coffee_groups(actor=cast["ben"], event=event) == 8
    assert letters_to(moved).count() == 2
    still = event.coffee_groups.get(number=3).members.first()
    assert letters_to(still).count() == 1


def test_late_people_go_to_the_smallest_group_and_to_new_ones_where_all_are_full(cast):
    event = formed(cast["ben"], make_members(9), size=5)  # five and four
    late = [
        Member.objects.create(address=f"l{n}@example.org", name=f"Late {n}", joined_on=JOINED_ON)
        for n in range(4)
    ]
    for member in late:
        actions.register(actor=member, event=event)
    assert tables_of(event).without == late
    actions.fill_coffee_groups(actor=cast["ben"], event=event)
    assert sorted(len(names) for names in seats(event)) == [3, 5, 5]
    assert tables_of(event).without == []


def test_letter_names_the_others_in_her_language_and_only_what_they_show(cast):
    beams = Department.objects.create(code="BEX", name_en="Beams", name_fr="Faisceaux")
    reader, open_one, shy = make_members(3)
    Member.objects.filter(pk=reader.pk).update(language="fr", name="Rose Reader")
    Member.objects.filter(pk=open_one.pk).update(
        name="Olga Open", department=beams, address_visibility=Visibility.MEMBERS
    )
    Member.objects.filter(pk=shy.pk).update(
        name="Sara Shy", department=beams, department_visibility=Visibility.ORGANISERS
    )
    event = formed(cast["ben"], Member.objects.filter(pk__in=[reader.pk, open_one.pk, shy.pk]))
    actions.tell_coffee_groups(actor=cast["ben"], event=event)
    context = json.loads(letters_to(reader).get().mailing.context)
    olga, sara = context["people"]
    assert olga == {"first_name": "Olga", "address": open_one.address,
                    "department_en": "Beams", "department_fr": "Faisceaux"}  # fmt: skip
    assert sara == {
        "first_name": "Sara", "address": "", "department_en": "", "department_fr": ""
    }  # fmt: skip
    assert "/fr/events/" in context["button_address"]


def test_organiser_reads_in_her_group_no_more_than_a_member(cast):
    people = [cast["ben"], *make_members(2)]
    event = formed(cast["ben"], people)
    actions.tell_coffee_groups(actor=cast["ben"], event=event)
    assert [each.address for each in neighbours_of(cast["ben"], event)] == ["", ""]


def test_groups_are_seen_on_the_page_by_their_people_alone_and_once_told(cast, client_of):
    ada, hanna, ines = (cast[name] for name in ("ada", "hanna", "ines"))
    event = formed(cast["ben"], [ada, hanna, ines, *make_members(5)], slug="c")
    for member in (ada, hanna, ines):
        move(cast["ben"], event, member, 1)
    page = at("event", "c")
    assert b"Your group" not in client_of(ada).get(page).content
    actions.tell_coffee_groups(actor=cast["ben"], event=event)
    own = client_of(ada).get(page).content.decode()
    assert "Your group" in own
    assert hanna.name.split()[0] in own
    # in the other group, without a place, an organiser, nobody at all
    other = event.coffee_groups.get(number=2).members.first()
    for reader in (other, cast["eve"], cast["ben"]):
        content = client_of(reader).get(page).content.decode()
        assert hanna.name.split()[0] not in content
    actions.cancel(actor=ada, registration=event.registrations.get(member=ada))
    assert "Your group" not in client_of(ada).get(page).content.decode()


@pytest.mark.parametrize("person", ["ada", "cleo", "eve", "fay", "gus"])
def test_page_of_groups_is_missing_for_all_but_the_steering_committee(cast, client_of, person):
    formed(cast["ben"], make_members(4), slug="c")
    assert client_of(cast["ben"]).get(at("coffee_groups", "c")).status_code == 200
    for name in ("coffee_groups", "coffee_groups_move", "coffee_groups_fill", "coffee_groups_tell"):
        assert client_of(cast[person]).post(at(name, "c")).status_code == 404
    assert client_of(cast[person]).get(at("coffee_groups", "c")).status_code == 404
    with pytest.raises(errors.MayNotManage):
        actions.form_coffee_groups(actor=cast[person], event=Event.objects.get())


def test_other_kinds_of_events_have_no_groups(cast, client_of):
    event = published(slug="e")
    assert client_of(cast["ben"]).get(at("coffee_groups", "e")).status_code == 404
    with pytest.raises(errors.NoCoffee):
        actions.form_coffee_groups(actor=cast["ben"], event=event)


def test_groups_are_formed_changed_and_told_on_the_desk(cast, client_of):
    people = make_members(12)
    coffee(people[:11], slug="c")
    browser = client_of(cast["ben"])
    page = at("coffee_groups", "c")
    assert b"Form the groups" in browser.get(page).content
    assert browser.post(page, {"size": "4"}).status_code == 302
    content = browser.get(page).content.decode()
    assert "11 people have a group." in content
    assert "Nobody sits with somebody they have met" in content
    event = Event.objects.get()
    actions.register(actor=people[11], event=event)
    assert b"Not yet in a group" in browser.get(page).content
    browser.post(at("coffee_groups_fill", "c"))
    assert b"Not yet in a group" not in browser.get(page).content
    goal = event.coffee_groups.get(number=3)
    who = event.coffee_groups.get(number=1).members.first()
    browser.post(at("coffee_groups_move", "c"), {"member": str(who.pk), "group": str(goal.pk)})
    assert who in goal.members.all()
    answer = browser.post(at("coffee_groups_tell", "c"), follow=True)
    assert b"12 letters are on their way." in answer.content
    assert b"Everybody knows" in answer.content


def test_repeats_stand_beside_the_bound_in_plain_words(cast, client_of):
    people = make_members(4)
    formed(cast["ben"], people, slug="first")
    formed(cast["ben"], people, slug="c", starts_at=START + 24 * HOUR)
    content = client_of(cast["ben"]).get(at("coffee_groups", "c")).content.decode()
    assert "6 meetings are repeats." in content
    assert "With these people it cannot be fewer." in content
    assert "Member 000 and Member 001 have met once." in content


@pytest.mark.parametrize(
    ("address", "said"),
    [("coffee_groups", {"size": "2"}), ("coffee_groups", {"size": "\0"}),
     ("coffee_groups", {"size": "9" * 50}), ("coffee_groups", {}),
     ("coffee_groups_move", {"member": "x", "group": "1"}),
     ("coffee_groups_move", {"member": "\0", "group": "9" * 50}), ("coffee_groups_move", {})],
)  # fmt: skip
def test_hostile_input_is_answered_with_words(cast, client_of, address, said):
    formed(cast["ben"], make_members(4), slug="c")
    before = CoffeeGroup.objects.get().made_at
    answer = client_of(cast["ben"]).post(at(address, "c"), said)
    assert answer.status_code == 200
    assert b"error-summary" in answer.content
    assert CoffeeGroup.objects.get().made_at == before


def test_somebody_of_another_event_cannot_be_moved_in(cast, client_of):
    event = formed(cast["ben"], make_members(4), slug="c")
    other = formed(cast["ben"], [cast["ada"], cast["eve"]], slug="d")
    for member, group in (
        (cast["ada"], event.coffee_groups.get()),
        (event.coffee_groups.get().members.first(), other.coffee_groups.get()),
    ):
        said = {"member": str(member.pk), "group": str(group.pk)}
        assert (
            b"error-summary"
            in client_of(cast["ben"]).post(at("coffee_groups_move", "c"), said).content
        )
        with pytest.raises(errors.NotInGroups):
            actions.move_to_coffee_group(actor=cast["ben"], event=event, member=member, group=group)


def test_groups_need_two_people_and_an_event_that_is_open(cast):
    with pytest.raises(errors.TooFewPeople):
        formed(cast["ben"], [cast["ada"]], slug="one")
    over = formed(cast["ben"], make_members(3), slug="over")
    with time.clock_at(over.ends_at), pytest.raises(errors.RegistrationClosed):
        actions.form_coffee_groups(actor=cast["ben"], event=over)


def test_erased_person_is_in_no_group_and_her_file_names_none_of_the_others(cast):
    from bluestem.members.signals import data_asked, member_erased

    event = formed(cast["ben"], [cast["ada"], cast["eve"], cast["hanna"]])
    actions.tell_coffee_groups(actor=cast["ben"], event=event)
    answers = data_asked.send(sender=Member, member=cast["ada"])
    (groups,) = (found["coffee groups"] for _, found in answers if "coffee groups" in (found or {}))
    assert groups == [{"event": "Coffee", "starts_at": event.starts_at.isoformat(), "group": 1}]
    member_erased.send(sender=Member, member=cast["ada"], addresses=[cast["ada"].address])
    assert not cast["ada"].coffee_groups.exists()
    assert len(seats(event)[0]) == 2


def test_groups_are_forgotten_after_three_years(cast):
    event = formed(cast["ben"], make_members(3))
    with time.clock_at(event.ends_at + dt.timedelta(days=3 * 365 - 1)):
        forget_coffee_groups()
    assert CoffeeGroup.objects.exists()
    with time.clock_at(event.ends_at + dt.timedelta(days=3 * 365 + 1)):
        forget_coffee_groups()
    assert not CoffeeGroup.objects.exists()


@pytest.mark.parametrize("count", [2, 30])
def test_page_takes_as_many_queries_for_thirty_people_as_for_two(
    cast, client_of, django_assert_num_queries, count
):
    formed(cast["ben"], make_members(count), slug="c")
    browser = client_of(cast["ben"])
    browser.get(at("coffee_groups", "c"))
    with django_assert_num_queries(11):
        browser.get(at("coffee_groups", "c"))


def test_coming_coffee_of_the_demonstration_has_groups_and_the_past_ones_had(community):
    from bluestem.community.models import Community
    from bluestem.events.demo import make_events
    from bluestem.members.demo import make_people

    Community.objects.update(needs_approval=True)
    make_people()
    make_events()
    coffees = Event.objects.filter(series__kind="coffee").order_by("starts_at")
    assert coffees.count() == 4
    for event in coffees:
        tables = tables_of(event)
        assert tables.tables
        assert not tables.without
        assert tables.repeats == 0
