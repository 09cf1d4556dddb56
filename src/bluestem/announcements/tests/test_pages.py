"""The editor and the pages around it: nothing lost, nothing leaked, nothing sent by accident."""

import uuid

import pytest
from django.urls import reverse

from bluestem.announcements import actions
from bluestem.announcements.models import Announcement, Words
from bluestem.announcements.rules import lists_of
from bluestem.mailroom.models import Delivery, Mailing

from .kit import WORDS, asked, drafted, list_named, make_steering, typed, with_approval

pytestmark = pytest.mark.django_db

HOSTILE = (
    "<script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert(1)) "
    "![p](https://evil.example/p.png) </mj-text></mjml> {{ site_url }} {% now 'Y' %} "
    "]]> <!-- --> &lt;b&gt; \u202e \N{PILE OF POO}\n\n# H\n\n- a\n  - b\n\n> q\n\n```\n<b>\n```\n"
)
PAGES = ("announcement", "announcement_check")
STEPS = ("ask", "withdraw", "release", "take_back", "discard", "copy")


def at(name, announcement, *more):
    return reverse(f"announcements:{name}", args=[announcement.pk, *more])


@pytest.fixture
def ben(cast, client_of):
    return client_of(cast["ben"])


def test_new_announcement_is_kept_as_a_draft(cast, ben):
    answer = ben.post(
        "/desk/announcements/new", {"mailing_list": list_named().pk, "subject_en": " A\u00a0 b "}
    )
    announcement = Announcement.objects.get()
    assert answer["Location"] == at("announcement", announcement)
    assert announcement.subject_en == "A b"
    assert announcement.author == cast["ben"]
    assert not Mailing.objects.exists()


def test_editor_shows_each_list_with_its_number_of_people(cast, ben):
    page = ben.get("/desk/announcements/new").content.decode()
    assert page.count("9 people") == 2
    assert page.count("0 people") == 3


def test_empty_draft_is_asked_for_words(cast, ben):
    answer = ben.post("/desk/announcements/new", {"mailing_list": list_named().pk})
    assert answer.status_code == 200
    assert b"Write a subject or a text first" in answer.content
    assert not Announcement.objects.exists()


@pytest.mark.parametrize("choice", ["", "abc", "0", "-1", "9" * 40, "\0", "1e3"])
def test_hostile_choice_of_list_is_refused(cast, ben, choice):
    answer = ben.post("/desk/announcements/new", {**WORDS, "mailing_list": choice})
    assert answer.status_code == 200
    assert "mailing_list" in answer.context["form"].errors
    assert not Announcement.objects.exists()


def test_later_of_two_editors_is_told_and_keeps_her_text(cast, ben):
    written = drafted(cast["ben"])
    first, second = typed(written, text_en="First"), typed(written, text_en="Second & <mine>")
    ben.post(at("announcement", written), first)
    answer = ben.post(at("announcement", written), second)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "somebody changed this announcement" in page
    assert "Second &amp; &lt;mine&gt;</textarea>" in page
    assert '<p class="mail-text" lang="en">First</p>' in page
    written.refresh_from_db()
    assert written.text_en == "First"
    again = {**second, "seen": answer.context["form"]["seen"].value()}
    assert ben.post(at("announcement", written), again).status_code == 302
    written.refresh_from_db()
    assert written.text_en == "Second & <mine>"


def test_saving_the_same_words_changes_nothing(cast, ben):
    waiting = asked(cast["ben"])
    ben.post(at("announcement", waiting), typed(waiting))
    again = Announcement.objects.get()
    assert again.is_waiting
    assert again.changed_at == waiting.changed_at


def test_two_changes_in_one_moment_are_two_versions(cast, clock):
    written = drafted(cast["ben"])
    versions = {written.changed_at}
    for text in ("one", "two"):
        written = actions.edit(
            actor=cast["ben"],
            announcement=written,
            seen_at=written.changed_at,
            mailing_list=written.mailing_list,
            words=Words("S", "", text, ""),
        )
        versions.add(written.changed_at)
    assert len(versions) == 3


def test_preview_button_shows_what_is_typed_and_saves_nothing(cast, ben):
    written = drafted(cast["ben"])
    answer = ben.post(at("announcement", written), typed(written, text_en="**New**", do="preview"))
    assert b"<strong>New</strong>" in answer.content
    written.refresh_from_db()
    assert written.text_en == WORDS["text_en"]


def test_live_preview_is_a_part_of_the_page_and_saves_nothing(cast, ben):
    answer = ben.post("/desk/announcements/preview", {"subject_en": "S", "text_en": "*Now*"})
    assert b"<em>Now</em>" in answer.content
    assert b"<html" not in answer.content
    assert b"Readers of French get the English text" in answer.content
    assert not Announcement.objects.exists()


def test_hostile_markdown_harms_no_page_and_no_mail(cast, ben):
    written = drafted(cast["ben"], text_en=HOSTILE, subject_en="<b>&\"'</b> {{ x }}")
    released = actions.release(actor=cast["ben"], announcement=written, seen_at=written.changed_at)
    pages = [
        ben.get(at("announcement_check", released)),
        ben.get(at("announcement_mail", released, "en")),
        ben.post("/desk/announcements/preview", {"subject_en": "S", "text_en": HOSTILE}),
    ]
    for page in pages:
        text = page.content.decode()
        assert page.status_code == 200
        assert "<script>alert" not in text
        assert "<img" not in text
        assert "evil.example" not in text or "<a" not in text.split("evil.example")[0][-20:]
        assert 'href="javascript' not in text
        assert "{{ site_url }}" in text or "{{ site_url }}" not in HOSTILE


