"""Who a session belongs to."""

from allauth.account.auth_backends import AuthenticationBackend

from bluestem.kit.by_key import ByKey
from bluestem.members.models import Member

_MEMBERS = ByKey(Member, "id")


class MemberBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    """As allauth's, with a faster answer to what every request of a signed-in member asks."""

    def get_user(self, user_id: object) -> Member | None:
        """Return the member behind a session while she may sign in."""
        member = _MEMBERS.first(user_id)
        return member if member is not None and self.user_can_authenticate(member) else None
