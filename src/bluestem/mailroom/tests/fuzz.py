"""Hostile names, subjects and addresses, from a seed."""

import random

PARTS = (
    *("\r", "\n", "\r\n", "\0", "\t", " ", ".", "\r\n.\r\n", "\n\nBcc: eve@example.org\n"),
    *("\r\nTo: eve@example.org\r\n", "\nSubject: other", ",", ";", ":", "<", ">", "@", '"', "\\"),
    *(
        "(",
        ")",
        "[",
        "]",
        "=",
        "=?utf-8?q?=0aBcc:_eve@example.org?=",
        "=?utf-8?b?Cg==?=",
        "=?",
        "?=",
    ),
    *("\u202e", "\u2066", "\u200f", "\u200b", "\ufeff", "\u2028", "\u2029", "\x85", "\x1b", "\x7f"),
    *(
        "\ud800",
        "\udfff",
        "é",
        "ß",
        "İ",
        "名",
        "👩🏽‍💻",
        "ا",
        "a",
        "B",
        "7",
        "Ada",
        "From ",
        "rn",
        "st",
    ),
    *("%s", "{{ stop_url }}", "<script>alert(1)</script>", "&amp;", "--=_", "x" * 80, "é" * 500),
)
ADDRESSES = (
    "ada@example.org",
    "ada@example.org\r\nRCPT TO:<eve@example.org>",
    "ada@example.org>,<eve@example.org",
    "ada@example.org, eve@example.org",
    "Ada <ada@example.org>",
    '"a b"@example.org',
    "ada@exa\0mple.org",
    "adé@example.org",
    "ada@münchen.example",
    "ada@[127.0.0.1]",
    "=?utf-8?q?ada?=@example.org",
    "a" * 65 + "@example.org",
    "ada@" + "x" * 64 + ".org",
    "ada@" + "x." * 130 + "org",
    "@example.org",
    "ada@",
    "",
    "a@b@example.org",
    "a..b@example.org",
    "ada@example.org\u202e",
    "o'hara+list@example.org",
)


def text(rng: random.Random) -> str:
    """Return a hostile text of up to some thousand characters."""
    if rng.random() < 0.1:
        return "".join(chr(rng.randrange(0x110000)) for _ in range(rng.randrange(1, 200)))
    return "".join(rng.choice(PARTS) for _ in range(rng.randrange(1, 12)))


def address(rng: random.Random) -> str:
    """Return an address, often none."""
    if rng.random() < 0.2:
        return text(rng) + "@example.org"
    found = rng.choice(ADDRESSES)
    if rng.random() < 0.3:
        place = rng.randrange(len(found) + 1)
        found = found[:place] + rng.choice(PARTS) + found[place:]
    return found