def test_mail_is_shown_in_a_box_without_rights(cast, ben):
    answer = ben.get(at("announcement_mail", drafted(cast["ben"]), "fr"))
    policy = answer["Content-Security-Policy"]
    assert "sandbox allow-popups allow-popups-to-escape-sandbox" in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert "nous allons à l’<strong>école</strong>" in answer.content.decode()


@pytest.mark.parametrize("language", ["de", "EN", "..", "%00"])
def test_mail_in_no_language_of_ours_is_not_found(cast, ben, language):
    where = at("announcement_mail", drafted(cast["ben"]), "en")[:-2] + language
    assert ben.get(where).status_code == 404


def test_test_mail_goes_to_oneself_in_each_language(cast, ben):
    written = drafted(cast["ben"])
    ben.post(at("announcement", written), typed(written, do="test"))
    assert list(Delivery.objects.values_list("address", "language")) == [
        ("ben@example.org", "en"),
        ("ben@example.org", "fr"),
    ]


def test_draft_is_copied_and_deleted(cast, ben):
    written = drafted(cast["cleo"], "mentoring-calls")
    ben.post(at("announcement_copy", written))
    copied = Announcement.objects.exclude(pk=written.pk).get()
    assert copied.author == cast["ben"]
    assert copied.words == written.words
    ben.post(at("announcement_discard", written))
    assert list(Announcement.objects.all()) == [copied]


def test_what_was_sent_is_neither_edited_nor_deleted(cast, ben):
    written = drafted(cast["ben"])
    actions.release(actor=cast["ben"], announcement=written, seen_at=written.changed_at)
    assert ben.get(at("announcement", written))["Location"] == at("announcement_check", written)
    assert ben.post(at("announcement", written), typed(written)).status_code == 302
    for step in ("discard", "ask", "withdraw"):
        assert ben.post(at(f"announcement_{step}", written)).status_code == 404
    assert Announcement.objects.get().text_en == WORDS["text_en"]


@pytest.mark.parametrize("who", ["ada", "eve", "fay", "gus", "jo"])
def test_draft_of_others_answers_like_one_that_does_not_exist(cast, client_of, who):
    written = asked(cast["cleo"], "mentoring-calls")
    nobodys = Announcement(pk=uuid.uuid4())
    browser = client_of(cast[who])
    for page in PAGES:
        answers = [browser.get(at(page, one)) for one in (written, nobodys)]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert b"Six classes" not in answers[0].content
    for step in STEPS:
        assert browser.post(at(f"announcement_{step}", written)).status_code == 404
    assert browser.get(at("announcement_mail", written, "en")).status_code == 404
    assert Announcement.objects.get().is_waiting


def test_team_sees_its_own_lists_alone(cast, client_of):
    drafted(cast["ben"], subject_en="For everybody")
    drafted(cast["gus"], "outreach-calls", subject_en="For volunteers")
    page = client_of(cast["gus"]).get("/desk/announcements").content.decode()
    assert "For volunteers" in page
    assert "For everybody" not in page
    assert lists_of(cast["gus"]) == ["outreach-calls"]


def test_visitor_is_sent_to_sign_in(cast, client):
    written = drafted(cast["ben"])
    for where in ("/desk/announcements", at("announcement", written)):
        assert client.get(where).status_code == 302


@pytest.mark.parametrize("rows", [1, 30])
def test_list_takes_as_many_queries_for_thirty_as_for_one(
    cast, ben, django_assert_num_queries, rows
):
    with_approval()
    make_steering(cast["jo"])
    for _ in range(rows):
        asked(cast["ben"])
    with django_assert_num_queries(7):
        page = ben.get("/desk/announcements")
    assert page.content.decode().count("<tr>") == rows + 1


@pytest.mark.parametrize(
    "query", ["page=99999999999999999999", "page=x", "page=-1", "state=%00", "state=x&page=0"]
)
def test_hostile_query_is_answered(cast, ben, query):
    drafted(cast["ben"])
    assert ben.get(f"/desk/announcements?{query}").status_code == 200


def test_page_says_who_else_can_say_yes(cast, ben):
    with_approval()
    written = drafted(cast["ben"])
    assert b"Nobody else can say yes" in ben.get(at("announcement_check", written)).content
    make_steering(cast["jo"])
    assert b"<li>Jo S" in ben.get(at("announcement_check", written)).content


@pytest.mark.parametrize("language", ["en", "fr"])
def test_pages_stand_in_both_languages(cast, ben, language):
    prefix = "/fr" if language == "fr" else ""
    waiting = asked(cast["cleo"], "mentoring-calls")
    for where in ("new", str(waiting.pk), f"{waiting.pk}/check"):
        page = ben.get(f"{prefix}/desk/announcements/{where}")
        assert page.status_code == 200
        assert f'<html lang="{language}">' in page.content.decode()
