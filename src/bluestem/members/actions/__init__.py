"""Everything that changes people, their roles, lists and consent; one door for callers."""

from bluestem.members.actions.founding import make_default_lists, make_first_organiser
from bluestem.members.actions.joining import (
    answer_joining,
    ask_to_join,
    ask_to_join_again,
    confirm_joining,
    welcome,
)
from bluestem.members.actions.leaving import (
    erase,
    leave,
    wipe_traces,
)
from bluestem.members.actions.settings import (
    answer_address_change,
    ask_for_address,
    choose_language,
    confirm_address,
    end_sessions,
    withdraw_consent,
)
from bluestem.members.actions.signing_in import (
    answer_sign_in,
    ask_to_sign_in,
    count_try,
    make_one_time_address,
    use_code,
    use_one_time_address,
)
from bluestem.members.actions.subscriptions import (
    choose_lists,
    subscribe,
    unsubscribe,
)

__all__ = [
    "answer_address_change",
    "answer_joining",
    "answer_sign_in",
    "ask_for_address",
    "ask_to_join",
    "ask_to_join_again",
    "ask_to_sign_in",
    "choose_language",
    "choose_lists",
    "confirm_address",
    "confirm_joining",
    "count_try",
    "end_sessions",
    "erase",
    "leave",
    "make_default_lists",
    "make_first_organiser",
    "make_one_time_address",
    "subscribe",
    "unsubscribe",
    "use_code",
    "use_one_time_address",
    "welcome",
    "wipe_traces",
    "withdraw_consent",
]
