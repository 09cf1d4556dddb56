from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from django.test import Client

from bluestem.audit.actors import CONSOLE
from bluestem.audit.models import AuditLine
from bluestem.community.actions import change_setting
from bluestem.community.errors import NoSecondApprover
from bluestem.community.models import Community
from bluestem.members.models import Member, Role

PATH = "/desk/settings"


class Controls(HTMLParser):
    """Read what a browser would send from the form as it stands."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[str, str] = {}
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "select":
            self.select = name
        elif tag == "option" and "selected" in given:
            self.sent[self.select] = given["value"] or ""
        elif tag == "input" and name and (given.get("type") != "checkbox" or "checked" in given):
            is_box = given.get("type") == "checkbox"
            self.sent[name] = given.get("value") or ("on" if is_box else "")


def opened(client: Client) -> dict[str, str]:
    answer = client.get(PATH)
    assert answer.status_code == 200
    controls = Controls()
    controls.feed(answer.content.decode().split("<main")[1].split("</main>")[0])
    return controls.sent


def test_settings_are_for_steering_alone(
    cast: dict[str, Member], client: Client, client_of: Callable[[Member], Client]
) -> None:
    sent = {**opened(client_of(cast["ben"])), "name": "Mine"}
    assert client.post(PATH, sent).status_code == 302
    for name in ("ada", "eve", "cleo", "fay", "gus", "jo"):
        reader = client_of(cast[name])
        assert reader.get(PATH).status_code == 404
        assert reader.get("/fr/desk/settings").status_code == 404
        assert reader.post(PATH, sent).status_code == 404
    assert Community.objects.get().name == "Women in Technology"


def test_only_what_was_changed_is_written(
    cast: dict[str, Member], client_of: Callable[[Member], Client]
) -> None:
    ben = client_of(cast["ben"])
    sent = opened(ben) | {"organisation": "CERN", "joining_approval": "on", "languages": "fr,en"}
    answer = ben.post(PATH, sent, follow=True)
    assert "The settings are saved." in answer.content.decode()
    community = Community.objects.get()
    assert (community.organisation, community.is_joining_approved) == ("CERN", True)
    assert community.languages == ["fr", "en"]
    lines = AuditLine.objects.filter(deed="changed setting")
    assert {line.object_key for line in lines} == {"organisation", "joining_approval", "languages"}
    assert {line.actor_key for line in lines} == {cast["ben"].audit_key}
    ben.post(PATH, opened(ben))
    assert AuditLine.objects.filter(deed="changed setting").count() == 3
    off = opened(ben)
    del off["joining_approval"]
    ben.post(PATH, off)
    assert not Community.objects.get().is_joining_approved


def test_two_people_who_change_different_settings_do_not_undo_each_other(
    cast: dict[str, Member], client_of: Callable[[Member], Client]
) -> None:
    ben = client_of(cast["ben"])
    sent = opened(ben)
    change_setting(actor=cast["ben"], key="organisation", value="CERN")
    ben.post(PATH, sent | {"tagline_en": "at the laboratory"})
    community = Community.objects.get()
    assert (community.organisation, community.tagline_en) == ("CERN", "at the laboratory")


def test_a_wrong_answer_is_quoted_and_nothing_is_saved(
    cast: dict[str, Member], client_of: Callable[[Member], Client]
) -> None:
    ben = client_of(cast["ben"])
    wrong = {"name": "Other", "brand_colour": "#777777", "founded_on": "long ago"}
    html = ben.post(PATH, opened(ben) | wrong).content.decode()
    assert "You wrote “#777777”. This needs a contrast of at least 4.5 to 1" in html
    assert 'href="#id_brand_colour"' in html
    assert "You wrote “long ago”." in html
    assert 'value="Other"' in html
    assert Community.objects.get().name == "Women in Technology"


def test_approval_with_a_single_organiser_is_refused_in_words(
    cast: dict[str, Member], client_of: Callable[[Member], Client]
) -> None:
    ben = client_of(cast["ben"])
    html = ben.post(PATH, opened(ben) | {"approval": "on", "name": "Other"}).content.decode()
    assert "Approval needs two people on the steering committee, and there is 1" in html
    assert not Community.objects.get().needs_approval
    assert Community.objects.get().name == "Women in Technology"
    Role.objects.create(
        member=cast["ada"], kind=Role.Kind.STEERING, starts_on=cast["ada"].joined_on
    )
    ben.post(PATH, opened(ben) | {"approval": "on"})
    assert Community.objects.get().needs_approval


@pytest.mark.parametrize(
    "sent",
    [
        {"x": "1"},
        {"name": "a\x00b"},
        {"languages": "de", "time_zone": "Mars/X", "small_cell_threshold": "9" * 400},
        {"initial-founded_on": "\x00", "initial-approval": "maybe", "founded_on": "x"},
    ],
)
def test_no_answer_is_too_strange(
    cast: dict[str, Member], client_of: Callable[[Member], Client], sent: dict[str, str]
) -> None:
    assert client_of(cast["ben"]).post(PATH, sent).status_code == 200
    assert not AuditLine.objects.filter(deed="changed setting").exists()


def test_the_page_speaks_french(
    cast: dict[str, Member], client_of: Callable[[Member], Client]
) -> None:
    html = client_of(cast["ben"]).get("/fr/desk/settings").content.decode()
    assert "Réglages de la communauté" in html
    assert "Approbation par une deuxième personne" in html


def test_approval_needs_a_second_person(cast: dict[str, Member]) -> None:
    with pytest.raises(NoSecondApprover, match="there is 1"):
        change_setting(actor=CONSOLE, key="approval", value="on")
    Role.objects.create(
        member=cast["ada"], kind=Role.Kind.STEERING, starts_on=cast["ada"].joined_on
    )
    assert change_setting(actor=CONSOLE, key="approval", value="on").needs_approval


def test_a_deactivated_person_is_no_second_person(cast: dict[str, Member]) -> None:
    Role.objects.create(
        member=cast["kim"], kind=Role.Kind.STEERING, starts_on=cast["kim"].joined_on
    )
    with pytest.raises(NoSecondApprover):
        change_setting(actor=CONSOLE, key="approval", value="on")
