import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from bluestem.members.models import Department, Institution, Interest, Member, Visibility

FRAME_QUERIES = 4  # session, member, roles, community


def make_people(count: int, **traits: Any) -> list[Member]:
    department, _ = Department.objects.get_or_create(code="IT")
    return Member.objects.bulk_create(
        Member(
            address=f"person{number}@example.org",
            name=f"Person {number:05}",
            department=department,
            affiliation="staff",
            joined_on=dt.date(2020, 1, 1),
            **traits,
        )
        for number in range(count)
    )


def listed(client: Client, query: str) -> set[str]:
    answer = client.get(f"/members{query}")
    assert answer.status_code == 200
    return {person.name for person in answer.context["people"]}


@pytest.mark.parametrize("count", [1, 30])
def test_the_directory_asks_the_same_few_questions_for_1_and_30_people(
    cast: dict[str, Member],
    client_of: Callable[[Member], Client],
    django_assert_num_queries: Any,
    count: int,
) -> None:
    make_people(count)
    eve = client_of(cast["eve"])
    with django_assert_num_queries(FRAME_QUERIES + 4):  # departments, interests, count, people
        assert eve.get("/members").status_code == 200


@pytest.mark.parametrize("count", [1, 30])
def test_a_search_asks_the_same_few_questions_for_1_and_30_people(
    cast: dict[str, Member],
    client_of: Callable[[Member], Client],
    django_assert_num_queries: Any,
    count: int,
) -> None:
    make_people(count)
    eve = client_of(cast["eve"])
    with django_assert_num_queries(FRAME_QUERIES + 7):  # and the three short lists, folded
        assert eve.get("/members?q=person+it+staff").status_code == 200


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=ines", {"Inès Ferreira"}),
        ("?q=INÈS", {"Inès Ferreira"}),
        ("?q=sorensen", {"Jo Sørensen"}),
        ("?q=weiss+hanna", {"Hanna Weiss"}),
        ("?q=weiss+ada", set()),
        ("?q=100%25", set()),
        ("?q=_", set()),
        ("?q=%27%22%29%3B--", set()),
        ("?q=fellow", {"Eve Novák"}),
        ("?q=gasthaus", {"Gus Haugen"}),
        ("?q=marmotte", {"Hanna Weiss"}),
        ("?q=robot", {"Ada Lindqvist"}),
        ("?department=HR", {"Cleo Marchetti", "Jo Sørensen"}),
        ("?affiliation=student", {"Inès Ferreira"}),
        ("?language=fr", {"Fay Delacroix"}),
        ("?language=r", set()),
        ("?interest=science", {"Ada Lindqvist"}),
        ("?new=on", {"Eve Novák"}),
        ("?department=HR&q=jo", {"Jo Sørensen"}),
    ],
)
def test_people_are_found_by_what_they_show(
    cast: dict[str, Member],
    client_of: Callable[[Member], Client],
    query: str,
    found: set[str],
) -> None:
    cast["gus"].about = "Ask me about the Gästhaus."
    cast["hanna"].institution = Institution.objects.create(name="Institut Marmotte")
    cast["fay"].spoken_languages = ["fr", "en"]
    cast["eve"].joined_on = dt.date(2021, 4, 6)
    cast["ada"].about = "Robots"
    cast["ada"].interests.set(Interest.objects.filter(slug="science"))
    for member in cast.values():
        member.save()
    if query == "?language=r":  # no such language: the form says so, and the list stays whole
        assert len(listed(client_of(cast["ada"]), query)) == 9
    else:
        assert listed(client_of(cast["ada"]), query) == found


def test_the_list_is_in_the_order_of_a_reader_and_not_of_a_machine(
    cast: dict[str, Member], client_of: Callable[[Member], Client]
) -> None:
    Member.objects.create(name="Élodie Petit", address="x@example.org", joined_on="2020-01-01")
    Member.objects.create(name="de Boer", address="y@example.org", joined_on="2020-01-01")
    page = client_of(cast["ada"]).get("/members")
    names = [person.name for person in page.context["people"]]
    assert names.index("Cleo Marchetti") < names.index("de Boer") < names.index("Élodie Petit")
    assert names.index("Élodie Petit") < names.index("Fay Delacroix")


