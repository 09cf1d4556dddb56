"""The desk's import of events, in a browser without scripts."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bluestem.audit.actors import CONSOLE, SYSTEM
from bluestem.events import actions as events
from bluestem.events.actions import import_runs
from bluestem.events.models import Event, ImportRun, Series
from bluestem.events.tasks import work_on_event_import
from bluestem.events.tests.import_files import SHAPES, calendar
from bluestem.events.tests.import_files import events as rows
from bluestem.kit.attention import items_for
from bluestem.kit.imports.models import MAX_ATTEMPTS
from bluestem.mailroom.models import Delivery
from bluestem.members.models import Member

pytestmark = pytest.mark.django_db(transaction=True)
ClientOf = Callable[[Member], Client]
UPLOAD = "/desk/events/import"
HEADING = b"series,title,start,place\n"
DRINKS = HEADING + b"Drinks,The hall,2019-05-09 17:30,Building 193\n"
COFFEE = "UID:c\nDTSTART:20211014T080000Z\nSUMMARY:Coffee\nRRULE:FREQ=WEEKLY;COUNT=3"


@pytest.fixture
def desk(cast: dict[str, Member], client_of: ClientOf) -> Client:
    """Ben's browser."""
    events.make_default_series(actor=CONSOLE)
    return client_of(cast["ben"])


def upload(desk: Client, content: bytes, name: str = "events.csv", **more: str) -> ImportRun:
    answer = desk.post(UPLOAD, {"file": SimpleUploadedFile(name, content), **more})
    assert answer.status_code == 302, answer.content.decode()
    return ImportRun.objects.latest("uploaded_at")


def at(run: ImportRun, step: str = "run") -> str:
    return reverse(f"events:desk_import_{step}", args=[run.pk])


def page(desk: Client, run: ImportRun, prefix: str = "") -> str:
    answer = desk.get(prefix + at(run))
    assert answer.status_code == 200
    return answer.content.decode()


def run_of(run: ImportRun) -> ImportRun:
    return ImportRun.objects.get(pk=run.pk)


@pytest.mark.parametrize("title", SHAPES)
def test_an_upload_shows_what_would_change_and_the_button_imports_it(
    desk: Client, title: str
) -> None:
    shape = SHAPES[title]
    run = upload(desk, shape.make(rows(30, is_french=shape.is_french)), shape.name)
    shown = page(desk, run)
    assert "Import 30 events" in shown
    assert "Event 000 of Zoé" in shown
    assert "10 March 2016, 12:30" in shown
    assert not Event.objects.exists()
    desk.post(at(run, "start"))
    assert run_of(run).state == ImportRun.State.DONE
    assert run_of(run).content == b""
    assert Event.objects.filter(state="draft").count() == 30
    assert "Imported" in page(desk, run)
    assert not Delivery.objects.exists()


def test_the_pages_speak_french(desk: Client) -> None:
    assert "Importer des événements" in desk.get("/fr" + UPLOAD).content.decode()
    for content, words in (
        (DRINKS, "Importer 1 événement"),
        (HEADING + b"Drinks,A,jamais,\n", "un jour et une heure"),
    ):
        file = SimpleUploadedFile("e.csv", content)
        answer = desk.post("/fr" + UPLOAD, {"file": file}, follow=True)
        assert answer.request["PATH_INFO"].startswith("/fr/desk/events/import/")
        assert words in answer.content.decode()


def test_publishing_is_chosen_with_the_upload_or_afterwards(desk: Client) -> None:
    run = upload(desk, DRINKS, is_publishing="on")
    assert "what is over goes to the archive" in page(desk, run)
    columns = {f"column_{place}": field for place, field in enumerate(run_of(run).fields)}
    desk.post(at(run, "columns"), columns)
    assert "New events are drafts" in page(desk, run)
    desk.post(at(run, "columns"), {**columns, "is_publishing": "on"})
    desk.post(at(run, "start"))
    assert Event.objects.get().state == "over"
    assert "1 event is published." in page(desk, run)


