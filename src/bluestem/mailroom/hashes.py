"""The keyed hash under which a suppressed address is known."""

import hashlib
import hmac
import secrets

from django.db import transaction

from bluestem.kit.by_key import ByKey
from bluestem.mailroom.addresses import normal
from bluestem.mailroom.models import Counter

_COUNTERS = ByKey(Counter, "id")


def hash_key() -> bytes:
    """Return the key, made at first use; it outlives the keys that encrypt it."""
    counter = _COUNTERS.first(1)
    if counter is None or not counter.hash_key:
        Counter.objects.get_or_create(id=1)
        with transaction.atomic():  # readers ask for the key too, outside of any
            counter = Counter.objects.select_for_update().get(id=1)
            if not counter.hash_key:
                counter.hash_key = secrets.token_hex(32)
                counter.save(update_fields=["hash_key"])
    return bytes.fromhex(counter.hash_key)


def address_hmac(key: bytes, address: str) -> str:
    """Return the hash of an address in hex."""
    return hmac.digest(key, normal(address).encode("utf-8", "replace"), hashlib.sha256).hex()
