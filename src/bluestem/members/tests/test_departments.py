from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from bluestem.audit.models import AuditLine
from bluestem.members.actions.departments import remove, save_interest
from bluestem.members.models import Department, Institution, Interest, Member

NUMBERS = {
    "code": "IT",
    "name_en": "Information technology",
    "name_fr": "Informatique",
    "group": "engineers",
    "headcount_people": "320",
    "headcount_on": "2021-09-30",
    "headcount_source": "Personnel statistics",
}
PAGES = ("departments", "institutions", "interests")


def test_a_headcount_carries_its_date_and_source(
    cast: dict[str, Member], client_of: Callable[[Member], Client]
) -> None:
    ben, it = client_of(cast["ben"]), Department.objects.get(code="IT")
    page = f"/desk/departments/{it.pk}"
    refused = ben.post(page, {**NUMBERS, "headcount_on": "", "headcount_source": ""})
    assert "A number needs its date." in refused.content.decode()
    assert "A number needs its source." in refused.content.decode()
    assert ben.post(page, NUMBERS).status_code == 302
    it.refresh_from_db()
    assert (it.headcount_people, str(it.headcount_on)) == (320, "2021-09-30")
    line = AuditLine.objects.newest_first().first()
    assert line is not None
    assert (line.deed, line.facts) == ("saved department", {"headcount": 320})
    shown = client_of(cast["eve"]).get("/departments").content.decode()
    assert "Information technology" in shown
    assert "320" in shown
    assert "30 September 2021" in shown
    french = client_of(cast["eve"]).get("/fr/departments").content.decode()
    assert "Informatique" in french


def test_a_code_stands_once_and_a_new_department_is_made(
    cast: dict[str, Member], client_of: Callable[[Member], Client]
) -> None:
    ben = client_of(cast["ben"])
    taken = ben.post("/desk/departments/new", {**NUMBERS, "code": "it"})
    assert "There is a department “it” already." in taken.content.decode()
    assert ben.post("/desk/departments/new", {**NUMBERS, "code": "NEW"}).status_code == 302
    assert Department.objects.filter(code="NEW").exists()


def test_what_members_have_is_not_removed(
    cast: dict[str, Member], client_of: Callable[[Member], Client]
) -> None:
    ben, it = client_of(cast["ben"]), Department.objects.get(code="IT")
    kept = ben.post(f"/desk/departments/{it.pk}/remove", follow=True).content.decode()
    assert "Members have it, so it stays." in kept
    Member.objects.filter(department=it).update(department=None)
    ben.post(f"/desk/departments/{it.pk}/remove")
    assert not Department.objects.filter(code="IT").exists()


def test_an_institution_that_a_member_typed_is_offered_once_saved(
    cast: dict[str, Member], client_of: Callable[[Member], Client]
) -> None:
    typed = Institution.objects.create(name="uppsala universitet", is_offered=False)
    cast["ada"].institution = typed
    cast["ada"].save()
    ben = client_of(cast["ben"])
    assert "uppsala universitet" in ben.get("/desk/institutions").content.decode()
    new = {"name": "Uppsala Universitet", "country_code": "se"}
    assert ben.post("/desk/institutions/new", new).status_code == 302
    typed.refresh_from_db()
    assert (typed.name, typed.country_code, typed.is_offered) == ("Uppsala Universitet", "SE", True)
    again = ben.post("/desk/institutions/new", new).content.decode()
    assert "is on the list already" in again


def test_interests_have_both_languages_and_an_address_of_their_own(
    cast: dict[str, Member], client_of: Callable[[Member], Client]
) -> None:
    ben = client_of(cast["ben"])
    for _ in range(2):
        ben.post("/desk/interests/new", {"name_en": "Bees", "name_fr": "Abeilles"})
    assert set(Interest.objects.filter(name_en="Bees").values_list("slug", flat=True)) == {
        "bees",
        "bees-2",
    }
    made = save_interest(actor=cast["ben"], interest=Interest(), name_en="科学", name_fr="科学")
    assert made.slug


def test_only_steering_edits_the_lists(
    cast: dict[str, Member], client: Client, client_of: Callable[[Member], Client]
) -> None:
    interest = Interest.objects.all()[0]
    for who in ("ada", "cleo", "fay", "gus", "jo"):
        for page in PAGES:
            for address in (f"/desk/{page}", f"/desk/{page}/new", f"/desk/{page}/1"):
                assert client_of(cast[who]).get(address).status_code == 404
        with pytest.raises(PermissionDenied):
            remove(actor=cast[who], item=interest)
    assert client.get("/desk/departments").status_code == 302


@pytest.mark.parametrize("kind", PAGES)
@pytest.mark.parametrize("key", ["0", "99999999999999999999999", "x", "-1", "%00", "١"])
def test_keys_that_are_none_are_not_found(
    cast: dict[str, Member], client_of: Callable[[Member], Client], kind: str, key: str
) -> None:
    ben = client_of(cast["ben"])
    assert ben.get(f"/desk/{kind}/{key}").status_code in ({200, 404} if key == "١" else {404})
    assert ben.post(f"/desk/{kind}/{key}x/remove").status_code == 404
    assert ben.post(f"/desk/{kind}/new/remove").status_code == 404


@pytest.mark.parametrize("count", [1, 30])
@pytest.mark.parametrize(
    ("who", "address", "queries"),
    [
        ("eve", "/departments", 7),
        ("ben", "/desk/departments", 8),
        ("ben", "/desk/institutions", 5),
        ("ben", "/desk/interests", 5),
    ],
)
def test_the_lists_ask_the_same_few_questions(  # noqa: PLR0917
    cast: dict[str, Member],
    client_of: Callable[[Member], Client],
    django_assert_num_queries: Any,
    who: str,
    address: str,
    queries: int,
    count: int,
) -> None:
    for number in range(count):
        Department.objects.create(code=f"D{number}")
        Institution.objects.create(name=f"I {number}")
        Interest.objects.create(slug=f"s{number}", name_en=f"S {number}", name_fr=f"S {number}")
    browser = client_of(cast[who])
    with django_assert_num_queries(queries):
        assert browser.get(address).status_code == 200


def test_numbers_below_the_threshold_are_hidden(
    cast: dict[str, Member], client_of: Callable[[Member], Client], community: Any
) -> None:
    page = client_of(cast["eve"]).get("/departments").content.decode()
    assert "hidden" in page
    community.small_cell_threshold = 1
    community.save()
    assert "hidden<" not in client_of(cast["eve"]).get("/departments").content.decode()
