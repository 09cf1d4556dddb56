"""Sessions in the database, under a hash of their key: who reads the table signs in as nobody."""

import hashlib
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.base_session import AbstractBaseSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from bluestem.kit.by_key import ByKey

KEY_LENGTH = 40  # of the column
_SESSIONS = ByKey(Session, "session_key")


def stored_key(session_key: str) -> str:
    """Return the key under which a session stands in the table; 160 bits of SHA-256."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:KEY_LENGTH]


class SessionStore(db.SessionStore):
    """Django's own store; the cookie's key itself is written nowhere."""

    def _get_session_from_db(self) -> Session | None:
        found = _SESSIONS.first(stored_key(self.session_key or ""))
        if found is None or found.expire_date <= timezone.now():
            self._session_key = None
            return None
        return found

    def exists(self, session_key: str) -> bool:
        """Whether there is a session under this key of a cookie."""
        return bool(self.model.objects.filter(session_key=stored_key(session_key)).exists())

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        """Return the row for this session."""
        row = super().create_model_instance(data)
        row.session_key = stored_key(row.session_key)
        return row

    def delete(self, session_key: str | None = None) -> None:
        """Delete a session by its cookie's key."""
        key = session_key or self.session_key
        if key is not None:
            self.model.objects.filter(session_key=stored_key(key)).delete()
