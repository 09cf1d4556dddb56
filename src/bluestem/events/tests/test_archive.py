"""What stays of an event: published with consent alone, and seen by whom it is for."""

import io
import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.management import call_command
from PIL import Image

from bluestem.audit.actors import SYSTEM
from bluestem.audit.models import AuditLine
from bluestem.events import actions
from bluestem.events.errors import MayNotManage, NobodyAsked, NoConsent, NoRecording, PageNotPublic
from bluestem.events.models import Event, Picture, Recording, Speaker
from bluestem.kit import time
from bluestem.members.models import Member

from .kit import HOUR, make_members, make_steering
from .kit_archive import WORDS, at, pictured, recorded, sound, talk

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "uploads"
    return settings.MEDIA_ROOT


def deeds():
    return list(AuditLine.objects.order_by("pk").values_list("deed", flat=True))


@pytest.mark.parametrize(
    ("consents", "audience", "missing"),
    [
        (["members"], "members", []),
        (["public"], "members", []),
        ([""], "members", [0]),
        (["no"], "members", [0]),
        (["members", "no", ""], "members", [1, 2]),
        (["members"], "public", [0]),
        (["public", "members"], "public", [1]),
        (["public", "public"], "public", []),
    ],
)
def test_recording_is_published_with_every_speakers_consent_alone(
    cast, consents, audience, missing
):
    ben = make_steering(cast["ben"])
    recording = recorded(talk("t", *consents, audience="public"))
    wanted = {"actor": ben, "recording": recording, "audience": audience}
    if not missing:
        assert actions.publish_recording(**wanted).is_published
        return
    with pytest.raises(NoConsent) as refused:
        actions.publish_recording(**wanted, everyone_agreed=True)
    assert [each.name for each in refused.value.missing] == [f"Speaker {n}" for n in missing]
    assert "Speaker" in str(refused.value)
    recording.refresh_from_db()
    assert recording.published_at is None
    assert "published recording" not in deeds()


def test_event_without_speakers_needs_an_organisers_word(cast):
    ben = make_steering(cast["ben"])
    recording = recorded(talk())
    wanted = {"actor": ben, "recording": recording, "audience": "members"}
    with pytest.raises(NobodyAsked):
        actions.publish_recording(**wanted)
    actions.publish_recording(**wanted, everyone_agreed=True)
    assert AuditLine.objects.get(deed="published recording").facts["everyone"] is True
    with pytest.raises(PageNotPublic):
        actions.publish_recording(**{**wanted, "audience": "public"}, everyone_agreed=True)


@pytest.mark.parametrize("answer", ["", "no", "members"])
def test_consent_taken_back_counts_at_once(cast, client, client_of, answer):
    ben = make_steering(cast["ben"])
    event = talk("t", "public", audience="public")
    recording = recorded(event, "public", ben)
    address = at("recording", "t", recording.pk)
    assert client.get(address).status_code == 200
    actions.set_recording_consent(actor=ben, speaker=event.speakers.get(), consent=answer)
    is_for_members = answer == "members"
    assert client.get(address).status_code == 404
    status = client_of(cast["ada"]).get(address).status_code
    assert status == (200 if is_for_members else 404)
    deed = "narrowed recording" if is_for_members else "withdrew recording"
    assert AuditLine.objects.get(deed=deed).facts["because"] == "consent"
    recording.refresh_from_db()
    assert (recording.withdrawn_at is None) == is_for_members


def test_new_speaker_without_consent_withdraws_too(cast):
    ben = make_steering(cast["ben"])
    event = talk("t", "members")
    recording = recorded(event, "members", ben)
    actions.add_speaker(actor=ben, event=event, name="Ilse", sector="lab")
    recording.refresh_from_db()
    assert not recording.is_published


