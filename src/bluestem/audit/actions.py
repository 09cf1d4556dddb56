"""Write the audit."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
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


@dataclass(frozen=True)
class Deed:
    """What one line says; `facts` holds ids, counts and states, never words of a person."""

    actor: Actor
    deed: str
    kind: str
    key: object
    facts: Mapping[str, Any] = field(default_factory=dict)


def note(
    *, actor: Actor, deed: str, kind: str, key: object, facts: Mapping[str, Any] | None = None
) -> AuditLine:
    """Append one line to the chain, inside the caller's transaction.

    `facts` holds ids, counts and states, never names, addresses or words of a person.
    """
    return note_all(deeds=[Deed(actor, deed, kind, key, facts or {})])[0]


@transaction.atomic(savepoint=False)
def note_all(*, deeds: Sequence[Deed]) -> list[AuditLine]:
    """Append one line for each deed, in their order, in as many queries as for one."""
    if connection.vendor == "postgresql":  # SQLite has one writer at a time anyway
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
    newest = AuditLine.objects.newest_first().values_list("hash", flat=True).first()
    previous, lines = newest or FIRST_HASH, []
    for one in deeds:
        line = AuditLine(
            at=timezone.now(),
            actor_key=one.actor.audit_key,
            deed=one.deed,
            object_kind=one.kind,
            object_key=str(one.key),
            facts=dict(one.facts),
            previous_hash=previous,
        )
        line.hash = previous = seal(line)
        lines.append(line)
    return AuditLine.objects.bulk_create(lines)


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
