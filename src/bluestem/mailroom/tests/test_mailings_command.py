"""`bluestem mailings`: what one sees and does with it."""

import json
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command

from bluestem.audit.models import AuditLine
from bluestem.community.models import Community
from bluestem.mailroom.models import Mailing
from bluestem.mailroom.tests.help import people, prepared, released


def told(*words: str, **options: Any) -> Any:
    out = StringIO()
    call_command("mailings", *words, json=True, stdout=out, **options)
    return json.loads(out.getvalue())


def test_one_mailing_is_told_as_the_interface_fixes_it(community: Community) -> None:
    mailing = released(people(3))
    mailing.deliveries.filter(address="p1@example.org").update(state="failed")
    assert told(str(mailing.pk)) == {
        "id": str(mailing.pk),
        "state": "sending",
        "waiting": 2,
        "sending": 0,
        "sent": 0,
        "failed": 1,
        "stopped": 0,
        "bounced": 0,
        "expected_end": None,
    }


def test_all_mailings_are_told_newest_first(community: Community) -> None:
    assert told() == []
    mailings = [prepared(people(1)) for _ in range(3)]
    assert {line["id"] for line in told()} == {str(mailing.pk) for mailing in mailings}


def test_a_mailing_is_paused_continued_stopped_and_sent_again(community: Community) -> None:
    key = str(released(people(2)).pk)
    assert told("pause", key)["state"] == "paused"
    assert told("continue", key)["state"] == "sending"
    mailing = Mailing.objects.get()
    mailing.deliveries.filter(address="p1@example.org").update(state="failed")
    assert told("stop", key)["stopped"] == 1
    again = told("resend-failed", key)
    assert (again["state"], again["waiting"], again["failed"]) == ("sending", 1, 0)
    keys = AuditLine.objects.about("mailing", key).values_list("actor_key", flat=True)
    assert set(keys) == {"console"}


def test_words_for_people_name_state_and_counts(community: Community) -> None:
    mailing = released(people(2))
    out = StringIO()
    call_command("mailings", stdout=out)
    assert out.getvalue() == f"{mailing.pk}  sending  2 waiting\n"


@pytest.mark.parametrize(
    "words",
    [
        ("no-id",),
        (str(uuid4()),),
        ("pause", str(uuid4())),
        ("shout", str(uuid4())),
        ("pause", "one", "two"),
    ],
)
def test_what_cannot_be_is_refused_with_code_2(
    community: Community, words: tuple[str, ...]
) -> None:
    with pytest.raises(SystemExit) as refused:
        call_command("mailings", *words)
    assert refused.value.code == 2


def test_a_refusal_of_the_state_is_code_2_too(community: Community) -> None:
    mailing = prepared(people(1))
    with pytest.raises(SystemExit) as refused:
        call_command("mailings", "continue", str(mailing.pk))
    assert refused.value.code == 2
