from django.utils.translation import gettext as _

from bluestem.kit.errors import Refusal

LONGEST_QUOTE = 80


class AlreadyFounded(Refusal):
    """There is a community in this database already."""

    def __init__(self) -> None:
        super().__init__(
            _("This folder already holds a community. Choose another folder with BLUESTEM_DATA.")
        )


class NotSteering(Refusal):
    """Somebody without a steering role wants to change the community."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Settings and pages are changed by the steering committee. "
                "Ask one of its members, or act as one."
            )
        )


class UnknownSetting(Refusal):
    """A key that no setting has."""

    def __init__(self, key: str, keys: list[str]) -> None:
        super().__init__(
            _("found the key %(key)r; expected one of %(keys)s.")
            % {"key": key, "keys": ", ".join(keys)}
        )


class WrongValue(Refusal):
    """A value that a setting cannot take; `expected` says what it can."""

    def __init__(self, key: str, found: str, expected: str) -> None:
        self.expected = str(expected)
        super().__init__(
            _("%(key)s: found %(found)r; expected %(expected)s.")
            % {"key": key, "found": found[:LONGEST_QUOTE], "expected": self.expected}
        )


class NoSecondApprover(Refusal):
    """Approval by a second person needs a second person."""

    def __init__(self, count: int) -> None:
        super().__init__(
            _(
                "Approval needs two people on the steering committee, and there is %(count)s. "
                "Give somebody else the role first; until then nothing waits for approval."
            )
            % {"count": count}
        )


class PageChangedMeanwhile(Refusal):
    """Somebody else saved the page after this text was begun."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Somebody else saved this page while you were writing. Your words are still here: "
                "compare them with the page as it stands now, then save again."
            )
        )
