import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from bluestem.audit.actions import note
from bluestem.audit.actors import CONSOLE, SYSTEM
from bluestem.audit.models import AuditLine
from bluestem.front.deeds import DEEDS
from bluestem.members.models import Member, Role


def page_of(client: Client, path: str = "/desk/audit") -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def rows_of(html: str) -> list[str]:
    _, _, body = html.partition("<tbody>")
    return body.partition("</tbody>")[0].split("<tr>")[1:]


def give_role(actor: Member, to: Member) -> AuditLine:
    return note(
        actor=actor, deed="gave role", kind="member", key=to.pk, facts={"role": Role.Kind.EDITOR}
    )


def test_the_audit_is_for_steering_alone(
    cast: dict[str, Member], client: Client, client_of: Callable[[Member], Client]
) -> None:
    line = give_role(cast["ben"], cast["ada"])
    for path in ("/desk/audit", f"/desk/audit?before={line.pk + 1}", "/fr/desk/audit"):
        assert cast["ada"].name in page_of(client_of(cast["ben"]), path)
        for name in ("ada", "eve", "cleo", "fay", "gus", "jo"):
            answer = client_of(cast[name]).get(path)
            assert answer.status_code == 404
            assert "gave a role" not in answer.content.decode()
        assert client.get(path).status_code == 302
    for name in ("ada", "cleo"):
        assert client_of(cast[name]).post("/desk/audit/check").status_code == 404
    assert not AuditLine.objects.filter(deed="checked audit").exists()


def test_deeds_and_things_are_words_of_both_languages(
    cast: dict[str, Member], client_of: Callable[[Member], Client]
) -> None:
    give_role(cast["ben"], cast["ada"])
    ben = client_of(cast["ben"])
    assert "gave a role" in page_of(ben)
    assert "a confié un rôle" in page_of(ben, "/fr/desk/audit")


def test_an_unknown_deed_shows_its_own_word(
    cast: dict[str, Member], client_of: Callable[[Member], Client]
) -> None:
    note(actor=CONSOLE, deed="danced <b>", kind="meadow", key=7, facts={"steps_taken": [3, True]})
    html = page_of(client_of(cast["ben"]))
    assert "danced &lt;b&gt;" in html
    assert "meadow 7" in html
    assert "steps taken: 3, yes" in html


def test_an_erased_person_is_a_former_member(
    cast: dict[str, Member], client_of: Callable[[Member], Client]
) -> None:
    give_role(cast["eve"], cast["ada"])
    name = cast["eve"].name
    Member.objects.filter(pk=cast["eve"].pk).update(
        state=Member.State.ERASED, name="", address=None
    )
    html = page_of(client_of(cast["ben"]))
    assert name not in html
    assert "a former member" in html


@pytest.mark.parametrize("count", [1, 30])
def test_all_names_come_with_one_question(
    cast: dict[str, Member],
    client_of: Callable[[Member], Client],
    count: int,
    django_assert_num_queries: Callable[[int], object],
) -> None:
    members = Member.objects.bulk_create(
        Member(address=f"n{n}@example.org", name=f"N {n}", joined_on=cast["ada"].joined_on)
        for n in range(count)
    )
    for member in members:
        give_role(member, cast["ada"])
    ben = client_of(cast["ben"])
    with django_assert_num_queries(AUDIT_QUERIES):  # type: ignore[attr-defined]
        html = ben.get("/desk/audit").content.decode()
    assert f"N {count - 1}" in html


AUDIT_QUERIES = 7


def test_lines_are_found_by_person_deed_and_day(
    cast: dict[str, Member], client_of: Callable[[Member], Client]
) -> None:
    give_role(cast["ben"], cast["ada"])
    give_role(cast["cleo"], cast["eve"])
    note(actor=SYSTEM, deed="checked audit", kind="audit", key="chain", facts={"broken": 0})
    ben = client_of(cast["ben"])
    found = {
        "person=Ada": 1,  # done to her
        "person=ben%40example.org": 1,
        f"person={cast['cleo'].pk}": 1,
        "person=Lindqvist": 1,
        "person=console": 1,
        "person=the+program": 1,
        "person=nobody+at+all": 0,
        "deed=gave+role": 2,
        "deed=gave+role&person=eve": 1,
        "since=2000-01-01": 4,
        "until=2000-01-01": 0,
        "since=2099-01-01": 0,
    }
    for query, count in found.items():
        assert len(rows_of(page_of(ben, f"/desk/audit?{query}"))) == count, query


