from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import QuerySet

from bluestem.kit.examples import first_key, shows
from bluestem.members.models import Department, ImportRun, Institution, Interest, Member, Role

ROWS: Mapping[str, Callable[[], QuerySet[Any]]] = {
    "member_id": lambda: Member.objects.active().order_by("joined_on"),
    "role_id": Role.objects.all,
    "run_id": ImportRun.objects.all,
}
ITEMS: Mapping[str, type[Any]] = {
    "department": Department,
    "institution": Institution,
    "interest": Interest,
}


@shows("members")
def example(view: str, parameter: str) -> object:
    """Return a member, a role, an import, or one entry of the organisation's lists."""
    if parameter == "item_id":
        return first_key(ITEMS[view.partition("_")[0]].objects.all())
    return first_key(ROWS[parameter]()) if parameter in ROWS else None
