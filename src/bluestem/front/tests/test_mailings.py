"""The desk's pages about mail: who sees what, what can be done, what nobody may read."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from bluestem.announcements import actions as announcements
from bluestem.audit.actors import CONSOLE
from bluestem.config.environment import SmtpServer
from bluestem.kit import time
from bluestem.mailroom import actions as mailroom
from bluestem.mailroom.letters import letter_named, letters
from bluestem.mailroom.models import Delivery, Mailing
from bluestem.members.models import MailingList, Member, Subscription, Visibility

pytestmark = pytest.mark.django_db

SERVER = SmtpServer("localhost", 25, "none", "", "")
WORDS = {"subject_en": "S", "subject_fr": "", "text_en": "T", "text_fr": ""}


def released(slug="announcements", grace_seconds=0, subject="Six classes are waiting"):
    written = announcements.draft(
        actor=CONSOLE,
        mailing_list=MailingList.objects.get(slug=slug),
        subject_en=subject,
        text_en="In ten days we go to school.",
    )
    return announcements.release(
        actor=CONSOLE,
        announcement=written,
        seen_at=written.changed_at,
        grace_seconds=grace_seconds,
    ).mailing


def subscribed(cast, *names, slug):
    now = time.now()
    Subscription.objects.bulk_create(
        Subscription(
            mailing_list=MailingList.objects.get(slug=slug),
            member=cast[name],
            address=cast[name].address,
            started_way="settings",
            started_at=now,
            confirmed_at=now,
        )
        for name in names
    )


def page_of(mailing):
    return reverse("front:mailing", args=[mailing.pk])


@pytest.fixture
def ben(cast, client_of):
    return client_of(cast["ben"])


def test_page_counts_what_became_of_each_delivery(cast, ben):
    mailing = released()
    ids = list(mailing.deliveries.order_by("id").values_list("id", flat=True))
    for pk, state in zip(ids, ("sent", "sent", "failed", "bounced", "stopped"), strict=False):
        Delivery.objects.filter(pk=pk).update(state=state, server_words=f"said {state}")
    page = ben.get(page_of(mailing))
    progress = page.context["progress"]
    assert (progress.sent, progress.failed, progress.bounced, progress.stopped) == (2, 1, 1, 1)
    assert progress.waiting == 4
    assert "said bounced" in page.content.decode()
    failed = ben.get(f"{page_of(mailing)}?state=failed").content.decode()
    assert "said failed" in failed
    assert "said bounced" not in failed


def test_steering_finds_a_delivery_by_name_or_address(cast, ben):
    mailing = released()
    for search in ("hanna", "Weiss", "HANNA@example.org"):
        rows = ben.get(page_of(mailing), {"q": search}).context["rows"]
        assert [row["address"] for row in rows] == ["hanna@example.org"]
    assert ben.get(page_of(mailing), {"q": "\0%' OR 1=1 --"}).context["rows"] == []


def test_committee_sees_its_own_mailing_without_addresses(cast, client_of):
    subscribed(cast, "ada", "eve", slug="mentoring-calls")
    Member.objects.filter(pk=cast["eve"].pk).update(name_visibility=Visibility.ORGANISERS)
    mailing = released("mentoring-calls")
    mailing.deliveries.update(state="failed", server_words="550 <ada@example.org>: no such user")
    browser = client_of(cast["cleo"])
    page = browser.get(page_of(mailing)).content.decode()
    assert "Ada Lindqvist" in page
    assert "Eve Novák" not in page
    assert "@example.org" not in page
    assert "550 &lt;…&gt;: no such user" in page
    # A search would tell her whether an address is on the list.
    assert len(browser.get(page_of(mailing), {"q": "eve@"}).context["rows"]) == 2


@pytest.mark.parametrize(
    ("who", "own"),
    [("cleo", "mentoring-calls"), ("gus", "outreach-calls"), ("fay", "friday-links")],
)
def test_organisers_see_their_own_mailings_alone(cast, client_of, who, own):
    browser = client_of(cast[who])
    for slug in ("announcements", "mentoring-calls", "outreach-calls", "friday-links"):
        mailing = released(slug, subject=f"To {slug}")
        answer = browser.get(page_of(mailing))
        assert answer.status_code == (200 if slug == own else 404)
        pause = reverse("front:mailing_change", args=[mailing.pk, "pause"])
        assert browser.post(pause).status_code == (302 if slug == own else 404)
    listed = browser.get("/desk/mailings").content.decode()
    assert f"To {own}" in listed
    assert "To announcements" not in listed


@pytest.mark.parametrize("who", ["ada", "eve", "jo"])
def test_others_meet_what_a_missing_page_answers(cast, client_of, who):
    mailing = released()
    browser = client_of(cast[who])
    for where in (page_of(mailing), "/desk/mailings", "/desk/outbox"):
        assert browser.get(where).status_code == 404
    stop = reverse("front:mailing_change", args=[mailing.pk, "stop"])
    assert browser.post(stop).status_code == 404
    mailing.refresh_from_db()
    assert mailing.state == Mailing.State.SENDING


def test_mailing_that_does_not_exist_is_not_found(cast, ben):
    assert ben.get(f"/desk/mailings/{uuid.uuid4()}").status_code == 404
    assert ben.get("/desk/mailings/1").status_code == 404
    assert ben.post(f"/desk/mailings/{released().pk}/explode").status_code == 404


def test_letter_to_one_person_is_no_mailing_to_steer(cast, ben):
    letter = mailroom.post(
        letter="announcements.test",
        to=mailroom.Recipient(address="ada@example.org", language="en"),
        context=WORDS,
    )
    assert ben.get("/desk/mailings").context["rows"] == []
    pause = reverse("front:mailing_change", args=[letter.pk, "pause"])
    assert ben.post(pause).status_code == 404


def test_mailing_is_paused_continued_and_stopped_by_buttons(cast, ben):
    mailing = released()
    for deed, state in (("pause", "paused"), ("continue", "sending"), ("stop", "stopped")):
        ben.post(reverse("front:mailing_change", args=[mailing.pk, deed]))
        mailing.refresh_from_db()
        assert mailing.state == state
    answer = ben.post(reverse("front:mailing_change", args=[mailing.pk, "pause"]), follow=True)
    assert "only a mailing that is under way can be paused" in answer.content.decode()
    assert set(mailing.deliveries.values_list("state", flat=True)) == {"stopped"}


def test_failed_alone_are_sent_again(cast, ben):
    mailing = released()
    first = mailing.deliveries.order_by("id")[0].pk
    mailing.deliveries.update(state="sent")
    mailing.deliveries.filter(pk=first).update(state="failed")
    assert b"Try 1 failed delivery again?" in ben.get(page_of(mailing)).content
    ben.post(reverse("front:mailing_change", args=[mailing.pk, "resend-failed"]))
    assert mailing.deliveries.get(state="waiting").pk == first


def test_get_changes_nothing(cast, ben):
    mailing = released()
    for deed in ("pause", "continue", "stop", "resend-failed"):
        where = reverse("front:mailing_change", args=[mailing.pk, deed])
        assert ben.get(where).status_code == 405
    mailing.refresh_from_db()
    assert mailing.state == Mailing.State.SENDING


def test_grace_offers_to_stop_before_it_starts(cast, ben):
    page = ben.get(page_of(released(grace_seconds=60))).content.decode()
    assert "Stop before it starts" in page
    assert "/take-back" in page


def test_page_refreshes_its_part_and_speaks_only_of_news(cast, ben):
    mailing = released()
    page = ben.get(page_of(mailing))
    assert 'hx-trigger="every 3s"' in page.content.decode()
    part = ben.get(page_of(mailing), {"seen": page.context["mark"]}, headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    assert "hx-swap-oob" not in part.content.decode()
    mailroom.pause(actor=cast["ben"], mailing=mailing)
    part = ben.get(page_of(mailing), {"seen": page.context["mark"]}, headers={"HX-Request": "true"})
    assert "hx-swap-oob" in part.content.decode()
    assert "Continue…" in part.content.decode()


def test_page_of_what_is_over_asks_nothing_more(cast, ben):
    mailing = released()
    mailroom.stop(actor=cast["ben"], mailing=mailing)
    assert b"hx-get" not in ben.get(page_of(mailing)).content


@pytest.mark.parametrize("rows", [1, 30])
def test_list_takes_as_many_queries_for_thirty_as_for_one(
    cast, ben, django_assert_num_queries, rows
):
    for _ in range(rows):
        released()
    with django_assert_num_queries(9):
        assert len(ben.get("/desk/mailings").context["rows"]) == rows


@pytest.mark.parametrize("rows", [1, 30])
def test_page_takes_as_many_queries_for_thirty_deliveries_as_for_one(
    cast, ben, django_assert_num_queries, rows
):
    Subscription.objects.all().delete()
    now = time.now()
    for number in range(rows):
        member = Member.objects.create(
            address=f"m{number}@example.org", name=f"M {number}", joined_on=now.date()
        )
        Subscription.objects.create(
            mailing_list=MailingList.objects.get(slug="announcements"),
            address=member.address,
            member=member,
            started_way="joining",
            started_at=now,
            confirmed_at=now,
        )
    mailing = released()
    with django_assert_num_queries(12):
        assert len(ben.get(page_of(mailing)).context["rows"]) == rows


@pytest.mark.parametrize("query", ["page=9999999999999999999999", "page=%00", "state=%00", "q=%00"])
def test_hostile_query_is_answered(cast, ben, query):
    mailing = released()
    for where in (page_of(mailing), "/desk/mailings", "/desk/outbox"):
        assert ben.get(f"{where}?{query}").status_code == 200


def test_erased_recipient_is_not_named(cast, ben):
    mailing = released()
    mailroom.forget(address="hanna@example.org", key=str(cast["hanna"].pk))
    page = ben.get(page_of(mailing)).content.decode()
    assert "erased.invalid" not in page
    assert "Somebody whose name is not shown" in page


# ---- The outbox ------------------------------------------------------------------------------


@pytest.fixture
def letter(cast):
    """One letter to Ada, waiting."""
    mailing = mailroom.post(
        letter="announcements.test",
        to=mailroom.Recipient(address="ada@example.org", language="en", name="Ada <b>"),
        context={
            **WORDS,
            "subject_en": "Come & see",
            "text_en": "A [link](https://example.org/x).",
        },
    )
    return mailing.deliveries.get()


def test_without_a_server_the_outbox_shows_the_mails(letter, ben):
    page = ben.get("/desk/outbox").content.decode()
    assert "There is no mail server" in page
    assert "Test: Come &amp; see" in page
    shown = ben.get(reverse("front:delivery", args=[letter.pk])).content.decode()
    assert "A link (" in shown
    assert f'src="/desk/outbox/{letter.pk}/mail"' in shown


def test_mail_in_the_outbox_stands_in_a_box_without_rights(letter, ben):
    answer = ben.get(reverse("front:delivery_mail", args=[letter.pk]))
    policy = answer["Content-Security-Policy"]
    assert "sandbox allow-popups" in policy
    assert "allow-scripts" not in policy
    assert "frame-ancestors 'self'" in policy
    assert '<base target="_blank">' in answer.content.decode()


def test_list_mail_in_the_outbox_has_a_stop_link_that_works(cast, ben):
    mailing = released()
    delivery = mailing.deliveries.get(address="ada@example.org")
    text = ben.get(reverse("front:delivery", args=[delivery.pk])).context["mail"].text
    token = text.split("/stop/")[1].split()[0]
    assert len(token) > 20


def test_with_a_server_nobody_reads_mails_of_others(letter, ben, settings):
    settings.SMTP_SERVER = SERVER
    page = ben.get("/desk/outbox").content.decode()
    assert "ada@example.org" in page
    assert "Come" not in page
    assert ben.get(reverse("front:delivery", args=[letter.pk])).status_code == 404
    assert ben.get(reverse("front:delivery_mail", args=[letter.pk])).status_code == 404


def test_with_a_server_the_outbox_shows_what_failed(letter, ben, settings):
    settings.SMTP_SERVER = SERVER
    Delivery.objects.update(state="failed", server_words="550 no such user")
    assert "550 no such user" in ben.get("/desk/outbox?show=failed").content.decode()
    assert "550 no such user" not in ben.get("/desk/outbox").content.decode()


def test_mail_that_cannot_be_shown_breaks_no_page(letter, ben):
    Mailing.objects.update(context="", letter="events.gone")
    assert "This mail cannot be shown" in ben.get("/desk/outbox").content.decode()
    for name in ("delivery", "delivery_mail"):
        assert ben.get(reverse(f"front:{name}", args=[letter.pk])).status_code == 404


def test_what_was_sent_is_no_longer_in_the_outbox(letter, ben):
    Delivery.objects.update(state="sent")
    assert b"Nothing waits to leave" in ben.get("/desk/outbox").content
    assert ben.get(reverse("front:delivery", args=[letter.pk])).status_code == 404


@pytest.mark.parametrize("who", ["ada", "cleo", "gus", "fay", "jo"])
def test_outbox_is_for_steering_alone(letter, cast, client_of, who):
    browser = client_of(cast[who])
    for name in ("delivery", "delivery_mail"):
        assert browser.get(reverse(f"front:{name}", args=[letter.pk])).status_code == 404


def test_huge_number_of_a_mail_is_not_found(cast, ben):
    assert ben.get(f"/desk/outbox/{10**30}").status_code == 404


@pytest.mark.parametrize("rows", [1, 30])
def test_outbox_takes_as_many_queries_for_thirty_as_for_one(
    cast, ben, django_assert_num_queries, settings, rows
):
    settings.SMTP_SERVER = SERVER
    for number in range(rows):
        mailroom.post(
            letter="announcements.test",
            to=mailroom.Recipient(address=f"m{number}@example.org", language="en"),
            context={},
        )
    with django_assert_num_queries(7):
        assert len(ben.get("/desk/outbox").context["rows"]) == rows


def test_trouble_of_the_server_is_told(letter, ben, settings):
    from bluestem.mailroom.models import Counter

    settings.SMTP_SERVER = SERVER
    Counter.objects.update_or_create(
        id=1, defaults={"trouble": "Connection refused", "trouble_since": dt.datetime.now(dt.UTC)}
    )
    assert "Connection refused" in ben.get("/desk/outbox").content.decode()


@pytest.mark.parametrize("name", [letter.name for letter in letters()])
def test_every_letter_of_the_rooms_is_read_in_the_outbox(cast, ben, name):
    sample = letter_named(name).sample
    mailing = mailroom.post(
        letter=name,
        to=mailroom.Recipient(address="ada@example.org", language="fr", name="Ada"),
        context={"a": 1, **sample},
    )
    where = reverse("front:delivery", args=[mailing.deliveries.get().pk])
    assert ben.get(where).status_code == 200
    assert b"cannot be shown" not in ben.get("/desk/outbox").content