def test_only_managers_touch_what_stays(cast):
    event = talk("t", "members")
    recording, picture = recorded(event, "members"), pictured(event)
    for name in ("ada", "cleo", "fay", "gus"):
        actor = Member.objects.get(pk=cast[name].pk)
        for deed in (
            lambda actor=actor: actions.publish_recording(
                actor=actor, recording=recording, audience="members"
            ),
            lambda actor=actor: actions.withdraw_recording(actor=actor, recording=recording),
            lambda actor=actor: actions.remove_recording(actor=actor, recording=recording),
            lambda actor=actor: actions.write_subtitles(
                actor=actor, recording=recording, language="en", text=WORDS
            ),
            lambda actor=actor: actions.remove_picture(actor=actor, picture=picture),
            lambda actor=actor: actions.change_picture(
                actor=actor, picture=picture, description_en="a", description_fr="", consent="yes"
            ),
            lambda actor=actor: actions.write_notes(
                actor=actor, event=event, notes_en="a", notes_fr=""
            ),
        ):
            with pytest.raises(MayNotManage):
                deed()


def answers(browser, address):
    """What a browser is told in every way a file can be asked for."""
    asked = [{}, {"range": "bytes=0-9"}, {"range": "bytes=-5"}, {"range": "bytes=99999999-"},
             {"if_none_match": "*"}, {"range": "bytes=0-9", "if_range": '"x"'}]  # fmt: skip
    found = [browser.get(address, headers=headers) for headers in asked]
    found += [browser.head(address), browser.options(address), browser.post(address)]
    return [(each.status_code, b"".join(each) if each.streaming else each.content,
             {k: v for k, v in each.headers.items() if k != "Vary"}) for each in found]  # fmt: skip


@pytest.mark.parametrize("kind", ["recording", "subtitles", "picture", "share"])
@pytest.mark.parametrize("who", ["visitor", "partner", "kim"])
def test_members_file_answers_strangers_like_one_that_does_not_exist(
    cast, client, client_of, kind, who
):
    event = talk("t", "members")
    recording, picture = recorded(event, "members"), pictured(event)
    actions.write_subtitles(actor=SYSTEM, recording=recording, language="en", text=WORDS)
    nothing = "00000000-0000-4000-8000-000000000000"
    there, nowhere = {
        "recording": (at("recording", "t", recording.pk), at("recording", "t", nothing)),
        "subtitles": (
            at("subtitles", "t", recording.pk, "en"),
            at("subtitles", "t", nothing, "en"),
        ),
        "picture": (at("picture", "t", picture.pk), at("picture", "t", nothing)),
        "share": (at("share_picture", "t"), at("share_picture", "x")),
    }[kind]
    browser = client
    if who == "partner":
        Member.objects.filter(pk=cast["hanna"].pk).update(affiliation="partner")
        browser = client_of(Member.objects.get(pk=cast["hanna"].pk))
    elif who == "kim":
        browser = client_of(cast["kim"])
    told, untold = answers(browser, there), answers(browser, nowhere)
    assert [status for status, *_ in told[:7]] == [404] * 7
    for one, other in zip(told, untold, strict=True):
        same = one[1].decode().replace(there, nowhere), other[1].decode()
        assert same[0] == same[1]
        assert {k: v for k, v in one[2].items() if k != "Content-Length"} == {
            k: v for k, v in other[2].items() if k != "Content-Length"
        }
    assert b"Secret words" not in told[0][1]


def test_members_recording_plays_for_members_and_in_parts(cast, client_of):
    recording = recorded(talk("t", "members"), "members")
    browser, address = client_of(cast["ada"]), at("recording", "t", recording.pk)
    answer = browser.get(address)
    assert b"".join(answer) == sound()
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Type"] == "audio/wav"
    part = browser.get(address, headers={"range": "bytes=4-7"})
    assert (part.status_code, b"".join(part)) == (206, sound()[4:8])
    assert browser.get(address, headers={"range": "bytes=9999999-"}).status_code == 416
    tag = {"range": "bytes=4-7", "if_range": answer["ETag"]}
    assert browser.get(address, headers=tag).status_code == 206
    assert browser.head(address)["Content-Length"] == str(len(sound()))


