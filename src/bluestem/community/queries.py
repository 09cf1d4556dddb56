"""Read what this installation is."""

from bluestem.community.models import Community


def the_community() -> Community:
    """Return the community's row.

    Raises: Community.DoesNotExist before `bluestem init`.
    """
    return Community.objects.get(id=1)
