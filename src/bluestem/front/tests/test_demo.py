import datetime as dt

import pytest
from django.db import connection

from bluestem.announcements.models import Announcement
from bluestem.front.demo import build
from bluestem.kit import time
from bluestem.mailroom.models import Delivery
from bluestem.members.models import Member

START = dt.datetime(2022, 4, 5, 7, 0, tzinfo=dt.UTC)


@pytest.fixture
def demonstration(db: None) -> None:
    with time.clock_at(START):
        build(say=lambda _: None)
        yield


def test_demonstration_has_509_members_counted_by_sql(demonstration: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM members_member WHERE joined_on <= %s"
            " AND (left_on IS NULL OR left_on > %s) AND state <> 'waiting'",
            ["2021-09-30", "2021-09-30"],
        )
        assert cursor.fetchone() == (509,)


def test_demonstration_has_one_announcement_that_ben_may_approve(demonstration: None) -> None:
    waiting = Announcement.objects.waiting().get()

    assert waiting.author is not None
    assert waiting.author != Member.objects.get(address="ben@example.org")
    sent = Delivery.objects.filter(mailing__letter="announcements.announcement")
    assert sent.filter(state=Delivery.State.SENT).count() == sent.count() > 1000