def test_a_calendar_has_no_columns_and_publishing_is_chosen_on_its_page(desk: Client) -> None:
    run = upload(desk, calendar(COFFEE, head="X-WR-CALNAME:Walks").encode(), "walks.ics")
    shown = page(desk, run)
    assert "1 new series:" in shown
    assert "Walks" in shown
    assert "Which column is which" not in shown
    desk.post(at(run, "columns"), {"is_publishing": "on"})
    desk.post(at(run, "start"))
    assert Event.objects.filter(state="over", series__slug="walks").count() == 3


def test_an_edited_event_is_shown_with_both_values_before_it_is_put_back(
    desk: Client, cast: dict[str, Member]
) -> None:
    desk.post(at(upload(desk, DRINKS), "start"))
    event = Event.objects.get()
    events.edit(actor=cast["ben"], event=event, values={"place": "Building 40"})
    shown = page(desk, upload(desk, DRINKS))
    assert "Edited here" in shown
    assert "Building 40 → Building 193" in shown
    assert Event.objects.get().place == "Building 40"


def test_faults_are_shown_with_line_and_cure_and_there_is_no_import_button(desk: Client) -> None:
    run = upload(desk, HEADING + b"Drinks,A,never,\n")
    shown = page(desk, run)
    assert "&#x27;never&#x27;" in shown
    assert at(run, "start") not in shown
    desk.post(at(run, "start"))
    assert not Event.objects.exists()


def test_a_corrected_list_keeps_the_columns_that_were_chosen(desk: Client) -> None:
    run = upload(desk, b"Reihe,Was,Wann\nDrinks,A,never\n")
    assert "no column with the series" in page(desk, run)
    chosen = {"column_0": "series", "column_1": "title_en", "column_2": "starts_at"}
    desk.post(at(run, "columns"), chosen)
    assert "&#x27;never&#x27;" in page(desk, run)
    again = upload(desk, b"Reihe,Was,Wann\nDrinks,A,2019-05-09\n", instead_of=str(run.pk))
    assert run_of(again).fields == ["series", "title_en", "starts_at"]
    assert not ImportRun.objects.filter(pk=run.pk).exists()
    assert "Import 1 event" in page(desk, again)


def test_a_second_click_and_a_second_worker_change_nothing(desk: Client) -> None:
    run = upload(desk, DRINKS)
    for _click in range(2):
        desk.post(at(run, "start"))
    import_runs.work_on(run_id=str(run.pk))
    assert Event.objects.count() == 1


