"""Who reads a page."""

from django.http import HttpRequest

from bluestem.audit.actors import VISITOR, Actor
from bluestem.members.models import Member


def reader_of(request: HttpRequest) -> Actor:
    """Return the member who is signed in, or the visitor."""
    return request.user if request.user.is_authenticated else VISITOR


def member_of(request: HttpRequest) -> Member:
    """Return the member who is signed in, on a page that only members reach."""
    assert isinstance(request.user, Member)  # the audience was kept before
    return request.user
