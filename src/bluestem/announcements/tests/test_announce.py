"""`bluestem announce`: what it takes, what it refuses and where."""

import io
import json

import pytest
from django.core.management import call_command

from bluestem.announcements.models import Announcement
from bluestem.mailroom.models import Delivery, Mailing

from .kit import make_steering, with_approval

pytestmark = pytest.mark.django_db

GOOD = """---
subject_en: Six classes are waiting
subject_fr: "Six classes attendent : venez"
---
In ten days we go to **school**.

---

A rule above is no divider.
---fr---
Dans dix jours, nous allons à l’**école**.
"""


def announce(path, *words):
    out = io.StringIO()
    call_command("announce", str(path), "--json", *words, stdout=out)
    return json.loads(out.getvalue())


def refused(path, *words):
    """Return the faults of a refused file; nothing may have been written."""
    out = io.StringIO()
    with pytest.raises(SystemExit) as stop:
        call_command("announce", str(path), "--json", "--release", *words, stdout=out)
    assert stop.value.code == 2
    assert not Announcement.objects.exists()
    assert not Mailing.objects.exists()
    return json.loads(out.getvalue())["refused"]


@pytest.fixture
def good(tmp_path):
    path = tmp_path / "news.md"
    path.write_text(GOOD, encoding="utf-8")
    return path


def test_without_release_it_is_a_draft(cast, good):
    result = announce(good, "--list", "announcements")
    assert result == {"mailing": None, "recipients": 9, "state": "draft"}
    announcement = Announcement.objects.get()
    assert announcement.author is None
    assert announcement.subject_fr == "Six classes attendent : venez"
    assert announcement.text_en.endswith("A rule above is no divider.")
    assert announcement.text_fr == "Dans dix jours, nous allons à l’**école**."


def test_release_starts_at_once(cast, good):
    result = announce(good, "--list", "announcements", "--release")
    mailing = Mailing.objects.get()
    assert result == {"mailing": str(mailing.pk), "recipients": 9, "state": "released"}
    assert mailing.state == Mailing.State.SENDING
    assert Delivery.objects.filter(state="waiting").count() == 9


def test_with_approval_on_it_waits_and_sends_nothing(cast, good):
    with_approval()
    result = announce(good, "--list", "announcements", "--release")
    assert result == {"mailing": None, "recipients": 9, "state": "waiting for approval"}
    assert not Mailing.objects.filter(is_urgent=False).exists()


def test_as_a_member_it_is_hers_and_she_cannot_approve_it(cast, good, client_of):
    with_approval()
    make_steering(cast["jo"])
    announce(good, "--list", "announcements", "--release", "--as", "BEN@example.org")
    announcement = Announcement.objects.get()
    assert announcement.author == announcement.asked_by == cast["ben"]
    where = f"/desk/announcements/{announcement.pk}/release"
    seen = {"seen": announcement.changed_at.isoformat()}
    assert client_of(cast["ben"]).post(where, seen).status_code == 404
    assert not Mailing.objects.filter(is_urgent=False).exists()
    client_of(cast["jo"]).post(where, seen)
    assert Mailing.objects.filter(is_urgent=False).count() == 1


def test_committee_asks_steering_even_without_approval(cast, good):
    result = announce(good, "--list", "mentoring-calls", "--release", "--as", "cleo@example.org")
    assert result["state"] == "waiting for approval"


@pytest.mark.parametrize("who", ["ada@example.org", "cleo@example.org", "nobody@example.org"])
def test_who_may_not_write_is_refused(cast, good, who):
    with pytest.raises(SystemExit) as stop:
        call_command("announce", str(good), "--list", "announcements", "--as", who)
    assert stop.value.code == 2
    assert not Announcement.objects.exists()


def test_unknown_list_is_answered_with_the_lists_there_are(cast, good):
    (fault,) = refused(good, "--list", "everybody")
    assert fault["column"] == "--list"
    assert fault["found"] == "“everybody”"
    assert "announcements, friday-links, mentoring-calls" in fault["expected"]


