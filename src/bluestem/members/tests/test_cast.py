from bluestem.kit import audience
from bluestem.members.models import Member


def test_only_current_roles_open_the_desk(cast: dict[str, Member]) -> None:
    assert cast["ben"].audiences >= {audience.STEERING, audience.ORGANISER, audience.MEMBER}
    assert audience.ORGANISER not in cast["ada"].audiences
    assert cast["kim"].audiences == {audience.EVERYONE}