def test_members_recording_of_a_public_event_is_for_members(cast, client, client_of):
    event = talk("t", "members", audience="public")
    recording = recorded(event, "members")
    address = at("recording", "t", recording.pk)
    assert client.get(address).status_code == 404
    assert str(recording.pk) not in client.get(at("event", "t")).content.decode()
    page = client_of(cast["ada"]).get(at("event", "t")).content.decode()
    assert f'src="{address}"' in page
    Member.objects.filter(pk=cast["ada"].pk).update(affiliation="partner")
    assert client_of(cast["ada"]).get(address).status_code == 404


def test_recording_is_not_found_beside_another_event(cast, client_of):
    recording = recorded(talk("t", "members"), "members")
    secret = talk("secret", "members", audience="invited")
    hidden = recorded(secret, "members")
    browser = client_of(cast["ada"])
    assert browser.get(at("recording", "t", hidden.pk)).status_code == 404
    assert browser.get(at("recording", "secret", hidden.pk)).status_code == 404
    talk("other")
    assert browser.get(at("recording", "other", recording.pk)).status_code == 404


def test_organisers_look_before_they_publish(cast, client_of):
    event = talk("t", "members")
    recording, picture = recorded(event), pictured(event, consent="no")
    make_steering(cast["ben"])
    for who, status in (("ben", 200), ("ada", 404), ("eve", 404)):
        browser = client_of(Member.objects.get(pk=cast[who].pk))
        assert browser.get(at("recording", "t", recording.pk)).status_code == status
        assert browser.get(at("picture", "t", picture.pk)).status_code == status
        page = browser.get(at("event", "t")).content.decode()
        assert str(recording.pk) not in page
        assert str(picture.pk) not in page


@pytest.mark.parametrize("who", ["ada", "cleo", "fay"])
def test_desk_pages_of_others_are_not_there(cast, client_of, who):
    event = talk("t", "members")
    recording, picture = recorded(event, "members"), pictured(event)
    browser = client_of(cast[who])
    pages = [at(name, "t") for name in ("desk_recordings", "desk_notes", "desk_pictures")]
    steps = [at("recording_step", "t", recording.pk), at("subtitles_step", "t", recording.pk),
             at("picture_step", "t", picture.pk)]  # fmt: skip
    assert {browser.get(where).status_code for where in pages} == {404}
    assert {browser.post(where, {"do": "remove"}).status_code for where in pages + steps} == {404}
    assert Recording.objects.exists()


def console(*words, capsys):
    try:
        call_command("recordings", *words)
        code = 0
    except SystemExit as stopped:
        code = stopped.code
    said = capsys.readouterr()
    return code, said.out, said.err


def test_console_adds_publishes_and_withdraws(cast, tmp_path, capsys):
    event = talk("t", "")
    file = tmp_path / "talk.anything"
    file.write_bytes(sound())
    code, out, _ = console("add", "t", str(file), "--title", "One", "--json", capsys=capsys)
    made = json.loads(out)
    assert (code, made["media_type"], made["published_at"]) == (0, "audio/wav", None)
    code, _, err = console("publish", "t", "--audience", "members", capsys=capsys)
    assert code == 2
    assert "Speaker 0 (Not asked yet)" in err
    event.speakers.update(recording_consent="members")
    assert console("publish", made["id"], "--audience", "members", capsys=capsys)[0] == 0
    assert console("withdraw", "t", capsys=capsys)[0] == 0
    for words in (("publish", "nothing"), ("publish", "0" * 32), ("add", "t", "/nowhere"),
                  ("add", "t", str(tmp_path)), ("add", "x", str(file)),
                  ("list", "t", "--as", "nobody@example.org")):  # fmt: skip
        assert console(*words, capsys=capsys)[0] == 2
    file.write_bytes(b"no sound")
    code, _, err = console("add", "t", str(file), capsys=capsys)
    assert code == 2
    assert "6E 6F 20" in err
    code, _, err = console("publish", "t", "--as", "ada@example.org", capsys=capsys)
    assert code == 2


