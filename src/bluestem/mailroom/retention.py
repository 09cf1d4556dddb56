"""How long what the mailroom keeps may live; `sweeps.py` enforces it. Counts stay."""

import datetime as dt

# A letter to one person, once it is over: its text goes, then who it went to.
LETTER_TEXT = dt.timedelta(days=30)
LETTER = dt.timedelta(days=180)
# A mailing to a crowd: its text (the announcement keeps its own), then names and addresses.
MAILING_TEXT = dt.timedelta(days=400)
MAILING_ADDRESSES = dt.timedelta(days=400)
# Suppressions live as long as the wish: for ever.
