"""From a letter to bytes: whole, in both languages, and nobody can break out of a name."""

import email
import email.policy
import random
import re
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.message import EmailMessage
from typing import cast

import pytest

from bluestem.community.models import Community
from bluestem.mailroom import contexts, mime, rendering, signals
from bluestem.mailroom.addresses import envelope, tidy, tidy_name
from bluestem.mailroom.letters import TRIAL, Letter, letters
from bluestem.mailroom.models import Delivery, Mailing
from bluestem.mailroom.tests import fuzz

NOW = datetime(2022, 4, 5, 7, 0, tzinfo=UTC)
LIST_HEADERS = {
    *("List-Id", "List-Unsubscribe", "List-Unsubscribe-Post", "List-Help", "List-Owner"),
    *("List-Post", "Precedence"),
}
HEADERS = {
    *("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version"),
    "Content-Type",
}


def mailing_of(context: dict[str, object] | None = None, list_key: str = "") -> Mailing:
    return Mailing(letter=TRIAL.name, context=contexts.pack(context or {}), list_key=list_key)


def delivery_of(mailing: Mailing, name: str = "Ada", address: str = "ada@example.org") -> Delivery:
    return Delivery(
        id=7,
        mailing=mailing,
        name=tidy_name(name),
        address=address,
        language="en",
        message_id="<1@example.org>",
    )


def bytes_of(
    community: Community, mailing: Mailing, delivery: Delivery, language: str = "en"
) -> bytes:
    made = rendering.render(
        mailing, community=community, language=language, has_name=bool(delivery.name)
    )
    address = envelope(delivery.address)
    assert address is not None
    return rendering.fill(made, delivery, address=address, now=NOW)


def parsed(content: bytes) -> EmailMessage:
    message = cast(EmailMessage, email.message_from_bytes(content, policy=email.policy.default))
    for part in message.walk():
        assert part.defects == []
        for name, value in part.items():
            assert value.defects == (), (name, value, value.defects)
    return message


def check_bytes(content: bytes) -> None:
    """What SMTP asks of every line."""
    assert content.endswith(b"\r\n")
    assert re.search(rb"(?<!\r)\n|\r(?!\n)|[\x00\x80-\xff]", content) is None
    for line in content.split(b"\r\n"):
        assert len(line) <= 998
        assert not line.startswith(b".")
    assert max(len(line) for line in content.partition(b"\r\n\r\n")[2].split(b"\r\n")) <= 78


def test_a_letter_has_text_and_html_with_the_name_in_both(community: Community) -> None:
    message = parsed(bytes_of(community, mailing_of(), delivery_of(mailing_of(), "Ada <Löw>")))
    assert set(message.keys()) == HEADERS
    text = message.get_body(("plain",))
    html = message.get_body(("html",))
    assert text is not None
    assert html is not None
    assert "Hello Ada <Löw>," in text.get_content()
    assert "Hello Ada &lt;Löw&gt;," in html.get_content()
    assert message["To"].addresses[0].display_name == "Ada <Löw>"
    assert message["To"].addresses[0].addr_spec == "ada@example.org"
    assert message["From"].addresses[0].display_name == community.name


def test_a_letter_without_a_name_greets_without_one(community: Community) -> None:
    message = parsed(bytes_of(community, mailing_of(), delivery_of(mailing_of(), "")))
    text = message.get_body(("plain",))
    assert text is not None
    assert "\r\nHello,\r\n" in text.get_content()
    assert [found.addr_spec for found in message["To"].addresses] == ["ada@example.org"]


def test_a_letter_to_a_list_carries_the_headers_that_stop_it(community: Community) -> None:
    mailing = mailing_of(list_key="announcements")
    message = parsed(bytes_of(community, mailing, delivery_of(mailing)))
    assert set(message.keys()) == HEADERS | LIST_HEADERS
    stop = message["List-Unsubscribe"]
    assert re.fullmatch(r"<http://127\.0\.0\.1:8000/stop/[\w-]+>", stop)
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Id"].endswith("<announcements.127.0.0.1>")
    for kind in ("plain", "html"):
        body = message.get_body((kind,))
        assert body is not None
        assert stop[1:-1] in body.get_content()


def test_the_list_is_called_what_its_room_says(community: Community) -> None:
    def answer(sender: object, list_key: str, **_: object) -> str | None:
        return "Les Annonces, été" if list_key == "of-a-test" else None

    signals.list_named.connect(answer)
    try:
        mailing = mailing_of(list_key="of-a-test")
        message = parsed(bytes_of(community, mailing, delivery_of(mailing), "fr"))
    finally:
        signals.list_named.disconnect(answer)
    assert message["List-Id"] == "Les Annonces, été <of-a-test.127.0.0.1>"


