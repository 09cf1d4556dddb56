"""Read the audit."""

from bluestem.audit.actions import FIRST_HASH, seal
from bluestem.audit.models import AuditLine


def first_broken_line() -> AuditLine | None:
    """Recount the chain and return the first line that does not fit, or None."""
    expected = FIRST_HASH
    for line in AuditLine.objects.order_by("id").iterator(chunk_size=2000):
        if line.previous_hash != expected or seal(line) != line.hash:
            return line
        expected = line.hash
    return None
