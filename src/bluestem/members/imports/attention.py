"""What an import asks of organisers on the desk."""

from collections.abc import Iterator

from bluestem.kit.attention import Item, asks
from bluestem.kit.audience import STEERING
from bluestem.kit.imports.attention import waiting_lists
from bluestem.members.models import ImportRun


@asks(STEERING)
def lists(organiser: object) -> Iterator[Item]:
    """Lists this organiser uploaded and has not imported."""
    yield from waiting_lists(ImportRun, organiser, "members:desk_import_run")