def test_a_mail_sent_again_is_the_same_mail(community: Community) -> None:
    mailing = mailing_of(list_key="announcements")
    delivery = delivery_of(mailing)
    first, second = (bytes_of(community, mailing, delivery) for _ in range(2))
    assert first == second


def test_context_survives_as_it_was() -> None:
    from django.utils.safestring import mark_safe

    context = {
        "text": "é \ud800 \0 x",
        "html": mark_safe("<b>x</b>"),
        "on": NOW.date(),
        "at": NOW,
        "list": [1, 2.5, None, True, {"deep": "yes"}],
    }
    back = contexts.unpack(contexts.pack(context))
    assert back["text"] == "é ?  x"
    assert back["html"].__html__() == "<b>x</b>"
    assert (back["on"], back["at"], back["list"]) == (context["on"], NOW, context["list"])


def test_context_holds_plain_values_only() -> None:
    with pytest.raises(TypeError, match="plain values, not object"):
        contexts.pack({"thing": object()})


@pytest.mark.parametrize("letter", letters(), ids=lambda letter: letter.name)
@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", ["Inès & Co", ""])
def test_every_letter_of_the_house_is_a_whole_mail(
    community: Community, letter: Letter, language: str, name: str
) -> None:
    mailing = Mailing(
        letter=letter.name, context=contexts.pack(letter.sample), list_key="announcements"
    )
    content = bytes_of(community, mailing, delivery_of(mailing, name), language)
    check_bytes(content)
    message = parsed(content)
    assert message["Subject"]
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]


def test_quoted_printable_reads_back_whatever_the_pieces() -> None:
    import quopri

    rng = random.Random(8)
    for _ in range(300):
        pieces = [contexts._readable(fuzz.text(rng)) for _ in range(rng.randrange(1, 4))]
        encoded = mime.join_pieces([mime.quoted_printable(piece) for piece in pieces])
        expected = "".join(pieces).replace("\r\n", "\n").replace("\r", "\n")
        if re.search(r"\r\0*\n", "\0".join(pieces)):
            continue  # each piece has its own line ends
        assert quopri.decodestring(encoded).decode().replace("\r\n", "\n") == expected
        for line in encoded.split(b"\r\n"):
            assert len(line) <= 76
            assert not line.startswith((b".", b"From "))


def display_name(content: bytes) -> str:
    """Read the recipient's name; Python's own parser leaves spaces between encoded words."""
    found = re.search(rb"^To: (.*(?:\r\n .*)*)\r\n", content, re.MULTILINE)
    assert found is not None
    phrase = found[1].replace(b"\r\n", b"").decode("ascii").rpartition("<")[0].strip()
    if phrase.startswith('"'):
        return re.sub(r"\\(.)", r"\1", phrase[1:-1])
    return str(make_header(decode_header(phrase)))


FUZZED = 1_000


def check_fuzzed(community: Community, seed: int) -> None:
    """One hostile name, subject and address: no extra header, no extra recipient, no defect."""
    rng = random.Random(seed)
    name, title, words, address = (
        fuzz.text(rng),
        fuzz.text(rng),
        fuzz.text(rng),
        fuzz.address(rng),
    )
    reached = envelope(address)
    if reached is None:
        reached = address = "ada@example.org"
    assert re.fullmatch(r"[\x21-\x7e]+@[A-Za-z0-9.-]+", reached)
    assert not set(reached) & set('<>,;:\\"()[] ')
    mailing = mailing_of({"title": title, "words": words}, list_key="announcements")
    delivery = delivery_of(mailing, name, address)
    content = bytes_of(community, mailing, delivery)
    check_bytes(content)
    message = parsed(content)
    assert set(message.keys()) == HEADERS | LIST_HEADERS
    assert len(message.keys()) == len(HEADERS | LIST_HEADERS)
    assert [found.addr_spec for found in message["To"].addresses] == [reached]
    assert display_name(content) == delivery.name
    expected = tidy(str(contexts.unpack(contexts.pack({"title": title}))["title"]))
    if expected:
        assert message["Subject"] == expected
    else:
        assert message["Subject"] in {"Mail works", community.name}
    assert len(delivery.name) <= 120


@pytest.mark.parametrize("block", range(10))
def test_hostile_names_subjects_and_addresses_stay_where_they_belong(
    community: Community, block: int
) -> None:
    for seed in range(block * FUZZED // 10, (block + 1) * FUZZED // 10):
        check_fuzzed(community, seed)
