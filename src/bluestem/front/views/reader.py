"""Who reads: behind a declared audience it is always a member."""

from typing import cast

from django.http import HttpRequest

from bluestem.members.models import Member


def member_of(request: HttpRequest) -> Member:
    """Return the signed-in member of a page that only members reach."""
    return cast("Member", request.user)
