"""Fair places: who has one, who waits, who is offered one, in which order."""

import datetime as dt

import pytest
from django.utils import timezone

from bluestem.audit.actors import CONSOLE, SYSTEM, VISITOR
from bluestem.audit.models import AuditLine
from bluestem.events import actions
from bluestem.events.actions.places import LINK_GOOD_FOR
from bluestem.events.errors import (
    EventFull,
    LinkOver,
    MayNotManage,
    NoSuchWay,
    NotInvited,
    OfferOver,
    RegistrationClosed,
    TooSmall,
)
from bluestem.events.models import Event, Offer, PlaceRequest, Registration
from bluestem.events.queries import places_of, waiting_place
from bluestem.events.sweeps import close_what_is_over, end_lapsed_offers, forget_visitors
from bluestem.kit import time
from bluestem.mailroom.models import Delivery, Mailing
from bluestem.members.actions import erase
from bluestem.members.models import Member

from .kit import HOUR, START, counts, fresh, make_members, published, states

pytestmark = pytest.mark.django_db


def letters_to(address):
    return list(
        Delivery.objects.filter(address=address)
        .order_by("pk")
        .values_list("mailing__letter", flat=True)
    )


def full_event(cast, *names, places=1):
    event = published(capacity_people=places)
    return event, [actions.register(actor=cast[name], event=event) for name in names]


def test_register_gives_a_place_and_writes_one_mail(cast):
    event = published()
    registration = actions.register(actor=cast["ada"], event=event)
    assert registration.is_registered
    assert letters_to("ada@example.org") == ["events.registered"]
    line = AuditLine.objects.newest_first().first()
    assert (line.deed, line.object_key) == ("registered", str(registration.pk))


def test_registering_twice_is_one_registration_and_one_mail(cast):
    event = published()
    first = actions.register(actor=cast["ada"], event=event)
    assert actions.register(actor=cast["ada"], event=event).pk == first.pk
    assert Registration.objects.count() == Mailing.objects.count() == 1


def test_register_gives_waiting_place_when_event_is_full(cast):
    event, found = full_event(cast, "ada", "eve", "hanna")
    assert states(event) == ["registered", "waiting", "waiting"]
    assert waiting_place(found[2]) == 2
    assert letters_to("hanna@example.org") == ["events.waiting"]


def test_cancelling_offers_the_place_to_the_first_who_waits(cast):
    event, found = full_event(cast, "ada", "eve", "hanna")
    actions.cancel(actor=cast["ada"], registration=found[0])
    assert states(event) == ["cancelled", "offered", "waiting"]
    assert letters_to("eve@example.org") == ["events.waiting", "events.offered"]
    actions.accept(actor=VISITOR, offer=Offer.objects.get())
    assert states(event) == ["cancelled", "registered", "waiting"]


def test_cancelling_twice_offers_once(cast):
    event, found = full_event(cast, "ada", "eve", "hanna")
    for _ in range(2):
        actions.cancel(actor=cast["ada"], registration=found[0])
    assert states(event) == ["cancelled", "offered", "waiting"]
    assert letters_to("ada@example.org") == ["events.registered", "events.cancelled"]


def test_accepting_twice_is_one_registration_and_one_mail(cast):
    _event, found = full_event(cast, "ada", "eve")
    actions.cancel(actor=cast["ada"], registration=found[0])
    for _ in range(2):
        actions.accept(actor=VISITOR, offer=Offer.objects.get())
    assert letters_to("eve@example.org").count("events.registered") == 1


def test_declined_offer_goes_to_the_next(cast):
    event, found = full_event(cast, "ada", "eve", "hanna")
    actions.cancel(actor=cast["ada"], registration=found[0])
    actions.decline(actor=VISITOR, offer=Offer.objects.get())
    assert states(event) == ["cancelled", "cancelled", "offered"]


