"""What the desk asks about announcements and mailings, and of whom."""

import pytest

from bluestem.announcements import actions
from bluestem.announcements.attention import mailings_in_trouble, waiting_for_yes
from bluestem.mailroom import actions as mailroom
from bluestem.members.models import Member

from .kit import asked, drafted, make_steering, with_approval

pytestmark = pytest.mark.django_db


def test_second_person_is_asked_and_the_author_is_not(cast):
    with_approval()
    jo = make_steering(cast["jo"])
    waiting = asked(cast["ben"])
    assert list(waiting_for_yes(cast["ben"])) == []
    (item,) = waiting_for_yes(jo)
    assert item.address.endswith(f"{waiting.pk}/check")
    assert "Six classes are waiting" in item.title
    assert item.button == "Read and approve"


def test_paused_and_failed_mailings_ask_those_whose_they_are(cast):
    written = drafted(cast["cleo"], "mentoring-calls")
    released = actions.release(
        actor=cast["ben"], announcement=written, seen_at=written.changed_at, grace_seconds=0
    )
    assert list(mailings_in_trouble(cast["ben"])) == []
    mailroom.pause(actor=cast["ben"], mailing=released.mailing)
    assert [item.button for item in mailings_in_trouble(cast["cleo"])] == ["Look at it"]
    assert list(mailings_in_trouble(Member.objects.get(pk=cast["gus"].pk))) == []


def test_failed_deliveries_are_counted(cast):
    written = drafted(cast["ben"])
    released = actions.release(
        actor=cast["ben"], announcement=written, seen_at=written.changed_at, grace_seconds=0
    )
    some = released.mailing.deliveries.values_list("pk", flat=True)[:2]
    released.mailing.deliveries.filter(pk__in=list(some)).update(state="failed")
    (item,) = mailings_in_trouble(cast["ben"])
    assert item.title.startswith("2 mails of “Six classes are waiting”")
    assert item.address.endswith("?state=failed")
