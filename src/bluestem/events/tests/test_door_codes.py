"""At the door: a code on the phone, read by a camera or said aloud, and what organisers see."""

import xml.etree.ElementTree as ET

import pytest

from bluestem.events import actions
from bluestem.events.figures import event_figures
from bluestem.events.letters import REGISTRATION_SALT, token_of
from bluestem.events.models import Event, Registration
from bluestem.kit import codes, time

from .kit import make_members, published
from .kit_talk import at, closed, over, talk, was_there, whole_database

pytestmark = pytest.mark.django_db


def scan(event, code):
    return at("door_scan", event.slug, code)


def registered(event, member=None, **values):
    return was_there(event, member, **{"state": "registered", **values})


def test_code_stands_beside_the_square_on_all_pages_of_a_registration(cast, client, client_of):
    event = published(slug="e", audience="public")
    hers = registered(event, cast["ada"])
    visitor = registered(event, address="dov@example.net", name="Dov")
    token = token_of(REGISTRATION_SALT, visitor.pk)
    ada = client_of(cast["ada"])
    for browser, address, registration in (
        (ada, at("event", "e"), hers),
        (ada, at("my_events"), hers),
        (client, at("own_registration", token), visitor),
    ):
        page = browser.get(address).content.decode()
        assert f">{registration.door_code}<" in page
        drawn = page[page.index("<svg viewBox", page.index("door-code")) :]
        drawing = drawn[: drawn.index("</svg>") + 6]
        assert 'class="qr"' in drawing
        assert "style=" not in drawing  # the policy of the pages forbids it
        ET.fromstring(drawing)
    eve = client_of(cast["eve"]).get(at("event", "e")).content.decode()
    assert "door-code" not in eve


@pytest.mark.parametrize(
    "values", [{"is_online": True}, {"state": "waiting"}, {"state": "cancelled"}]
)
def test_who_has_no_place_on_site_has_no_code_to_show(cast, client_of, values):
    event = published(slug="e", link="https://meet.example.org")
    registered(event, cast["ada"], **values)
    for name, more in (("event", ["e"]), ("my_events", [])):
        page = client_of(cast["ada"]).get(at(name, *more)).content.decode()
        assert "door-code" not in page


def test_organisers_phone_counts_in_with_one_press_and_looking_changes_nothing(cast, client_of):
    event = talk()
    hers = registered(event, cast["ada"])
    browser = client_of(cast["ben"])
    address = scan(event, hers.door_code)
    browser.get(address)
    before = whole_database()
    page = browser.get(address).content.decode()
    assert whole_database() == before
    assert "Ada Lindqvist" in page
    assert "Check in" in page
    with time.clock_at(event.starts_at):
        for _ in range(2):
            page = browser.post(address, {"do": "here"}, follow=True).content.decode()
            assert "Counted in: 5 May 2022, 12:30." in page
    assert Registration.objects.get(pk=hers.pk).state == "attended"
    browser.post(address, {"do": "undo"})
    assert Registration.objects.get(pk=hers.pk).state == "registered"


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("attended", "Is here already"),
        ("cancelled", "This registration was cancelled"),
        ("waiting", "On the waiting list"),
        ("offered", "Check in"),
        ("absent", "Check in"),
    ],
)
def test_page_says_clearly_how_it_stands(cast, client_of, state, words):
    event = talk()
    hers = registered(event, cast["ada"], state=state)
    page = client_of(cast["ben"]).get(scan(event, hers.door_code)).content.decode()
    assert words in page


def test_full_house_is_said_and_an_event_called_off_has_no_door(cast, client_of):
    event = talk(capacity_people=1)
    registered(event, cast["ada"])
    hers = registered(event, cast["eve"], state="waiting")
    browser = client_of(cast["ben"])
    address = scan(event, hers.door_code)
    page = browser.post(address, {"do": "here"}, follow=True).content.decode()
    assert "Every place is taken." in page
    Event.objects.update(state="cancelled")
    page = browser.post(address, {"do": "here"}, follow=True).content.decode()
    assert "was called off" in page
    assert 'value="here"' not in page
    hers.refresh_from_db()
    assert hers.state == "waiting"


def test_code_of_another_event_is_named_only_to_who_runs_that_one(cast, client_of):
    here, there = talk(), talk("u", title_en="Another talk")
    trainings = published(slug="m", series="trainings")
    hers = registered(there, cast["ada"])
    ben, cleo = client_of(cast["ben"]), client_of(cast["cleo"])
    page = ben.get(scan(here, hers.door_code)).content.decode()
    assert "For another event" in page
    assert "Another talk" in page
    assert "Ada" not in page
    ben.post(scan(here, hers.door_code), {"do": "here"})
    hers.refresh_from_db()
    assert hers.state == "registered"
    unknown = cleo.get(scan(trainings, "ZZZZ-ZZZZ"))
    foreign = cleo.get(scan(trainings, hers.door_code))
    assert unknown.status_code == foreign.status_code == 404
    assert "Another talk" not in foreign.content.decode()
    assert "This code is not known" in foreign.content.decode()


