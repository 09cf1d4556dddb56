"""Model fields of the house: text that is encrypted in the database."""

from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models


@lru_cache(maxsize=4)
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    if not keys:
        raise ImproperlyConfigured(
            "There is no key for confidential fields. `bluestem init` makes keys/field_keys; "
            "after moving a community, bring the keys folder along."
        )
    return MultiFernet([Fernet(key) for key in keys])


def encrypt(text: str) -> str:
    """Encrypt with the newest of BLUESTEM_FIELD_KEYS; the empty text stays empty.

    Fernet writes the time, readable, before what it encrypts. Here it is always 0: a row that
    says when it was written can say by whom.
    """
    if not text:
        return ""
    cipher = _cipher(tuple(settings.FIELD_KEYS))
    return cipher.encrypt_at_time(text.encode(), current_time=0).decode()


def decrypt(text: str) -> str:
    """Undo `encrypt` with whichever of BLUESTEM_FIELD_KEYS fits.

    Raises: cryptography.fernet.InvalidToken where none fits.
    """
    return _cipher(tuple(settings.FIELD_KEYS)).decrypt(text.encode()).decode() if text else ""


class EncryptedTextField(models.TextField[str, str]):
    """Text that only this installation's keys can read. Cannot be searched or ordered by."""

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        """Decrypt on the way out."""
        return None if value is None else decrypt(value)

    def get_prep_value(self, value: Any) -> Any:
        """Encrypt on the way in."""
        prepared = super().get_prep_value(value)
        return None if prepared is None else encrypt(str(prepared))