def test_offer_is_held_until_its_deadline_and_then_goes_on(cast):
    event, found = full_event(cast, "ada", "eve", "hanna")
    actions.cancel(actor=cast["ada"], registration=found[0])
    offer = Offer.objects.get()
    assert offer.deadline_at == time.now() + dt.timedelta(hours=event.series.offer_hours)
    end_lapsed_offers()
    assert states(event) == ["cancelled", "offered", "waiting"]
    with time.clock_at(offer.deadline_at):
        with pytest.raises(OfferOver):
            actions.accept(actor=VISITOR, offer=offer)
        end_lapsed_offers()
        end_lapsed_offers()
    assert states(event) == ["cancelled", "cancelled", "offered"]
    assert letters_to("eve@example.org")[-1] == "events.lapsed"


def test_deadline_comes_closer_shortly_before_the_start(cast):
    _event, found = full_event(cast, "ada", "eve")
    with time.clock_at(START - 2 * HOUR):
        actions.cancel(actor=cast["ada"], registration=found[0])
    assert Offer.objects.get().deadline_at == START - HOUR


def test_free_place_is_not_taken_past_those_who_wait(cast):
    event, found = full_event(cast, "ada", "eve")
    Registration.objects.filter(pk=found[0].pk).update(state="cancelled")  # free, not yet offered
    assert actions.register(actor=cast["hanna"], event=event).is_waiting


def test_registering_again_after_cancelling_is_at_the_end(cast):
    event, found = full_event(cast, "ada", "eve", "hanna")
    actions.cancel(actor=cast["eve"], registration=found[1])
    again = actions.register(actor=cast["eve"], event=event)
    assert again.pk == found[1].pk
    assert waiting_place(again) == 2


def test_more_places_are_offered_in_order_and_fewer_take_nobodys_away(cast):
    event, _found = full_event(cast, "ada", "eve", "hanna", "ines")
    change = {"actor": cast["ben"], "event": event, "online_capacity_people": None}
    actions.change_capacity(**change, capacity_people=3)
    assert states(event) == ["registered", "offered", "offered", "waiting"]
    actions.change_capacity(**change, capacity_people=0)
    assert states(event) == ["registered", "offered", "offered", "waiting"]
    actions.change_capacity(**change, capacity_people=None)
    assert states(event) == ["registered", "offered", "offered", "offered"]
    with pytest.raises(TooSmall):
        actions.change_capacity(**change, capacity_people=-1)


def test_on_site_and_online_are_counted_apart(cast):
    event = published(capacity_people=1, online_capacity_people=1, link="https://m.example.org/1")
    ways = (("ada", False), ("eve", True), ("hanna", False), ("ines", True))
    found = [actions.register(actor=cast[who], event=event, is_online=way) for who, way in ways]
    assert states(event) == ["registered", "registered", "waiting", "waiting"]
    actions.cancel(actor=cast["eve"], registration=found[1])
    assert states(event) == ["registered", "cancelled", "waiting", "offered"]
    places = places_of(event)
    assert (places[False].taken, places[True].taken, places[False].waiting) == (1, 1, 1)


def test_way_that_does_not_exist_is_refused(cast):
    with pytest.raises(NoSuchWay):
        actions.register(actor=cast["ada"], event=published(), is_online=True)
    online = published(place="", link="https://m.example.org/1", title_en="Online")
    with pytest.raises(NoSuchWay):
        actions.register(actor=cast["ada"], event=online, is_online=False)
    assert actions.register(actor=cast["ada"], event=online).is_online


def test_companion_takes_a_place_where_companions_are_welcome(cast):
    event = published(capacity_people=2, has_companions=True)
    assert actions.register(actor=cast["ada"], event=event, has_companion=True).people == 2
    assert actions.register(actor=cast["eve"], event=event).is_waiting
    without = published(capacity_people=2, title_en="Without")
    assert actions.register(actor=cast["ada"], event=without, has_companion=True).people == 1


def test_nobody_with_a_companion_is_passed_over(cast):
    event = published(capacity_people=2, has_companions=True)
    first = actions.register(actor=cast["ada"], event=event)
    actions.register(actor=cast["ines"], event=event)
    actions.register(actor=cast["eve"], event=event, has_companion=True)
    actions.register(actor=cast["hanna"], event=event)
    actions.cancel(actor=cast["ada"], registration=first)
    assert states(event) == ["cancelled", "registered", "waiting", "waiting"]


