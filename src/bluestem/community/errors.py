from django.utils.translation import gettext as _

from bluestem.kit.errors import Refusal


class AlreadyFounded(Refusal):
    """There is a community in this database already."""

    def __init__(self) -> None:
        super().__init__(
            _("This folder already holds a community. Choose another folder with BLUESTEM_DATA.")
        )