def test_a_large_list_is_read_by_a_worker_and_shows_how_far_it_is(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bluestem.kit.imports.models.AT_ONCE_BYTES", 10)
    run = upload(desk, DRINKS)
    assert run_of(run).state == ImportRun.State.CHECKING
    assert "The list is being read" in page(desk, run)
    part = desk.get(at(run), headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith("<section")
    ImportRun.objects.update(part="comparing", rows_done=1)
    assert "now they are compared with the events" in page(desk, run)
    work_on_event_import.call(run_id=str(run.pk))
    assert desk.get(at(run), headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    desk.post(at(run, "start"))
    import_runs.work_on(run_id=str(run.pk))
    assert Event.objects.count() == 1


def test_sweeps_take_up_what_lies_still_give_up_and_remove_what_is_old(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bluestem.kit.imports.models.AT_ONCE_BYTES", 10)
    run = upload(desk, DRINKS)
    assert import_runs.resume_imports(actor=SYSTEM) == 0
    ImportRun.objects.update(moved_at=timezone.now() - timedelta(minutes=6))
    assert import_runs.resume_imports(actor=SYSTEM) == 1
    ImportRun.objects.update(attempt_count=MAX_ATTEMPTS)
    import_runs.work_on(run_id=str(run.pk))
    assert "bluestem import events" in page(desk, run)
    import_runs.remove_old_lists(actor=SYSTEM)
    assert ImportRun.objects.count() == 1
    ImportRun.objects.update(asked_at=timezone.now() - timedelta(hours=25))
    import_runs.remove_old_lists(actor=SYSTEM)
    assert ImportRun.objects.count() == 0


def test_an_uploaded_list_lies_encrypted_in_the_database(desk: Client) -> None:
    upload(desk, DRINKS)
    with connection.cursor() as cursor:
        cursor.execute("SELECT packed_file, packed_result FROM events_importrun")
        stored = "".join(cursor.fetchone())
    assert "The hall" not in stored
    assert stored.startswith("gAAAA")


@pytest.mark.parametrize("person", ["ada", "cleo", "fay", "jo"])
def test_nobody_but_steering_finds_the_import(
    desk: Client, cast: dict[str, Member], client_of: ClientOf, person: str
) -> None:
    run = upload(desk, DRINKS)
    other = client_of(cast[person])
    for step in ("run", "columns", "start", "remove"):
        assert other.get(at(run, step)).status_code == 404
        assert other.post(at(run, step)).status_code == 404
    assert other.get(UPLOAD).status_code == 404
    assert UPLOAD not in other.get("/desk/events").content.decode()
    assert UPLOAD in desk.get("/desk/events").content.decode()
    assert run_of(run).state == ImportRun.State.READY


@pytest.mark.parametrize("name", ["e.csv", "e.ics"])
@pytest.mark.parametrize(
    "content", [b"", b"\x00\x01\x02" * 99, b"%PDF-1.7", b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0"]
)
def test_a_file_that_is_no_list_is_answered_with_a_page(
    desk: Client, content: bytes, name: str
) -> None:
    answer = desk.post(UPLOAD, {"file": SimpleUploadedFile(name, content)}, follow=True)
    assert answer.status_code == 200
    assert not Event.objects.exists()


@pytest.mark.parametrize("address", [UPLOAD, "/desk/import"])
def test_a_heading_that_cannot_be_read_is_shown_and_no_error_of_ours(
    desk: Client, address: str
) -> None:
    for content in (
        b"series,title,start,Na\xffme\x00\nDrinks,A,2019-01-01 10:00,x\n",
        b"Email,Na\xffme,Sta\x00rt\nada@cern.ch,A,b\nx,y\n",
    ):
        file = SimpleUploadedFile("e.csv", content)
        answer = desk.post(address, {"file": file}, follow=True)
        assert answer.status_code == 200
        assert "Na\ufffdme" in answer.content.decode()


def test_hostile_answers_are_no_error_of_ours(desk: Client) -> None:
    run = upload(desk, DRINKS)
    assert desk.post(at(run, "columns"), {"column_0": "password"}).status_code == 302
    assert run_of(run).fields[0] == "series"
    for number in ("-1", "99999999999999", "x", "\0"):
        assert desk.get(at(run), {"page": number}).status_code == 200
    for bad in ("x", "\0", str(run.pk)[:-1] + "0"):
        content = {"file": SimpleUploadedFile("a.csv", DRINKS), "instead_of": bad}
        assert desk.post(UPLOAD, content).status_code == 302
    assert desk.get(f"{UPLOAD}/not-a-key").status_code == 404


def test_no_event_takes_the_address_of_the_import(desk: Client, cast: dict[str, Member]) -> None:
    series = Series.objects.get(slug="drinks")
    moment = timezone.now()
    made = events.draft(
        actor=cast["ben"], series=series, slug="import", title_en="A", starts_at=moment,
        ends_at=moment + timedelta(hours=1),
    )  # fmt: skip
    assert made.slug == "import-2"


@pytest.mark.parametrize("count", [1, 30])
def test_the_pages_ask_the_same_number_of_questions(
    desk: Client, django_assert_num_queries: Callable[[int], object], count: int
) -> None:
    for number in range(count):
        content = "".join(f"Drinks,Event {row},2019-05-09 17:30,\n" for row in range(number + 1))
        run = upload(desk, HEADING + content.encode())
    desk.get(UPLOAD)
    for address, queries in ((UPLOAD, 5), (at(run), 5)):
        with django_assert_num_queries(queries):  # type: ignore[attr-defined]
            desk.get(address)


def test_a_waiting_list_asks_for_attention_on_the_desk_of_who_uploaded_it(
    desk: Client, cast: dict[str, Member]
) -> None:
    run = upload(desk, DRINKS)
    assert at(run) in [item.address for item in items_for(cast["ben"])]
    desk.post(at(run, "remove"))
    assert at(run) not in [item.address for item in items_for(cast["ben"])]
    assert ImportRun.objects.count() == 0
