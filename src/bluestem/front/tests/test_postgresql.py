"""A connection that the server has closed meanwhile is noticed before it is used again."""

import threading
import time

import pytest
from django.db import OperationalError, connection

from bluestem.config.postgresql.base import BELIEVED_SECONDS
from bluestem.members.models import Member

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no connections"),
]


def one_question() -> int:
    """Ask something at the beginning of a request; return the server process that answered."""
    connection.close_if_unusable_or_obsolete()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def end(process: int) -> None:
    """End a server process from a connection of another thread."""

    def ask() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [process])
        connection.close()

    other = threading.Thread(target=ask)
    other.start()
    other.join()


def test_a_connection_is_believed_for_a_moment_and_then_asked() -> None:
    assert connection.settings_dict["CONN_HEALTH_CHECKS"]
    first = one_question()
    assert one_question() == first
    end(first)
    with pytest.raises(OperationalError):
        one_question()
    second = one_question()  # Django looks at a connection that failed
    assert second != first
    time.sleep(BELIEVED_SECONDS)
    assert one_question() == second
    end(second)
    time.sleep(BELIEVED_SECONDS)
    assert one_question() not in {first, second}
    assert Member.objects.count() == 0
