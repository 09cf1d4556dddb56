"""A member's own settings: lists, language, address, sessions, consents, her data."""

import datetime as dt
import json
from collections.abc import Callable

import pytest
import time_machine
from django.test import Client

from bluestem.audit.models import AuditLine
from bluestem.community.models import Community
from bluestem.mailroom.signals import address_stopped
from bluestem.members import actions
from bluestem.members.models import Consent, MailingList, Member, Subscription
from bluestem.members.tests.account_help import letters_to, path_in, plain, run_tasks, sign_in

ADA = "ada@example.org"
ClientOf = Callable[[Member], Client]


def lists_of(address: str) -> set[str]:
    return set(
        Subscription.objects.active().of(address).values_list("mailing_list__slug", flat=True)
    )


@pytest.fixture
def browser(cast: dict[str, Member], client_of: ClientOf) -> Client:
    return client_of(cast["ada"])


class TestLists:
    def test_what_is_switched_on_is_what_she_gets(self, browser: Client) -> None:
        browser.post("/settings/lists", {"lists": ["friday-links", "mentoring-calls"]})
        assert lists_of(ADA) == {"friday-links", "mentoring-calls"}
        browser.post("/settings/lists")
        assert lists_of(ADA) == set()
        browser.post("/settings/lists", {"lists": ["friday-links"]})
        assert lists_of(ADA) == {"friday-links"}
        ways = Subscription.objects.of(ADA).values_list("started_way", flat=True)
        assert "settings" in ways

    def test_lists_that_are_not_hers_to_choose_stay_as_they_are(self, browser: Client) -> None:
        browser.post("/settings/lists", {"lists": ["teachers", "no-such-list", "\0"]})
        assert lists_of(ADA) == set()

    def test_saving_the_same_again_writes_nothing(self, browser: Client) -> None:
        before = AuditLine.objects.count()
        browser.post("/settings/lists", {"lists": sorted(lists_of(ADA))})
        assert AuditLine.objects.count() == before

    def test_a_stop_from_a_mail_shows_in_the_settings_and_can_be_undone(
        self, browser: Client, cast: dict[str, Member]
    ) -> None:
        address_stopped.send(
            sender=None,
            address=ADA,
            list_key="announcements",
            recipient_key=str(cast["ada"].pk),
            way="one-click",
        )
        ended = Subscription.objects.get(address=ADA, mailing_list__slug="announcements")
        assert (ended.ended_way, lists_of(ADA)) == ("one-click", {"friday-links"})
        browser.post("/settings/lists", {"lists": ["announcements", "friday-links"]})
        assert lists_of(ADA) == {"announcements", "friday-links"}

    def test_a_stop_from_a_mail_to_her_old_address_is_hers(
        self, browser: Client, cast: dict[str, Member]
    ) -> None:
        ada = cast["ada"]
        change = actions.ask_for_address(actor=ada, member=ada, address="new@example.org")
        actions.confirm_address(actor=ada, change=change)
        address_stopped.send(
            sender=None,
            address=ADA,
            list_key="announcements",
            recipient_key=str(ada.pk),
            way="stop-page",
        )
        assert lists_of("new@example.org") == {"friday-links"}

    @pytest.mark.parametrize("key", ["", "newsletter:7", "\0"])
    def test_a_stop_of_what_is_not_ours_changes_nothing(
        self, cast: dict[str, Member], key: str
    ) -> None:
        address_stopped.send(
            sender=None, address="x@example.org", list_key="other", recipient_key=key, way="x"
        )
        address_stopped.send(
            sender=None, address="x@example.org", list_key="teachers", recipient_key=key, way="x"
        )
        assert lists_of(ADA) == {"announcements", "friday-links"}


class TestLanguage:
    def test_pages_and_mails_follow(self, browser: Client, cast: dict[str, Member]) -> None:
        answer = browser.post("/settings/language", {"language": "fr"}, follow=True)
        assert answer.redirect_chain == [("/fr/settings", 302)]
        assert "désormais en français" in answer.content.decode()
        cast["ada"].refresh_from_db()
        assert cast["ada"].language == "fr"
        assert set(Subscription.objects.of(ADA).values_list("language", flat=True)) == {"fr"}

    @pytest.mark.parametrize("language", ["", "de", "fr\0", "x" * 10_000])
    def test_another_language_is_refused(self, browser: Client, language: str) -> None:
        answer = browser.post("/settings/language", {"language": language}, follow=True)
        assert "Choose one of the languages" in answer.content.decode()

    def test_only_the_community_s_languages_are_offered(self, browser: Client) -> None:
        Community.objects.update(languages=["en"])
        assert "Français" not in browser.get("/settings").content.decode()


