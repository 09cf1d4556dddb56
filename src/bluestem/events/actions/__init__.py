"""Everything that changes events: one door for callers."""

from bluestem.events.actions.calendars import close_calendar, open_calendar
from bluestem.events.actions.door import check_in, close, walk_in
from bluestem.events.actions.events import (
    approve,
    call_off,
    copy_from_last_year,
    discard,
    draft,
    edit,
    invite,
    move,
    propose,
    withdraw,
)
from bluestem.events.actions.places import (
    accept,
    cancel,
    change_capacity,
    confirm_place,
    decline,
    lapse,
    register,
    request_place,
)
from bluestem.events.actions.reminders import remind
from bluestem.events.actions.running import (
    add_speaker,
    add_to_do,
    change_series,
    make_default_series,
    make_series,
    move_speaker_on,
    remove_speaker,
    set_recording_consent,
    tick_to_do,
)

__all__ = [
    "accept",
    "add_speaker",
    "add_to_do",
    "approve",
    "call_off",
    "cancel",
    "change_capacity",
    "change_series",
    "check_in",
    "close",
    "close_calendar",
    "confirm_place",
    "copy_from_last_year",
    "decline",
    "discard",
    "draft",
    "edit",
    "invite",
    "lapse",
    "make_default_series",
    "make_series",
    "move",
    "move_speaker_on",
    "open_calendar",
    "propose",
    "register",
    "remind",
    "remove_speaker",
    "request_place",
    "set_recording_consent",
    "tick_to_do",
    "walk_in",
    "withdraw",
]
