"""Read the audit."""

from collections.abc import Iterable

from django.db.models import Max

from bluestem.audit.actions import CHAIN, FIRST_HASH, seal
from bluestem.audit.models import AuditLine


def first_broken_line() -> AuditLine | None:
    """Recount the chain and return the first line that does not fit, or None."""
    expected = FIRST_HASH
    for line in AuditLine.objects.order_by("id").iterator(chunk_size=2000):
        if line.previous_hash != expected or seal(line) != line.hash:
            return line
        expected = line.hash
    return None


def last_check() -> AuditLine | None:
    """Return what the last recount of the chain wrote, or None before the first one."""
    return AuditLine.objects.about(*CHAIN).newest_first().first()


def changes_of(kind: str, keys: Iterable[object]) -> dict[str, AuditLine]:
    """Return the newest line about each object of one kind, by key."""
    newest = (
        AuditLine.objects.filter(object_kind=kind, object_key__in=[str(key) for key in keys])
        .values("object_key")
        .annotate(newest=Max("id"))
        .values("newest")
    )
    return {line.object_key: line for line in AuditLine.objects.filter(id__in=newest)}