class TestAddress:
    NEW = "ada.new@example.net"

    def test_it_changes_once_the_new_one_is_confirmed(
        self, browser: Client, cast: dict[str, Member], client_of: ClientOf
    ) -> None:
        ada, elsewhere = cast["ada"], client_of(cast["ada"])
        browser.post("/settings/address", {"address": "ADA.new@example.net "})
        run_tasks()
        ada.refresh_from_db()
        assert ada.address == ADA
        path = path_in(self.NEW)
        for _ in range(3):
            assert browser.get(path).status_code == 200
        ada.refresh_from_db()
        assert ada.address == ADA
        assert browser.post(path).headers["Location"] == "/sign-in"
        ada.refresh_from_db()
        assert ada.address == self.NEW
        assert lists_of(self.NEW) == {"announcements", "friday-links"}
        assert lists_of(ADA) == set()
        assert letters_to(ADA) == ["address_changed"]
        for each in (browser, elsewhere):
            assert each.get("/settings").status_code == 302
        sign_in(Client(), self.NEW)

    def test_a_link_works_once_and_for_a_day(
        self, browser: Client, cast: dict[str, Member]
    ) -> None:
        with time_machine.travel(dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC), tick=False) as clock:
            browser.post("/settings/address", {"address": self.NEW})
            run_tasks()
            clock.shift(dt.timedelta(days=1, seconds=1))
            answer = browser.post(path_in(self.NEW))
        assert "good for one day" in answer.content.decode()
        cast["ada"].refresh_from_db()
        assert cast["ada"].address == ADA

    def test_an_older_wish_ends_with_a_new_one(self, browser: Client) -> None:
        browser.post("/settings/address", {"address": self.NEW})
        run_tasks()
        browser.post("/settings/address", {"address": "ada.third@example.net"})
        assert browser.get(path_in(self.NEW)).status_code == 404

    def test_another_member_s_address_is_answered_alike_and_told_to_its_owner(
        self, browser: Client, cast: dict[str, Member]
    ) -> None:
        said = []
        for address in ("eve@example.org", "dov@example.org"):
            answer = browser.post("/settings/address", {"address": address}, follow=True)
            said.append(plain(answer, address))
            run_tasks()
        assert said[0] == said[1]
        assert letters_to("eve@example.org") == ["address_taken"]
        assert letters_to("dov@example.org") == ["confirm_address"]
        cast["ada"].refresh_from_db()
        assert cast["ada"].address == ADA

    def test_a_link_is_nothing_to_anybody_else(
        self, browser: Client, cast: dict[str, Member], client_of: ClientOf
    ) -> None:
        browser.post("/settings/address", {"address": self.NEW})
        run_tasks()
        path = path_in(self.NEW)
        eve = client_of(cast["eve"])
        missing = eve.get("/settings/address/00000000-0000-4000-8000-000000000000")
        found = eve.get(path)
        assert found.status_code == missing.status_code == 404
        assert eve.post(path).status_code == 404
        assert Client().post(path).status_code == 302
        cast["ada"].refresh_from_db()
        assert cast["ada"].address == ADA

    def test_an_address_taken_meanwhile_is_refused(
        self, browser: Client, cast: dict[str, Member]
    ) -> None:
        browser.post("/settings/address", {"address": self.NEW})
        run_tasks()
        Member.objects.filter(pk=cast["eve"].pk).update(address=self.NEW)
        assert "another membership" in browser.post(path_in(self.NEW)).content.decode()

    @pytest.mark.parametrize("typed", ["", "x", ADA, "ADA@example.org", "a\0@b.ch", "a" * 10_000])
    def test_what_cannot_be_is_refused(self, browser: Client, typed: str) -> None:
        answer = browser.post("/settings/address", {"address": typed})
        assert "error-summary" in answer.content.decode()

    def test_a_visitor_s_lists_join_hers(self, browser: Client, cast: dict[str, Member]) -> None:
        ada = cast["ada"]
        for slug in ("friday-links", "teachers"):
            actions.subscribe(
                actor=ada,
                mailing_list=MailingList.objects.get(slug=slug),
                address=self.NEW,
                way="form",
            )
        change = actions.ask_for_address(actor=ada, member=ada, address=self.NEW)
        actions.confirm_address(actor=ada, change=change)
        assert lists_of(self.NEW) == {"announcements", "friday-links", "teachers"}
        assert set(Subscription.objects.of(self.NEW).values_list("member", flat=True)) == {ada.pk}


