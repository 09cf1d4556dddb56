"""Eve must see nothing of what Ada hides; each test first shows that there is something to see."""

from collections.abc import Callable

import pytest
from django.test import Client

from bluestem.members.models import Department, Institution, Interest, Member, Visibility
from bluestem.members.rules import FIELDS

SECRETS = {
    "pronouns": "ze/zir",
    "about": "quokka research",
    "institution": "Institut Marmotte",
    "address": "ada@example.org",
}
# What each filter and search word would find, were the field shown.
QUERIES = {
    "department": "?department=SECRET",
    "affiliation": "?affiliation=contractor",
    "spoken_languages": "?language=sw",
    "interests": "?interest=falconry",
    "joined_on": "?new=on",
    "about": "?q=quokka",
    "institution": "?q=marmotte",
    "address": "?q=ada@example",
}
WORDS = {
    "department": "?q=cellar",
    "interests": "?q=fauconnerie",
    "affiliation": "?q=contractor",
}


@pytest.fixture
def ada(cast: dict[str, Member]) -> Member:
    """Ada with something in every field that nobody else has."""
    ada = cast["ada"]
    ada.pronouns = SECRETS["pronouns"]
    ada.about = f"I do {SECRETS['about']}."
    ada.department = Department.objects.create(code="SECRET", name_en="Cellar", name_fr="Cave")
    ada.institution = Institution.objects.create(name=SECRETS["institution"], is_offered=False)
    ada.affiliation = "contractor"
    ada.spoken_languages = ["en", "sw"]
    ada.joined_on = "2022-03-01"
    ada.save()
    interest = Interest.objects.create(slug="falconry", name_en="Falconry", name_fr="Fauconnerie")
    ada.interests.set([interest])
    return ada


def show(member: Member, visibility: Visibility, *fields: str) -> None:
    for field in fields:
        setattr(member, f"{field}_visibility", visibility)
    member.save()


@pytest.mark.parametrize(("field", "query"), [*QUERIES.items(), *WORDS.items()])
def test_a_hidden_field_neither_finds_nor_filters(
    ada: Member,
    cast: dict[str, Member],
    client_of: Callable[[Member], Client],
    field: str,
    query: str,
) -> None:
    eve = client_of(cast["eve"])
    show(ada, Visibility.MEMBERS, *FIELDS)
    assert ada.name in eve.get(f"/members{query}").content.decode()

    for hidden in (Visibility.NOBODY, Visibility.ORGANISERS):
        show(ada, hidden, field)
        for headers in ({}, {"HX-Request": "true"}):
            page = eve.get(f"/members{query}", headers=headers).content.decode()
            assert ada.name not in page
            assert str(ada.pk) not in page


@pytest.mark.parametrize("tricks", ["&page=1", "&q=", "&q=lindqvist", "&department=IT", "&x=1"])
def test_no_trick_in_the_query_finds_by_a_hidden_department(
    ada: Member, cast: dict[str, Member], client_of: Callable[[Member], Client], tricks: str
) -> None:
    show(ada, Visibility.NOBODY, "department")
    eve = client_of(cast["eve"])
    if tricks == "&department=IT":
        query = f"?department=IT{tricks.replace('IT', 'SECRET')}"
    else:
        query = f"?department=SECRET{tricks}"
    assert ada.name not in eve.get(f"/members{query}").content.decode()


def test_the_directory_says_nothing_of_hidden_fields(
    ada: Member, cast: dict[str, Member], client_of: Callable[[Member], Client]
) -> None:
    eve = client_of(cast["eve"])
    addresses = ["/members", "/fr/members", "/members?q=ada"]
    show(ada, Visibility.MEMBERS, *FIELDS)
    shown = "".join(eve.get(address).content.decode() for address in addresses)
    secrets = (SECRETS["pronouns"], "· Contractor", ">New here<")
    assert [word for word in secrets if word not in shown] == []

    show(ada, Visibility.ORGANISERS, *[field for field in FIELDS if field != "name"])
    hidden = "".join(eve.get(address).content.decode() for address in addresses)
    assert ada.name in hidden
    assert [word for word in secrets if word in hidden] == []


