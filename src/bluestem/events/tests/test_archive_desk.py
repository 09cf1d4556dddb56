"""Bringing recordings, subtitles, notes and pictures on the desk."""

import io
import re

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from bluestem.events.models import Event, Picture, Recording, Speaker
from bluestem.kit import time

from .kit import HOUR, make_steering
from .kit_archive import WORDS, at, recorded, sound, talk

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "uploads"
    return settings.MEDIA_ROOT


def test_upload_by_page_goes_to_disk_under_a_random_name(cast, client_of, folder):
    talk("t", "members")
    browser = client_of(make_steering(cast["ben"]))
    file = SimpleUploadedFile("../../evil.html", sound(), content_type="text/html")
    answer = browser.post(at("desk_recordings", "t"), {"title": "Part 1", "file": file})
    assert answer.status_code == 302
    recording = Recording.objects.get()
    assert re.fullmatch(r"recordings/[0-9a-f]{32}\.wav", recording.file.name)
    assert (folder / recording.file.name).read_bytes() == sound()
    assert list((folder / "arriving").iterdir()) == []
    page = browser.get(at("desk_recordings", "t")).content.decode()
    assert "Part 1" in page
    assert "Not published" in page


def test_upload_of_something_else_is_refused_in_words(cast, client_of, folder):
    talk("t", "members")
    browser = client_of(make_steering(cast["ben"]))
    for content in (b"<html><script>alert(1)</script>", b"PK\x03\x04" + b"\0" * 100):
        file = SimpleUploadedFile("talk.mp4", content, content_type="video/mp4")
        page = browser.post(at("desk_recordings", "t"), {"title": "Mine", "file": file})
        assert page.status_code == 200
        assert "This is no recording" in page.content.decode()
        assert 'value="Mine"' in page.content.decode()
    assert b"This is still empty" in browser.post(at("desk_recordings", "t"), {}).content
    assert not Recording.objects.exists()
    assert [path for path in folder.rglob("*") if path.is_file()] == []


def test_what_may_be_uploaded_is_said_in_the_language_of_the_page(cast, client_of):
    talk("t", "members")
    page = client_of(make_steering(cast["ben"])).get("/fr" + at("desk_recordings", "t"))
    assert "jusqu’à 4 Go" in page.content.decode()


def test_upload_past_the_limit_says_so_and_keeps_nothing(cast, client_of, folder, monkeypatch):
    from bluestem.kit import uploads

    real = uploads.LimitedHandler.__init__
    monkeypatch.setattr(
        uploads.LimitedHandler, "__init__", lambda self, request, _most: real(self, request, 100)
    )
    talk("t", "members")
    browser = client_of(make_steering(cast["ben"]))
    file = SimpleUploadedFile("talk.wav", sound(30), content_type="audio/wav")
    page = browser.post(at("desk_recordings", "t"), {"title": "x", "file": file})
    assert page.status_code == 200
    assert "larger than 4 GB" in page.content.decode()
    assert "This is still empty" not in page.content.decode()
    assert not Recording.objects.exists()
    assert list((folder / "arriving").iterdir()) == []


def test_upload_needs_the_token_of_the_page(cast):
    from django.test import Client

    talk("t", "members")
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(make_steering(cast["ben"]))
    file = SimpleUploadedFile("talk.wav", sound())
    assert browser.post(at("desk_recordings", "t"), {"file": file}).status_code == 403
    browser.get(at("desk_recordings", "t"))
    token = browser.cookies["bluestem_csrf"].value
    file = SimpleUploadedFile("talk.wav", sound())
    answer = browser.post(at("desk_recordings", "t"), {"csrfmiddlewaretoken": token, "file": file})
    assert answer.status_code == 302


def test_publishing_on_the_page_is_refused_with_who_is_missing(cast, client_of):
    recording = recorded(talk("t", "members", ""))
    browser = client_of(make_steering(cast["ben"]))
    where = at("recording_step", "t", recording.pk)
    page = browser.post(where, {"do": "publish", "audience": "members"}, follow=True)
    assert "Speaker 1 (Not asked yet)" in page.content.decode()
    assert "Speaker 0 (" not in page.content.decode()
    Speaker.objects.update(recording_consent="members")
    page = browser.post(where, {"do": "publish", "audience": "public"}, follow=True)
    assert "did not agree to that" in page.content.decode()
    browser.post(where, {"do": "publish", "audience": "members"})
    assert Recording.objects.get().is_published
    browser.post(where, {"do": "withdraw"})
    assert not Recording.objects.get().is_published
    browser.post(where, {"do": "remove"})
    assert not Recording.objects.exists()


