"""PostgreSQL whose connections are not asked at every request whether they still live.

A connection is kept between requests, and the server may have been started anew meanwhile, so
Django asks it before its first use in each request. That is one question in five of a click for a
place. Here a connection that answered a moment ago is believed.
"""

import time

from django.db.backends.postgresql import base

BELIEVED_SECONDS = 1.0


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's connection; the types of Django leave out the method overridden here."""

    health_check_done: bool
    _answered_at = float("-inf")

    def close_if_health_check_failed(self) -> None:
        """Ask whether the connection lives, unless it said so less than a second ago."""
        if not self.health_check_done:
            now = time.monotonic()
            if now - self._answered_at < BELIEVED_SECONDS:
                self.health_check_done = True
            else:
                self._answered_at = now
        super().close_if_health_check_failed()
