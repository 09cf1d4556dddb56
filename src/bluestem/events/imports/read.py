"""Read whatever was opened, with what the community says of zone, language and series."""

from collections.abc import Mapping

from bluestem.community.queries import the_community
from bluestem.events.imports.calendars import read_calendar
from bluestem.events.imports.known import what_is_known
from bluestem.events.imports.opening import CalendarFile
from bluestem.events.imports.reading import Reading
from bluestem.events.imports.tables import read_events
from bluestem.kit.imports.reading import Progress, no_progress
from bluestem.kit.tables import Table


def read_list(
    opened: Table | CalendarFile, *, chosen: Mapping[int, str], progress: Progress = no_progress
) -> Reading:
    """Read a whole table or calendar; `chosen` says by hand which column is which field."""
    community, known = the_community(), what_is_known()
    if isinstance(opened, CalendarFile):
        return read_calendar(
            opened,
            known=known,
            zone=community.zone,
            language=community.language,
            progress=progress,
        )
    return read_events(opened, known=known, zone=community.zone, chosen=chosen, progress=progress)
