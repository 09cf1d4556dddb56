"""The command: six shapes, repeating, changing, publishing, and what is known again."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bluestem.audit.models import AuditLine
from bluestem.community.models import Community
from bluestem.events import actions
from bluestem.events.models import Event, Registration, Series, Speaker, ToDo
from bluestem.events.queries.listing import Wanted, listed
from bluestem.events.queries.reminders import due_reminders
from bluestem.events.tests.import_files import SHAPES, events
from bluestem.events.tests.kit import make_members
from bluestem.kit import time
from bluestem.mailroom.models import Delivery, Mailing
from bluestem.members.models import Member

pytestmark = pytest.mark.django_db
Import = Callable[..., dict[str, Any]]
EVENTS = 60
HEADING = (
    "series,title_en,title_fr,starts_at,ends_at,place,link,capacity_people,audience,speaker,"
    "sector\n"
)
TALK = HEADING + "WIT Talks,Cold magnets,,2019-03-07 12:30,13:30,Hall,,30,public,Ilse Roth,lab\n"
COMING = HEADING + "Drinks,The hall,,2022-05-05 17:30,19:30,Building 193,,24,members,,\n"


def utc(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize("title", SHAPES)
def test_every_shape_brings_in_every_event_and_repeating_changes_nothing(
    bring_in: Import, title: str
) -> None:
    shape = SHAPES[title]
    content = shape.make(events(EVENTS, is_french=shape.is_french))
    first = bring_in(content, name=shape.name)
    assert (first["status"], first["read"], first["new"]) == ("imported", EVENTS, EVENTS)
    assert Event.objects.filter(state="draft").count() == EVENTS
    one = Event.objects.get(title_en="Event 000 of Zoé’s")
    assert (one.starts_at, one.ends_at) == (utc(2016, 3, 10, 11, 30), utc(2016, 3, 10, 12, 45))
    assert one.series.slug == "wit-talks"
    versions = dict(Event.objects.values_list("pk", "changed_at"))
    again = bring_in(content, name=shape.name)
    assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, EVENTS)
    assert dict(Event.objects.values_list("pk", "changed_at")) == versions
    assert AuditLine.objects.filter(deed="imported events").count() == 2


def test_everything_a_row_says_is_there_and_nobody_is_written_to(bring_in: Import) -> None:
    result = bring_in(TALK, "--publish")
    assert result["published"] == 1
    event = Event.objects.get()
    assert (event.title_en, event.title_fr, event.place) == ("Cold magnets", "", "Hall")
    assert (event.capacity_people, event.audience, event.state) == (30, "public", "over")
    speaker = Speaker.objects.get()
    assert (speaker.name, speaker.sector, speaker.way) == ("Ilse Roth", "lab", "thanked")
    assert not Mailing.objects.exists()
    assert not Delivery.objects.exists()
    assert not ToDo.objects.exists()
    assert list(due_reminders()) == []


def test_without_publishing_nobody_reads_of_it_and_with_it_the_archive_and_the_search_do(
    bring_in: Import, cast: dict[str, Member]
) -> None:
    bring_in(TALK)
    assert list(listed(cast["ada"], Wanted(is_past=True))) == []
    assert list(listed(cast["ada"], Wanted(words="magnets"))) == []
    again = bring_in(TALK, "--publish")
    assert (again["changed"], again["published"]) == (1, 1)
    (found,) = listed(cast["ada"], Wanted(is_past=True))
    assert found.title_en == "Cold magnets"
    assert list(listed(cast["ada"], Wanted(words="ilse"))) == [found]
    assert bring_in(TALK)["unchanged"] == 1
    assert Event.objects.get().state == "over"


def test_a_coming_event_begins_with_what_its_series_has_and_can_be_registered_for(
    bring_in: Import, cast: dict[str, Member]
) -> None:
    bring_in("series,title,start\ndrinks,The hall,2022-05-05 17:30\n")
    event = Event.objects.get()
    assert (event.state, event.capacity_people) == ("draft", 24)
    assert event.ends_at - event.starts_at == dt.timedelta(minutes=120)
    assert set(event.to_dos.values_list("due_on", flat=True)) == {
        dt.date(2022, 4, 7), dt.date(2022, 4, 21), dt.date(2022, 5, 2),
    }  # fmt: skip
    bring_in(COMING, "--publish")
    assert actions.register(actor=cast["ada"], event=Event.objects.get()).is_registered


def test_a_changed_row_changes_the_event_and_empty_cells_leave_it_as_it_is(
    bring_in: Import,
) -> None:
    bring_in(TALK)
    short = (
        HEADING + "WIT Talks,Cold magnets,Aimants,2019-03-07 12:30,13:45,,,,,Ilse Roth,industry\n"
    )
    result = bring_in(short)
    assert (result["new"], result["changed"]) == (0, 1)
    event = Event.objects.get()
    assert (event.title_fr, event.place, event.capacity_people) == ("Aimants", "Hall", 30)
    assert event.ends_at == utc(2019, 3, 7, 12, 45)
    assert Speaker.objects.get().sector == "industry"


def test_what_an_organiser_edited_is_known_again_and_shown_before_it_is_put_back(
    bring_in: Import, cast: dict[str, Member], capsys: pytest.CaptureFixture[str], tmp_path: Any
) -> None:
    bring_in(TALK)
    event = Event.objects.get()
    with time.clock_at(time.now() + dt.timedelta(hours=1)):
        actions.edit(actor=cast["ben"], event=event, values={"title_en": "Warm magnets"})
        call_command("import_events", str(tmp_path / "events.csv"), "--dry-run")
        assert "1 event was edited here since its last import." in capsys.readouterr().out
        assert Event.objects.get().title_en == "Warm magnets"
        assert bring_in(TALK)["changed"] == 1
    assert Event.objects.get().title_en == "Cold magnets"


def test_an_event_that_was_written_down_here_is_not_there_twice(bring_in: Import) -> None:
    from bluestem.events.tests.kit import drafted

    drafted(title_en="The HALL", starts_at=utc(2022, 5, 5, 15, 30))
    assert bring_in(COMING)["new"] == 0
    assert Event.objects.count() == 1


def test_a_speaker_who_is_named_no_longer_goes_unless_more_is_known_of_her(
    bring_in: Import, cast: dict[str, Member]
) -> None:
    bring_in(TALK)
    bring_in(TALK.replace("Ilse Roth", "Ilse Rott"))
    assert [each.name for each in Speaker.objects.all()] == ["Ilse Rott"]
    Speaker.objects.update(address="ilse@example.net")
    bring_in(TALK.replace("Ilse Roth,lab", "Mara; Ida,lab; academia"))
    assert {(each.name, each.sector) for each in Speaker.objects.all()} == {
        ("Ilse Rott", "lab"), ("Mara", "lab"), ("Ida", "academia"),
    }  # fmt: skip


def test_a_series_is_found_by_any_of_its_names_and_made_where_it_is_new(bring_in: Import) -> None:
    rows = "".join(
        f"{name},Event {number},2019-03-{number:02} 10:00,{speaker},{sector}\n"
        for number, (name, speaker, sector) in enumerate(
            [
                ("wit talk", "", ""), ("CAFÉS", "", ""), ("Wikipedia afternoons", "", ""),
                ("Voices", "Ada", "lab"), ("wikipedia Afternoon", "", ""),
            ],
            1,
        )
    )  # fmt: skip
    result = bring_in("series,title,start,speaker,sector\n" + rows)
    assert result["series_new"] == ["Wikipedia afternoons", "Voices"]
    kinds = {
        event.title_en: (event.series.slug, event.series.kind)
        for event in Event.objects.select_related("series")
    }
    assert kinds == {
        "Event 1": ("wit-talks", "talk"),
        "Event 2": ("coffees", "coffee"),
        "Event 3": ("wikipedia-afternoons", "lecture"),
        "Event 4": ("voices", "talk"),
        "Event 5": ("wikipedia-afternoons", "lecture"),
    }


def test_a_usual_series_that_is_missing_is_made_as_usual(bring_in: Import) -> None:
    Series.objects.all().delete()
    result = bring_in("cycle;titre;début\nDrinks;A;2019-03-01 17:00\nCafés;B;2019-03-02 9:00\n")
    assert result["series_new"] == ["Drinks", "Coffees"]
    assert dict(Series.objects.values_list("slug", "kind")) == {
        "drinks": "drinks",
        "coffees": "coffee",
    }
    assert bring_in("cycle;titre;début\nDrinks;A;2019-03-01 17:00\n")["series_new"] == []


def test_where_a_second_yes_is_needed_coming_events_are_proposed_and_past_ones_kept(
    bring_in: Import, community: Community, cast: dict[str, Member]
) -> None:
    Community.objects.update(needs_approval=True)
    result = bring_in(COMING + TALK.splitlines()[1] + "\n", "--publish", "--as", "ben@example.org")
    assert (result["published"], result["waiting_for_approval"]) == (1, 1)
    assert dict(Event.objects.values_list("title_en", "state")) == {
        "The hall": "proposed",
        "Cold magnets": "over",
    }
    assert Event.objects.get(title_en="The hall").proposed_by == cast["ben"]
    assert not Delivery.objects.exists()
    again = bring_in(COMING, "--publish", "--as", "ben@example.org")
    assert (again["changed"], again["waiting_for_approval"]) == (0, 0)


def test_people_with_a_place_are_not_moved_without_being_told(
    bring_in: Import, cast: dict[str, Member]
) -> None:
    bring_in(COMING, "--publish")
    actions.register(actor=cast["ada"], event=Event.objects.get())
    (fault,) = bring_in(COMING.replace("Building 193", "Building 40"))["refused"]
    assert (fault["line"], fault["column"]) == (2, "place")
    assert "1 registration" in fault["found"]
    assert Event.objects.get().place == "Building 193"
    assert bring_in(COMING.replace(",The hall,", ",The hall,"))["unchanged"] == 1


def test_a_published_event_that_moves_says_so_in_calendars(bring_in: Import) -> None:
    bring_in(COMING, "--publish")
    bring_in(COMING.replace("19:30", "20:30"))
    event = Event.objects.get()
    assert (event.state, event.sequence) == ("published", 1)


def test_only_steering_imports(bring_in: Import, cast: dict[str, Member], tmp_path: Any) -> None:
    path = tmp_path / "a.csv"
    path.write_text(TALK)
    for address in ("ada@example.org", "cleo@example.org", "nobody@example.org"):
        with pytest.raises(SystemExit) as stop:
            call_command("import_events", str(path), "--as", address)
        assert stop.value.code == 2
    assert not Event.objects.exists()
    assert bring_in(TALK, "--as", "ben@example.org")["new"] == 1
    assert Event.objects.get().author == cast["ben"]


def test_the_audit_holds_counts_and_no_names(bring_in: Import) -> None:
    bring_in(TALK)
    line = AuditLine.objects.get(deed="imported events")
    assert line.facts["new"] == 1
    assert "Ilse" not in str(line.facts)


def test_a_dry_run_says_the_same_and_writes_nothing(bring_in: Import) -> None:
    new = TALK.replace("WIT Talks", "Voices")
    result = bring_in(new, "--dry-run", "--publish")
    assert (result["status"], result["new"], result["series_new"]) == ("checked", 1, ["Voices"])
    assert not Event.objects.exists()
    assert not Series.objects.filter(slug="voices").exists()


def test_columns_can_be_mapped_and_left_out(bring_in: Import) -> None:
    file = "Was;Wann;Reihe;Wer\nMagnets;2019-03-07 12:30;WIT Talks;Ilse\n"
    words = ("--map", "Was=title_en", "--map", "Wann=starts_at", "--map", "3=series")
    assert bring_in(file, *words)["new"] == 1
    speaker = HEADING.replace("speaker,sector", "speaker") + TALK.splitlines()[1][:-4] + "\n"
    assert "sector" in bring_in(speaker)["refused"][0]["found"]
    assert bring_in(speaker, "--map", "speaker=")["new"] == 1


def test_the_number_of_queries_does_not_grow_with_the_rows(bring_in: Import) -> None:
    shape, every = SHAPES["utf-8 comma"], events(310)
    counts = []
    for rows in (every[:10], every[10:]):
        content = shape.make(rows)
        for again in (content, content, content.replace(b"Council", b"Main")):
            with CaptureQueriesContext(connection) as asked:
                bring_in(again, "--publish")
            counts.append(len(asked))
    assert counts[:3] == counts[3:]
    assert max(counts) < 32
    assert Event.objects.filter(place="Main Chamber").count() == 310


def test_registrations_of_past_events_do_not_keep_them_from_being_corrected(
    bring_in: Import,
) -> None:
    bring_in(TALK, "--publish")
    (member,) = make_members(1)
    Registration.objects.create(
        event=Event.objects.get(), member=member, state="attended", order=1,
        registered_at=time.now(), changed_at=time.now(),
    )  # fmt: skip
    assert bring_in(TALK.replace("Hall", "Room 1"))["changed"] == 1
    assert Event.objects.get().state == "over"
