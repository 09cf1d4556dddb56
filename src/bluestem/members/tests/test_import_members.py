"""The command: six shapes with faulty twins, repeating, changing, leaving, coming back."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from bluestem.audit.models import AuditLine
from bluestem.mailroom.actions import suppress
from bluestem.mailroom.models import Delivery, Suppression
from bluestem.members.models import Consent, Department, Member, Role, Subscription
from bluestem.members.tests.import_files import SHAPES, Rows, Shape, people, text

pytestmark = pytest.mark.django_db
PEOPLE = 600
Import = Callable[..., dict[str, Any]]


def rows_of(shape: Shape, count: int = PEOPLE) -> Rows:
    return people(count, is_french=shape.is_french)


def nothing_written() -> bool:
    return not (Member.objects.exists() or Department.objects.exists())


@pytest.mark.parametrize("title", SHAPES)
def test_every_shape_brings_in_everybody_and_repeating_changes_nothing(
    bring_in: Import, title: str
) -> None:
    shape = SHAPES[title]
    content = shape.make(rows_of(shape))
    first = bring_in(content, name=shape.name)
    assert (first["status"], first["read"], first["new"]) == ("imported", PEOPLE, PEOPLE)
    assert Member.objects.active().count() == PEOPLE
    assert Subscription.objects.active().count() == 2 * PEOPLE
    assert Member.objects.filter(name__contains="Zoé").exists()
    lines = AuditLine.objects.count()
    again = bring_in(content, name=shape.name)
    assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, PEOPLE)
    assert again["departments_new"] == []
    assert AuditLine.objects.count() == lines + 1
    assert not Delivery.objects.exists()


def test_imported_people_are_members_with_a_consent_that_says_where_it_comes_from(
    bring_in: Import,
) -> None:
    bring_in("Email,Name\nAda@CERN.ch,Ada Lind\n")
    ada = Member.objects.get()
    assert (ada.address, ada.state) == ("ada@cern.ch", Member.State.ACTIVE)
    assert ada.consent_source == "imported by the console on 2022-04-05"
    assert (ada.joined_on, ada.is_joining_estimated) == (dt.date(2022, 4, 5), True)
    assert Consent.objects.get().way == ada.consent_source
    hers = Subscription.objects.active().filter(member=ada, started_way="import")
    assert {one.mailing_list.slug for one in hers} == {"announcements", "friday-links"}


def test_a_changed_row_updates_and_empty_cells_leave_things_as_they_are(bring_in: Import) -> None:
    bring_in("Email,Name,Department,Joined\nada@cern.ch,Ada,EP,2020-01-01\n")
    result = bring_in("Email,Name,Department,Joined\nADA@cern.ch,Ada Lind,,\n")
    assert (result["new"], result["changed"]) == (0, 1)
    ada = Member.objects.get()
    assert (ada.name, ada.sort_name, ada.joined_on) == ("Ada Lind", "ada lind", dt.date(2020, 1, 1))
    assert ada.department is not None
    assert ada.department.code == "EP"


def test_interests_are_those_of_the_file(bring_in: Import) -> None:
    heading = "Email;Interests\n"
    bring_in(heading + "ada@cern.ch;career, Science\n")
    assert bring_in(heading + "ada@cern.ch;Carrière|arts\n")["changed"] == 1
    ada = Member.objects.get()
    assert set(ada.interests.values_list("slug", flat=True)) == {"career", "arts"}
    assert bring_in(heading + "ada@cern.ch;\n")["changed"] == 0


def test_a_new_department_is_made_once_and_reported_and_known_ones_are_found_by_name(
    bring_in: Import,
) -> None:
    Department.objects.create(code="HR", name_en="Human Resources", name_fr="Ressources humaines")
    result = bring_in(
        "Courriel;Unité\na@cern.ch;ressources HUMAINES\nb@cern.ch;ep\nc@cern.ch;EP\n"
        "d@cern.ch;A department with a name longer than codes are\n"
    )
    assert result["departments_new"] == ["ep", "A department with a name longer"]
    assert Member.objects.get(address="a@cern.ch").department == Department.objects.get(code="HR")
    long = Department.objects.get(code__startswith="A department")
    assert long.name_en == "A department with a name longer than codes are"


def test_what_a_person_stopped_herself_is_not_brought_back(bring_in: Import) -> None:
    bring_in("Email,Lists\nada@cern.ch,announcements;friday-links\n")
    hers = Subscription.objects.filter(mailing_list__slug="friday-links")
    hers.update(ended_at=timezone.now(), ended_way="one-click")
    again = bring_in("Email,Lists\nada@cern.ch,announcements;Friday Links\n")
    assert again["changed"] == 0
    assert hers.get().ended_at is not None


def test_the_lists_of_an_existing_person_change_by_a_value_and_never_by_its_absence(
    bring_in: Import,
) -> None:
    def lists() -> set[str]:
        active = Subscription.objects.active()
        return set(active.values_list("mailing_list__slug", flat=True))

    bring_in("Email,Name\nada@cern.ch,Ada\n")
    Subscription.objects.filter(mailing_list__slug="friday-links").update(started_way="settings")
    bring_in("Email,Name\nada@cern.ch,Ada L\n")
    assert lists() == {"announcements", "friday-links"}
    bring_in("Email,Lists\nada@cern.ch,Appels au mentorat\n")
    assert lists() == {"friday-links", "mentoring-calls"}  # what she chose herself stays
    bring_in("Email,Lists\nada@cern.ch,announcements\n")
    assert lists() == {"friday-links", "announcements"}
    assert bring_in("Email,Lists\nada@cern.ch,announcements\n")["changed"] == 0


def test_a_visitors_subscription_becomes_the_new_members(bring_in: Import) -> None:
    from bluestem.members.models import MailingList

    now = timezone.now()
    Subscription.objects.create(
        mailing_list=MailingList.objects.get(slug="friday-links"), address="ada@cern.ch",
        started_way="form", started_at=now, ended_at=now, ended_way="stop-page",
    )  # fmt: skip
    bring_in("Email\nada@cern.ch\n")
    ada = Member.objects.get()
    assert ada.subscriptions.count() == 2
    assert [one.mailing_list.slug for one in ada.subscriptions.active()] == ["announcements"]


def test_a_suppressed_address_is_left_out(bring_in: Import) -> None:
    suppress(address="eve@cern.ch", reason=Suppression.Reason.ERASED)
    result = bring_in("Email\nada@cern.ch\nEve@cern.ch\n")
    assert (result["read"], result["new"]) == (2, 1)
    assert not Member.objects.filter(address="eve@cern.ch").exists()


def test_a_dry_run_counts_and_writes_nothing(bring_in: Import) -> None:
    result = bring_in("Email,Unit\nada@cern.ch,EP\n", "--dry-run")
    assert (result["status"], result["new"], result["departments_new"]) == ("checked", 1, ["EP"])
    assert nothing_written()
    assert not AuditLine.objects.filter(deed="imported members").exists()


def test_complete_lists_who_is_missing_and_leavers_ends_them(
    bring_in: Import, cast: dict[str, Member]
) -> None:
    listed = [[member.address or ""] for key, member in cast.items() if key not in ("ada", "cleo")]
    file = text(["Email"], listed)
    assert bring_in(file, "--complete")["absent"] == ["ada@example.org", "cleo@example.org"]
    assert Member.objects.active().filter(address="ada@example.org").exists()
    result = bring_in(file, "--complete", "--leavers")
    assert result["absent"] == ["ada@example.org", "cleo@example.org"]
    ada = Member.objects.get(address="ada@example.org")
    assert (ada.state, ada.left_on) == (Member.State.LEFT, dt.date(2022, 4, 5))
    assert {one.ended_way for one in ada.subscriptions.all()} == {"leaving"}
    assert not Role.objects.current().filter(member=cast["cleo"]).exists()
    again = bring_in(file, "--complete", "--leavers")
    assert (again["absent"], again["changed"]) == ([], 0)


def test_steering_members_and_whoever_imports_are_no_leavers(
    bring_in: Import, cast: dict[str, Member]
) -> None:
    Role.objects.create(member=cast["eve"], kind=Role.Kind.STEERING, starts_on="2022-01-01")
    result = bring_in(
        "Email\nada@example.org\n", "--complete", "--leavers", "--as", "ben@example.org"
    )
    assert {"ben@example.org", "eve@example.org"} <= set(result["absent"])
    assert {member.address for member in Member.objects.active()} == {
        "ada@example.org", "ben@example.org", "eve@example.org",
    }  # fmt: skip


def test_who_an_import_made_a_leaver_comes_back_with_the_lists_she_had(bring_in: Import) -> None:
    bring_in("Email\nada@cern.ch\neve@cern.ch\n")
    Subscription.objects.filter(address="ada@cern.ch", mailing_list__slug="friday-links").update(
        ended_at=timezone.now(), ended_way="settings"
    )
    bring_in("Email\neve@cern.ch\n", "--complete", "--leavers")
    epoch = Member.objects.get(address="ada@cern.ch").session_epoch
    assert epoch == 1
    result = bring_in("Email\nada@cern.ch\neve@cern.ch\n")
    assert (result["changed"], result["unchanged"]) == (1, 1)
    ada = Member.objects.get(address="ada@cern.ch")
    assert (ada.is_active, ada.left_on) == (True, None)
    active = ada.subscriptions.active().values_list("mailing_list__slug", flat=True)
    assert list(active) == ["announcements"]


def test_who_left_of_her_own_accord_stays_away(bring_in: Import, cast: dict[str, Member]) -> None:
    from bluestem.members.actions.leaving import leave

    leave(actor=cast["ada"], member=cast["ada"])
    result = bring_in("Email,Name\nada@example.org,Ada Again\n")
    assert (result["changed"], result["unchanged"]) == (0, 1)
    assert Member.objects.get(pk=cast["ada"].pk).state == Member.State.LEFT


def test_deactivated_people_stay_so_and_waiting_people_become_members(
    bring_in: Import, cast: dict[str, Member]
) -> None:
    Member.objects.filter(pk=cast["eve"].pk).update(state=Member.State.WAITING)
    result = bring_in("Email\nkim@example.org\neve@example.org\n")
    assert (result["changed"], result["unchanged"]) == (1, 1)
    assert Member.objects.get(pk=cast["kim"].pk).state == Member.State.DEACTIVATED
    assert Member.objects.get(pk=cast["eve"].pk).is_active


def test_a_leaving_date_ends_a_membership_except_of_steering(
    bring_in: Import, cast: dict[str, Member]
) -> None:
    heading = "Email,Left\n"
    assert bring_in(heading + "ada@example.org,2022-03-31\n")["changed"] == 1
    ada = Member.objects.get(pk=cast["ada"].pk)
    assert (ada.state, ada.left_on) == (Member.State.LEFT, dt.date(2022, 3, 31))
    assert not ada.subscriptions.active().exists()
    assert bring_in(heading + "ada@example.org,2022-03-31\n")["changed"] == 0
    assert bring_in(heading + "ben@example.org,2022-03-31\n")["refused"][0]["column"] == "Left"
    assert bring_in(heading + "eve@example.org,2019-03-31\n")["refused"][0]["line"] == 2


def test_columns_can_be_mapped_and_left_out(bring_in: Import) -> None:
    file = "Contact;Alias;Email;Née\nada@cern.ch;Ada;postal;x\n"
    result = bring_in(file, "--map", "Contact=address", "--map", "2=name")
    assert result["new"] == 1
    assert Member.objects.get().name == "Ada"


def test_first_and_last_name_become_one(bring_in: Import) -> None:
    bring_in("Prénom;Nom;Courriel\nAda;Lind;ada@cern.ch\n")
    bring_in("Last name,First name,Email\nNovák,Eve,eve@cern.ch\n")
    assert set(Member.objects.values_list("name", flat=True)) == {"Ada Lind", "Eve Novák"}


def test_only_steering_imports(bring_in: Import, cast: dict[str, Member], tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Email\nnew@cern.ch\n")
    for address in ("ada@example.org", "cleo@example.org", "nobody@example.org"):
        with pytest.raises(SystemExit) as stop:
            call_command("import_members", str(path), "--as", address)
        assert stop.value.code == 2
    assert not Member.objects.filter(address="new@cern.ch").exists()


def test_the_audit_holds_counts_and_no_addresses(bring_in: Import) -> None:
    bring_in("Email,Name\nada@cern.ch,Ada\n")
    line = AuditLine.objects.get(deed="imported members")
    assert line.facts["new"] == 1
    assert "cern" not in json.dumps(line.facts)


@pytest.mark.parametrize(
    ("text_of_file", "expected"),
    [
        ("Statut\nÉtudiante", "student"), ("Statut\nétudiant(e)", "student"),
        ("Status\nSTAFF", "staff"), ("Statut\nboursier·ère", "fellow"),
        ("Statut\nutilisateur·rice", "user"), ("Affiliation\nAncienne", "alumni"),
    ],
)  # fmt: skip
def test_affiliations_are_read_in_both_languages(
    bring_in: Import, text_of_file: str, expected: str
) -> None:
    heading, value = text_of_file.split("\n")
    bring_in(f"Email;{heading}\nada@cern.ch;{value}\n")
    assert Member.objects.get().affiliation == expected


def test_a_failure_in_the_middle_leaves_nothing(
    bring_in: Import, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from bluestem.members.actions import importing

    path = tmp_path / "many.csv"
    path.write_bytes(SHAPES["utf-8 comma"].make(people(30)))
    monkeypatch.setattr("bluestem.members.imports.comparing.BATCH_PEOPLE", 10)
    real, calls = importing._write, []

    def fail_third(*arguments: Any) -> None:
        calls.append(1)
        if len(calls) == 3:
            raise RuntimeError("the power is gone")
        real(*arguments)

    monkeypatch.setattr(importing, "_write", fail_third)
    with pytest.raises(RuntimeError):
        call_command("import_members", str(path))
    assert nothing_written()


def test_the_number_of_queries_does_not_grow_with_the_rows(
    bring_in: Import, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    with django_assert_max_num_queries(40):
        bring_in(SHAPES["utf-8 comma"].make(people(1500)))
    with django_assert_max_num_queries(20):
        bring_in(SHAPES["utf-8 comma"].make(people(1500)))


def test_headings_with_a_remark_are_recognised_and_never_beside_a_plain_one(
    bring_in: Import,
) -> None:
    heading = "Mail (private);Email;Name (full);Department/Group;Joined on (YYYY-MM-DD)"
    content = f"{heading}\nother@x.org;a@x.org;Ada;EP/SFT;2021-03-01\n"
    assert bring_in(content.encode())["departments_new"] == ["EP/SFT"]
    ada = Member.objects.get()
    assert (ada.address, ada.name, str(ada.joined_on)) == ("a@x.org", "Ada", "2021-03-01")
