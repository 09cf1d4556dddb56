"""When the server is asked again after a "later", and when that ends."""

import datetime as dt

SECONDS = (15, 60, 300, 900, 1_800, 3_600, 7_200, 14_400)
PATIENCE = dt.timedelta(days=5)


def delay(attempts: int) -> dt.timedelta:
    """Return how long to wait after that many attempts, growing up to four hours."""
    return dt.timedelta(seconds=SECONDS[min(max(attempts, 1), len(SECONDS)) - 1])


def is_over(tried_since: dt.datetime | None, now: dt.datetime) -> bool:
    """Tell whether the server has been saying "later" for five days."""
    return tried_since is not None and now - tried_since >= PATIENCE
