"""Everything that changes events: one door for callers."""

from bluestem.events.actions.answers import change_answers, delete_answers, delete_needs
from bluestem.events.actions.archive import (
    add_picture,
    change_picture,
    remove_picture,
    write_notes,
)
from bluestem.events.actions.asking import (
    add_question,
    ask_needs,
    change_question,
    keep_questions_for_series,
    move_question,
    remove_question,
)
from bluestem.events.actions.calendars import close_calendar, open_calendar
from bluestem.events.actions.coffees import (
    fill_coffee_groups,
    form_coffee_groups,
    move_to_coffee_group,
    tell_coffee_groups,
)
from bluestem.events.actions.copies import copy_from_last_year, draft_lunch_after
from bluestem.events.actions.details import follow, note_names_sent, set_details
from bluestem.events.actions.door import check_in, close, walk_in
from bluestem.events.actions.entrance import export_names, export_registrations
from bluestem.events.actions.events import (
    approve,
    call_off,
    discard,
    draft,
    draft_announcement,
    edit,
    invite,
    move,
    propose,
    withdraw,
)
from bluestem.events.actions.feedback import ask_for_feedback, close_feedback, give_feedback
from bluestem.events.actions.parts import add_part, change_part, remove_part
from bluestem.events.actions.places import (
    accept,
    cancel,
    change_capacity,
    confirm_place,
    decline,
    lapse,
    register,
    register_by_click,
    request_place,
)
from bluestem.events.actions.questions import (
    ask,
    choose_questions,
    keep_counts,
    moderate,
    settle_questions,
    vote,
)
from bluestem.events.actions.recordings import (
    add_recording,
    keep_file,
    publish_recording,
    remove_recording,
    remove_subtitles,
    withdraw_recording,
    write_subtitles,
)
from bluestem.events.actions.reminders import remind
from bluestem.events.actions.search import keep_words, rebuild_search
from bluestem.events.actions.series import change_series, make_default_series, make_series
from bluestem.events.actions.speakers import (
    add_speaker,
    answer_invitation,
    change_speaker,
    move_speaker_on,
    remove_speaker,
    say_recording_consent,
    set_recording_consent,
    write_to_speaker,
)
from bluestem.events.actions.thanks import thank_helpers
from bluestem.events.actions.to_dos import add_to_do, change_to_do, remove_to_do, tick_to_do

__all__ = [
    "accept",
    "add_part",
    "add_picture",
    "add_question",
    "add_recording",
    "add_speaker",
    "add_to_do",
    "answer_invitation",
    "approve",
    "ask",
    "ask_for_feedback",
    "ask_needs",
    "call_off",
    "cancel",
    "change_answers",
    "change_capacity",
    "change_part",
    "change_picture",
    "change_question",
    "change_series",
    "change_speaker",
    "change_to_do",
    "check_in",
    "choose_questions",
    "close",
    "close_calendar",
    "close_feedback",
    "confirm_place",
    "copy_from_last_year",
    "decline",
    "delete_answers",
    "delete_needs",
    "discard",
    "draft",
    "draft_announcement",
    "draft_lunch_after",
    "edit",
    "export_names",
    "export_registrations",
    "fill_coffee_groups",
    "follow",
    "form_coffee_groups",
    "give_feedback",
    "invite",
    "keep_counts",
    "keep_file",
    "keep_questions_for_series",
    "keep_words",
    "lapse",
    "make_default_series",
    "make_series",
    "moderate",
    "move",
    "move_question",
    "move_speaker_on",
    "move_to_coffee_group",
    "note_names_sent",
    "open_calendar",
    "propose",
    "publish_recording",
    "rebuild_search",
    "register",
    "register_by_click",
    "remind",
    "remove_part",
    "remove_picture",
    "remove_question",
    "remove_recording",
    "remove_speaker",
    "remove_subtitles",
    "remove_to_do",
    "request_place",
    "say_recording_consent",
    "set_details",
    "set_recording_consent",
    "settle_questions",
    "tell_coffee_groups",
    "thank_helpers",
    "tick_to_do",
    "vote",
    "walk_in",
    "withdraw",
    "withdraw_recording",
    "write_notes",
    "write_subtitles",
    "write_to_speaker",
]