def test_her_page_says_nothing_of_hidden_fields(
    ada: Member, cast: dict[str, Member], client_of: Callable[[Member], Client]
) -> None:
    secrets = [*SECRETS.values(), "Cellar", "Contractor", "Swahili", "Falconry", "March 2022"]
    show(ada, Visibility.MEMBERS, *FIELDS)
    shown = client_of(cast["eve"]).get(f"/members/{ada.pk}").content.decode()
    assert [word for word in secrets if word not in shown] == []

    show(ada, Visibility.ORGANISERS, *[field for field in FIELDS if field != "name"])
    hidden = client_of(cast["eve"]).get(f"/members/{ada.pk}").content.decode()
    assert [word for word in secrets if word in hidden] == []
    steering = client_of(cast["ben"]).get(f"/members/{ada.pk}").content.decode()
    assert [word for word in secrets if word not in steering] == []


def test_gender_stands_on_no_page_but_her_own_profile(
    ada: Member, cast: dict[str, Member], client_of: Callable[[Member], Client]
) -> None:
    ada.gender_group, ada.gender_words = "non-binary", "a wandering star"
    ada.save()
    own = client_of(ada).get("/settings/profile").content.decode()
    assert "a wandering star" in own
    for reader, address in (
        ("eve", f"/members/{ada.pk}"),
        ("ben", f"/members/{ada.pk}"),
        ("ben", f"/desk/members/{ada.pk}"),
        ("ada", f"/members/{ada.pk}"),
        ("ada", "/settings/profile/as/organisers"),
    ):
        page = client_of(cast[reader]).get(address).content.decode()
        assert "wandering star" not in page
        assert "on-binary" not in page


def test_whoever_hides_her_name_is_not_listed_whatever_else_she_shows(
    ada: Member, cast: dict[str, Member], client_of: Callable[[Member], Client]
) -> None:
    show(ada, Visibility.EVERYONE, *FIELDS)
    show(ada, Visibility.ORGANISERS, "name")
    eve = client_of(cast["eve"])
    for query in ("", "?q=quokka", "?department=SECRET"):
        page = eve.get(f"/members{query}").content.decode()
        assert str(ada.pk) not in page
        assert ada.name not in page
    assert eve.get(f"/members/{ada.pk}").status_code == 404
    assert str(ada.pk) in client_of(cast["ben"]).get("/members?q=quokka").content.decode()


def test_what_somebody_typed_as_her_institution_is_not_offered_to_others(
    ada: Member, cast: dict[str, Member], client_of: Callable[[Member], Client]
) -> None:
    name = SECRETS["institution"]
    assert name in client_of(cast["eve"]).get("/settings/profile").content.decode()
    show(ada, Visibility.NOBODY, "institution")
    assert name not in client_of(cast["eve"]).get("/settings/profile").content.decode()
    ben = client_of(cast["ben"])
    assert name not in ben.get("/desk/institutions").content.decode()
    institution = Institution.objects.get(name=name)
    assert ben.get(f"/desk/institutions/{institution.pk}").status_code == 404


def test_the_desk_and_the_export_know_nothing_that_is_hidden_from_organisers(
    ada: Member, cast: dict[str, Member], client_of: Callable[[Member], Client]
) -> None:
    ben = client_of(cast["ben"])
    columns = ("pronouns", "institution", "address")  # the file has no long texts
    secrets = [SECRETS[column] for column in columns]
    secrets += ["SECRET", "contractor", "en;sw", "Falconry", "2022-03-01"]
    show(ada, Visibility.ORGANISERS, *FIELDS)
    file = ben.post("/desk/members/export").content.decode()
    assert [word for word in secrets if word not in file] == []

    show(ada, Visibility.NOBODY, *[field for field in FIELDS if field != "name"])
    file = ben.post("/desk/members/export").content.decode()
    assert ada.name in file
    row = next(line for line in file.splitlines() if ada.name in line)
    assert row == f"{ada.name},,,,,,,,,"
    for address in ("/desk/members?q=quokka", "/desk/members?q=cellar", f"/desk/members/{ada.pk}"):
        page = ben.get(address).content.decode()
        assert [word for word in SECRETS.values() if word in page] == []

    show(ada, Visibility.NOBODY, "name")
    assert ada.name not in ben.post("/desk/members/export").content.decode()
    assert ada.name not in ben.get("/desk/members").content.decode()
    assert ada.name not in ben.get(f"/desk/members/{ada.pk}").content.decode()
    assert ada.name not in ben.get("/desk/members?q=lindqvist").content.decode()
