import uuid

import pytest

from bluestem.audit.actors import CONSOLE, VISITOR
from bluestem.members import rules
from bluestem.members.models import AFFILIATIONS, Member, Visibility

READERS = {
    "visitor": {Visibility.EVERYONE},
    "partner": {Visibility.EVERYONE},
    "kim": {Visibility.EVERYONE},  # deactivated
    "eve": {Visibility.EVERYONE, Visibility.MEMBERS},
    "cleo": {Visibility.EVERYONE, Visibility.MEMBERS},  # an organiser, but not steering
    "fay": {Visibility.EVERYONE, Visibility.MEMBERS},
    "gus": {Visibility.EVERYONE, Visibility.MEMBERS},
    "jo": {Visibility.EVERYONE, Visibility.MEMBERS},
    "ben": {Visibility.EVERYONE, Visibility.MEMBERS, Visibility.ORGANISERS},
    "ada": set(Visibility),  # herself
}


@pytest.mark.parametrize("field", rules.FIELDS)
@pytest.mark.parametrize("reader", READERS)
def test_a_field_is_read_by_exactly_the_circles_its_owner_chose(
    cast: dict[str, Member], reader: str, field: str
) -> None:
    if reader == "partner":
        cast["partner"] = Member.objects.create(
            address="partner@example.net", affiliation=AFFILIATIONS.PARTNER, joined_on="2021-01-01"
        )
    actor = VISITOR if reader == "visitor" else cast[reader]

    def readable(visibility: Visibility) -> bool:
        setattr(cast["ada"], f"{field}_visibility", visibility)
        return rules.may_see(field, actor, cast["ada"])

    assert {each for each in Visibility if readable(each)} == READERS[reader]


def test_every_visibility_of_a_member_has_its_field_in_the_rules() -> None:
    columns = {field.name for field in Member._meta.get_fields()}
    assert {f"{name}_visibility" for name in rules.FIELDS} == {
        name for name in columns if name.endswith("_visibility")
    }


@pytest.mark.parametrize(
    "may",
    [
        rules.can_manage_members,
        rules.can_approve_joining,
        rules.can_export,
        rules.can_give_role,
        rules.can_end_role,
        rules.can_edit_departments,
    ],
)
def test_only_steering_and_the_console_manage_people(cast: dict[str, Member], may: object) -> None:
    assert callable(may)
    allowed = {name for name, member in cast.items() if may(member)}
    assert allowed == {"ben"}
    assert may(CONSOLE)
    assert not may(VISITOR)


def test_nobody_edits_a_profile_but_its_owner(cast: dict[str, Member]) -> None:
    assert rules.can_edit_profile(cast["ada"], cast["ada"])
    assert not rules.can_edit_profile(cast["ben"], cast["ada"])
    assert not rules.can_edit_profile(CONSOLE, cast["ada"])
    assert not rules.can_edit_profile(cast["kim"], cast["kim"])


def test_another_person_with_the_same_rights_is_not_the_owner(cast: dict[str, Member]) -> None:
    cast["ada"].about_visibility = Visibility.NOBODY
    stranger = Member(id=uuid.uuid4(), affiliation="staff")
    assert not rules.may_see("about", stranger, cast["ada"])
