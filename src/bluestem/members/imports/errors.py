"""What forbids an import as such, whatever the file holds."""

from django.utils.translation import gettext as _

from bluestem.kit.errors import Refusal


class NotAllowedToImport(Refusal):
    """Only the steering committee, and the console, bring people in."""

    def __init__(self) -> None:
        super().__init__(
            _("Only members of the steering committee import people. Ask one of them.")
        )


class LeaversNeedCompleteList(Refusal):
    """Who is missing can only be told from a complete list."""

    def __init__(self) -> None:
        super().__init__(
            _("--leavers needs --complete: only a complete list tells who is no longer on it.")
        )