@pytest.mark.parametrize("code", ["ABCD", "x" * 3000, "%00", "k7qm 2x9d!", "\u202e", "-", "0" * 40])
def test_what_is_no_code_is_said_to_be_unknown(cast, client_of, code):
    event = talk()
    browser = client_of(cast["ben"])
    found = browser.get(at("door", "t"), {"code": code}, follow=True)
    assert found.status_code == 404
    assert "This code is not known" in found.content.decode()
    assert browser.get(f"/desk/events/t/door/scan/{code[:500]}").status_code == 404
    assert event.registrations.count() == 0


def test_code_is_typed_as_people_say_it(cast, client_of):
    event = talk()
    hers = registered(event, cast["ada"])
    browser = client_of(cast["ben"])
    said = hers.door_code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    page = browser.get(at("door", "t"), {"code": f" {said} "}, follow=True)
    assert "Ada Lindqvist" in page.content.decode()


def test_code_is_useless_to_everybody_else(cast, client, client_of):
    event = talk()
    hers = registered(event, cast["ada"])
    address, nothing = scan(event, hers.door_code), scan(event, "ZZZZ-ZZZZ")
    for name in ("ada", "eve", "cleo", "gus", "hanna"):
        browser = client_of(cast[name])
        for method in (browser.get, browser.post):
            real, none = method(address), method(nothing)
            assert real.status_code == none.status_code == 404
            assert len(real.content) == len(none.content)
    assert client.get(address).url.startswith("/sign-in")
    hers.refresh_from_db()
    assert hers.state == "registered"


def test_every_registration_is_found_by_its_code(community):
    members = make_members(200)
    event = talk()
    Registration.objects.bulk_create(
        Registration(
            event=event, member=member, order=number, state="registered",
            registered_at=time.now(), changed_at=time.now(),
        )
        for number, member in enumerate(members, 1)
    )  # fmt: skip
    for registration in event.registrations.all():
        assert list(Registration.objects.with_code(registration.door_code)) == [registration]
    assert not Registration.objects.with_code("ZZZZ").exists()


@pytest.mark.parametrize("count", [1, 30])
def test_scan_asks_as_often_for_thirty_registrations_as_for_one(
    cast, client_of, django_assert_num_queries, count
):
    event = talk()
    hers = [registered(event, member) for member in make_members(count)]
    browser = client_of(cast["ben"])
    with django_assert_num_queries(6):
        assert browser.get(scan(event, hers[-1].door_code)).status_code == 200


def test_attendance_is_corrected_after_the_event(cast, client_of):
    event = over()
    came, not_counted, stayed = (registered(event, cast[name]) for name in ("ada", "eve", "jo"))
    actions.check_in(actor=cast["ben"], registration=came)
    closed(event)
    browser = client_of(cast["ben"])

    def states():
        return [Registration.objects.get(pk=each.pk).state for each in (came, not_counted, stayed)]

    assert states() == ["attended", "absent", "absent"]
    browser.post(at("check_in", "t", not_counted.pk))
    browser.post(at("check_in", "t", came.pk), {"do": "undo"})
    assert states() == ["absent", "attended", "absent"]
    page = browser.get(at("door", "t")).content.decode()
    assert "1 of 3 are here" in page


def test_first_correction_where_nobody_counted_makes_the_rest_absent(cast):
    event = over()
    came, stayed = registered(event, cast["ada"]), registered(event, cast["eve"])
    closed(event)
    assert Registration.objects.filter(state="registered").count() == 2
    actions.check_in(actor=cast["ben"], registration=came)
    stayed.refresh_from_db()
    assert stayed.state == "absent"


def test_figures_count_what_was_corrected(cast):
    event = over()
    members = make_members(12)
    Registration.objects.bulk_create(
        Registration(
            event=event, member=member, order=number, state="registered",
            registered_at=time.now(), changed_at=time.now(),
        )
        for number, member in enumerate(members, 1)
    )  # fmt: skip
    first = event.registrations.order_by("order")
    for registration in first[:6]:
        actions.check_in(actor=cast["ben"], registration=registration)
    closed(event)
    (row,) = event_figures().attendance
    assert (row.came, row.absent) == (6, 6)
    actions.check_in(actor=cast["ben"], registration=first[6])
    (row,) = event_figures().attendance
    assert (row.came, row.absent) == (7, 5)


def test_spoken_codes_round_trip():
    for number in (0, 1, 31, 32, 2**40 - 1, 0x123456789A):
        assert codes.heard(codes.spoken(number)) == number
    assert codes.spoken(0) == "0000-0000"
    assert codes.heard("oooo-oooo") == 0
    assert codes.heard("") is None
