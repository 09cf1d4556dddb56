"""Leaving and being erased: what ends, what stays, and that nothing of a name is left."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.apps import apps
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.test import Client

from bluestem.audit.actors import SYSTEM
from bluestem.audit.models import AuditLine
from bluestem.mailroom.actions import Recipient, prepare
from bluestem.mailroom.models import Delivery
from bluestem.mailroom.queries import is_suppressed
from bluestem.members import actions
from bluestem.members.errors import LastSteeringMember
from bluestem.members.models import (
    Consent,
    GenderGroup,
    Interest,
    Member,
    Role,
    SignInRequest,
    Subscription,
)
from bluestem.members.signals import member_erased, member_left
from bluestem.members.sweeps import erase_who_left
from bluestem.members.tests.account_help import letters_to, path_in, run_tasks, sign_in

ADA = "ada@example.org"
ClientOf = Callable[[Member], Client]


def waiting_mail(member: Member, list_key: str) -> Delivery:
    """A mail of a list that has not been sent yet."""
    mailing = prepare(
        actor=SYSTEM,
        letter="members.goodbye",
        context={},
        list_key=list_key,
        reference="test",
        audience="steering",
        recipients=[Recipient(member.address or "", "en", member.name, str(member.pk))],
    )
    return mailing.deliveries.get()


@pytest.fixture
def ada(cast: dict[str, Member]) -> Member:
    """Ada with something in every drawer."""
    ada = cast["ada"]
    ada.about = "I am Ada Lindqvist, write to ada@example.org"
    ada.gender_group = GenderGroup.WOMAN
    ada.gender_words = "Ada's own words"
    ada.spoken_languages = ["sv"]
    ada.consent_source = "imported by Ben from ada lindqvist.csv"
    ada.save()
    ada.interests.add(*Interest.objects.all()[:2])
    Consent.objects.create(
        member=ada,
        purpose="membership",
        text_version="2026-11",
        way="imported from Ada Lindqvist.csv",
        given_at=dt.datetime(2022, 1, 1, tzinfo=dt.UTC),
    )
    return ada


class TestLeaving:
    def test_everything_ends_and_the_name_stays(
        self, ada: Member, client: Client, cast: dict[str, Member]
    ) -> None:
        told: list[Member] = []

        def hear(member: Member, **_: object) -> None:
            told.append(member)

        member_left.connect(hear)
        sign_in(client, ADA)
        delivery = waiting_mail(ada, "announcements")
        answer = client.post("/settings/leave")
        member_left.disconnect(hear)
        assert answer.headers["Location"] == "/"
        left = Member.objects.get(pk=ada.pk)
        assert (left.state, left.left_on, left.name) == (
            "left",
            dt.date(2022, 4, 5),
            "Ada Lindqvist",
        )
        assert not Subscription.objects.active().of(ADA).exists()
        assert set(Subscription.objects.of(ADA).values_list("ended_way", flat=True)) == {"leaving"}
        assert not left.consents.given().exists()
        delivery.refresh_from_db()
        assert delivery.state == "stopped"
        assert letters_to(ADA)[-1] == "goodbye"
        assert [member.pk for member in told] == [ada.pk]
        assert client.get("/settings").status_code == 302

    def test_the_page_changes_nothing(self, ada: Member, client_of: ClientOf) -> None:
        client = client_of(ada)
        assert client.get("/settings/leave").status_code == 200
        assert client.get("/settings/erase").status_code == 200
        ada.refresh_from_db()
        assert ada.state == "active"

    def test_roles_end_today(self, cast: dict[str, Member]) -> None:
        gus = cast["gus"]
        later = Role.objects.create(member=gus, kind="mentoring", starts_on=dt.date(2030, 1, 1))
        actions.leave(actor=gus, member=gus)
        assert not gus.roles.current().exists()
        assert not Role.objects.filter(pk=later.pk).exists()
        assert gus.roles.get().ends_on == dt.date(2022, 4, 5)

    def test_a_session_in_another_browser_ends_too(self, ada: Member, client_of: ClientOf) -> None:
        elsewhere = client_of(ada)
        assert elsewhere.get("/settings").status_code == 200
        actions.leave(actor=ada, member=ada)
        assert elsewhere.get("/settings").status_code == 302

    def test_a_year_later_she_is_erased(self, ada: Member) -> None:
        from bluestem.kit import time

        actions.leave(actor=ada, member=ada)
        erase_who_left()
        ada.refresh_from_db()
        assert ada.state == "left"
        with time.clock_at(dt.datetime(2023, 4, 7, tzinfo=dt.UTC)):
            erase_who_left()
        ada.refresh_from_db()
        assert (ada.state, ada.name, ada.left_on) == ("erased", "", dt.date(2022, 4, 5))


class TestTheLastOfSteering:
    @pytest.mark.parametrize("act", [actions.leave, actions.erase])
    def test_she_stays_until_another_holds_the_role(
        self, cast: dict[str, Member], act: Callable[..., Member]
    ) -> None:
        ben = cast["ben"]
        with pytest.raises(LastSteeringMember):
            act(actor=ben, member=ben)
        ben.refresh_from_db()
        assert ben.state == "active"
        assert ben.roles.current().exists()
        Role.objects.create(member=cast["ada"], kind="steering", starts_on=dt.date(2022, 1, 1))
        act(actor=ben, member=ben)
        assert not ben.roles.current().exists()

    def test_a_deactivated_colleague_does_not_count(self, cast: dict[str, Member]) -> None:
        Role.objects.create(member=cast["kim"], kind="steering", starts_on=dt.date(2022, 1, 1))
        with pytest.raises(LastSteeringMember):
            actions.leave(actor=cast["ben"], member=cast["ben"])

    def test_the_page_says_so_and_so_does_the_answer(
        self, cast: dict[str, Member], client_of: ClientOf
    ) -> None:
        client = client_of(cast["ben"])
        assert "last on the steering committee" in client.get("/settings/leave").content.decode()
        for path, data in (("/settings/leave", {}), ("/settings/erase", {"is_sure": "on"})):
            answer = client.post(path, data, follow=True)
            assert "Nobody else is on the steering committee" in answer.content.decode()
        cast["ben"].refresh_from_db()
        assert cast["ben"].state == "active"


def everything_stored() -> str:
    """Each value of each row of each table, decrypted, in small letters."""
    from bluestem.mailroom import contexts

    found = []
    for model in apps.get_models():
        for row in model._default_manager.values():
            for name, value in row.items():
                is_session = model is Session and name == "session_data"
                shown = SessionStore().decode(value) if is_session else value
                found.append(f"{model._meta.label}.{name}: {shown!r}")
            if "context" in row:
                found.append(str(contexts.unpack(row["context"])))
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM bluestem_cache")
        found += [repr(row) for row in cursor.fetchall()]
    return "\n".join(found).lower()


class TestErasure:
    def erased(self, ada: Member, client: Client) -> Client:
        """Ada as she is after a life in the community, erased by herself."""
        Client().post("/sign-in", {"address": ADA})
        Client().post(
            "/join", {"address": ADA, "name": "Ada Lindqvist", "language": "en", "consent": "on"}
        )
        sign_in(client, ADA)
        client.post("/settings/address", {"address": "ada.new@example.net"})
        run_tasks()
        client.post(path_in("ada.new@example.net"))
        ada.refresh_from_db()
        assert ada.address == "ada.new@example.net"
        sign_in(client, "ada.new@example.net")
        client.post("/settings/address", {"address": "ada.third@example.net"})
        run_tasks()
        waiting_mail(ada, "announcements")
        assert client.post("/settings/erase", {"is_sure": "on"}).headers["Location"] == "/"
        client.get("/")  # what was done is said, and with it forgotten
        actions.wipe_traces(actor=SYSTEM, member_id=str(ada.pk))
        return client

    def test_no_table_holds_her_name_address_or_words(self, ada: Member, client: Client) -> None:
        assert "lindqvist" in everything_stored()  # the search finds what is there
        self.erased(ada, client)
        stored = everything_stored()
        for word in ("lindqvist", "ada@example", "ada.new", "ada.third", "ada's own"):
            where = [line[:200] for line in stored.splitlines() if word in line]
            assert where == [], word

    def test_what_counts_stays(self, ada: Member, client: Client) -> None:
        before = Member.objects.on(dt.date(2022, 4, 4)).count()
        department, joined_on = ada.department, ada.joined_on
        self.erased(ada, client)
        ada.refresh_from_db()
        assert Member.objects.on(dt.date(2022, 4, 4)).count() == before
        assert (ada.department, ada.joined_on, ada.left_on) == (
            department,
            joined_on,
            dt.date(2022, 4, 5),
        )
        assert Delivery.objects.filter(mailing__reference="test").count() == 1

    def test_all_her_addresses_are_suppressed(self, ada: Member, client: Client) -> None:
        self.erased(ada, client)
        assert is_suppressed(ADA)
        assert is_suppressed("ada.new@example.net")

    def test_the_audit_knows_her_by_id_and_is_whole(self, ada: Member, client: Client) -> None:
        from bluestem.audit.queries import first_broken_line

        self.erased(ada, client)
        (line,) = AuditLine.objects.filter(deed="erased")
        assert (line.actor_key, line.object_key) == (str(ada.pk), str(ada.pk))
        assert first_broken_line() is None

    def test_she_is_signed_out_everywhere(
        self, ada: Member, client: Client, client_of: ClientOf
    ) -> None:
        elsewhere = client_of(ada)
        self.erased(ada, client)
        assert elsewhere.get("/settings").status_code == 302
        assert client.get("/settings").status_code == 302

    def test_it_needs_the_tick(self, ada: Member, client_of: ClientOf) -> None:
        answer = client_of(ada).post("/settings/erase")
        assert "Tick the box" in answer.content.decode()
        ada.refresh_from_db()
        assert ada.state == "active"

    def test_rooms_above_are_told_her_addresses(self, ada: Member) -> None:
        told = []

        def hear(member: Member, addresses: list[str], **_: object) -> None:
            told.append((member.pk, member.name, addresses))

        member_erased.connect(hear)
        actions.erase(actor=ada, member=ada)
        member_erased.disconnect(hear)
        assert told == [(ada.pk, "", [ADA])]

    def test_a_former_address_that_is_another_s_now_is_left_alone(
        self, ada: Member, cast: dict[str, Member]
    ) -> None:
        ada.address_changes.create(
            old_address="eve@example.org",
            new_address=ADA,
            asked_at=dt.datetime(2022, 1, 1, tzinfo=dt.UTC),
            confirmed_at=dt.datetime(2022, 1, 1, tzinfo=dt.UTC),
        )
        actions.erase(actor=ada, member=ada)
        assert not is_suppressed("eve@example.org")
        assert Subscription.objects.active().of("eve@example.org").exists()

    def test_erasing_twice_changes_nothing(self, ada: Member) -> None:
        actions.erase(actor=ada, member=ada)
        actions.erase(actor=SYSTEM, member=Member.objects.get(pk=ada.pk))
        assert AuditLine.objects.filter(deed="erased").count() == 1
        assert not SignInRequest.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_freed_pages_are_overwritten_in_the_file() -> None:
    from django.db import connection

    if connection.vendor != "sqlite":
        pytest.skip("pages are SQLite's")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete")
        assert cursor.fetchone()[0] == 1
    assert actions.wipe_traces(actor=SYSTEM, member_id="nobody") == 0