def test_pages_hold_24_people_and_every_page_number_answers(
    cast: dict[str, Member], client_of: Callable[[Member], Client]
) -> None:
    make_people(50)
    eve = client_of(cast["eve"])
    assert len(listed(eve, "")) == 24
    seen = listed(eve, "?page=1") | listed(eve, "?page=2") | listed(eve, "?page=3")
    assert len(seen) == 59
    for page in ("99999999999999999999999", "-1", "0", "x", "%00", "", "2%3Bdrop", "١٢"):
        assert eve.get(f"/members?page={page}").status_code == 200
    assert listed(eve, "?page=99999999999999999999999") == listed(eve, "?page=3")


def test_counting_stops_a_thousand_people_ahead(
    cast: dict[str, Member], client_of: Callable[[Member], Client]
) -> None:
    make_people(1100)
    eve = client_of(cast["eve"])
    assert "more than 1024 people" in eve.get("/members").content.decode().replace(",", "")
    last = eve.get("/members?page=46")
    assert last.context["page"].number == 46
    assert "1109 people" in last.content.decode().replace(",", "")


def test_htmx_gets_the_list_alone_and_the_history_gets_the_page(
    cast: dict[str, Member], client_of: Callable[[Member], Client]
) -> None:
    eve = client_of(cast["eve"])
    part = eve.get("/members?q=ada", headers={"HX-Request": "true"})
    assert part.content.decode().lstrip().startswith('<section id="people"')
    assert "HX-Request" in part["Vary"]
    restored = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert eve.get("/members", headers=restored).content.startswith(b"<!doctype html>")


def test_an_empty_answer_says_why_and_what_next(
    cast: dict[str, Member], client_of: Callable[[Member], Client]
) -> None:
    page = client_of(cast["eve"]).get("/members?q=zzzz").content.decode()
    assert "Nobody you can see fits all of this." in page
    assert "Show all members" in page


@pytest.mark.parametrize(
    "query",
    [
        "?q=%00",
        "?q=%ff%fe",
        "?q=" + "a" * 5000,
        "?q=" + "a+" * 40,
        "?department=%00",
        "?department=' or 1=1",
        "?interest[]=x",
        "?language=%25",
        "?affiliation=root",
        "?new=maybe",
        "?q=%F0%9F%8C%BE",
    ],
)
def test_hostile_queries_get_a_page(
    cast: dict[str, Member], client_of: Callable[[Member], Client], query: str
) -> None:
    for who, address in (("eve", "/members"), ("ben", "/desk/members"), ("ben", "/desk/roles")):
        assert client_of(cast[who]).get(address + query).status_code == 200


def test_partners_and_visitors_do_not_come_to_the_directory(
    cast: dict[str, Member], client: Client, client_of: Callable[[Member], Client]
) -> None:
    partner = Member.objects.create(
        name="P", address="p@example.net", affiliation="partner", joined_on="2020-01-01"
    )
    for address in ("/members", "/departments"):
        assert client_of(partner).get(address).status_code == 404
        assert client.get(address).status_code == 302
        assert client_of(cast["eve"]).get(address).status_code == 200
    assert client_of(cast["eve"]).post("/members").status_code == 405


def test_people_who_left_or_wait_are_not_listed(
    cast: dict[str, Member], client_of: Callable[[Member], Client]
) -> None:
    assert "Kim Park" not in listed(client_of(cast["ben"]), "")
    cast["kim"].state = Member.State.ACTIVE
    cast["kim"].save()
    assert "Kim Park" in listed(client_of(cast["ben"]), "")


def test_steering_finds_by_what_is_shown_to_organisers_and_others_do_not(
    cast: dict[str, Member], client_of: Callable[[Member], Client]
) -> None:
    cast["ada"].department_visibility = Visibility.ORGANISERS
    cast["ada"].save()
    assert listed(client_of(cast["ben"]), "?department=IT") == {"Ada Lindqvist"}
    assert listed(client_of(cast["cleo"]), "?department=IT") == set()
