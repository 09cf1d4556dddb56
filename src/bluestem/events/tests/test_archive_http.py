"""Recordings through real HTTP: parts of them, and nothing for who may not."""

import http.client
from urllib.parse import urlsplit

import pytest
from django.test import Client

from bluestem.members.models import Member

from .kit_archive import at, recorded, sound, talk

pytestmark = pytest.mark.django_db(transaction=True)


def ask(server, path, cookie="", method="GET", **headers):
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=10)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, headers={**named, **({"Cookie": cookie} if cookie else {})})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, dict(answer.headers), body


def test_ranges_are_sent_to_members_and_to_nobody_else(cast, live_server, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    recording = recorded(talk("t", "members"), "members")
    path, whole = at("recording", "t", recording.pk), sound()
    cookies = {}
    Member.objects.filter(pk=cast["hanna"].pk).update(affiliation="partner")
    for name in ("ada", "hanna"):
        browser = Client()
        browser.force_login(Member.objects.get(pk=cast[name].pk))
        cookies[name] = f"bluestem_session={browser.cookies['bluestem_session'].value}"
    status, headers, body = ask(live_server, path, cookies["ada"])
    assert (status, body) == (200, whole)
    for asked, first, last in (("0-0", 0, 0), ("10-19", 10, 19), ("-7", len(whole) - 7, None)):
        status, told, body = ask(live_server, path, cookies["ada"], Range=f"bytes={asked}")
        end = len(whole) - 1 if last is None else last
        assert (status, body) == (206, whole[first : end + 1])
        assert told["Content-Range"] == f"bytes {first}-{end}/{len(whole)}"
    assert ask(live_server, path, cookies["ada"], Range="bytes=999999-")[0] == 416
    tag = headers["ETag"]
    both = {"Range": "bytes=1-2", "If_Range": tag}
    assert ask(live_server, path, cookies["ada"], **both)[0] == 206
    assert ask(live_server, path, cookies["ada"], **{**both, "If_Range": '"other"'})[0] == 200
    status, told, body = ask(live_server, path, cookies["ada"], method="HEAD")
    assert (status, told["Content-Length"], body) == (200, str(len(whole)), b"")
    for cookie in ("", cookies["hanna"], "bluestem_session=guessed"):
        for asked in ({}, {"Range": "bytes=0-9"}, {"Range": "bytes=-9"}, {"If_None_Match": tag}):
            status, _, body = ask(live_server, path, cookie, **asked)
            assert status == 404
            assert whole[:9] not in body
    recording.event.speakers.update(recording_consent="")
    from bluestem.audit.actors import SYSTEM
    from bluestem.events.actions import withdraw_recording

    withdraw_recording(actor=SYSTEM, recording=recording)
    assert ask(live_server, path, cookies["ada"], Range="bytes=0-9")[0] == 404
