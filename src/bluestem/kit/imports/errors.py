"""What forbids a step of an import, whatever the file holds."""

from django.utils.translation import gettext as _

from bluestem.kit.errors import Refusal


class ImportRunOver(Refusal):
    """The import was started, finished or removed in the meantime."""

    def __init__(self) -> None:
        super().__init__(
            _("This import has been started or removed already. Upload the file again if need be.")
        )
