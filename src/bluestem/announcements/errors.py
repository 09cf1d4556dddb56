from django.utils.translation import gettext as _

from bluestem.announcements.models import Announcement
from bluestem.kit.errors import Refusal


class MayNotWrite(Refusal):
    """The actor's roles do not include this list."""

    def __init__(self, slug: str) -> None:
        super().__init__(
            _(
                "Writing to “%(list)s” is not part of this role. Steering writes to every list, "
                "the mentoring committee to mentoring-calls, the outreach team to outreach-calls."
            )
            % {"list": slug}
        )


class MayNotRelease(Refusal):
    """Only a steering member's yes sends an announcement."""

    def __init__(self) -> None:
        super().__init__(_("A steering member sends this. Ask for it on the page of the draft."))


class OwnApproval(Refusal):
    """Nobody approves what she wrote or asked for herself."""

    def __init__(self) -> None:
        super().__init__(
            _("You wrote this or asked for it yourself. Another steering member has to say yes.")
        )


class NotAsked(Refusal):
    """Where approval is on, somebody has to ask for it first."""

    def __init__(self) -> None:
        super().__init__(
            _("Nobody asks for approval of this text now: it was changed or the request withdrawn.")
        )


class ChangedMeanwhile(Refusal):
    """Somebody changed the announcement since it was shown; `current` is how it is now."""

    def __init__(self, current: Announcement) -> None:
        super().__init__(
            _("Somebody changed this announcement after your page was opened. Read it once more.")
        )
        self.current = current


class NotReady(Refusal):
    """A language is half-written, or nothing is."""

    def __init__(self) -> None:
        super().__init__(
            _("Something is missing. Each language needs a subject and a text, or neither of them.")
        )


class AlreadyReleased(Refusal):
    """It is on its way; a copy can be written instead."""

    def __init__(self) -> None:
        super().__init__(_("This announcement was sent already. To send something new, copy it."))


class AlreadyStarted(Refusal):
    """The minute of grace is over."""

    def __init__(self) -> None:
        super().__init__(
            _("The first mails have left. You can still stop the ones that are waiting.")
        )


class Discarded(Refusal):
    """Somebody deleted the draft in the meantime."""

    def __init__(self) -> None:
        super().__init__(_("Somebody deleted this draft in the meantime."))
