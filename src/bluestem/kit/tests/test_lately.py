"""What the kit keeps in memory, writes as a code, draws and encrypts."""

import base64
import re

from bluestem.kit import fields, lately
from bluestem.kit.lately import Lately
from bluestem.kit.qr import qr_code


def test_too_many_within_the_window_are_refused_and_others_are_not():
    now = [0.0]
    counts = Lately(most=3, within_seconds=60, clock=lambda: now[0])
    assert [counts.allows("ada") for _ in range(4)] == [True, True, True, False]
    assert counts.allows("eve")
    now[0] = 61.0
    assert counts.allows("ada")


def test_memory_does_not_grow_for_ever(monkeypatch):
    monkeypatch.setattr(lately, "MOST_KEYS", 10)
    counts = Lately(most=1, within_seconds=60)
    for key in range(100):
        assert counts.allows(key)
        assert len(counts._times) <= 10


def test_qr_code_is_drawn_without_style_and_without_its_text():
    drawn = qr_code('https://community.example.org/a"><script>alert(1)</script>')
    assert re.fullmatch(r'<svg viewBox="0 0 \d+ \d+" class="qr">.*</svg>', drawn, re.DOTALL)
    assert "script" not in drawn
    assert "style" not in drawn


def test_encrypted_text_says_nothing_of_when_it_was_written():
    token = base64.urlsafe_b64decode(fields.encrypt("words"))
    assert token[1:9] == bytes(8)
    assert fields.decrypt(fields.encrypt("words")) == "words"
    assert fields.encrypt("words") != fields.encrypt("words")
    assert fields.encrypt("") == ""
