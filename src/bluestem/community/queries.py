"""Read what this installation is."""

from django.db.models import QuerySet

from bluestem.audit.actors import Actor
from bluestem.community.models import Community, Page
from bluestem.community.rules import can_change_community
from bluestem.community.settings_registry import SETTINGS


def the_community() -> Community:
    """Return the community's row.

    Raises: Community.DoesNotExist before `bluestem init`.
    """
    found = Community.objects.here()
    if found is None:
        raise Community.DoesNotExist
    return found


def pages_for(actor: Actor, *, to: str = "read") -> QuerySet[Page]:
    """Return the pages this actor may read (everyone: all of them) or edit, in their order."""
    pages = Page.objects.all()
    if to == "edit" and not can_change_community(actor):
        return pages.none()
    return pages.order_by("id")


def page_for(actor: Actor, slug: str, *, to: str = "read") -> Page:
    """Return one page together with the right to it.

    Raises: Page.DoesNotExist.
    """
    return pages_for(actor, to=to).get(slug=slug)


def settings_of(community: Community) -> list[dict[str, str]]:
    """Return every setting: key, present value as it is typed, meaning."""
    return [
        {"key": key, "value": setting.text_of(community), "meaning": str(setting.meaning)}
        for key, setting in SETTINGS.items()
    ]
