"""What people bring as files: subtitles, sound and film, pictures; and files sent in parts."""

import io

import pytest
from django.core.files.base import ContentFile
from django.test import RequestFactory
from PIL import Image

from bluestem.kit import media, ranges
from bluestem.kit.faults import FileRefused
from bluestem.kit.pictures import NoPicture, redrawn
from bluestem.kit.ranges import send_file
from bluestem.kit.webvtt import read_subtitles, spoken_words

GOOD = """WEBVTT - a talk

NOTE
made by hand

1
00:00.000 --> 00:02.500 align:start line:0
Good morning, <i>everyone</i> &amp; welcome.

00:02.500 --> 01:00:00.000
– Thank you.
– So.
"""


def faults_of(content):
    raw = content if isinstance(content, bytes) else content.encode()
    with pytest.raises(FileRefused) as refused:
        read_subtitles("talk.vtt", raw)
    return [(fault.line, fault.column) for fault in refused.value.faults], str(refused.value)


def test_good_subtitles_are_kept_as_they_are():
    assert read_subtitles("talk.vtt", GOOD.encode("utf-8-sig")) == GOOD
    assert read_subtitles("talk.vtt", GOOD.replace("\n", "\r\n").encode()) == GOOD
    assert spoken_words(GOOD) == ["Good morning, everyone & welcome.", "– Thank you. – So."]


@pytest.mark.parametrize(
    ("content", "place", "said"),
    [
        ("1\n00:00:01,000 --> 00:00:02,000\nHello", (1, "1"), "WEBVTT"),
        (b"WEBVTT\n\n00:01.000 --> 00:02.000\nZo\xe9", (4, "3"), "0xE9"),
        ("WEBVTT\n\n00:01,000 --> 00:02.000\nA", (3, "1"), "a dot before the thousandths"),
        ("WEBVTT\n\n00:01.000 --> 2.000\nA", (3, "15"), "a time such as"),
        ("WEBVTT\n\n00:61.000 --> 00:02.000\nA", (3, "1"), "00:61.000"),
        ("WEBVTT\n\n00:03.000 --> 00:02.000\nA", (3, "15"), "an end after 00:03.000"),
        ("WEBVTT\n\n00:05.000 --> 00:06.000\nA\n\n00:01.000 --> 00:02.000\nB", (6, "1"), "order"),
        ("WEBVTT\n\n00:05.000-->00:06.000\nA", (3, "10"), "-->"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000 big\nA", (3, "25"), "a setting"),
        ("WEBVTT\n\nA line without times", (3, "1"), "a line of times"),
        ("WEBVTT\n00:01.000 --> 00:02.000\nA", (2, "1"), "an empty line"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nA\n00:02.000 --> 00:03.000\nB", (5, "11"), "an empty"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nA\0B", (4, "2"), "NUL"),
        ("WEBVTT\n", (1, "1"), "no subtitle"),
        ("", (1, "1"), "nothing"),
    ],
)
def test_fault_in_subtitles_names_line_column_and_cure(content, place, said):
    places, words = faults_of(content)
    assert place in places
    assert said in words
    assert words.startswith(f"talk.vtt:{place[0]}:{place[1]}: found ")


def test_subtitles_of_any_bytes_are_refused_or_kept():
    for seed in range(300):
        content = bytes((seed * 31 + step * step) % 256 for step in range(seed))
        with pytest.raises(FileRefused):
            read_subtitles("a.vtt", content)
    faults_of("WEBVTT\n\n" + "x\n\n" * 5000)
    assert len(faults_of("WEBVTT\n\n" + "x\n\n" * 5000)[0]) == 20
    faults_of(b"WEBVTT" + b"\n" * (3 * 1024 * 1024))


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\0\0\0\x20ftypisom", media.MP4),
        (b"\0\0\0\x20ftypM4A ", media.M4A),
        (b"\0\0\0\x20ftypqt  ", None),
        (b"\0\0\0\x20ftypheic", None),
        (b"\x1a\x45\xdf\xa3\x01\0\0\0\0\0\0\x1fB\x86\x81\x01webm", media.WEBM),
        (b"\x1a\x45\xdf\xa3\x01\0\0\0\0\0\0\x1fB\x86\x81\x01matroska", None),
        (b"OggS\0\x02" + b"\0" * 20 + b"OpusHead", media.OGG),
        (b"OggS\0\x02" + b"\0" * 20 + b"\x80theora", media.OGV),
        (b"RIFF\x24\0\0\0WAVEfmt ", media.WAV),
        (b"RIFF\x24\0\0\0WEBPVP8 ", None),
        (b"ID3\x04\0\0\0\0\0\0\0\0", media.MP3),
        (b"\xff\xfb\x90\x64", media.MP3),
        (b"\xff\xfe<\0h\0", None),
        (b"<html><script>", None),
        (b"MZ\x90", None),
        (b"%PDF-1.7", None),
        (b"", None),
    ],
)
def test_recording_is_told_by_its_content(head, kind):
    assert media.kind_of(io.BytesIO(head)) == kind


def jpeg(size=(600, 400), **more):
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, "JPEG", **more)
    return out


