"""What an import asks of organisers on the desk."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from bluestem.kit import time
from bluestem.kit.attention import Item, asks
from bluestem.kit.audience import STEERING
from bluestem.members.models import ImportRun


@asks(STEERING)
def lists(organiser: object) -> Iterator[Item]:
    """Lists this organiser uploaded and has not imported."""
    waiting = ImportRun.objects.filter(
        state=ImportRun.State.READY, started_by_id=getattr(organiser, "pk", None)
    )
    for key, file_name in waiting.order_by("asked_at").values_list("pk", "file_name")[:5]:
        yield Item(
            kind=_("Import"),
            title=_("%(file)s is checked and waits for you") % {"file": file_name},
            text=_("Nothing is written yet. An uploaded list is removed after a day."),
            button=_("Look at it"),
            address=reverse("members:desk_import_run", args=[key]),
            due_on=time.today(),
        )