def test_pages_follow_the_lines_and_keep_the_filter(
    cast: dict[str, Member], client_of: Callable[[Member], Client]
) -> None:
    for _ in range(60):
        give_role(cast["ben"], cast["ada"])
    ben = client_of(cast["ben"])
    html = page_of(ben, "/desk/audit?deed=gave+role")
    assert len(rows_of(html)) == 50
    last = AuditLine.objects.newest_first()[49].pk
    assert f"deed=gave+role&amp;before={last}" in html
    html = page_of(ben, f"/desk/audit?deed=gave+role&before={last}")
    assert len(rows_of(html)) == 10
    assert 'rel="next"' not in html
    assert 'rel="first"' in html


@pytest.mark.parametrize(
    "query",
    [
        "before=99999999999999999999999",
        "before=-1",
        "before=0",
        "before=%00",
        "before=²",
        "person=%00",
        "person=%FF%FE",
        "person=" + "x" * 5000,
        "person=%25_%27%22--",
        "deed=no+such+deed",
        "deed=%00",
        "since=never&until=2022-99-99",
        "since=0001-01-01&until=9999-12-31",
        "since=9999-12-31",
    ],
)
def test_no_question_is_too_strange(
    cast: dict[str, Member], client_of: Callable[[Member], Client], query: str
) -> None:
    page_of(client_of(cast["ben"]), f"/desk/audit?{query}")


def test_steering_recounts_the_chain_and_is_told_where_it_breaks(
    cast: dict[str, Member], client_of: Callable[[Member], Client]
) -> None:
    line = give_role(cast["ben"], cast["ada"])
    ben = client_of(cast["ben"])
    assert "has not been recounted yet" in page_of(ben)
    answer = ben.post("/desk/audit/check", follow=True)
    assert "The audit adds up: 2 lines." in answer.content.decode()
    assert "Adds up" in page_of(ben)
    assert "does not add up" not in page_of(ben, "/desk")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_auditline SET facts = '{}' WHERE id = %s", [line.pk])
    answer = ben.post("/desk/audit/check", follow=True)
    assert f"Line {line.pk} does not fit" in answer.content.decode()
    assert "Does not add up" in page_of(ben)
    assert "The audit does not add up" in page_of(ben, "/desk")


def test_a_look_at_the_audit_does_not_recount_it(
    cast: dict[str, Member],
    client_of: Callable[[Member], Client],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def never() -> None:
        raise AssertionError("recounted")

    monkeypatch.setattr("bluestem.audit.queries.first_broken_line", never)
    page_of(client_of(cast["ben"]))


def deeds_noted() -> Iterator[tuple[str, str]]:
    """Find every deed the rooms write down: given by name, or to a helper that takes one."""
    rooms = [Path(app.path) for app in apps.get_app_configs() if app.name.startswith("bluestem.")]
    for path in sorted(path for room in rooms for path in room.rglob("*.py")):
        if {"tests", "migrations"} & set(path.parts):
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        places = {
            node.name: [one.arg for one in node.args.args].index("deed")
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef) and "deed" in [a.arg for a in node.args.args]
        }
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            given = [word.value for word in node.keywords if word.arg == "deed"]
            place = places.get(getattr(node.func, "id", ""))
            if place is not None and len(node.args) > place:
                given.append(node.args[place])
            for value in given:
                for part in ast.walk(value):
                    if isinstance(part, ast.Constant) and isinstance(part.value, str):
                        yield part.value, path.name


def test_every_deed_has_its_words() -> None:
    found = dict(deeds_noted())
    assert "gave role" in found
    assert "changed setting" in found
    missing = {deed: place for deed, place in found.items() if deed not in DEEDS}
    assert missing.keys() <= {"removed "}  # a department, an institution, an interest


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"way": "one-time address"}, "comment : adresse unique"),
        ({"audience": "members"}, "pour qui : membres"),
        ({"language": "fr"}, "langue : français"),
        ({"consent": "yes"}, "consentement : oui"),
    ],
)
def test_facts_are_words_of_the_language_of_the_page(
    cast: dict[str, Member], client_of: Callable[[Member], Client], facts: object, words: str
) -> None:
    note(actor=cast["ben"], deed="signed in", kind="member", key=cast["ben"].pk, facts=facts)  # type: ignore[arg-type]
    html = page_of(client_of(cast["ben"]), "/fr/desk/audit").replace("\N{NO-BREAK SPACE}", " ")
    assert words in html