def test_picture_loses_place_and_camera_and_stands_upright():
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "SecretCamera"
    exif.get_ifd(0x8825)[1] = "N"
    file = jpeg(exif=exif, comment=b"SecretPlace")
    assert b"SecretCamera" in file.getvalue()
    drawn = redrawn(file, len(file.getvalue()))
    assert (drawn.width_px, drawn.height_px) == (400, 600)
    for mark in (b"Secret", b"EXIF", b"Exif", b"XMP", b"ICCP"):
        assert mark not in drawn.content
    with Image.open(io.BytesIO(drawn.content)) as again:
        assert not again.getexif()
        assert again.format == "WEBP"


def test_large_picture_is_made_smaller_and_what_is_clear_becomes_white():
    out = io.BytesIO()
    Image.new("RGBA", (3000, 1000), (0, 0, 0, 0)).save(out, "PNG")
    drawn = redrawn(out, 1)
    assert (drawn.width_px, drawn.height_px) == (2000, 667)
    with Image.open(io.BytesIO(drawn.content)) as again:
        assert again.convert("RGB").getpixel((5, 5)) == (255, 255, 255)


def bomb():
    """A PNG of a few bytes that says it has 900 million pixels."""
    import struct
    import zlib

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("content", "size", "said"),
    [
        (b"<svg onload='alert(1)'/>", 10, "another kind"),
        (b"GIF89a" + b"\0" * 40, 10, "another kind"),
        (b"", 0, "another kind"),
        (jpeg().getvalue()[:900], 900, "damaged"),
        (jpeg((150, 900)).getvalue(), 10, "200 pixels"),
        (jpeg().getvalue(), 21 * 1024 * 1024, "20 MB"),
        (bomb(), 100, "million pixels"),
        (jpeg((7000, 7000), quality=1).getvalue(), 10, "million pixels"),
    ],
)
def test_what_is_no_picture_is_refused_in_words(content, size, said):
    with pytest.raises(NoPicture) as refused:
        redrawn(io.BytesIO(content), size)
    assert said in str(refused.value)


class Stored(ContentFile):
    def open(self, mode="rb"):
        return io.BytesIO(self.file.getvalue())


BODY = bytes(range(256)) * 4  # 1,024 bytes


def sent(method="get", body=BODY, **headers):
    request = getattr(RequestFactory(), method)("/", headers=headers)
    answer = send_file(
        request, Stored(body), media_type="audio/wav", etag='"v1"', name="talk é.wav"
    )
    return answer, (b"".join(answer) if answer.streaming else answer.content)


def test_whole_file_says_that_parts_can_be_had():
    answer, body = sent()
    assert (answer.status_code, body) == (200, BODY)
    assert answer["Accept-Ranges"] == "bytes"
    assert answer["Content-Length"] == "1024"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("inline; filename")


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=0-99", 0, 99),
        ("bytes=100-", 100, 1023),
        ("bytes=1000-99999", 1000, 1023),
        ("bytes=-24", 1000, 1023),
        ("bytes=-5000", 0, 1023),
        ("BYTES=5-6", 5, 6),
    ],
)
def test_range_is_sent_to_the_byte(asked, first, last):
    answer, body = sent(range=asked)
    assert answer.status_code == 206
    assert body == BODY[first : last + 1]
    assert answer["Content-Range"] == f"bytes {first}-{last}/1024"
    assert answer["Content-Length"] == str(last - first + 1)


@pytest.mark.parametrize("asked", ["bytes=1024-", "bytes=99999-100000", "bytes=-0"])
def test_range_beyond_the_end_is_refused(asked):
    answer, body = sent(range=asked)
    assert (answer.status_code, body) == (416, b"")
    assert answer["Content-Range"] == "bytes */1024"


@pytest.mark.parametrize(
    "asked",
    ["bytes=5-1", "bytes=a-b", "bytes=-", "bytes", "items=0-5", "bytes=0-1,5-6", "bytes=--5",
     "bytes=" + "9" * 40 + "-", "bytes=1-2-3", "bytes=٣-٥", ""],
)  # fmt: skip
def test_range_that_cannot_be_read_gives_the_whole_file(asked):
    answer, body = sent(range=asked)
    assert (answer.status_code, body) == (200, BODY)


def test_if_range_with_another_version_gives_the_whole_file():
    assert sent(range="bytes=0-9", if_range='"v1"')[0].status_code == 206
    for said in ('"v0"', 'W/"v1"', "Wed, 21 Oct 2015 07:28:00 GMT"):
        assert sent(range="bytes=0-9", if_range=said)[0].status_code == 200


def test_head_and_known_version_have_no_body():
    answer, body = sent("head", range="bytes=0-9")
    assert (answer.status_code, body, answer["Content-Length"]) == (200, b"", "1024")
    answer, body = sent(if_none_match='"v0", "v1"')
    assert (answer.status_code, body) == (304, b"")


def test_open_range_is_answered_piece_by_piece(monkeypatch):
    monkeypatch.setattr(ranges, "PIECE_BYTES", 100)
    answer, body = sent(range="bytes=0-")
    assert answer["Content-Range"] == "bytes 0-99/1024"
    assert body == BODY[:100]
