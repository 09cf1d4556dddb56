from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from bluestem.audit.models import AuditLine
from bluestem.members.actions.profile import ProfileChange, change_profile
from bluestem.members.errors import AffiliationIsFixed, ConsentNeedsGroup, NotActive
from bluestem.members.models import Department, Institution, Interest, Member, Visibility
from bluestem.members.rules import FIELDS

SHOWN = {f"{field}_visibility": "2" for field in FIELDS}


def answers(**given: Any) -> dict[str, Any]:
    return {"name": "Ada Lindqvist", "affiliation": "staff", **SHOWN, **given}


def standing(member: Member) -> set[str]:
    return set(member.consents.given().values_list("purpose", flat=True))


def test_a_profile_is_written_as_a_whole(
    cast: dict[str, Member], client_of: Callable[[Member], Client]
) -> None:
    ada = cast["ada"]
    department = Department.objects.get(code="HR")
    given = answers(
        name="  Ada   L. ",
        pronouns="elle",
        about="Hello",
        department=department.pk,
        institution="Uppsala University",
        affiliation="fellow",
        spoken_languages=["sv", "en"],
        interests=["science", "career"],
        about_visibility="0",
        address_visibility="3",
    )
    answer = client_of(ada).post("/settings/profile", given, follow=True)
    assert answer.redirect_chain == [("/settings/profile", 302)]
    assert "This is what others see from now on" in answer.content.decode()
    ada = Member.objects.get(pk=ada.pk)
    assert (ada.name, ada.pronouns, ada.about) == ("Ada L.", "elle", "Hello")
    assert (ada.department, ada.affiliation) == (department, "fellow")
    assert ada.institution == Institution.objects.get(name="Uppsala University", is_offered=False)
    assert ada.spoken_languages == ["en", "sv"]
    assert {each.slug for each in ada.interests.all()} == {"science", "career"}
    assert (ada.about_visibility, ada.address_visibility) == (0, 3)
    line = AuditLine.objects.newest_first().first()
    assert line is not None
    assert line.deed == "changed profile"
    assert "about" in line.facts["fields"]
    assert "Hello" not in str(line.facts)


def test_saving_again_changes_nothing_and_notes_nothing(
    cast: dict[str, Member], client_of: Callable[[Member], Client]
) -> None:
    ada = client_of(cast["ada"])
    ada.post("/settings/profile", answers(interests=["science"], institution="CERN"))
    before = AuditLine.objects.count()
    ada.post("/settings/profile", answers(interests=["science"], institution="cern "))
    assert AuditLine.objects.count() == before
    assert Institution.objects.count() == 1


def test_an_institution_that_nobody_has_any_more_is_forgotten(
    cast: dict[str, Member], client_of: Callable[[Member], Client]
) -> None:
    ada = client_of(cast["ada"])
    Institution.objects.create(name="Offered University")
    ada.post("/settings/profile", answers(institution="A Secret Place"))
    assert Institution.objects.filter(name="A Secret Place").exists()
    ada.post("/settings/profile", answers(institution=""))
    assert [each.name for each in Institution.objects.all()] == ["Offered University"]


def test_consent_is_made_and_withdrawn_for_each_use_of_gender(
    cast: dict[str, Member], client_of: Callable[[Member], Client]
) -> None:
    ada, browser = cast["ada"], client_of(cast["ada"])
    browser.post("/settings/profile", answers(gender_group="woman", gender_statistics="on"))
    assert standing(ada) == {"gender-statistics"}
    consent = ada.consents.get()
    assert (consent.text_version, consent.way) == ("2026-11", "in the profile")

    both = answers(gender_group="woman", gender_statistics="on", gender_mentoring="on")
    browser.post("/settings/profile", both)
    assert standing(ada) == {"gender-statistics", "gender-mentoring"}
    assert ada.consents.count() == 2
    browser.post("/settings/profile", answers(gender_group="woman", gender_mentoring="on"))
    assert standing(ada) == {"gender-mentoring"}
    browser.post("/settings/profile", answers(gender_mentoring="on"))  # the group is cleared
    assert standing(ada) == set()
    assert Member.objects.get(pk=ada.pk).gender_group == ""
    deeds = AuditLine.objects.filter(deed__contains="consent").values_list("deed", "facts")
    assert [deed for deed, _ in deeds.order_by("id")] == [
        "gave consent",
        "gave consent",
        "withdrew consent",
        "withdrew consent",
    ]
    assert "woman" not in str(list(deeds))


def test_a_use_without_a_group_is_asked_back(
    cast: dict[str, Member], client_of: Callable[[Member], Client]
) -> None:
    answer = client_of(cast["ada"]).post("/settings/profile", answers(gender_statistics="on"))
    assert answer.status_code == 200
    assert "Choose a group above, or untick this." in answer.content.decode()
    assert standing(cast["ada"]) == set()


def test_gender_is_not_readable_in_the_database(
    cast: dict[str, Member], client_of: Callable[[Member], Client]
) -> None:
    from django.db import connection

    words = answers(gender_group="woman", gender_words="femme")
    client_of(cast["ada"]).post("/settings/profile", words)
    with connection.cursor() as cursor:
        cursor.execute("SELECT gender_group, gender_words FROM members_member")
        stored = str(cursor.fetchall())
    assert "woman" not in stored
    assert "femme" not in stored
    assert Member.objects.get(pk=cast["ada"].pk).gender_words == "femme"


