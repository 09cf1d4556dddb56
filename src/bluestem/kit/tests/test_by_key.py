"""A row fetched by its key is what Django's own question would have found."""

import datetime as dt

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bluestem.kit.by_key import ByKey

MOMENT = dt.datetime(2022, 4, 5, 9, 30, 15, 123456, tzinfo=dt.UTC)


@pytest.mark.django_db
class TestByKey:
    def test_finds_the_row_with_its_values_as_django_reads_them(self) -> None:
        for key in ("one", "two"):
            Session.objects.create(session_key=key, session_data=f"{key} 100%", expire_date=MOMENT)
        found = ByKey(Session, "session_key").first("two")
        assert found is not None
        assert (found.session_key, found.session_data, found.expire_date) == (
            "two",
            "two 100%",
            MOMENT,
        )
        found.session_data = "changed"
        found.save()  # not a second row: it knows that it stands in the database
        assert list(Session.objects.values_list("session_data", flat=True).order_by("pk")) == [
            "one 100%",
            "changed",
        ]

    def test_finds_nothing_under_another_key(self) -> None:
        Session.objects.create(session_key="one", session_data="", expire_date=MOMENT)
        assert ByKey(Session, "session_key").first("' OR '1' = '1") is None

    def test_asks_one_question_each_time(self) -> None:
        sessions = ByKey(Session, "session_key")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            sessions.first("one")
            sessions.first("one")
        assert len(asked) == 2
