"""Calendars: one entry per event, whatever its words; the same entry through every change."""

import datetime as dt
import random
import re
from email import message_from_bytes
from email.policy import default

import icalendar
import pytest
from django.urls import reverse
from django.utils import timezone

from bluestem.community.queries import the_community
from bluestem.events import actions, letters
from bluestem.events.models import Event, Feed
from bluestem.events.queries import calendars
from bluestem.mailroom.models import Mailing
from bluestem.mailroom.rendering import fill, render
from bluestem.members.models import Member

from .kit import HOUR, START, published, series_named

pytestmark = pytest.mark.django_db

SIGNS = (
    "abc ,;:\\\"'^n\\n\\N\r\n\t\0\x07\x0b\x85\u2028\u202e\N{PILE OF POO}éßﷺ\u0301"
    "\N{FAMILY}BEGIN:VEVENT END:VEVENT%=\ufffe"
)


def read(content):
    for line in content.split(b"\r\n"):
        assert len(line) <= 75, line
        assert not re.search(rb"[\x00-\x08\x0a-\x1f\x7f]", line), line
    line_ends = content.count(b"\n")
    assert line_ends == content.count(b"\r\n")
    return icalendar.Calendar.from_ical(content)


def entries(content):
    return read(content).walk("VEVENT")


