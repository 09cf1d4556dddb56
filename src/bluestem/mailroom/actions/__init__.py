"""Everything the mailroom changes: one door for callers."""

from bluestem.mailroom.actions.addresses import (
    forget,
    readmit,
    stop_list,
    suppress,
    withdraw,
)
from bluestem.mailroom.actions.mailings import (
    pause,
    proceed,
    release,
    resend_failed,
    stop,
)
from bluestem.mailroom.actions.posting import Post, Recipient, post, post_all, prepare

__all__ = [
    "Post",
    "Recipient",
    "forget",
    "pause",
    "post",
    "post_all",
    "prepare",
    "proceed",
    "readmit",
    "release",
    "resend_failed",
    "stop",
    "stop_list",
    "suppress",
    "withdraw",
]
