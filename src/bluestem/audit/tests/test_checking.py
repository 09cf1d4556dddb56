import pytest
from django.db import connection

from bluestem.audit.actions import check_chain, note
from bluestem.audit.actors import CONSOLE, SYSTEM
from bluestem.audit.queries import changes_of, last_check


@pytest.mark.django_db
def test_a_recount_is_noted_itself() -> None:
    assert last_check() is None
    note(actor=CONSOLE, deed="founded", kind="community", key=1)
    assert check_chain(actor=SYSTEM).facts == {"lines": 1, "broken": 0}
    assert check_chain(actor=CONSOLE).facts == {"lines": 2, "broken": 0}
    newest = last_check()
    assert newest is not None
    assert newest.actor_key == "console"


@pytest.mark.django_db
def test_a_changed_line_is_found() -> None:
    lines = [note(actor=CONSOLE, deed="gave role", kind="member", key=n) for n in range(3)]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE audit_auditline SET actor_key = 'system' WHERE id = %s", [lines[1].pk]
        )
    assert check_chain(actor=SYSTEM).facts["broken"] == lines[1].pk


@pytest.mark.django_db
def test_the_newest_line_about_each_object_is_one_query_each(
    django_assert_num_queries: object,
) -> None:
    for deed in ("kept page", "changed page"):
        for slug in ("home", "team"):
            note(actor=CONSOLE, deed=deed, kind="page", key=slug)
    with django_assert_num_queries(1):  # type: ignore[operator]
        found = changes_of("page", ["home", "team", "privacy"])
    assert {key: line.deed for key, line in found.items()} == {
        "home": "changed page",
        "team": "changed page",
    }
