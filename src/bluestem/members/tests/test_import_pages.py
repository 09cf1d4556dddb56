"""The desk's import, in a browser without scripts."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from bluestem.kit.imports.models import MAX_ATTEMPTS
from bluestem.members.actions import import_runs
from bluestem.members.imports.tasks import work_on_import
from bluestem.members.models import ImportRun, Member, Subscription
from bluestem.members.tests.import_files import ENGLISH, SHAPES, people, text

pytestmark = pytest.mark.django_db(transaction=True)
ClientOf = Callable[[Member], Client]
START = "members:desk_import_start"


@pytest.fixture
def desk(cast: dict[str, Member], client_of: ClientOf) -> Client:
    """Ben's browser."""
    return client_of(cast["ben"])


def upload(desk: Client, content: bytes, name: str = "people.csv", **more: str) -> ImportRun:
    file = SimpleUploadedFile(name, content)
    answer = desk.post("/desk/import", {"file": file, **more})
    assert answer.status_code == 302, answer.content.decode()
    return ImportRun.objects.latest("uploaded_at")


def page(desk: Client, run: ImportRun) -> str:
    answer = desk.get(reverse("members:desk_import_run", args=[run.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def run_of(run: ImportRun) -> ImportRun:
    return ImportRun.objects.get(pk=run.pk)


def test_an_upload_shows_what_would_change_and_writes_nothing(desk: Client) -> None:
    before = Member.objects.count()
    run = upload(desk, SHAPES["utf-8 comma"].make(people(30)))
    shown = page(desk, run)
    assert run_of(run).state == ImportRun.State.READY
    assert "Import 30 people" in shown
    assert "person1@example.org" in shown
    assert Member.objects.count() == before


def test_the_button_imports_and_the_file_is_gone(desk: Client) -> None:
    run = upload(desk, SHAPES["xlsx"].make(people(30)), "people.xlsx")
    desk.post(reverse(START, args=[run.pk]))
    assert run_of(run).state == ImportRun.State.DONE
    assert run_of(run).content == b""
    ada = Member.objects.get(address="person1@example.org")
    assert ada.consent_source == "imported by Ben Okonkwo on 2022-04-05"
    assert "Imported" in page(desk, run)


def test_a_second_click_and_a_second_worker_change_nothing(desk: Client) -> None:
    run = upload(desk, SHAPES["addresses"].make(people(5)), "list.txt")
    desk.post(reverse(START, args=[run.pk]))
    count = Member.objects.count()
    desk.post(reverse(START, args=[run.pk]))
    import_runs.work_on(run_id=str(run.pk))
    assert Member.objects.count() == count
    assert run_of(run).state == ImportRun.State.DONE


def test_faults_are_shown_with_line_and_cure_and_there_is_no_import_button(desk: Client) -> None:
    run = upload(desk, b"Email,Name\nada@cern.ch,Ada\nnot-an-address,Eve\n")
    shown = page(desk, run)
    assert "not-an-address" in shown
    assert reverse(START, args=[run.pk]) not in shown
    desk.post(reverse(START, args=[run.pk]))
    assert not Member.objects.filter(address="ada@cern.ch").exists()


def test_a_corrected_list_keeps_the_columns_that_were_chosen(desk: Client) -> None:
    run = upload(desk, b"Contact,Who\nada@cern.ch,Ada\nbad,Eve\n")
    assert "no column with email addresses" in page(desk, run)
    desk.post(
        reverse("members:desk_import_columns", args=[run.pk]),
        {"column_0": "address", "column_1": "name"},
    )
    assert "Line" in page(desk, run)
    again = upload(desk, b"Contact,Who\nada@cern.ch,Ada\n", instead_of=str(run.pk))
    assert run_of(again).fields == ["address", "name"]
    assert not ImportRun.objects.filter(pk=run.pk).exists()
    assert "Import 1 person" in page(desk, again)


def test_a_complete_list_shows_who_is_missing_and_ends_them_only_if_asked(
    desk: Client, cast: dict[str, Member]
) -> None:
    everyone = [[member.address or "", member.name] for member in cast.values()]
    without_eve = [row for row in everyone if row[0] not in ("eve@example.org", "ben@example.org")]
    content = text(ENGLISH[:2], without_eve).encode()
    run = upload(desk, content, is_complete="on")
    shown = page(desk, run)
    assert "eve@example.org" in shown
    assert "End the membership of 1 person" in shown
    desk.post(reverse(START, args=[run.pk]))
    assert Member.objects.get(address="eve@example.org").is_active
    run = upload(desk, content, is_complete="on")
    desk.post(reverse(START, args=[run.pk]), {"makes_leavers": "on"})
    assert Member.objects.get(address="eve@example.org").state == Member.State.LEFT
    assert Member.objects.get(address="ben@example.org").is_active  # steering, and importing
    assert not Subscription.objects.active().of("eve@example.org").exists()
    assert "eve@example.org" in page(desk, run)


def test_a_large_list_is_read_by_a_worker_and_shows_how_far_it_is(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bluestem.kit.imports.models.AT_ONCE_BYTES", 10)
    run = upload(desk, SHAPES["utf-8 comma"].make(people(50)))
    assert run_of(run).state == ImportRun.State.CHECKING
    assert "The list is being read" in page(desk, run)
    address = reverse("members:desk_import_run", args=[run.pk])
    part = desk.get(address, headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith("<section")
    work_on_import.call(run_id=str(run.pk))
    assert desk.get(address, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    assert "Import 50 people" in page(desk, run)
    desk.post(reverse(START, args=[run.pk]))
    assert "being imported" in page(desk, run)
    import_runs.work_on(run_id=str(run.pk))
    assert Member.objects.filter(address="person50@example.org").exists()


def test_a_list_that_kills_its_worker_again_and_again_is_given_up(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bluestem.kit.imports.models.AT_ONCE_BYTES", 10)
    run = upload(desk, SHAPES["utf-8 comma"].make(people(2)))
    ImportRun.objects.update(attempt_count=MAX_ATTEMPTS)
    import_runs.work_on(run_id=str(run.pk))
    assert run_of(run).state == ImportRun.State.FAILED
    assert "was not imported" in page(desk, run)


def test_sweeps_take_up_what_lies_still_and_remove_what_is_old(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import timedelta

    from django.utils import timezone

    from bluestem.audit.actors import SYSTEM

    monkeypatch.setattr("bluestem.kit.imports.models.AT_ONCE_BYTES", 10)
    upload(desk, SHAPES["utf-8 comma"].make(people(2)))
    assert import_runs.resume_imports(actor=SYSTEM) == 0
    ImportRun.objects.update(moved_at=timezone.now() - timedelta(minutes=6))
    assert import_runs.resume_imports(actor=SYSTEM) == 1
    import_runs.remove_old_lists(actor=SYSTEM)
    assert ImportRun.objects.count() == 1
    ImportRun.objects.update(asked_at=timezone.now() - timedelta(hours=25))
    import_runs.remove_old_lists(actor=SYSTEM)
    assert ImportRun.objects.count() == 0


def test_an_uploaded_list_lies_encrypted_in_the_database(desk: Client) -> None:
    from django.db import connection

    upload(desk, SHAPES["utf-8 comma"].make(people(3)))
    with connection.cursor() as cursor:
        cursor.execute("SELECT packed_file, packed_result FROM members_importrun")
        stored = "".join(cursor.fetchone())
    assert "example.org" not in stored
    assert stored.startswith("gAAAA")


@pytest.mark.parametrize("part", ["ada", "cleo", "fay", "jo"])
def test_nobody_but_steering_finds_the_import(
    desk: Client, cast: dict[str, Member], client_of: ClientOf, part: str
) -> None:
    run = upload(desk, SHAPES["utf-8 comma"].make(people(2)))
    other = client_of(cast[part])
    for name in ("", "_columns", "_start", "_remove"):
        address = reverse(f"members:desk_import{name or '_run'}", args=[run.pk])
        assert other.get(address).status_code == 404
        assert other.post(address).status_code == 404
    assert other.get("/desk/import").status_code == 404
    assert run_of(run).state == ImportRun.State.READY


@pytest.mark.parametrize(
    "content", [b"", b"\x00\x01\x02" * 99, b"%PDF-1.7", b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0"]
)
def test_a_file_that_is_no_list_is_answered_on_the_form(desk: Client, content: bytes) -> None:
    answer = desk.post("/desk/import", {"file": SimpleUploadedFile("f.csv", content)})
    assert answer.status_code == 200
    assert ImportRun.objects.count() == 0


def test_hostile_answers_are_no_error_of_ours(desk: Client) -> None:
    run = upload(desk, SHAPES["utf-8 comma"].make(people(3)))
    columns = reverse("members:desk_import_columns", args=[run.pk])
    assert desk.post(columns, {"column_0": "password"}).status_code == 302
    assert run_of(run).fields[0] == "address"
    for pages in ("-1", "99999999999999", "x", "\0"):
        address = reverse("members:desk_import_run", args=[run.pk])
        assert desk.get(address, {"page": pages}).status_code == 200
    for bad in ("x", "\0", str(run.pk)[:-1] + "0"):
        content = {"file": SimpleUploadedFile("a.csv", b"Email\na@cern.ch\n"), "instead_of": bad}
        assert desk.post("/desk/import", content).status_code == 302
    assert desk.get("/desk/import/not-a-key").status_code == 404


def test_the_list_of_imports_asks_the_same_number_of_questions(
    desk: Client, django_assert_num_queries: Callable[[int], object]
) -> None:
    upload(desk, SHAPES["utf-8 comma"].make(people(2)))
    desk.get("/desk/import")
    with django_assert_num_queries(5):  # type: ignore[attr-defined]
        desk.get("/desk/import")
    for _number in range(29):
        upload(desk, b"Email\na@cern.ch\n")
    with django_assert_num_queries(5):  # type: ignore[attr-defined]
        desk.get("/desk/import")


def test_a_waiting_list_asks_for_attention_on_the_desk_of_who_uploaded_it(
    desk: Client, cast: dict[str, Member]
) -> None:
    from bluestem.kit.attention import items_for

    run = upload(desk, SHAPES["utf-8 comma"].make(people(2)))
    address = reverse("members:desk_import_run", args=[run.pk])
    assert address in [item.address for item in items_for(cast["ben"])]
    desk.post(reverse("members:desk_import_remove", args=[run.pk]))
    assert address not in [item.address for item in items_for(cast["ben"])]
    assert ImportRun.objects.count() == 0
