"""States that forbid what was asked of a mailing."""

from django.utils.translation import gettext as _

from bluestem.kit.errors import Refusal


class AlreadyReleased(Refusal):
    """A mailing is released once."""

    def __init__(self) -> None:
        super().__init__(_("This mailing has been released already."))


class NotUnderWay(Refusal):
    """Only what is being sent, or about to be, can be paused or stopped."""

    def __init__(self, state: str) -> None:
        super().__init__(
            _(
                "This mailing is in the state “%(state)s”; only a mailing that is under way "
                "can be paused or stopped."
            )
            % {"state": state}
        )


class NotPaused(Refusal):
    """Only what was paused continues."""

    def __init__(self, state: str) -> None:
        super().__init__(
            _("This mailing is in the state “%(state)s”; only a paused mailing can continue.")
            % {"state": state}
        )


class NothingFailed(Refusal):
    """There is nothing to send again."""

    def __init__(self) -> None:
        super().__init__(
            _("No delivery of this mailing failed, so there is nothing to send again.")
        )


class TextIsGone(Refusal):
    """The letter's text has been deleted in the meantime."""

    def __init__(self) -> None:
        super().__init__(
            _("The text of this mailing has been deleted since; write the letter again.")
        )


class NoSuchMailing(Refusal):
    """There is no mailing with this id."""

    def __init__(self, key: str) -> None:
        super().__init__(
            _("There is no mailing %(key)s. “bluestem mailings” lists them all.") % {"key": key}
        )


class NoSuchDeed(Refusal):
    """The command knows no such word."""

    def __init__(self, found: str, deeds: list[str]) -> None:
        super().__init__(
            _("Found “%(found)s”; expected an id, or one of %(deeds)s and an id.")
            % {"found": found, "deeds": ", ".join(deeds)}
        )