def test_what_is_not_shown_is_deleted_in_time(cast, folder):
    from bluestem.events.sweeps import forget_stray_files, forget_what_is_not_shown

    event = talk("t", "members")
    kept, gone = recorded(event, "members"), recorded(event)
    withdrawn = recorded(event, "members")
    yes, no, not_asked = pictured(event), pictured(event, "no"), pictured(event, "")
    half_a_year = time.now() + 24 * 181 * HOUR
    actions_at = time.now() + 24 * 100 * HOUR
    with time.clock_at(actions_at):
        actions.withdraw_recording(actor=SYSTEM, recording=withdrawn)
    with time.clock_at(time.now() + 24 * 31 * HOUR):
        forget_what_is_not_shown()
    assert set(Picture.objects.all()) == {yes, not_asked}
    assert Recording.objects.count() == 3
    with time.clock_at(half_a_year):
        forget_what_is_not_shown()
    assert set(Recording.objects.all()) == {kept, withdrawn}
    assert set(Picture.objects.all()) == {yes}
    assert not Recording.objects.filter(pk=gone.pk).exists()
    del no
    stray = folder / "recordings" / "stray.wav"
    stray.write_bytes(b"x")
    forget_stray_files()
    assert stray.exists()
    import os

    for path in (folder / "recordings").iterdir():
        os.utime(path, (1, 1))
    forget_stray_files()
    left = {f"recordings/{path.name}" for path in (folder / "recordings").iterdir()}
    assert left == {kept.file.name, withdrawn.file.name}


@pytest.mark.parametrize("count", [1, 30])
def test_event_page_takes_as_many_queries_for_thirty_as_for_one(
    cast, client_of, django_assert_num_queries, count
):
    event = talk("t", "members")
    for _ in range(count):
        recording = recorded(event, "members")
        actions.write_subtitles(actor=SYSTEM, recording=recording, language="en", text=WORDS)
        pictured(event)
    browser = client_of(make_members(1)[0])
    browser.get(at("event", "t"))
    with django_assert_num_queries(14):
        assert browser.get(at("event", "t")).status_code == 200


def test_share_picture_and_what_machines_read(cast, client, folder):
    talk("t", audience="public", title_en="Magnets & <b>", starts_at=time.now() + 24 * HOUR)
    page = client.get(at("event", "t")).content.decode()
    found = re.search(r'property="og:image" content="https?://[^/]+([^"]+)"', page)
    answer = client.get(found[1])
    assert answer["Content-Type"] == "image/png"
    with Image.open(io.BytesIO(answer.content)) as image:
        assert image.size == (1200, 630)
    assert client.get(found[1]).content == answer.content
    assert len(list((folder / "shares").iterdir())) == 1
    assert 'content="Magnets &amp; &lt;b&gt;"' in page
    for word in ("EventScheduled", "OfflineEventAttendanceMode", "ImageObject", "schema.org/Place"):
        assert f"https://schema.org/{word.removeprefix('schema.org/')}" in page
    Event.objects.filter(slug="t").update(state="cancelled")
    page = client.get(at("event", "t")).content.decode()
    assert "EventCancelled" in page
    assert re.search(r'og:image" content="[^"]+"', page)[0].split("?v=")[1] not in found[0]
    Event.objects.filter(slug="t").update(state="moved", link="https://a.example.org", place="")
    page = client.get(at("event", "t")).content.decode()
    assert "EventRescheduled" in page
    assert "OnlineEventAttendanceMode" in page
    assert client.get("/fr" + at("share_picture", "t")).status_code == 200
    with pytest.raises(NoRecording):
        actions.keep_file(file=ContentFile(answer.content, name="share.mp4"))


def test_erased_speaker_takes_her_recording_along(cast, folder, django_capture_on_commit_callbacks):
    from bluestem.events.receivers import forget_person

    event = talk("t", "members")
    event.speakers.update(address="hanna@example.org", name="Hanna Secret")
    recording = recorded(event, "members")
    with django_capture_on_commit_callbacks(execute=True):
        forget_person(None, cast["hanna"], ["hanna@example.org"])
    assert not Recording.objects.exists()
    assert not Path(settings.MEDIA_ROOT, recording.file.name).exists()
    assert not Speaker.objects.filter(name__contains="Hanna").exists()
    assert "secret" not in Event.objects.get(slug="t").search_text.words
