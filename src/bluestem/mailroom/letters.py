"""The registry of letters: each room's `letters.py` registers the kinds of mail it sends."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Letter:
    """One kind of message.

    `template` names three files: `.subject.txt`, `.txt` (extends kit/letter.txt) and `.mjml`
    (extends kit/letter.mjml), rendered once per mailing and language. Their context is what the
    caller gives, and `community`, `site_url`, `language`, `subject`, `is_list`, and the personal
    `recipient_name` and `stop_url`. The personal ones are filled in later, so a template may
    show them and ask `{% if recipient_name %}`, and nothing else. A context with
    `calendar_entry` ({"method", "text"}) adds a part that calendars take for an invitation.
    """

    name: str
    template: str
    is_secret: bool = False  # body and context are wiped once it is sent: codes, links that act
    useful_minutes: int = 0  # after this it is no longer worth sending; 0: five days
    reaches_erased: bool = False  # answers what an erased person asks for now: joining again
    sample: Mapping[str, Any] = field(default_factory=dict)  # a context for tests and previews


_letters: dict[str, Letter] = {}


def register(letter: Letter) -> Letter:
    """Make a letter known by its name.

    Raises: ValueError where another letter has this name.
    """
    if _letters.setdefault(letter.name, letter) != letter:
        raise ValueError(f"There is another letter named {letter.name!r}.")
    return letter


def letter_named(name: str) -> Letter:
    """Return a registered letter.

    Raises: LookupError.
    """
    try:
        return _letters[name]
    except KeyError:
        raise LookupError(f"No room registers a letter named {name!r}.") from None


def letter_if_known(name: str) -> Letter | None:
    """Return a registered letter, or None for one of an earlier version."""
    return _letters.get(name)


def letters() -> list[Letter]:
    """Return every registered letter, by name."""
    return [_letters[name] for name in sorted(_letters)]


TRIAL = register(Letter(name="mailroom.trial", template="mailroom/letters/trial"))
