"""The events' part of the demonstration: six years in the numbers of the first community."""

from bluestem.events.demo.archive import make_archive
from bluestem.events.demo.coming import make_coming
from bluestem.events.demo.past import make_past
from bluestem.events.demo.talk import make_talk

__all__ = ["make_events"]


def make_events() -> None:
    """Make the series, what was since 2016 and what is coming; needs the people."""
    make_past()
    make_coming()
    make_archive()
    make_talk()