def test_other_sessions_end_and_this_one_goes_on(
    browser: Client, cast: dict[str, Member], client_of: ClientOf
) -> None:
    elsewhere = client_of(cast["ada"])
    browser.post("/settings/sessions")
    assert browser.get("/settings").status_code == 200
    assert elsewhere.get("/settings").status_code == 302


class TestConsents:
    @pytest.fixture
    def consent(self, cast: dict[str, Member]) -> Consent:
        return Consent.objects.create(
            member=cast["ada"],
            purpose="gender-statistics",
            text_version="2026-11",
            way="in the profile",
            given_at=dt.datetime(2022, 3, 1, tzinfo=dt.UTC),
        )

    def test_she_sees_text_time_and_way(self, browser: Client, consent: Consent) -> None:
        page = browser.get("/settings").content.decode()
        for word in ("2026-11", "1 March 2022", "in the profile"):
            assert word in page

    def test_she_takes_it_back(self, browser: Client, consent: Consent) -> None:
        browser.post(f"/settings/consents/{consent.pk}/withdraw")
        consent.refresh_from_db()
        assert consent.withdrawn_at is not None
        assert browser.post(f"/settings/consents/{consent.pk}/withdraw").status_code == 404

    def test_another_s_consent_is_nothing_to_her(
        self, cast: dict[str, Member], consent: Consent, client_of: ClientOf
    ) -> None:
        eve = client_of(cast["eve"])
        for number in (consent.pk, 999_999, 10**30):
            assert eve.post(f"/settings/consents/{number}/withdraw").status_code == 404
        consent.refresh_from_db()
        assert consent.withdrawn_at is None

    def test_membership_ends_by_leaving_only(
        self, browser: Client, cast: dict[str, Member], consent: Consent
    ) -> None:
        Consent.objects.filter(pk=consent.pk).update(purpose="membership")
        answer = browser.post(f"/settings/consents/{consent.pk}/withdraw", follow=True)
        assert "leave the community" in answer.content.decode()
        consent.refresh_from_db()
        assert consent.withdrawn_at is None


class TestOwnData:
    def test_the_file_holds_what_is_held_and_nobody_else(
        self, browser: Client, cast: dict[str, Member]
    ) -> None:
        ada = cast["ada"]
        ada.about, ada.gender_words = "what she wrote", "her own word"
        ada.save()
        Client().post("/sign-in", {"address": ADA})
        run_tasks()
        actions.ask_for_address(actor=ada, member=ada, address="ada.new@example.net")
        answer = browser.get("/settings/data")
        assert answer.headers["Content-Disposition"] == 'attachment; filename="my-data.json"'
        held = json.loads(answer.content)
        assert held["profile"]["address"] == ADA
        assert held["profile"]["department"] == "IT"
        assert held["profile"]["gender_words"] == "her own word"
        assert {row["mailing_list__slug"] for row in held["subscriptions"]} == {
            "announcements",
            "friday-links",
        }
        assert [row["mailing__letter"] for row in held["mails"]] == ["members.sign_in_code"]
        assert held["address_changes"][0]["new_address"] == "ada.new@example.net"
        text = answer.content.decode()
        for other in cast.values():
            assert other is ada or (other.name not in text and str(other.address) not in text)

    def test_it_says_everything_a_member_s_row_has(
        self, browser: Client, cast: dict[str, Member]
    ) -> None:
        profile = json.loads(browser.get("/settings/data").content)["profile"]
        columns = {field.name for field in Member._meta.fields + Member._meta.many_to_many}
        assert columns - set(profile) == {"session_epoch", "sort_name"}


def test_the_page_asks_the_database_equally_often_for_few_and_many_lists(
    browser: Client, cast: dict[str, Member], django_assert_num_queries: Callable[..., object]
) -> None:
    browser.get("/settings")
    with django_assert_num_queries(PAGE_QUERIES):
        browser.get("/settings")
    for number in range(30):
        MailingList.objects.create(slug=f"list-{number}", name_en="More", name_fr="Plus")
        Consent.objects.create(
            member=cast["ada"],
            purpose=f"p{number}",
            text_version="1",
            way="test",
            given_at=dt.datetime(2022, 3, 1, tzinfo=dt.UTC),
        )
    with django_assert_num_queries(PAGE_QUERIES):
        browser.get("/settings")


PAGE_QUERIES = 10