@pytest.mark.parametrize(
    ("content", "line", "column", "found"),
    [
        (b"", 1, "file", "an empty file"),
        (b"Hello\n", 1, "front matter", "“Hello”"),
        (b"---\nsubject_en: A\nText\n", 4, "front matter", "the end of the file"),
        (b"---\nsubject_en: A\nsubject: B\n---\nText\n", 3, "subject", "“subject”"),
        (b"---\nsubject_en: A\nnonsense\n---\nText\n", 3, "front matter", "“nonsense”"),
        (b"---\nsubject_en: A\nsubject_en: B\n---\nText\n", 3, "subject_en", "subject_en a second"),
        (b"---\nsubject_en:\n---\nText\n", 2, "subject_en", "an empty subject"),
        (b"---\nsubject_en: " + b"x" * 151 + b"\n---\nText\n", 2, "subject_en", "151 characters"),
        (b"---\nsubject_en: A\n---\n\n", 4, "text_en", "an empty part"),
        (b"---\nsubject_fr: A\n---\n---fr---\n \n", 4, "text_fr", "an empty part"),
        (b"---\nsubject_en: A\n---\nT\n---fr---\n", 5, "text_fr", "an empty part"),
        (b"---\nsubject_en: A\nsubject_fr: B\n---\nT\n", 3, "text_fr", "no line ---fr---"),
        (b"---\nsubject_en: A\n---\nT\n---fr---\nF\n", 5, "subject_fr", "a text without a subject"),
        (b"---\nsubject_fr: A\n---\nT\n---fr---\nF\n", 4, "subject_en", "a text without a subject"),
        (
            b"---\nsubject_en: A\nsubject_fr: B\n---\nT\n---fr---\nF\n---fr---\nF\n",
            8,
            "text_fr",
            "the line ---fr--- a second time",
        ),
        (b"---\nsubject_en: A\n---\nCaf\xe9\n", 4, "text", "the byte 0xe9"),
        (b"\xff\xfe-\0-\0-\0", 1, "text", "the byte 0xff"),
        (b"---\nsubject_en: A\0B\n---\nT\n", 2, "text", "the control character U+0000"),
        (b"---\n---\n", 1, "front matter", "no subject and no text"),
        (b"---\nsubject_en: A\n---\n" + b"x" * 50_001, 4, "text_en", "50001 characters"),
        (b"x" * 1_000_001, 1, "file", "more than 1000000 bytes"),
    ],
)
def test_fault_says_where_and_what(cast, tmp_path, content, line, column, found):  # noqa: PLR0917
    path = tmp_path / "faulty.md"
    path.write_bytes(content)
    (fault,) = refused(path, "--list", "announcements")
    assert (fault["file"], fault["line"], fault["column"]) == (str(path), line, column)
    assert fault["found"].startswith(found)
    assert fault["expected"]
    assert fault["cure"]


def test_every_fault_is_named_at_once(cast, tmp_path):
    path = tmp_path / "faulty.md"
    path.write_text("---\nsubject_en:\nfrom: me\n---\n\n---fr---\nBonjour\n")
    assert [(fault["line"], fault["column"]) for fault in refused(path, "--list", "teachers")] == [
        (2, "subject_en"),
        (3, "from"),
        (5, "text_en"),
        (6, "subject_fr"),
    ]


@pytest.mark.parametrize("name", ["absent.md", ".", "x" * 300, "nul\0.md"])
def test_file_that_cannot_be_read_is_a_fault(cast, tmp_path, name):
    (fault,) = refused(f"{tmp_path}/{name}", "--list", "announcements")
    assert fault["column"] == "file"


def test_faults_stand_on_standard_error_one_a_line(cast, tmp_path):
    path = tmp_path / "faulty.md"
    path.write_text("Hello")
    said = io.StringIO()
    with pytest.raises(SystemExit):
        call_command("announce", str(path), "--list", "announcements", stderr=said)
    assert f"{path}:1:front matter: found “Hello”; expected" in said.getvalue()


def test_windows_file_with_a_mark_and_comments_is_read(cast, tmp_path):
    path = tmp_path / "news.md"
    text = "---\r\n# ours\r\n\r\nsubject_fr:  'Bonjour'  \r\n---\r\n---FR---\r\nUn\r\nDeux\r\n"
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    announce(path, "--list", "announcements")
    announcement = Announcement.objects.get()
    assert (announcement.subject_fr, announcement.text_fr) == ("Bonjour", "Un\nDeux")
    assert announcement.subject_en == announcement.text_en == ""