def test_feed_holds_public_events_with_their_local_times(cast, client):
    published(audience="public", title_en="Summer", slug="summer")
    published(audience="public", title_en="Winter", slug="winter",
              starts_at=dt.datetime(2022, 12, 1, 11, 30, tzinfo=dt.UTC))  # fmt: skip
    published(audience="members", title_en="Hidden", slug="hidden")
    answer = client.get("/events.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert b"Hidden" not in answer.content
    found = {str(each["SUMMARY"]): each for each in entries(answer.content)}
    for name in ("Summer", "Winter"):
        start = found[name].decoded("DTSTART")
        assert (start.hour, start.minute, str(start.tzinfo)) == (12, 30, "Europe/Zurich")
        assert found[name].decoded("DTEND") - start == HOUR
    assert read(answer.content).walk("VTIMEZONE")


@pytest.mark.parametrize("zone", ["Europe/Zurich", "America/New_York", "Australia/Lord_Howe",
                                  "Asia/Kolkata", "Pacific/Apia", "UTC"])  # fmt: skip
@pytest.mark.once
def test_every_hour_around_both_clock_changes_is_read_back_as_it_was(community, zone):
    community.time_zone = zone
    community.save()
    starts = [
        dt.datetime(2022, month, day, hour, 15, tzinfo=dt.UTC)
        for month, day in ((3, 13), (3, 27), (4, 2), (4, 3), (10, 1), (10, 30), (11, 6))
        for hour in range(24)
    ]
    event = published(audience="public")
    for start in starts:
        event.starts_at, event.ends_at = start, start + HOUR
        (entry,) = entries(calendars.event_file(event, "en"))
        # A time that comes twice equals no time of another zone (PEP 495): compare in UTC.
        assert entry.decoded("DTSTART").astimezone(dt.UTC) == start
        assert entry.decoded("DTEND").astimezone(dt.UTC) == start + HOUR


def check_hostile(event, seed):
    """Give an event hostile words; one entry comes back with them, in lines as the format says."""
    luck = random.Random(seed)
    words = "".join(luck.choices(SIGNS, k=luck.randrange(1, 150)))
    event.title_en = event.place = event.summary_en = words
    (entry,) = entries(calendars.event_file(event, "en"))
    expected = calendars._clean(words).replace("\\N", "\n")  # as the format reads it
    assert str(entry["SUMMARY"]) == str(entry["LOCATION"]) == expected


@pytest.mark.once
def test_thousand_hostile_titles_give_one_entry_each_and_no_long_line(community):
    event = published(audience="public")
    for seed in range(1000):  # tests/prove has the hundred thousand
        check_hostile(event, seed)


def test_change_keeps_the_uid_and_raises_the_sequence(cast):
    event = published()
    registration = actions.register(actor=cast["ada"], event=event)
    (before,) = entries(calendars.invitation(registration, the_community()))
    registration.event = actions.move(
        actor=cast["ben"], event=event, starts_at=START + HOUR, ends_at=START + 2 * HOUR
    )
    (after,) = entries(calendars.invitation(registration, the_community()))
    assert after["UID"] == before["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert after.decoded("DTSTART") == START + HOUR
    registration.event = actions.call_off(actor=cast["ben"], event=registration.event)
    content = calendars.invitation(registration, the_community(), is_cancelled=True)
    (last,) = entries(content)
    assert read(content)["METHOD"] == "CANCEL"
    assert (last["UID"], last["SEQUENCE"], last["STATUS"]) == (before["UID"], 2, "CANCELLED")


def test_words_that_no_calendar_shows_leave_the_sequence_alone(cast):
    event = published()
    changed = actions.edit(actor=cast["ben"], event=event, values={"handover": "Ask early."})
    assert changed.sequence == 0


def test_invitation_names_organiser_and_guest_and_holds_her_link(cast):
    event = published(place="", link="https://meet.example.org/5")
    content = calendars.invitation(
        actions.register(actor=cast["ada"], event=event), the_community()
    )
    (entry,) = entries(content)
    assert read(content)["METHOD"] == "REQUEST"
    assert entry["ORGANIZER"] == "mailto:community@localhost"
    assert entry["ATTENDEE"] == "mailto:ada@example.org"
    assert entry["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
    assert entry["LOCATION"] == "https://meet.example.org/5"


def test_public_feed_and_file_never_hold_the_link(cast, client):
    published(audience="public", place="", link="https://meet.example.org/5", slug="e")
    for where in ("/events.ics", "/events/series/drinks.ics", "/events/e.ics"):
        content = client.get(where).content.replace(b"\r\n ", b"")
        assert b"BEGIN:VEVENT" in content
        assert b"meet.example.org" not in content


def test_called_off_event_stays_in_the_feed_as_such(cast, client):
    event = published(audience="public")
    actions.call_off(actor=cast["ben"], event=event)
    (entry,) = entries(client.get("/events.ics").content)
    assert (entry["STATUS"], entry["SEQUENCE"]) == ("CANCELLED", 1)


def test_series_has_a_feed_of_its_own(cast, client):
    published(audience="public", title_en="Drinks", slug="d")
    assert len(entries(client.get("/events/series/drinks.ics").content)) == 1
    assert entries(client.get("/events/series/coffees.ics").content) == []
    for wrong in ("nobody", "%00", "a" * 300):
        assert client.get(f"/events/series/{wrong}.ics").status_code == 404


def test_secret_feed_holds_what_is_hers_and_can_be_taken_back(cast, client, client_of):
    event = published(capacity_people=1, place="", link="https://meet.example.org/5")
    event.online_capacity_people = 1
    event.save()
    actions.register(actor=cast["eve"], event=event)
    actions.register(actor=cast["ada"], event=event)
    published(title_en="Not hers", slug="other")
    feeds = {}
    for name in ("ada", "eve"):
        browser = client_of(cast[name])
        browser.post(reverse("events:calendar_open"))
        feeds[name] = browser.get("/events/mine").context["feed_address"]
        assert "Not hers" not in client.get(feeds[name]).content.decode()
    (hers,) = entries(client.get(feeds["eve"]).content)
    assert (hers["STATUS"], hers["LOCATION"]) == ("CONFIRMED", "https://meet.example.org/5")
    (waiting,) = entries(client.get(feeds["ada"]).content)
    assert waiting["STATUS"] == "TENTATIVE"
    assert "LOCATION" not in waiting
    client_of(cast["ada"]).post(reverse("events:calendar_open"))
    assert client.get(feeds["ada"]).status_code == 404  # replaced
    client_of(cast["eve"]).post(reverse("events:calendar_close"))
    assert client.get(feeds["eve"]).status_code == 404


def test_secret_feed_ends_with_the_membership(cast, client):
    feed = actions.open_calendar(actor=cast["ada"])
    where = reverse("event_feeds:personal_ics", args=[letters.token_of(letters.FEED_SALT, feed.pk)])
    assert client.get(where).status_code == 200
    Member.objects.filter(pk=cast["ada"].pk).update(state="deactivated")
    assert client.get(where).status_code == 404


@pytest.mark.parametrize("secret", ["x", "a.b", "é", "%00", "." * 200])
def test_forged_feed_is_not_found(cast, client, secret):
    Feed.objects.create(member=cast["ada"], made_at=timezone.now())
    assert client.get(f"/calendar/{secret}.ics").status_code == 404


def test_file_of_a_members_event_is_for_members(cast, client, client_of):
    published(slug="e")
    assert client.get("/events/e.ics").status_code == 404
    answer = client_of(cast["ines"]).get("/fr/events/e.ics")
    (entry,) = entries(answer.content)
    assert entry["SUMMARY"] == "Le hall de l’antimatière"


@pytest.mark.parametrize("count", [1, 30])
def test_feed_takes_as_many_queries_for_thirty_as_for_one(
    cast, client, django_assert_num_queries, count
):
    series_named()
    for number in range(count):
        published(audience="public", title_en=f"E {number}", slug=f"e{number}")
    with django_assert_num_queries(4):
        assert len(entries(client.get("/events.ics").content)) == count
    assert Event.objects.count() == count


def mails(letter):
    """Read the mails of a letter as they leave: the parts, and the calendar's method."""
    found = []
    for mailing in Mailing.objects.filter(letter=letter).order_by("created_at"):
        delivery = mailing.deliveries.get()
        made = render(mailing, community=the_community(), language=delivery.language)
        content = fill(made, delivery, address=delivery.address, now=timezone.now())
        found.append(message_from_bytes(content, policy=default))
    return found


def test_mails_bring_the_entry_move_it_and_take_it_away(cast):
    event = published(capacity_people=2, place="Hall é — 193")
    going = actions.register(actor=cast["ada"], event=event)
    actions.register(actor=cast["ines"], event=event)
    waiting = actions.register(actor=cast["eve"], event=event)
    moved = actions.move(
        actor=cast["ben"], event=event, starts_at=START + HOUR, ends_at=START + 2 * HOUR
    )
    actions.cancel(actor=cast["ada"], registration=going)
    actions.call_off(actor=cast["ben"], event=moved)
    assert waiting.is_waiting
    said = {}
    for letter in ("registered", "moved", "cancelled", "called_off", "waiting", "offered"):
        said[letter] = []
        for mail in mails(f"events.{letter}"):
            kinds = [part.get_content_type() for part in mail.walk()]
            assert kinds[:3] == ["multipart/alternative", "text/plain", "text/html"]
            if "text/calendar" not in kinds:
                continue
            part = next(each for each in mail.walk() if each.get_content_type() == kinds[3])
            content = part.get_payload(decode=True)
            (entry,) = entries(content)
            assert read(content)["METHOD"] == part.get_param("method")
            assert entry["ATTENDEE"] == f"mailto:{mail['To'].addresses[0].addr_spec}"
            assert entry["LOCATION"] == "Hall é — 193"
            said[letter].append((part.get_param("method"), int(entry["SEQUENCE"])))
    assert said == {
        "registered": [("REQUEST", 0), ("REQUEST", 0)],
        "moved": [("REQUEST", 1), ("REQUEST", 1)],
        "cancelled": [("CANCEL", 1)],
        "called_off": [("CANCEL", 2)],
        "waiting": [],
        "offered": [],
    }
