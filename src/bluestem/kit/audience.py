"""Who a view is for: each view says it once, a middleware keeps it, a law reads it.

The words are the columns of the table of rights. A view without a declaration is a fault.
"""

from collections.abc import Callable
from typing import Any, TypeVar

EVERYONE = "everyone"  # visitors too
SIGNED_IN = "signed in"  # any member, affiliation partner included: her own things
MEMBER = "member"
STEERING = "steering"
MENTORING = "mentoring"
EDITOR = "editor"
OUTREACH = "outreach"
DIVERSITY = "diversity"
ORGANISER = "organiser"  # anyone with a role
AUDIENCES = frozenset(
    {EVERYONE, SIGNED_IN, MEMBER, STEERING, MENTORING, EDITOR, OUTREACH, DIVERSITY, ORGANISER}
)

View = TypeVar("View", bound=Callable[..., Any])


def audience(*names: str) -> Callable[[View], View]:
    """Declare who may come to a view; everyone else meets what a missing page answers.

    Raises: ValueError for a word that is no audience.
    """
    unknown = set(names) - AUDIENCES
    if unknown or not names:
        raise ValueError(f"Unknown audience: {sorted(unknown)}.")

    def declare(view: View) -> View:
        view.audience = frozenset(names)  # type: ignore[attr-defined]
        return view

    return declare


def audience_of(view: Callable[..., Any]) -> frozenset[str] | None:
    """Return the declared audience of a view function, or None where nothing was declared."""
    seen: Any = view
    while seen is not None:
        declared = getattr(seen, "audience", None) or getattr(
            getattr(seen, "view_class", None), "audience", None
        )
        if declared is not None:
            return frozenset(declared)
        seen = getattr(seen, "__wrapped__", None)
    return None
