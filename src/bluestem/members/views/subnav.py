"""The parts of the desk that are about people."""

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _


def desk_subnav(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the menu below the desk's header; a page of it that does not exist is left out."""
    entries = (
        (_("List"), "members:desk_members"),
        (_("Roles"), "members:role_list"),
        (_("Departments"), "members:desk_departments"),
        (_("Institutions"), "members:desk_institutions"),
        (_("Interests"), "members:desk_interests"),
        (_("Import"), "members:desk_import"),
    )
    items = []
    for label, name in entries:
        try:
            address = reverse(name)
        except NoReverseMatch:
            continue
        is_current = request.path == address or (
            name != "members:desk_members" and request.path.startswith(f"{address}/")
        )
        items.append({"label": label, "address": address, "is_current": is_current})
    return items
