"""Write the audit."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from bluestem.audit.actors import Actor
from bluestem.audit.models import AuditLine

FIRST_HASH = "0" * 64
# Any constant serves, as long as nothing else in the database locks the same number.
CHAIN_LOCK = 7_340_211
# What a recount of the chain is noted about.
CHAIN = ("audit", "chain")


@transaction.atomic
def note(
    *, actor: Actor, deed: str, kind: str, key: object, facts: Mapping[str, Any] | None = None
) -> AuditLine:
    """Append one line to the chain, inside the caller's transaction.

    `facts` holds ids, counts and states, never names, addresses or words of a person.
    """
    if connection.vendor == "postgresql":  # SQLite has one writer at a time anyway
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
    previous = AuditLine.objects.newest_first().values_list("hash", flat=True).first()
    line = AuditLine(
        at=timezone.now(),
        actor_key=actor.audit_key,
        deed=deed,
        object_kind=kind,
        object_key=str(key),
        facts=dict(facts or {}),
        previous_hash=previous or FIRST_HASH,
    )
    line.hash = seal(line)
    line.save(force_insert=True)
    return line


def seal(line: AuditLine) -> str:
    """Return the SHA-256 of a line's content together with the hash before it, in hex."""
    content = [
        line.previous_hash,
        line.at.isoformat(),
        line.actor_key,
        line.deed,
        line.object_kind,
        line.object_key,
        line.facts,
    ]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def check_chain(*, actor: Actor) -> AuditLine:
    """Recount the chain, and note how many lines there were and which one does not fit (0: none).

    Not one transaction: a recount of years must not keep everyone else from writing.
    """
    from bluestem.audit.queries import first_broken_line  # reads with what stands above

    broken = first_broken_line()
    facts = {"lines": AuditLine.objects.count(), "broken": broken.pk if broken else 0}
    kind, key = CHAIN
    return note(actor=actor, deed="checked audit", kind=kind, key=key, facts=facts)