@pytest.mark.parametrize("state", ["draft", "proposed", "cancelled", "over"])
def test_register_is_refused_where_registration_is_closed(cast, state):
    event = published()
    Event.objects.update(state=state)
    with pytest.raises(RegistrationClosed):
        actions.register(actor=cast["ada"], event=event)


def test_register_is_refused_after_the_end(cast):
    event = published()
    with time.clock_at(event.ends_at), pytest.raises(RegistrationClosed):
        actions.register(actor=cast["ada"], event=event)


def test_places_for_newcomers_and_invited_people_are_theirs(cast):
    coffee = published(audience="newcomers", title_en="Coffee")
    Member.objects.filter(pk=cast["eve"].pk).update(joined_on=dt.date(2022, 1, 10))
    assert actions.register(actor=Member.objects.get(pk=cast["eve"].pk), event=coffee)
    training = published(audience="group", title_en="Training")
    actions.invite(actor=cast["ben"], event=training, members=[cast["hanna"]], group_name="Mentors")
    assert actions.register(actor=cast["hanna"], event=training)
    for event in (coffee, training):
        with pytest.raises(NotInvited):
            actions.register(actor=cast["ada"], event=event)


def test_visitor_has_a_place_only_after_confirming(cast):
    event = published(audience="public", capacity_people=1)
    wish = actions.request_place(
        actor=VISITOR, event=event, address="Dov@Example.org ", name="Dov", language="fr",
        is_online=None,
    )  # fmt: skip
    assert not Registration.objects.exists()
    assert letters_to("dov@example.org") == ["events.confirm_place"]
    for _ in range(2):
        actions.confirm_place(actor=VISITOR, wish=wish)
    assert Registration.objects.get().who == "Dov"
    assert letters_to("dov@example.org") == ["events.confirm_place", "events.registered"]


def test_confirmed_address_of_a_member_is_the_member(cast):
    event = published(audience="public")
    actions.register(actor=cast["ada"], event=event)
    wish = actions.request_place(
        actor=VISITOR, event=event, address="ada@example.org", name="X", language="en",
        is_online=None,
    )  # fmt: skip
    assert actions.confirm_place(actor=VISITOR, wish=wish).member == cast["ada"]
    assert Registration.objects.count() == 1


def test_one_address_is_mailed_twice_a_day_at_most(cast):
    event = published(audience="public")
    for _ in range(5):
        actions.request_place(
            actor=VISITOR, event=event, address="dov@example.org", name="Dov", language="en",
            is_online=None,
        )  # fmt: skip
    assert len(letters_to("dov@example.org")) == 2


def test_old_link_is_refused(cast):
    event = published(audience="public")
    wish = actions.request_place(
        actor=VISITOR, event=event, address="dov@example.org", name="Dov", language="en",
        is_online=None,
    )  # fmt: skip
    wish.asked_at -= LINK_GOOD_FOR + HOUR
    with pytest.raises(LinkOver):
        actions.confirm_place(actor=VISITOR, wish=wish)


def test_only_its_owner_or_a_manager_cancels(cast):
    event = published()
    registration = actions.register(actor=cast["ada"], event=event)
    for name in ("eve", "cleo", "gus", "jo"):
        with pytest.raises(MayNotManage):
            actions.cancel(actor=cast[name], registration=registration)
    with pytest.raises(MayNotManage):
        actions.cancel(actor=VISITOR, registration=registration)
    assert not actions.cancel(actor=cast["ben"], registration=registration).is_in_force