def test_subtitles_by_page_are_read_strictly(cast, client_of):
    recording = recorded(talk("t", "members"), "members")
    browser = client_of(make_steering(cast["ben"]))
    where = at("subtitles_step", "t", recording.pk)
    bad = SimpleUploadedFile("talk.vtt", b"WEBVTT\n\n00:01,000 --> 00:02.000\nA")
    page = browser.post(where, {"language": "en", "file": bad}).content.decode()
    assert "talk.vtt:3:1: found" in page
    good = SimpleUploadedFile("talk.vtt", WORDS.encode())
    browser.post(where, {"language": "en", "file": good})
    for who, status in (("ada", 200), ("ben", 200)):
        answer = client_of(cast[who]).get(at("subtitles", "t", recording.pk, "en"))
        assert answer.status_code == status
        assert answer["Content-Type"] == "text/vtt; charset=utf-8"
    page = client_of(cast["ada"]).get(at("event", "t")).content.decode()
    assert '<track kind="captions"' in page
    assert "Secret words" in page
    browser.post(where, {"do": "remove", "language": "en"})
    assert not recording.subtitles.exists()


def test_notes_show_on_the_past_event_to_its_audience(cast, client, client_of):
    talk("t", "members")
    ben = make_steering(cast["ben"])
    browser = client_of(ben)
    page = browser.get(at("desk_notes", "t"))
    seen = page.context["form"].initial["seen"]
    words = {"notes_en": "**Cold** <script>x</script>", "notes_fr": "", "seen": seen}
    assert browser.post(at("desk_notes", "t"), words).status_code == 302
    again = browser.post(at("desk_notes", "t"), {**words, "notes_en": "Mine"})
    assert "Somebody changed this event" in again.content.decode()
    assert "Mine" in again.content.decode()
    shown = client_of(cast["ada"]).get(at("event", "t")).content.decode()
    assert "<strong>Cold</strong>" in shown
    assert "<script>x" not in shown
    assert client.get(at("event", "t")).status_code == 404
    Event.objects.filter(slug="t").update(ends_at=time.now() + HOUR)
    assert "<strong>Cold" not in client_of(cast["ada"]).get(at("event", "t")).content.decode()


def test_picture_by_page_is_drawn_anew_and_shown_with_a_yes(cast, client_of):
    talk("t", audience="members")
    browser = client_of(make_steering(cast["ben"]))
    out = io.BytesIO()
    Image.new("RGB", (600, 400), "teal").save(out, "JPEG", comment=b"SecretPlace")
    upload = {"file": SimpleUploadedFile("a.jpg", out.getvalue()), "consent": ""}
    page = browser.post(at("desk_pictures", "t"), upload).content.decode()
    assert "Say what the picture shows" in page
    upload["file"].seek(0)
    browser.post(at("desk_pictures", "t"), {**upload, "description_fr": "Une salle"})
    picture = Picture.objects.get()
    assert b"SecretPlace" not in default_storage.open(picture.file.name).read()
    ada = client_of(cast["ada"])
    assert "Une salle" not in ada.get(at("event", "t")).content.decode()
    where = at("picture_step", "t", picture.pk)
    browser.post(where, {"description_fr": "Une salle", "consent": "yes"})
    shown = ada.get(at("event", "t")).content.decode()
    assert 'alt="Une salle"' in shown
    assert 'itemtype="https://schema.org/ImageObject"' in shown
    assert ada.get(at("picture", "t", picture.pk))["Content-Type"] == "image/webp"
    browser.post(where, {"description_fr": "Une salle", "consent": "no"})
    assert ada.get(at("picture", "t", picture.pk)).status_code == 404
    browser.post(where, {"do": "remove"})
    assert not Picture.objects.exists()