def test_nobody_writes_somebody_elses_profile(cast: dict[str, Member]) -> None:
    change = ProfileChange(name="X", affiliation="staff")
    for actor in ("ben", "eve"):
        with pytest.raises(NotActive):
            change_profile(actor=cast[actor], member=cast["ada"], change=change)
    with pytest.raises(ConsentNeedsGroup):
        change_profile(
            actor=cast["ada"],
            member=cast["ada"],
            change=ProfileChange(
                name="X", affiliation="staff", gender_purposes=frozenset({"gender-statistics"})
            ),
        )


@pytest.mark.parametrize(("before", "wish"), [("partner", "staff"), ("staff", "partner")])
def test_nobody_becomes_or_stops_being_a_partner_by_herself(
    cast: dict[str, Member],
    client_of: Callable[[Member], Client],
    before: str,
    wish: str,
) -> None:
    ada = cast["ada"]
    Member.objects.filter(pk=ada.pk).update(affiliation=before)
    ada = Member.objects.get(pk=ada.pk)
    with pytest.raises(AffiliationIsFixed):
        change_profile(actor=ada, member=ada, change=ProfileChange(name="A", affiliation=wish))
    assert client_of(ada).post("/settings/profile", answers(affiliation=wish)).status_code == 200
    assert Member.objects.get(pk=ada.pk).affiliation == before


def test_a_partner_writes_the_rest_of_her_profile(
    cast: dict[str, Member], client_of: Callable[[Member], Client]
) -> None:
    Member.objects.filter(pk=cast["ada"].pk).update(affiliation="partner")
    ada = Member.objects.get(pk=cast["ada"].pk)
    answer = client_of(ada).post("/settings/profile", answers(affiliation="partner", about="Hi"))
    assert answer.status_code == 302
    assert Member.objects.get(pk=ada.pk).about == "Hi"


def test_the_preview_shows_what_each_circle_sees(
    cast: dict[str, Member], client_of: Callable[[Member], Client]
) -> None:
    ada = cast["ada"]
    ada.about, ada.about_visibility = "for organisers", Visibility.ORGANISERS
    ada.pronouns, ada.pronouns_visibility = "for members", Visibility.MEMBERS
    ada.name_visibility = Visibility.EVERYONE
    ada.affiliation_visibility = Visibility.EVERYONE
    ada.save()
    browser = client_of(ada)
    words = ("Staff", "for members", "for organisers")
    shown = {
        eyes: [
            word
            for word in words
            if word in browser.get(f"/settings/profile/as/{eyes}").content.decode()
        ]
        for eyes in ("everyone", "members", "organisers")
    }
    assert shown == {
        "everyone": ["Staff"],
        "members": ["Staff", "for members"],
        "organisers": ["Staff", "for members", "for organisers"],
    }
    assert browser.get("/settings/profile/as/nobody").status_code == 404
    assert browser.get("/settings/profile/as/%00").status_code == 404
    ada.name_visibility = Visibility.MEMBERS
    ada.save()
    public = browser.get("/settings/profile/as/everyone").content.decode()
    assert "They do not see you at all." in public


def test_the_form_says_beside_each_field_who_sees_it(
    cast: dict[str, Member], client_of: Callable[[Member], Client]
) -> None:
    page = client_of(cast["ada"]).get("/settings/profile").content.decode()
    for field in FIELDS:
        assert f'name="{field}_visibility"' in page
    french = client_of(cast["ada"]).get("/fr/settings/profile").content.decode()
    assert "Qui voit votre nom" in french
    assert "Allemand" in french
    assert "Who sees" not in french


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "a" * 121},
        {"name": "\x00"},
        {"about": "a" * 2001},
        {"department": "999999999999999999999999"},
        {"department": "x"},
        {"spoken_languages": ["xx"]},
        {"interests": ["no-such"]},
        {"gender_group": "other"},
        {"name_visibility": "4"},
        {"name_visibility": "-1"},
        {"name_visibility": ""},
        {"institution": "a" * 161},
        {"affiliation": "root"},
    ],
)
def test_wrong_answers_are_asked_back_and_write_nothing(
    cast: dict[str, Member], client_of: Callable[[Member], Client], wrong: dict[str, Any]
) -> None:
    browser = client_of(cast["ada"])
    before = Member.objects.filter(pk=cast["ada"].pk).values().get()
    answer = browser.post("/settings/profile", answers(**wrong))
    assert answer.status_code == 200
    assert "error-summary" in answer.content.decode()
    assert Member.objects.filter(pk=cast["ada"].pk).values().get() == before


def test_the_lists_to_choose_from_stay_in_their_order(
    cast: dict[str, Member], client_of: Callable[[Member], Client]
) -> None:
    Interest.objects.create(slug="aaa", name_en="Zebras", name_fr="Abeilles")
    page = client_of(cast["ada"]).get("/settings/profile").content.decode()
    assert page.index("Writing and speaking") < page.index("Zebras")
