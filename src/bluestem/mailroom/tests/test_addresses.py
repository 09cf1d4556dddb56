"""What becomes of an address: withdrawn, forgotten, suppressed."""

import pytest

from bluestem.community.models import Community
from bluestem.mailroom import actions, queries
from bluestem.mailroom.actions import Recipient
from bluestem.mailroom.addresses import envelope, masked, normal, tidy
from bluestem.mailroom.letters import TRIAL, Letter, register
from bluestem.mailroom.models import Counter, Delivery, Mailing, Suppression
from bluestem.mailroom.tests.help import people, prepared, released

ANSWERS_ERASED = register(
    Letter(name="mailroom.test_answer", template=TRIAL.template, reaches_erased=True)
)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("ada@example.org", "ada@example.org"),
        ("o'hara+list@Example.org", "o'hara+list@Example.org"),
        ("ada@münchen.example", "ada@xn--mnchen-3ya.example"),
        ("ada@localhost", "ada@localhost"),
        ("adé@example.org", None),
        ('"a b"@example.org', None),
        ("=?utf-8?q?a?=@example.org", None),
        ("ada@example.org\n", None),
        ("ada@example.org>", None),
        ("ada@-example.org", None),
        ("ada@" + "x" * 64 + ".org", None),
        ("a" * 65 + "@example.org", None),
        ("ada@" + "é" * 70 + ".org", None),
        ("@example.org", None),
        ("ada", None),
        ("", None),
    ],
)
def test_an_envelope_holds_one_plain_address_or_none(address: str, expected: str | None) -> None:
    assert envelope(address) == expected


def test_a_masked_address_is_known_to_its_owner_alone() -> None:
    assert masked("ada.lindqvist@example.org") == "ad…@example.org"
    assert masked("ada@example.org") == "a…@example.org"


def test_tidy_leaves_one_readable_line() -> None:
    assert tidy(" A\r\nB\0\u202e\u2028C\ud800 \u200f\t ") == "A B C\ufffd"


def test_tidy_keeps_the_spaces_of_french_that_do_not_break() -> None:
    assert tidy("\u00a0Vous  avez\u2003une place\u00a0: 1\u202f232 \u00a0") == (
        "Vous avez une place\u00a0: 1\u202f232"
    )


def test_withdraw_stops_this_address_on_this_list_everywhere(community: Community) -> None:
    one, two = released(people(3)), prepared(people(3))
    other = prepared(people(3))
    Mailing.objects.filter(pk=other.pk).update(list_key="friday-links")
    Delivery.objects.filter(mailing=two, address="p1@example.org").update(state="sending")
    assert actions.withdraw(address="P1@example.org ", list_key="announcements") == 2
    assert actions.withdraw(address="p1@example.org", list_key="announcements") == 0
    assert set(Delivery.objects.filter(state="stopped").values_list("mailing", "address")) == {
        (one.pk, "p1@example.org"),
        (two.pk, "p1@example.org"),
    }


def test_forget_takes_name_and_address_and_keeps_the_count(community: Community) -> None:
    mailing = released(people(3), words="secret words")
    letter = actions.post(
        letter=TRIAL.name,
        to=Recipient("p1@example.org", "en", "Person 1", "key-1"),
        context={"words": "Dear Person 1"},
    )
    sent = actions.post(
        letter=TRIAL.name, to=Recipient("old@example.org", "en", "Person 1", "key-1")
    )
    Delivery.objects.filter(mailing=sent).update(state="sent", server_words="ok old@example.org")
    actions.forget(address="P1@example.org", key="key-1")
    for table in (Delivery, Mailing):
        for row in table.objects.all():
            for value in vars(row).values():
                for mark in ("p1@", "old@", "Person 1", "key-1"):
                    assert mark not in str(value)
    assert mailing.deliveries.count() == 3
    assert queries.progress_of(mailing).stopped == 1
    assert sent.deliveries.get().state == "sent"
    assert letter.deliveries.get().is_erased
    mailing.refresh_from_db()
    assert mailing.context  # others still receive it


def test_two_erased_people_of_one_mailing_do_not_collide(community: Community) -> None:
    mailing = released(people(3))
    actions.forget(address="p1@example.org")
    actions.forget(address="p2@example.org")
    assert queries.progress_of(mailing).stopped == 2


def test_suppression_keeps_a_keyed_hash_and_stops_what_waits(community: Community) -> None:
    mailing = released(people(3))
    actions.suppress(address="P1@example.org", reason="erased")
    actions.suppress(address="p1@example.org", reason="erased")
    row = Suppression.objects.get()
    assert "p1" not in row.address_hmac
    assert queries.is_suppressed(" p1@EXAMPLE.org")
    assert not queries.is_suppressed("p2@example.org")
    assert queries.progress_of(mailing).stopped == 1
    # Without the key the hash tells nothing.
    Counter.objects.update(hash_key="00" * 32)
    assert not queries.is_suppressed("p1@example.org")


def test_nothing_is_posted_to_a_suppressed_address_in_as_many_writes(
    community: Community, django_assert_num_queries: object
) -> None:
    actions.suppress(address="ada@example.org", reason="asked")
    for address in ("ada@example.org", "ben@example.org"):
        with django_assert_num_queries(4):  # type: ignore[operator]
            actions.post(letter=TRIAL.name, to=Recipient(address, "en", "Name"))
    assert list(Delivery.objects.order_by("id").values_list("state", flat=True)) == [
        "stopped",
        "waiting",
    ]
    assert not Delivery.objects.filter(address="ada@example.org").exists()


def test_an_answer_reaches_the_erased_and_not_who_asked_for_silence(community: Community) -> None:
    actions.suppress(address="ada@example.org", reason="erased")
    actions.suppress(address="ben@example.org", reason="asked")
    states = [
        actions.post(letter=ANSWERS_ERASED.name, to=Recipient(address, "en")).deliveries.get().state
        for address in ("ada@example.org", "ben@example.org")
    ]
    assert states == ["waiting", "stopped"]


def test_who_joins_anew_is_written_to_again_unless_she_asked_for_silence(
    community: Community,
) -> None:
    for address, reason in (("ada@example.org", "erased"), ("ben@example.org", "asked")):
        actions.suppress(address=address, reason=reason)
        actions.readmit(address=address)
    assert queries.suppressed_among(["ada@example.org", "ben@example.org"]) == {"ben@example.org"}


def test_asking_for_silence_outlasts_erasure(community: Community) -> None:
    actions.suppress(address="ada@example.org", reason="erased")
    actions.suppress(address="ada@example.org", reason="asked")
    actions.suppress(address="ada@example.org", reason="erased")
    assert Suppression.objects.get().reason == "asked"


def test_addresses_compare_without_case_space_and_composition() -> None:
    assert normal(" Ade\u0301@Example.org") == normal("adé@example.org")