def test_check_in_and_walk_in_keep_to_the_places(cast):
    event, found = full_event(cast, "ada", "eve", places=1)
    actions.check_in(actor=cast["ben"], registration=found[0])
    actions.check_in(actor=cast["ben"], registration=found[0])
    assert states(event) == ["attended", "waiting"]
    with pytest.raises(EventFull):
        actions.check_in(actor=cast["ben"], registration=found[1])
    with pytest.raises(EventFull):
        actions.walk_in(actor=cast["ben"], event=event, name="Somebody")
    actions.change_capacity(
        actor=cast["ben"], event=event, capacity_people=3, online_capacity_people=None
    )
    actions.walk_in(actor=cast["ben"], event=event, name="Somebody")
    assert states(event) == ["attended", "offered", "attended"]
    actions.check_in(actor=cast["ben"], registration=fresh(found[1]))
    assert Offer.objects.get().answer == "accepted"
    actions.check_in(actor=cast["ben"], registration=fresh(found[1]), is_here=False)
    assert states(event) == ["attended", "registered", "attended"]
    with pytest.raises(MayNotManage):
        actions.walk_in(actor=cast["ada"], event=event)


def test_after_the_end_who_was_not_counted_was_absent(cast):
    event, found = full_event(cast, "ada", "eve", "hanna", places=2)
    actions.check_in(actor=cast["ben"], registration=found[0])
    with time.clock_at(event.ends_at + 13 * HOUR):
        close_what_is_over()
    assert states(event) == ["attended", "absent", "cancelled"]
    event.refresh_from_db()
    assert event.state == "over"


def test_without_a_door_nobody_is_absent(cast):
    event, _found = full_event(cast, "ada")
    with time.clock_at(event.ends_at + 13 * HOUR):
        close_what_is_over()
    assert states(event) == ["registered"]


def test_calling_off_ends_every_registration_and_writes_to_each(cast):
    event, _found = full_event(cast, "ada", "eve")
    actions.call_off(actor=cast["ben"], event=event, reason_en="Ilse is ill.")
    assert counts(event) == {"cancelled": 2}
    for name in ("ada", "eve"):
        assert letters_to(f"{name}@example.org")[-1] == "events.called_off"


def test_erasing_a_person_gives_the_place_on_and_leaves_the_counts(cast):
    event, _found = full_event(cast, "ada", "eve")
    past = published(title_en="Past", starts_at=START - 1000 * HOUR)
    Registration.objects.create(
        event=past, member=cast["ada"], state="attended", order=1,
        registered_at=START, changed_at=START,
    )  # fmt: skip
    erase(actor=SYSTEM, member=cast["ada"])
    assert states(event) == ["cancelled", "offered"]
    assert states(past) == ["attended"]
    assert not Registration.objects.filter(member=cast["ada"]).exists()


def test_visitors_are_forgotten_a_month_after_the_event(cast):
    event = published(audience="public")
    wish = actions.request_place(
        actor=VISITOR, event=event, address="dov@example.org", name="Dov", language="en",
        is_online=None,
    )  # fmt: skip
    actions.confirm_place(actor=VISITOR, wish=wish)
    PlaceRequest.objects.update(asked_at=timezone.now() - 3 * LINK_GOOD_FOR)
    with time.clock_at(event.ends_at + dt.timedelta(days=31)):
        forget_visitors()
    registration = Registration.objects.get()
    assert (registration.address, registration.name) == ("", "")
    assert not PlaceRequest.objects.exists()


def test_thousand_deeds_never_give_more_places_than_there_are(cast):
    import random

    luck = random.Random(5)
    people = make_members(40)
    event = published(capacity_people=7)
    for _ in range(400):
        who = luck.choice(people)
        mine = event.registrations.filter(member=who).first()
        deed = luck.random()
        if deed < 0.6 or mine is None:
            actions.register(actor=who, event=event)
        elif deed < 0.85:
            actions.cancel(actor=who, registration=fresh(mine))
        else:
            offer = Offer.objects.filter(registration=mine, answer="open").first()
            if offer:
                luck.choice([actions.accept, actions.decline])(actor=VISITOR, offer=offer)
        places = places_of(event)[False]
        assert places.taken <= 7
        assert places.taken == 7 or not places.waiting
    orders = list(event.registrations.values_list("order", flat=True))
    assert len(orders) == len(set(orders))


def test_console_is_not_asked_for_membership(cast):
    event = published()
    registration = actions.register(actor=cast["ada"], event=event)
    assert not actions.cancel(actor=CONSOLE, registration=registration).is_in_force
