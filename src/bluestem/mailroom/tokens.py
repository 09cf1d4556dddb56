"""The stop token of a delivery: all that stopping needs, sealed, so that it works for ever.

Nothing is looked up, and no row has to last as long as a mail in somebody's folder.
"""

import base64
import binascii
import hashlib
import hmac
import json
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

PURPOSE = b"bluestem.mailroom.stop"
NONCE_BYTES = 12
LONGEST = 1_200


class NoSuchToken(Exception):
    """The token was not made here, or has been altered."""


@dataclass(frozen=True)
class Stop:
    """What a stop token says: which address leaves which list, in which language it reads."""

    delivery_id: int
    address: str
    list_key: str
    language: str


def seal(stop: Stop) -> str:
    """Write a token; the same delivery always gives the same one."""
    key, nonce_key = _keys(settings.SECRET_KEY)
    text = json.dumps([stop.delivery_id, stop.address, stop.list_key, stop.language]).encode()
    # Derived from the text: one nonce never seals two texts.
    nonce = hmac.digest(nonce_key, text, hashlib.sha256)[:NONCE_BYTES]
    sealed = nonce + AESGCM(key).encrypt(nonce, text, PURPOSE)
    return _written(sealed)


def unseal(token: str) -> Stop:
    """Read a token.

    Raises: NoSuchToken.
    """
    if len(token) > LONGEST or not token.isascii():
        raise NoSuchToken
    try:
        sealed = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as garbled:
        raise NoSuchToken from garbled
    if _written(sealed) != token:
        raise NoSuchToken
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            text = AESGCM(_keys(secret)[0]).decrypt(
                sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], PURPOSE
            )
        except (InvalidTag, ValueError):
            continue
        return Stop(*json.loads(text))
    raise NoSuchToken


def _written(sealed: bytes) -> str:
    return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode()


@lru_cache(maxsize=8)
def _keys(secret: str) -> tuple[bytes, bytes]:
    return (
        hmac.digest(secret.encode(), PURPOSE + b" key", hashlib.sha256),
        hmac.digest(secret.encode(), PURPOSE + b" nonce", hashlib.sha256),
    )
